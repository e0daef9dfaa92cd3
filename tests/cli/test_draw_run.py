"""`pipeviz draw --execution`: which run, in which views, on which definition."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.command import Run
from tests.conftest import ROOT

RUNS = ROOT / "tests" / "cases" / "runs"
FAILED = RUNS / "codebuild-failed"
ID = "8ea9e042-1854-5fe5-b269-e6cfa938bb5f"


@pytest.mark.parametrize("wanted", ["latest", "last-failed", ID, "8ea9"])
def test_the_run_that_is_meant(run: Run, wanted: str) -> None:
    done = run("draw", FAILED, "--execution", wanted)
    assert (done.code, done.err) == (0, "")
    assert f"accTitle: Run {ID} of orders" in done.out
    assert "CB--x-CP: Failed" in done.out


def test_another_run_of_the_recording(run: Run) -> None:
    assert "Run 8b944474" in run("draw", FAILED, "--execution", "8b94").out


def test_an_unknown_run_names_the_candidates(run: Run) -> None:
    done = run("draw", FAILED, "--execution", "nope")
    assert done.code == 2
    assert done.out == ""
    assert f"{ID}  Failed     2026-03-02 12:00:00 UTC" in done.err


@pytest.mark.parametrize(
    ("view", "begins"), [("sequence", "sequenceDiagram"), ("timeline", "gantt"), ("stages", "flowchart")]
)
def test_every_view_of_a_run(run: Run, view: str, begins: str) -> None:
    done = run("draw", FAILED, "--execution", "latest", "--view", view)
    assert done.code == 0
    assert done.out.startswith(begins)
    picture = run("draw", FAILED, "--execution", "latest", "--view", view, "--format", "svg")
    assert picture.out.startswith("<")
    assert "failed" in picture.out.lower()


def test_the_record_as_json(run: Run) -> None:
    document = json.loads(run("draw", FAILED, "--execution", "latest", "--format", "json").out)
    assert document["execution"]["id"] == ID
    assert [each["action"] for each in document["execution"]["actions"]] == ["Checkout", "Compile"]
    assert document["execution"]["started"] == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--view", "timeline"], "the view timeline shows a run: say which"),
        (["--view", "artifacts", "--execution", "latest"], "the view artifacts shows no run"),
        (["--view", "timeline", "--execution", "latest", "--stage", "Build"], "the timeline shows a whole run"),
        (["--execution", "latest", "--stage", "Nope"], "has no stage 'Nope'; it has Source, Build"),
    ],
)
def test_what_cannot_be_drawn(run: Run, arguments: list[str], message: str) -> None:
    done = run("draw", FAILED, *arguments)
    assert done.code == 2
    assert message in done.err


def test_a_stage_of_a_run(run: Run) -> None:
    done = run("draw", FAILED, "--execution", "latest", "--stage", "Build")
    assert "Trigger Compile" in done.out
    assert "Trigger Checkout" not in done.out


def test_several_pipelines_with_runs_want_a_choice(run: Run) -> None:
    done = run("draw", RUNS, "--execution", "latest")
    assert done.code == 2
    assert "--pipeline" in done.err


def test_a_definition_alone_has_no_runs(run: Run) -> None:
    done = run("draw", ROOT / "tests/cases/gallery/note-codecommit-codebuild-codedeploy.json", "--execution", "latest")
    assert done.code == 2
    assert "no run" in done.err


def test_a_run_on_a_definition_that_is_not_its_own_says_so(run: Run, tmp_path: Path) -> None:
    shutil.copytree(FAILED, tmp_path / "recording")
    (definition,) = (tmp_path / "recording").rglob("get-pipeline.json")
    definition.write_text(definition.read_text("utf-8").replace('"version": 7', '"version": 9'), "utf-8")
    done = run("draw", tmp_path / "recording", "--execution", "latest")
    assert "the run used version 7 of the definition, which is not recorded; it is drawn on version 9" in done.err
    assert "CB--x-CP: Failed" in done.out


def test_into_a_file(run: Run, tmp_path: Path) -> None:
    done = run("draw", FAILED, "--execution", "latest", "-o", tmp_path / "run.svg")
    assert done.code == 0
    assert (tmp_path / "run.svg").read_text("utf-8").startswith("<svg")
