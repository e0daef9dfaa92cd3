from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from pipeviz.diagrams.strip import Mark, Strip
from pipeviz.writers.strip_svg import strip_svg
from tests.judges.svg import SVG, check_svg, squeezed, texts
from tests.nasty import NASTY


def of(*marks: Mark) -> Strip:
    return Strip(
        title="3 runs", description="2 succeeded, 1 failed", marks=marks, first="2026-03-02", last="2026-03-04"
    )


def mark(seconds: float | None, outcome: str = "succeeded", **fields: object) -> Mark:
    return Mark(seconds=seconds, classes=(outcome,), tooltip=f"{outcome} {seconds}", **fields)  # type: ignore[arg-type]


def heights(strip: Strip, look: str) -> list[int]:
    root = check_svg(strip_svg(strip))
    shapes = [each for each in root.iter(f"{SVG}rect") if each.get("class", "").endswith(look) and each.get("rx")]
    return [int(each.attrib["height"]) for each in shapes]


def said(root: Element) -> list[str]:
    return [each.text or "" for group in root.iter(f"{SVG}g") for each in group.findall(f"{SVG}title")]


def test_a_longer_run_is_a_higher_bar_up_to_the_cap() -> None:
    one, two, three, four = heights(of(mark(60), mark(90), mark(120), mark(90_000)), "box-succeeded")
    assert one < two < three <= four
    assert four == heights(of(mark(60), mark(90), mark(120), mark(9e9)), "box-succeeded")[-1]


@pytest.mark.parametrize("spark", [False, True])
def test_a_failure_is_told_by_shape_and_not_by_colour_alone(spark: bool) -> None:
    root = check_svg(strip_svg(of(mark(60), mark(60, "failed")), spark=spark))
    good, bad = (group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}title") is not None)
    shapes = [[each.tag for each in group if each.tag != f"{SVG}title"] for group in (good, bad)]
    assert shapes[0] != shapes[1]


@pytest.mark.parametrize("spark", [False, True])
def test_every_run_is_told_and_leads_to_its_page(spark: bool) -> None:
    runs = of(mark(1, link="a.html"), mark(None, "unknown"), mark(None, "running", going=True, link="javascript:x"))
    root = check_svg(strip_svg(runs, spark=spark))
    assert said(root) == [each.tooltip for each in runs.marks]
    assert [each.attrib["href"] for each in root.iter(f"{SVG}a")] == ["a.html"]


def test_a_gap_is_wider_than_a_step_and_says_what_it_is() -> None:
    wide, narrow = (check_svg(strip_svg(of(mark(1), mark(1, gap=gap)), spark=True)) for gap in ("12 d", ""))
    assert int(wide.attrib["width"]) > int(narrow.attrib["width"])
    assert "12 d" in said(wide)


def test_a_spark_fits_into_a_row_and_has_no_words() -> None:
    root = check_svg(strip_svg(of(*[mark(60)] * 30), spark=True))
    assert int(root.attrib["height"]) <= 32
    assert int(root.attrib["width"]) <= 260
    assert texts(root) == []


def test_the_large_one_tells_its_days_and_the_median() -> None:
    assert texts(check_svg(strip_svg(of(*[mark(85)] * 12)))) == ["median 1 min 25 s", "2026-03-02", "2026-03-04"]


def test_without_runs_it_says_so() -> None:
    assert texts(check_svg(strip_svg(Strip(title="0 runs", description="No run is recorded")))) == [
        "No run is recorded"
    ]
    check_svg(strip_svg(Strip(title="", description=""), spark=True))


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    strip = Strip(
        title=text, description=text, first=text, last=text, marks=(Mark(tooltip=text, gap=text, link=text),) * 15
    )
    root = check_svg(strip_svg(strip))
    assert squeezed(text) in squeezed("".join(said(root)))
    assert squeezed(text) in squeezed("".join(texts(root)))
