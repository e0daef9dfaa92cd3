"""The gallery: a new case is a new file in `tests/cases/gallery`.

Each input has a folder of the same name in `tests/cases/expected` with the model and the drawings that are expected of it.
`pytest tests/test_cases.py --update` writes them anew; look at what changed before you commit it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache

import pytest

from pipeviz import api
from pipeviz.model import Pipeline
from pipeviz.model.json import dumps
from pipeviz.pages.paths import slug
from tests.conftest import ROOT
from tests.drawings import CATALOGUE, check_drawings
from tests.judges.mermaid import Judge

GALLERY = ROOT / "tests" / "cases" / "gallery"
EXPECTED = ROOT / "tests" / "cases" / "expected"
REFRESH = "if the new one is right: pytest tests/test_cases.py --update"

CASES = sorted(path.name for path in GALLERY.iterdir() if not path.name.startswith("."))
EVERY_DETAIL = ("note-codecommit-codebuild-codedeploy.json", "v2-conditions-every-rule.json")
"""Cases whose overview and full drawing are kept too; of the others the standard one says enough."""


@lru_cache(maxsize=None)
def pipelines(case: str) -> tuple[Pipeline, ...]:
    """The pipelines of a case, read from the root of the checkout so that places are the same everywhere."""
    reading = api.read([f"tests/cases/gallery/{case}"])
    assert reading.problems == (), reading.problems
    return reading.pipelines


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str, request: pytest.FixtureRequest) -> None:
    folder = EXPECTED / case
    if request.config.getoption("--update"):
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in outputs(case):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="\n")
        return
    drawn = dict(outputs(case))
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert kept == set(drawn), f"{case}: other files are expected; {REFRESH}"
    for name, text in drawn.items():
        assert text == (folder / name).read_text("utf-8"), f"{case}: {name} is no longer as expected; {REFRESH}"


def outputs(case: str) -> Iterator[tuple[str, str]]:
    """Every file that is kept of a case, with its text: the model first, so that a failure says which half changed."""
    found = pipelines(case)
    yield "model.json", dumps(found)
    for pipeline in found:
        folder = "" if len(found) == 1 else f"{slug(pipeline.name)}/"
        for detail in api.DETAILS if case in EVERY_DETAIL else ("standard",):
            level = "" if detail == "standard" else f".{detail}"
            for drawing in api.draw(pipeline, detail=detail, catalogue=CATALOGUE, others=found):
                yield f"{folder}sequence{level}{_part(drawing.name)}.mmd", drawing.text
        for drawing in api.draw(pipeline, format="svg", catalogue=CATALOGUE, others=found):
            yield f"{folder}sequence{_part(drawing.name)}.svg", drawing.text
        for view in ("stages", "artifacts"):
            for drawing in api.draw(pipeline, view=view, format="dot", catalogue=CATALOGUE, others=found):
                yield f"{folder}{view}{_part(drawing.name)}.dot", drawing.text


def _part(name: str) -> str:
    return f".{slug(name)}" if name else ""


def test_every_expected_folder_has_an_input() -> None:
    expected = {path.name for path in EXPECTED.iterdir()} if EXPECTED.is_dir() else set()
    assert expected <= set(CASES), "these inputs are gone: remove their folders in tests/cases/expected"


@pytest.mark.parametrize("case", CASES)
def test_every_drawing_is_understood(case: str, mermaid_judge: Judge) -> None:
    for pipeline in pipelines(case):
        check_drawings(mermaid_judge, pipeline, pipelines(case))
