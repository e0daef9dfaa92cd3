"""The report for a terminal: what it says, that it fits, and that a terminal obeys nothing of what somebody typed."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from pipeviz.analysis.diagnosis import Diagnosis, LogTail
from pipeviz.analysis.run import run
from pipeviz.reports.text import text
from tests.explained import RUN, explained
from tests.nasty import NASTY
from tests.runs import attempt, execution, pipeline

SEQUENCE = re.compile("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x1b\x07]*\x1b\\\\")
"""What a styled report may tell a terminal: colours, weights, links."""

OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COLOUR = re.compile("\x1b\\[(?:[0-9;]*;)?(?:3[0-7]|9[0-7])(?:;[0-9;]*)?m")
COMMAND = "pipeviz draw recording/ --execution 9b3c1f6e -o a-very-long-name-that-makes-this-longer-than-any-screen.svg"


@pytest.mark.parametrize("word", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("styled", [False, True])
def test_a_terminal_obeys_nothing_of_it(word: str, styled: bool) -> None:
    report = text(explained(word, url=f"https://example.com/{word}"), commands=[COMMAND], styled=styled)
    assert not OBEYED.search(SEQUENCE.sub("", report) if styled else report)


@pytest.mark.parametrize("width", [40, 60, 80, 81, 132])
@pytest.mark.parametrize("word", ["some words", "x" * 300, "word " * 60, "部署到生产环境" * 20, "🚀 go 👩‍👩‍👧 🇨🇭"])
def test_it_fits(word: str, width: int) -> None:
    for line in text(explained(word), width=width).splitlines():
        assert cell_len(line) <= width or line.strip().startswith("https://"), line


def test_commands_and_addresses_are_not_broken() -> None:
    url = "https://example.com/" + "long/" * 30
    lines = [line.strip() for line in text(explained(url=url), commands=[COMMAND]).splitlines()]
    assert f"$ {COMMAND}" in lines
    assert url in lines


def test_the_cause_is_on_the_first_screen() -> None:
    first = "\n".join(text(explained("the table exists already")).splitlines()[:24])
    assert first.startswith("✗ Build / Compile failed: the table exists already\n")
    assert RUN in first
    assert "because the table exists already, and that is all" in " ".join(first.split())
    assert "CodeBuild says: the table exists already" in first
    assert "evidence/the table exists already.json" in first


def test_everything_is_told() -> None:
    report = text(explained())
    squeezed = " ".join(report.split())
    for words in (
        "run 9b3c1f6e-4d70-4b0a-9d9e-2f5f1a7c0b11 · started by StartPipelineExecution some words",
        "began 2026-03-02 12:00:00 UTC · took 3 min 10 s · stopped: some words",
        "▶ some words",
        "18 more lines",
        "✗ Build Failed, tried 2 times",
        "✗ Compile Failed CodeBuild, attempt 2 2 min 10 s 1 min",
        "○ Deploy some words Not reached 2 min",
        "Started by some words",
        f"The last run that succeeded before it, {explained().good.execution.id}",
        "Revision of Code: cafe0123 Before some words → deadbeef Commit some words",
        "Definition version: 11 → 12",
        "Build / Compile: ProjectName: build-11 → build-12",
        "Action Build / Old some words: there → not there",
        "Stage Smoke: not there → there",
        "Variable Name some words: old some words → new some words",
        "Duration of Build / Compile: 1 min → 2 min 10 s",
        "! logs:GetLogEvents was denied: some words",
        "the IAM action logs:GetLogEvents would allow it",
    ):
        assert words in squeezed, words
    assert "good some words" not in squeezed


@pytest.mark.parametrize(("marked", "first", "last"), [(0, 0, 13), (20, 16, 29), (39, 26, 39), (None, 26, 39)])
def test_the_lines_of_the_log_around_the_marked_one(marked: int | None, first: int, last: int) -> None:
    log = LogTail(title="log", lines=tuple(f"line {n}." for n in range(40)), marked=marked)
    report = text(replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p", log=log)))
    shown = [int(number) for number in re.findall(r"line (\d+)\.", report)]
    assert shown == list(range(first, last + 1))
    assert re.findall(r"▶ line (\d+)", report) == ([] if marked is None else [str(marked)])


def test_of_many_actions_those_that_are_as_they_should_be_are_counted() -> None:
    many = pipeline(("Deploy", [(f"Stack{n}", "Deploy/AWS/CloudFormation", 1 + n // 40) for n in range(50)]))
    tried = [attempt("Deploy", f"Stack{n}", "Failed" if n == 17 else "Succeeded", n, 99) for n in range(40)]
    report = text(replace(explained(), run=run(execution("Failed", *tried), many), good=None, comparison=None))
    stages = report.partition("\nStages\n")[2].partition("\n\n")[0]
    assert [" ".join(line.split()) for line in stages.splitlines()[1:]] == [
        "✗ Deploy Failed 1 min 39 s",
        "✗ Stack17 Failed CloudFormation 1 min 22 s",
        "✓ 39 actions: Succeeded",
        "○ 10 actions: Not reached",
    ]


def test_sections_without_anything_are_left_out() -> None:
    bare = replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p"), good=None, comparison=None)
    report = text(bare)
    for title in ("Why", "Log", "Around it", "Not recorded"):
        assert f"\n{title}" not in report
    assert "No other run is recorded that succeeded." in report


def test_colours_and_links_only_where_they_are_wanted() -> None:
    plain, styled = text(explained()), text(explained(), styled=True)
    assert "\x1b" not in plain
    assert SEQUENCE.sub("", styled) == plain
    assert COLOUR.search(styled)
    assert "\x1b]8;" in styled
    uncoloured = text(explained(), styled=True, colour=False)
    assert not COLOUR.search(uncoloured)
    assert SEQUENCE.sub("", uncoloured) == plain


@pytest.mark.parametrize(
    "url", ["http://example.com/", "javascript:alert(1)", "https://example.com/\x1b]8;;x", "file:///etc"]
)
def test_only_web_pages_are_linked(url: str) -> None:
    styled = text(explained(url=url), styled=True)
    assert {link.partition("console")[0] for link in re.findall("\x1b]8;id=[^;]*;([^\x1b]+)", styled)} <= {
        "https://eu-west-1."
    }


def test_the_headline_stays_in_sight_where_the_report_is_longer_than_the_screen() -> None:
    headline = "✗ Build / Compile failed: some words"
    lines = text(explained(), height=24).splitlines()
    assert (lines[0], lines[-1]) == (headline, headline)
    assert text(explained(), height=500).splitlines()[-1] != headline
