"""The library of runs: `tests/cases/runs/<case>/` is a recording and, in `expected.json`, what is to be said of a run in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from pipeviz import api
from pipeviz.analysis.run import Run, run
from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, History
from tests.conftest import ROOT

RUNS = ROOT / "tests" / "cases" / "runs"
NAMES = sorted(path.parent.name for path in RUNS.glob("*/expected.json"))


class Scenario(NamedTuple):
    """A recorded pipeline, and what is expected of one of its runs."""

    folder: Path
    history: History
    pipeline: Pipeline
    expected: dict[str, Any]

    @property
    def run(self) -> Run:
        """The run that is to be explained."""
        return self.of(self.expected["execution"])

    @property
    def good(self) -> Run | None:
        """The last good run before it, if the scenario has one."""
        return self.of(self.expected["good"]) if self.expected["good"] else None

    def of(self, id: str) -> Run:
        """The run with an id."""
        execution = next(each for each in self.history.executions if each.id == id)
        return run(execution, self.definition(execution))

    def definition(self, execution: Execution) -> Pipeline:
        """The definition that a run ran with."""
        return self.history.definitions.get(execution.version or 0, self.pipeline)


def scenario(name: str) -> Scenario:
    """A case of the library, read as a user's recording is read."""
    reading = api.read([RUNS / name])
    [recorded], [pipeline] = reading.recorded, reading.pipelines
    expected = json.loads((RUNS / name / "expected.json").read_text("utf-8"))
    return Scenario(RUNS / name, recorded.load(), pipeline, expected)


def evidence_files(name: str) -> list[Path]:
    """The recorded answers of other services in a case."""
    return sorted((RUNS / name).glob("*/*/*/evidence/*/*.json"))
