"""The post-mortem: what a comment on GitHub shows of it, whatever somebody typed."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from pipeviz.analysis.diagnosis import Diagnosis, LogTail
from pipeviz.errors import UsageError
from pipeviz.reports.markdown import markdown
from tests.explained import explained
from tests.nasty import NASTY
from tests.templating.test_comment import CALLS
from tests.templating.test_escape import Text, seen, shown

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = {"h2", "h3", "p", "br", "ol", "ul", "li", "strong", "sub", "pre", "code", "table", "thead", "tbody", "tr", "th", "td",
        "a", "details", "summary"}  # fmt: skip
HARMLESS = {"class", "style", "href"}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nothing_breaks_out(text: str) -> None:
    report = markdown(explained(text))
    tokens = GITHUB.parse(report)
    page = Text(GITHUB.render(report))
    assert page.tags <= TAGS
    assert page.attributes.keys() <= HARMLESS
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", report)
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert headings[1:] == ["Why", "Log", "Stages", "Compared with the last good run", "Not recorded"]
    fences = [token.info for token in tokens if token.type == "fence"]
    assert fences == ["text", "mermaid", "mermaid"]
    assert seen(shown(f"because {text}, and that is all")) in seen(shown(page.text))
    log = next(token.content for token in tokens if token.type == "fence")
    assert log.count("\n") == 32
    outside = GITHUB.render(re.sub(r"(?ms)^(`{3,})[a-z]+\n.*?^\1$", "", report))
    prose = re.sub(r"(?s)<code>.*?</code>", "", outside)
    assert not [found for found in CALLS.findall(Text(prose).text) if not re.fullmatch(":[0-9]+:", found)]


def test_what_it_says() -> None:
    page = seen(Text(GITHUB.render(markdown(explained()))).text)
    for words in (
        "✗ Build / Compile failed: some words",
        "took 3 min 10 s",
        "CodeBuild says: some words",
        "evidence/some words.json",
        "▶ some words",
        "Compile CodeBuild Failed, attempt 2 2 min 10 s 1 min",
        "Not reached",
        "Started by some words",
        "Definition version 11 12",
        "Stage Smoke not there there",
        "logs:GetLogEvents was denied: some words",
        "Sequence of the run",
        "Timeline",
    ):
        assert words in page, words


def test_the_marked_line_of_the_log() -> None:
    log = LogTail(title="log", lines=("a", "```", "  b", "c\rd"), marked=2)
    report = markdown(replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p", log=log)))
    assert "\n````text\n  a\n  ```\n▶   b\n  c d\n````\n" in report


def test_drawings_that_would_make_it_too_long_for_a_comment_are_left_out() -> None:
    log = LogTail(title="log", lines=("x" * 1000,) * 58)
    long = replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p", log=log))
    report = markdown(long)
    assert "```mermaid" not in report
    assert len(report) < 65_536


def test_a_template_of_ones_own(tmp_path) -> None:
    (tmp_path / "explanation.md").write_text("Mine: {{ headline }} {{ paragraph | code }}\n", "utf-8")
    report = markdown(explained("a*b"), templates=tmp_path)
    assert report == "Mine: Build / Compile failed: a&#42;b `Build / Compile failed, because a*b, and that is all.`\n"
    with pytest.raises(UsageError, match="no folder"):
        markdown(explained(), templates=tmp_path / "none")


def test_it_ends_in_one_line_break_and_has_no_holes() -> None:
    bare = replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p"), good=None, comparison=None)
    for report in (markdown(explained()), markdown(bare)):
        assert report == report.strip() + "\n"
        assert "\n\n\n" not in report
