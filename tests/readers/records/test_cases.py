"""Files that the AWS CLI printed, and the history that they tell: `tests/cases/runs/reading-…/history.json`.

`pytest tests/readers/records/test_cases.py --update` writes these anew; look at what changed before you commit it.
"""

import json

import msgspec
import pytest

from pipeviz import api
from tests.conftest import ROOT

RUNS = ROOT / "tests" / "cases" / "runs"
CASES = sorted(path.name for path in RUNS.glob("reading-*"))


@pytest.mark.parametrize("case", CASES)
def test_history(case, request, monkeypatch):
    monkeypatch.chdir(RUNS / case)
    reading = api.read(["payments"])
    told = {
        "pipelines": [
            {"key": each.key, "stages": [stage.name for stage in each.stages], "starts": each.starts}
            for each in reading.pipelines
        ],
        "problems": [str(each) for each in reading.problems],
        "recorded": [_without_definitions(each.load()) for each in reading.recorded],
    }
    found = json.loads(msgspec.json.encode(told))
    expected = RUNS / case / "history.json"
    if request.config.getoption("--update"):
        expected.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert found == json.loads(expected.read_text("utf-8"))


def _without_definitions(history):
    """Definitions are read as everywhere else: only their versions are told here."""
    return {**json.loads(msgspec.json.encode(history)), "definitions": sorted(history.definitions)}
