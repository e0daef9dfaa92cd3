from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import msgspec
import pytest
from hypothesis import given

from pipeviz.diagrams import (
    Activation,
    Block,
    Fragment,
    Message,
    Note,
    Operand,
    Participant,
    SequenceDiagram,
)
from pipeviz.writers.sequence_svg import sequence_svg
from pipeviz.writers.theme import DARK_PAPER, LOOKS, PAPER
from tests.judges.svg import SVG, check_svg, squeezed, texts
from tests.nasty import NASTY
from tests.strategies import sequence_diagrams

GOLDEN = Path(__file__).parent / "golden" / "sequence.svg"

CP = Participant(id="CP", label="CodePipeline", classes=("pipeline",), link="https://console.example/?a=1&b=2")
CB = Participant(id="CB", label="CodeBuild", classes=("build",), tooltip="project orders")
REV = Participant(id="REV", label="Release manager", actor=True, classes=("approval",))

WHOLE = SequenceDiagram(
    title="Pipeline orders",
    description="Pipeline orders runs 2 actions in 2 stages.",
    participants=(CP, CB, REV),
    items=(
        Activation(participant="CP", active=True),
        Block(
            title="Build",
            classes=("stage", "build"),
            link="#build",
            items=(
                Message(source="CP", target="CB", text="StartBuild", activate=True, link="stages/build.md"),
                Fragment(
                    operator="loop",
                    operands=(Operand(label="phases", items=(Message(source="CB", target="CB", text="build"),)),),
                ),
                Message(source="CB", target="CP", text="Success", reply=True, deactivate=True),
            ),
        ),
        Note(over=("CP",), text="Transition into Release is disabled", classes=("disabled",)),
        Block(
            title="Release",
            classes=("stage", "approval"),
            items=(
                Message(source="CP", target="REV", text="review"),
                Fragment(
                    operator="alt",
                    operands=(
                        Operand(label="approved", items=(Message(source="REV", target="CP", text="go", reply=True),)),
                        Operand(label="rejected", items=(Message(source="REV", target="CP", text="no", lost=True),)),
                    ),
                ),
            ),
        ),
        Activation(participant="CP", active=False),
    ),
)


def one(message: Message, *, label: str = "A", link: str | None = None) -> SequenceDiagram:
    participants = (Participant(id="A", label=label, link=link), Participant(id="B", label="B"))
    return SequenceDiagram(title="t", description="d", participants=participants, items=(message,))


def drawn(diagram: SequenceDiagram) -> Element:
    return check_svg(sequence_svg(diagram))


def links(root: Element) -> list[str]:
    return [element.attrib["href"] for element in root.iter(f"{SVG}a")]


def shapes(root: Element) -> Iterator[Element]:
    for name in ("rect", "path", "circle", "text"):
        yield from root.iter(f"{SVG}{name}")


def test_the_whole_language_is_drawn_as_expected(request: pytest.FixtureRequest) -> None:
    picture = sequence_svg(WHOLE)
    if request.config.getoption("--update"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(picture, "utf-8", newline="\n")
    refresh = "look at the new picture; if it is right: pytest tests/writers/test_sequence_svg.py --update"
    assert picture == GOLDEN.read_text("utf-8"), refresh


def test_texts_are_read_in_the_order_of_time() -> None:
    assert texts(drawn(WHOLE)) == [
        "CodePipeline", "CodeBuild", "Release manager",
        "Build", "StartBuild", "loop", "phases", "build", "Success",
        "Transition into Release is disabled",
        "Release", "review", "alt", "approved", "go", "rejected", "no",
    ]  # fmt: skip


def test_a_screen_reader_hears_what_it_is_and_who_speaks_to_whom() -> None:
    root = drawn(WHOLE)
    named = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
    assert named[root.attrib["aria-labelledby"]] == "Pipeline orders"
    assert named[root.attrib["aria-describedby"]] == "Pipeline orders runs 2 actions in 2 stages."
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert titles[1:] == [
        "project orders",
        "CodePipeline to CodeBuild: StartBuild",
        "CodeBuild to CodeBuild: build",
        "CodeBuild back to CodePipeline: Success",
        "CodePipeline to Release manager: review",
        "Release manager back to CodePipeline: go",
        "Release manager to CodePipeline: no",
    ]


def test_a_picture_without_a_title_still_has_a_name() -> None:
    root = drawn(msgspec.structs.replace(WHOLE, title=" ", description=""))
    assert root.findtext(f"{SVG}title") == "Sequence diagram"


def test_the_repeated_heads_are_not_read_again() -> None:
    message = Message(source="CP", target="CB", text="again")
    root = drawn(msgspec.structs.replace(WHOLE, items=(message,) * 30))
    (feet,) = (element for element in root.iter(f"{SVG}g") if element.attrib.get("aria-hidden") == "true")
    assert ["".join(element.itertext()) for element in feet.iter(f"{SVG}text")] == [
        "CodePipeline", "CodeBuild", "Release manager",
    ]  # fmt: skip


def test_links_lead_where_they_should() -> None:
    assert links(drawn(WHOLE)) == ["https://console.example/?a=1&b=2", "#build", "stages/build.md"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://a.example/x", "//evil.example/x", "", "  ",
    ],
)  # fmt: skip
def test_an_unsafe_link_is_no_link(link: str) -> None:
    assert links(drawn(one(Message(source="A", target="B", text="x", link=link), link=link))) == []


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_text_is_shown_as_it_is(text: str) -> None:
    diagram = SequenceDiagram(
        title=text,
        description=text,
        participants=(Participant(id="A", label=text, tooltip=text), Participant(id="B", label="B")),
        items=(
            Message(source="A", target="B", text=text),
            Message(source="B", target="B", text=text),
            Note(over=("A", "B"), text=text),
            Block(title=text, items=(Fragment(operator="par", operands=(Operand(label=text),)),)),
        ),
    )
    shown = [squeezed(line) for line in texts(drawn(diagram))]
    expected = [squeezed(line) for line in (text, "B", text, text, text, text, "par", text) if squeezed(line)]
    assert [line for line in shown if line][: len(expected)] == expected


@given(diagram=sequence_diagrams())
def test_any_diagram_is_a_safe_picture(diagram: SequenceDiagram) -> None:
    picture = sequence_svg(diagram)
    root = check_svg(picture)
    assert sequence_svg(diagram) == picture
    for element in root.iter():
        assert "style" not in element.attrib
        assert float(element.attrib.get("font-size", 13)) >= 12


def test_colours_are_attributes_that_any_viewer_understands() -> None:
    for element in shapes(drawn(WHOLE)):
        for name in ("fill", "stroke"):
            assert re.fullmatch("none|#[0-9a-f]{6}", element.attrib.get(name, "none"))
        assert "fill" in element.attrib


def test_the_style_sheet_turns_every_colour_in_the_dark_and_nothing_else() -> None:
    root = drawn(WHOLE)
    style = root.findtext(f"{SVG}style") or ""
    used = {element.attrib["class"] for element in shapes(root)}
    for selector in (
        "@media screen and (prefers-color-scheme:dark)",
        "@media screen{",
        '[data-md-color-scheme="slate"]',
    ):
        assert selector in style
    assert set(re.findall(r"svg:root \.([a-z-]+)\{", style)) == used
    assert set(re.findall(r'"slate"\] \.([a-z-]+)\{', style)) == used
    assert f".pvs-ground-paper{{fill:{DARK_PAPER}}}" in style


def test_it_stands_on_its_own_paper() -> None:
    paper = next(drawn(WHOLE).iter(f"{SVG}rect"))
    assert paper.attrib["fill"] == PAPER
    assert [paper.attrib[name] for name in ("x", "y")] == ["-0.5", "-0.5"]


def test_classes_give_the_colours() -> None:
    root = drawn(WHOLE)
    box = next(element for element in root.iter(f"{SVG}rect") if element.attrib["class"] == "pvs-box-build")
    assert (box.attrib["fill"], box.attrib["stroke"]) == (LOOKS["build"].fill, LOOKS["build"].stroke)
    assert {element.attrib["class"] for element in shapes(root)} >= {"pvs-ground-build", "pvs-strip-approval"}
    failed = drawn(one(Message(source="A", target="B", text="x", classes=("unheard-of", "condition"))))
    coloured = {(element.attrib["class"], element.attrib["fill"]) for element in shapes(failed)}
    assert ("pvs-text-condition", LOOKS["condition"].text) in coloured
    assert ("pvs-solid-condition", LOOKS["condition"].stroke) in coloured


@pytest.mark.parametrize(
    ("looks", "dashed", "filled"),
    [({}, False, True), ({"reply": True}, True, False), ({"lost": True}, False, False)],
)
@pytest.mark.parametrize("target", ["A", "B"])
def test_heads_and_lines_follow_uml(looks: dict[str, bool], dashed: bool, filled: bool, target: str) -> None:
    root = drawn(one(Message(source="A", target=target, text="x", **looks)))
    (message,) = (element for element in root.iter(f"{SVG}g") if element.find(f"{SVG}title") is not None)
    line, head = message.findall(f"{SVG}path")
    assert ("stroke-dasharray" in line.attrib) == dashed
    assert (head.attrib["class"] == "pvs-solid-ink") == filled


def test_pictures_on_one_page_do_not_share_ids() -> None:
    first, second = drawn(WHOLE), drawn(one(Message(source="A", target="B", text="x")))
    ids = [element.attrib["id"] for root in (first, second) for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids)) == 4


def test_the_size_is_its_natural_one() -> None:
    root = drawn(WHOLE)
    left, top, width, height = root.attrib["viewBox"].split()
    assert (left, top) == ("-0.5", "-0.5")
    assert (width, height) == (root.attrib["width"], root.attrib["height"])
