"""Recorded runs: a new case is a new recording in `tests/cases/runs`.

Each has a folder of the same name in `tests/cases/expected-runs` with the drawings that are expected of the run it is about.
`pytest tests/test_run_cases.py --update` writes them anew; look at what changed before you commit it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import lru_cache

import pytest

from pipeviz import api
from pipeviz.analysis.run import Run
from pipeviz.pages.paths import slug
from pipeviz.views.run_parts import run_sequence_parts
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.sequence_svg import sequence_svg
from tests.conftest import ROOT
from tests.drawings import CATALOGUE
from tests.judges.mermaid import Judge, check_sequence
from tests.judges.svg import check_svg
from tests.run_sequences import pictured

RUNS = ROOT / "tests" / "cases" / "runs"
EXPECTED = ROOT / "tests" / "cases" / "expected-runs"
REFRESH = "if the new one is right: pytest tests/test_run_cases.py --update"

CASES = sorted(path.parent.name for path in RUNS.glob("*/expected.json"))
EVERY_DETAIL = ("retry-then-success",)
"""Cases whose overview and full drawing are kept too."""


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@lru_cache(maxsize=None)
def recorded(case: str) -> Run:
    """The run that a case is about."""
    meant = json.loads((RUNS / case / "expected.json").read_text("utf-8"))["execution"]
    return api.choose(api.read([f"tests/cases/runs/{case}"]), meant)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, request: pytest.FixtureRequest) -> None:
    folder = EXPECTED / case
    if request.config.getoption("--update"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in outputs(case):
            (folder / name).write_text(text, "utf-8", newline="\n")
        return
    drawn = dict(outputs(case))
    kept = {path.name for path in folder.glob("*")}
    assert kept == set(drawn), f"{case}: other files are expected; {REFRESH}"
    for name, text in drawn.items():
        assert text == (folder / name).read_text("utf-8"), f"{case}: {name} is no longer as expected; {REFRESH}"


def outputs(case: str) -> Iterator[tuple[str, str]]:
    """Every file that is kept of a case, with its text."""
    run = recorded(case)
    for detail in api.DETAILS if case in EVERY_DETAIL else ("standard",):
        level = "" if detail == "standard" else f".{detail}"
        for drawing in api.draw(run.pipeline, detail=detail, catalogue=CATALOGUE, run=run):
            yield f"sequence{level}{_part(drawing.name)}.mmd", drawing.text
    for drawing in api.draw(run.pipeline, format="svg", catalogue=CATALOGUE, run=run):
        yield f"sequence{_part(drawing.name)}.svg", drawing.text


def _part(name: str) -> str:
    return f".{slug(name)}" if name else ""


def test_every_expected_folder_has_a_recording() -> None:
    expected = {path.name for path in EXPECTED.iterdir()}
    assert expected <= set(CASES), "these recordings are gone: remove their folders in tests/cases/expected-runs"


def test_the_picture_of_the_guide_is_what_pipeviz_draws(request: pytest.FixtureRequest) -> None:
    shown = ROOT / "docs" / "images" / "run.svg"
    (drawing,) = api.draw(pictured().pipeline, format="svg", catalogue=CATALOGUE, run=pictured())
    if request.config.getoption("--update"):
        shown.write_text(drawing.text, "utf-8", newline="\n")
    assert drawing.text == shown.read_text("utf-8"), f"docs/images/run.svg is stale; {REFRESH}"


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("detail", api.DETAILS)
def test_every_drawing_is_understood(case: str, detail: str, mermaid_judge: Judge) -> None:
    for part in run_sequence_parts(recorded(case), CATALOGUE, detail=detail):
        check_svg(sequence_svg(part.diagram))
        check_sequence(mermaid_judge, mermaid(part.diagram), part.diagram)
