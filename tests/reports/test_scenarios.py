"""Every recorded run of `tests/cases/runs` in every format: all say the same. Of a few the whole reports are kept.

`pytest tests/reports/test_scenarios.py --update` writes these anew; look at what changed before you commit it.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import lru_cache
from pathlib import Path

import jsonschema
import pytest
from markdown_it import MarkdownIt
from rich.cells import cell_len

from pipeviz import api
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.json import schema
from tests.command import Run
from tests.conftest import ROOT
from tests.explained import RUNS, SCENARIOS
from tests.reports.test_html import Page
from tests.templating.test_escape import Text, seen

GOLDEN = Path(__file__).parent / "golden"
KEPT = (
    ("codebuild-failed", "text"),
    ("codebuild-failed", "markdown"),
    ("codebuild-failed", "html"),
    ("codebuild-failed", "json"),
    ("cloudformation-nested-stack", "text"),
    ("evidence-denied", "text"),
    ("parallel-double-failure", "markdown"),
    ("retry-then-success", "text"),
    ("condition-on-entry-failed", "text"),
)
REFRESH = "if the new one is right: pytest tests/reports/test_scenarios.py --update"
GUIDE = ROOT / "docs" / "guide" / "explain.md"
GITHUB = MarkdownIt("commonmark", {"html": True}).enable("table")
SCHEMA = jsonschema.Draft202012Validator(schema())


@lru_cache(maxsize=None)
def scenario(name: str) -> Explanation:
    """The run that a scenario is about, explained."""
    return api.explain(api.read([RUNS / name]), execution=SCENARIOS[name])


@lru_cache(maxsize=None)
def report(name: str, format: str) -> str:
    """A report of a scenario."""
    return api.report(scenario(name), format)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_format_says_the_same(name: str) -> None:
    diagnosis = scenario(name).diagnosis
    told = json.loads(report(name, "json"))
    texts = {
        "text": seen(report(name, "text")),
        "markdown": seen(Text(GITHUB.render(report(name, "markdown"))).text.replace("\u200b", "")),
        "html": seen(Text(report(name, "html")).text),
        "json": seen(f"{told['diagnosis']['headline']} {told['diagnosis']['paragraph']}"),
    }
    for kind, text in texts.items():
        for words in (diagnosis.headline, diagnosis.paragraph):
            assert seen(words).replace(" ", "") in text.replace(" ", ""), kind
    assert told["complete"] == (not diagnosis.gaps)
    for fact in diagnosis.facts:
        if fact.kind in ("error", "detail"):
            assert all(
                seen(fact.text).replace(" ", "") in texts[each].replace(" ", "")
                for each in ("text", "markdown", "html")
            )


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_report_is_sound(name: str) -> None:
    for line in report(name, "text").splitlines():
        assert cell_len(line) <= 80 or line.startswith("  https://"), line
    SCHEMA.validate(json.loads(report(name, "json")))
    Page(report(name, "html"))
    assert len(report(name, "markdown")) < 65_536
    assert "\n\n\n" not in report(name, "markdown")


@pytest.mark.parametrize(("name", "format"), KEPT)
def test_a_report_that_is_kept(name: str, format: str, request: pytest.FixtureRequest) -> None:
    file = GOLDEN / f"{name}{api.REPORTS[format]}"
    if request.config.getoption("--update"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(report(name, format), "utf-8", newline="\n")
    assert report(name, format) == file.read_text("utf-8"), f"{file.name} is no longer as expected; {REFRESH}"


def test_the_guide_shows_a_real_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, request) -> None:
    shutil.copytree(RUNS / "cloudformation-nested-stack", tmp_path / "recording")
    monkeypatch.chdir(tmp_path)
    said = run("explain", "recording").out
    shown = "\n".join(f"    {line}".rstrip() for line in said.splitlines())
    block = re.compile(r"(?<=    \$ pipeviz explain recording\n)(?:    .*\n|\n(?=    |\n    ))+")
    text = GUIDE.read_text("utf-8")
    if request.config.getoption("--update"):
        text = block.sub(lambda _: f"{shown}\n", text)
        GUIDE.write_text(text, "utf-8", newline="\n")
    found = block.search(text)
    assert found, "the guide has no example"
    assert found[0].rstrip() == shown, "the guide's example is stale: run pytest --update"
