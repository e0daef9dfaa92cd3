"""Every failure scenario, served and captured anew: what explains it is found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeviz import api
from pipeviz.analysis.diagnosis import diagnose
from tests.aws.client import profiles, serving
from tests.aws.world import world_from
from tests.capture.recordings import files, holds, is_sound
from tests.command import Run
from tests.conftest import ROOT
from tests.scenarios import scenario

UNASKED = {
    "history-cut": "its list breaks off, and what is served here is whole",
    "evidence-denied": "was denied when it was recorded, and is not denied here",
    "retry-then-success": "explains an attempt that does not count any more",
}
CASES = sorted((ROOT / "tests/cases/runs").glob("*/account-1/"))


def evidence(recording: Path) -> dict[str, Any]:
    """What other services said, by its path from the folder of the pipeline."""
    return {
        "/".join(Path(path).parts[3:]): json.loads(data)
        for path, data in files(recording).items()
        if "/evidence/" in path
    }


def told(recording: Path, name: str) -> tuple[str, str]:
    """What is said of the run that the case is about."""
    wanted = scenario(name).expected["execution"]
    diagnosis = diagnose(api.choose(api.read([recording]), wanted))
    return diagnosis.headline, diagnosis.cause.text if diagnosis.cause else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_what_explains_a_failure_is_found_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, case: Path
) -> None:
    case = case.parent
    world = world_from(case)
    with serving(monkeypatch, world):
        accounts = {account: f"p{account}" for account, _ in world}
        profiles(monkeypatch, tmp_path, **{name: account for account, name in accounts.items()})
        chosen = [word for name in accounts.values() for word in ("--profile", name)]
        outcome = run("capture", *chosen, "--evidence", "9", "-o", tmp_path / "rec")
    assert outcome.code in (0, 1), outcome.err
    assert set(evidence(tmp_path / "rec")) == set(evidence(case)) or case.name in UNASKED, outcome.err
    for (_, region), place in world.items():
        for pipeline in place.pipelines.values():
            (folder,) = (tmp_path / "rec").glob(f"*/{region}/{pipeline.name}")
            holds(folder, pipeline)
    is_sound(tmp_path / "rec", world)
    if case.name not in UNASKED:
        assert told(tmp_path / "rec", case.name) == told(case, case.name)
