"""What a recording must be, whatever happened while it was made."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.aws.world import Pipeline, World

FOLDER = "account-1/eu-west-1"


def read(folder: Path, name: str) -> Any:
    """A recorded answer, compressed or not; None where there is none."""
    if (folder / f"{name}.json.gz").is_file():
        return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))
    return json.loads((folder / f"{name}.json").read_bytes()) if (folder / f"{name}.json").is_file() else None


def files(folder: Path) -> dict[str, bytes]:
    """Every file with what is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def without_times(recorded: dict[str, bytes]) -> dict[str, Any]:
    """The same, but for when it was captured."""
    return {
        path: {**json.loads(data), "captured": ""} if path.endswith("capture.json") else data
        for path, data in recorded.items()
    }


def holds(folder: Path, pipeline: Pipeline, executions: int = 100) -> None:
    """Asserts that a folder has the latest runs of a pipeline, all that ran in them, nothing twice and nothing else."""
    runs = read(folder, "list-pipeline-executions")["pipelineExecutionSummaries"]
    wanted = list(pipeline.executions)[:executions]
    assert [(each["pipelineExecutionId"], each["status"]) for each in runs] == [
        (each["pipelineExecutionId"], each["status"]) for each in wanted
    ]
    ids = {each["pipelineExecutionId"] for each in wanted}
    attempts = (read(folder, "list-action-executions") or {}).get("actionExecutionDetails", [])
    there = [
        (each["actionExecutionId"], each["status"]) for each in pipeline.actions if each["pipelineExecutionId"] in ids
    ]
    assert sorted((each["actionExecutionId"], each["status"]) for each in attempts) == sorted(there)
    versions = {each["pipelineVersion"] for each in attempts} | {max(pipeline.versions)}
    recorded = {
        read(folder, name.stem)["pipeline"]["version"]
        for name in folder.glob("get-pipeline*.json")
        if ".v" in name.name or name.name == "get-pipeline.json"
    }
    assert versions <= recorded


def is_sound(recording: Path, world: World) -> None:
    """Asserts what is so of every recording: nothing half written, no account id, everything vouched for."""
    everything = files(recording)
    assert not [path for path in everything if path.endswith("part")]
    for account, _ in world:
        for path, data in everything.items():
            text = gzip.decompress(data) if path.endswith(".gz") else data
            assert account.encode() not in text, path
            assert account not in path
    for path in {Path(path).parent for path in everything if path.count("/") == 3}:
        assert (recording / path / "capture.json").is_file(), path
