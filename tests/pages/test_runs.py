"""What a site says of runs."""

from __future__ import annotations

import gc
import json
import re
import weakref
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeviz import api
from pipeviz.model import ActionType
from pipeviz.model.execution import Execution, History
from pipeviz.pages import PageOptions, render, site
from pipeviz.pages.processes import mapped
from pipeviz.pages.runs import run_name
from pipeviz.pages.size import Size, size
from pipeviz.providers import load_catalogue
from tests.conftest import ROOT
from tests.drawings import CATALOGUE
from tests.explained import SCENARIOS
from tests.histories import DAY, KEY, bad, good, loading, orders, other, pages, recorded, run_id
from tests.nasty import NASTY
from tests.runs import at, attempt, execution

FOLDER = f"pipelines/{KEY}"


def made(*runs: Execution, **options: Any) -> dict[str, str]:
    return pages([orders()], [recorded(KEY, *runs)], **options)


def cells(page: str, first: str) -> list[list[str]]:
    """The rows of the table whose heading begins with a word."""
    lines = page.splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith(f"| {first} |")) + 2
    rows = []
    for line in lines[begin:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def words(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def test_failed_runs_and_the_latest_have_a_page() -> None:
    found = made(good(9), good(8), good(7), bad(6), good(5), executions=2)
    named = [path for path in found if path.startswith(f"{FOLDER}/runs/") and path.endswith(".md")]
    assert named == [f"{FOLDER}/runs/{run_id(day)}.md" for day in (9, 8, 6)]
    rows = cells(found[f"{FOLDER}.md"], "Run")
    assert ["](orders/runs/" in row[0] for row in rows] == [True, True, False, True, False]
    assert [words(row[1]) for row in rows] == [
        "✓ Succeeded", "✓ Succeeded", "✓ Succeeded", "✗ Failed Build / Compile failed: CodePipeline recorded “it broke”", "✓ Succeeded",
    ]  # fmt: skip


def test_beside_the_page_of_a_run_are_its_drawings_and_its_record() -> None:
    found = made(bad(6), good(5))
    beside = {path.rpartition("/")[2] for path in found if path.startswith(f"{FOLDER}/runs/{run_id(6)}/")}
    assert beside == {
        "sequence.svg", "sequence.mmd", "timeline.svg", "timeline.mmd", "stages.svg", "stages.mmd", "stages.dot",
        "run.json",
    }  # fmt: skip
    assert found[f"{FOLDER}/runs/{run_id(6)}/sequence.mmd"].startswith("sequenceDiagram")
    assert found[f"{FOLDER}/runs/{run_id(6)}/timeline.mmd"].startswith("gantt")


def test_the_page_of_a_run_says_what_failed_and_why() -> None:
    page = made(good(7), bad(6), good(5))[f"{FOLDER}/runs/{run_id(6)}.md"]
    headings = [line.partition(" {")[0] for line in page.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Why",
        "## Sequence of the run",
        "## Timeline",
        "## Graph of stages",
        "## Stages and actions",
        "## Compared with the last good run",
        "## Attempts",
        "## About the run",
    ]
    assert "it broke" in page.partition("## Why")[0]
    assert f"[← Older run {run_id(5)[:8]}]({run_id(5)}.md)" in page
    assert f"[Newer run {run_id(7)[:8]} →]({run_id(7)}.md)" in page
    assert "[orders](../../orders.md)" in page
    assert [words(row[0]) for row in cells(page, "Action")] == ["Source / Code", "Build / Compile"]


def test_every_anchor_that_a_picture_leads_to_is_on_the_page() -> None:
    found = made(bad(6), good(5), inline="always")
    page = found[f"{FOLDER}/runs/{run_id(6)}.md"]
    linked = set(re.findall(r'href="#([^"]+)"', page))
    assert {"Deploy.Prod", "stage-Deploy", "Build.Compile"} <= linked
    assert linked <= set(re.findall(r'<a id="([^"]+)"', page))


def test_the_state_is_that_of_the_newest_run() -> None:
    page = made(bad(6), good(5))[f"{FOLDER}.md"]
    state = next(line for line in page.splitlines() if 'class="pv-outcome' in line)
    assert words(state) == (
        f"✗ Failed [run {run_id(6)[:8]}](orders/runs/{run_id(6)}.md) · 2026-03-08 12:00 UTC · took 3 min 20 s"
        " · started by Webhook · 00000006 Change of day 6 **Build / Compile failed: CodePipeline recorded “it broke”**"
    )
    assert "{ .pv-state .pv-failed }" in page


def test_a_run_that_waits_for_an_approval_waits() -> None:
    approval = ActionType(category="Approval", provider="Manual")
    waiting = execution("InProgress", attempt("Deploy", "Ask", "InProgress", 2, type=approval))
    assert "Waits for approval" in cells(made(waiting)["index.md"], "Pipeline")[0][1]


def test_numbers_stand_on_what_they_say() -> None:
    page = made(good(9), bad(8), bad(7), good(6))[f"{FOLDER}.md"]
    numbers = [words(each) for each in re.findall(r"<div><dt>.*?</div>", page)]
    assert numbers == [
        "Success rate 50% 2 of 4 finished runs",
        "Duration 5 min 95 of 100 within 5 min 2 good runs",
        # From the end of the first failed run, after 200 s, to the end of the good one, two days later, after 300 s.
        "Time to recover 2 d 1 recovery",
        "Slowest action 1 min 40 s Source / Code 4 attempts",
    ]


def test_what_is_not_known_is_not_said() -> None:
    page = made(other(3, "Superseded", revisions=(), trigger=None))[f"{FOLDER}.md"]
    assert "Success rate" not in page
    assert "Where each commit stands" not in page
    assert "started by" not in page


def test_the_board_tells_what_each_stage_holds() -> None:
    page = made(bad(9), good(8), good(7))[f"{FOLDER}.md"]
    rows = cells(page, "Commit")
    assert [words(row[0]) for row in rows] == [f"0000000{day} Change of day {day}" for day in (9, 8, 7)]
    shown = [[(words(cell).split("]")[0].lstrip("[").strip(), "here now" in cell) for cell in row[1:]] for row in rows]
    assert shown == [
        [("✓ Succeeded", True), ("✗ Failed", False), ("○ Not reached", False)],
        [("✓ Succeeded", False), ("✓ Succeeded", True), ("✓ Succeeded", True)],
        [("✓ Succeeded", False), ("✓ Succeeded", False), ("✓ Succeeded", False)],
    ]


@pytest.mark.parametrize(
    ("runs", "rows"),
    [
        ([good(day) for day in range(9)], 5),
        ([good(0), *(bad(day) for day in range(1, 9))], 9),
        ([good(0), *(bad(day) for day in range(1, 40))], 21),
    ],
)
def test_the_board_goes_back_to_what_a_stage_still_holds(runs: list[Execution], rows: int) -> None:
    assert len(cells(made(*runs, executions=0)[f"{FOLDER}.md"], "Commit")) == rows


def test_a_long_history_is_listed_on_a_page_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeviz.pages.run_section.LONGEST_TABLE", 30)
    found = made(*(good(day) for day in range(50)))
    assert len(cells(found[f"{FOLDER}.md"], "Run")) == 20
    assert "[All 50 runs](orders/runs/index.md)" in found[f"{FOLDER}.md"]
    lists = [found[f"{FOLDER}/runs/{name}.md"] for name in ("index", "index~2")]
    assert [len(cells(each, "Run")) for each in lists] == [30, 20]
    assert f"[{run_id(49)[:8]}]({run_id(49)}.md)" in lists[0]
    assert f"{FOLDER}/runs/index.md" not in made(*(good(day) for day in range(20)))


def test_the_history_leads_to_the_pages_of_runs() -> None:
    found = made(*(good(day) for day in range(5)), executions=2)
    links = re.findall(r'<a href="([^"]+)"', found[f"{FOLDER}/history.svg"])
    assert links == [f"runs/{run_id(day)}/" for day in (3, 4)]


FAILURES: list[tuple[list[Execution], tuple[str, int] | None]] = [
    ([good(3), bad(2)], None),
    ([bad(3), good(2)], ("2026-03-05 12:00", 1)),
    ([bad(4), bad(3), good(2), bad(1)], ("2026-03-05 12:00", 2)),
    ([other(5, "Superseded"), bad(4), other(3, "Stopped"), bad(2)], ("2026-03-04 12:00", 2)),
    ([other(5, "InProgress"), bad(4), good(3)], ("2026-03-06 12:00", 1)),
    ([other(5, "InProgress"), good(3)], None),
    ([other(5, "Cancelled")], None),
]


@pytest.mark.parametrize(("runs", "expected"), FAILURES)
def test_what_fails_now(runs: list[Execution], expected: tuple[str, int] | None) -> None:
    page = made(*runs)["failures.md"]
    if expected is None:
        assert "No pipeline fails now" in page
        assert "| Pipeline |" not in page
        return
    (row,) = cells(page, "Pipeline")
    since, times = expected
    newest = next(each for each in runs if each.status == "Failed")
    assert f"](pipelines/{KEY}/runs/{newest.id}.md)" in row[1]
    assert "Build / Compile failed" in row[1]
    assert (words(row[2]), row[3]) == (since, str(times))


def test_a_run_that_goes_on_has_failed_as_soon_as_something_in_it_has() -> None:
    failed = attempt("Build", "Compile", "Failed", 6 * DAY, 6 * DAY + 9, error_message="no")
    going = execution("InProgress", failed, id=run_id(6))
    (row,) = cells(made(going, good(5))["failures.md"], "Pipeline")
    assert "The run is in progress" in row[1]


def test_the_latest_failure_comes_first() -> None:
    keys = [f"111122223333/eu-west-1/p{number}" for number in range(3)]
    runs = [recorded(key, bad(day)) for key, day in zip(keys, (4, 9, 2), strict=True)]
    page = pages([orders(key) for key in keys], runs)["failures.md"]
    assert [words(row[0]).partition("]")[0] for row in cells(page, "Pipeline")] == ["[p1", "[p0", "[p2"]


def test_lists_show_state_and_trend_of_those_that_have_runs() -> None:
    without = orders("111122223333/eu-west-1/quiet")
    found = pages([orders(), without], [recorded(KEY, other(7, "InProgress"), bad(6), good(5))])
    for page, way in (
        ("index.md", "pipelines/111122223333/eu-west-1/"),
        ("pipelines/111122223333/eu-west-1/index.md", ""),
    ):
        heading = next(line for line in found[page].splitlines() if line.startswith("| Pipeline |"))
        assert heading.startswith("| Pipeline | State | Trend | Type |")
        one, two = cells(found[page], "Pipeline")
        assert f"]({way}orders/runs/{run_id(7)}.md)" in one[1]
        assert f"[✗ failed before]({way}orders/runs/{run_id(6)}.md)" in one[1]
        assert one[2].count("<title>") >= 3
        assert "\n" not in one[2]
        assert (two[1], two[2]) == ("", "")
    assert "[1 of 1 pipeline with recorded runs fails now](failures.md)" in found["index.md"]


def test_large_sites_have_trends_of_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "size", lambda *_: Size("pruned", inline=False, searchable=False, inline_runs=False))
    found = made(bad(6), good(5), good(4))
    assert '<span class="pv-trend">✓✓✗</span>' in unescape(cells(found["index.md"], "Pipeline")[0][2])
    assert "<svg" not in found["index.md"] + found[f"{FOLDER}.md"] + found[f"{FOLDER}/runs/{run_id(6)}.md"]
    assert "search:\n  exclude: true" in found[f"{FOLDER}/runs/{run_id(6)}.md"]


@pytest.mark.parametrize(("runs", "inline"), [(0, True), (200, True), (201, False)])
def test_many_runs_have_their_pictures_beside_them(runs: int, inline: bool) -> None:
    assert size(200, runs).inline_runs is inline
    assert size(200, runs).inline


def test_pages_without_runs_stay_as_they_are() -> None:
    quiet = orders("111122223333/eu-west-1/quiet")
    alone, beside = pages([quiet], []), pages([quiet, orders()], [recorded(KEY, bad(3))])
    own = {path for path in alone if path.startswith("pipelines/111122223333/eu-west-1/quiet")}
    assert {path: alone[path] for path in own} == {path: beside[path] for path in own}
    assert not any("failures" in path or "/runs" in path for path in alone)


def test_an_empty_history_is_none() -> None:
    found, alone = made(), pages([orders()], [])
    assert {path: text for path, text in found.items() if path != "failures.md"} == alone
    assert "No pipeline fails now" in found["failures.md"]


def test_a_history_of_no_pipeline_is_not_read() -> None:
    def load() -> History:
        raise AssertionError("nobody asked for it")

    assert "failures.md" in pages([orders()], [loading("somebody/else/s", load)])


def test_failures_are_in_the_navigation_and_runs_are_not() -> None:
    pages = render([orders()], CATALOGUE, recorded=[recorded(KEY, bad(3))])
    nav = yaml.safe_load(pages.config.replace("!!python/name:", ""))["nav"]
    assert nav == pages.navigation
    assert [list(each) for each in nav] == [["Overview"], ["Failures"], ["Pipelines"], ["Providers"]]
    aside = [file.path for file in pages.files if file.aside]
    assert aside == [f"{FOLDER}/runs/{run_id(3)}.md"]
    assert aside[0] not in str(nav)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("4d1f6b9e-0001-4000-8000-000000000001", "4d1f6b9e-0001-4000-8000-000000000001"),
        ("../../index", r"_index~\w{8}"),
        ("4D1F6B9E-0001-4000-8000-000000000001", r"4d1f6b9e-0001-4000-8000-000000000001~\w{8}"),
        ("", r"_~\w{8}"),
        ("con", r"_con~\w{8}"),
        ("ü|<b>", r"b~\w{8}"),
    ],
)
def test_names_of_pages_are_safe(id: str, name: str) -> None:
    assert re.fullmatch(name, run_name(id))


def test_histories_are_read_one_after_the_other_and_forgotten() -> None:
    alive: list[weakref.ref[Any]] = []

    class Kept(Execution, frozen=True, weakref=True, kw_only=True):
        pass

    def load(key: str) -> History:
        gc.collect()
        assert sum(each() is not None for each in alive) <= 2 * site.WITH_RUNS
        run = bad(3)
        held = Kept(**{name: getattr(run, name) for name in run.__struct_fields__})
        alive.append(weakref.ref(held))
        return History(key=key, executions=(held,))

    keys = [f"111122223333/eu-west-1/p{number}" for number in range(4 * site.WITH_RUNS)]
    files = render(
        [orders(key) for key in keys], CATALOGUE, recorded=[loading(key, lambda key=key: load(key)) for key in keys]
    ).files
    assert alive == [], "nothing is read before it is asked for"
    for _ in files:
        pass
    assert len(alive) == len(keys)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    asked: list[int] = []

    def counted(work: Any, values: Any, workers: int) -> Any:
        asked.append(workers)
        return mapped(work, values, workers)

    monkeypatch.setattr(site, "WITH_RUNS", 1)
    monkeypatch.setattr(site, "WORTH", 1)
    monkeypatch.setattr(site, "mapped", counted)
    return asked


def test_any_number_of_workers_makes_the_same_pages_of_runs(small_batches: list[int], tmp_path: Path) -> None:
    """Accounts that only runs mention get their names while these are read, wherever that is done."""
    for number, account in enumerate(("999988887777", "888877776666", "777766665555")):
        folder = tmp_path / f"payments-{number}"
        folder.mkdir()
        for file in (ROOT / "tests/cases/runs/reading-cli-folder/payments").iterdir():
            text = file.read_text("utf-8").replace("payments", f"payments-{number}")
            denied = f"error: arn:aws:iam::{account}:role/build may not"
            (folder / file.name).write_text(text.replace("error: expected", denied), "utf-8")

    def files(workers: int) -> list[Any]:
        reading = api.read([tmp_path])
        assert len(reading.recorded) == 3
        return list(render(reading.pipelines, load_catalogue(), PageOptions(), workers, reading.recorded).files)

    one, two = files(1), files(2)
    assert small_batches == [1, 2]
    assert one == two
    told = "".join(file.content for file in one if file.path.endswith(".md") and "/runs/" in file.path)
    assert sorted(set(re.findall(r"iam&#58;&#58;(account-\d+)", told))) == ["account-2", "account-3", "account-4"]


def test_the_order_of_runs_and_histories_does_not_matter() -> None:
    keys = [f"111122223333/eu-west-1/p{number}" for number in range(3)]
    runs = [bad(4), good(3), bad(2)]
    one = pages([orders(key) for key in keys], [recorded(key, *runs) for key in keys])
    two = pages([orders(key) for key in keys[::-1]], [recorded(key, *runs[::-1]) for key in keys[::-1]])
    assert one == two


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_recorded_case_is_explained_on_the_page_of_its_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    reading = api.read([f"tests/cases/runs/{name}"])
    found = pages(reading.pipelines, reading.recorded)
    page = next(text for path, text in found.items() if path.endswith(f"/runs/{SCENARIOS[name]}.md"))
    expected = json.loads((ROOT / f"tests/cases/runs/{name}/expected.json").read_text("utf-8"))
    assert expected["headline"] in words(page)
    assert f".pv-{expected['outcome']} }}" in page or expected["outcome"] not in ("succeeded", "failed")


def nasty(text: str) -> Execution:
    return bad(
        6, text, status_summary=text, variables={text: text}, stop_reason=text, rollback_of=text, recorded=text, mode=text,
    )  # fmt: skip


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_text_stays_text(text: str) -> None:
    run = nasty(text)
    page = made(run)[f"{FOLDER}/runs/{run_id(6)}.md"].partition("<figure")[0]
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r"\]\(javascript:", page)


def test_times_of_a_site_are_those_of_the_record() -> None:
    run = good(0, started=at(0))
    assert "2026-03-02 12:00" in made(run)["index.md"]
