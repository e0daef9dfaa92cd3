"""A capture of 1,000 pipelines with 100 runs of 8 actions, from the endpoint of the tests: calls and memory.

python -m tests.benchmarks.capture      all of it
python -m tests.benchmarks.capture 100  as much of 100 pipelines
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, overload

from tests.aws.builders import DAWN, definition, id_of
from tests.aws.client import environment
from tests.aws.endpoint import Endpoint
from tests.aws.world import HOME, Pipeline, Place
from tests.benchmarks.cost import ENVIRONMENT, PIPEVIZ, cost, say

RUNS, ACTIONS = 100, 8
_FAILING_EVERY = 10


class Runs(Sequence[dict[str, Any]]):
    """The runs of a pipeline, newest first, made when they are asked for; every tenth one failed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __len__(self) -> int:
        return RUNS

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.made(at)

    def made(self, at: int) -> dict[str, Any]:
        """The run at a place of the list."""
        began = _began(at)
        return {
            "pipelineExecutionId": id_of(self.name, at),
            "status": "Failed" if at % _FAILING_EVERY == 5 else "Succeeded",
            "startTime": began,
            "lastUpdateTime": began + timedelta(minutes=40),
            "sourceRevisions": [
                {
                    "actionName": "A0",
                    "revisionId": "3b7e9a1c5d2f4086b1a9c8e7f6d5040312ab98cd",
                    "revisionSummary": "Mend totals",
                }
            ],
            "trigger": {
                "triggerType": "StartPipelineExecution",
                "triggerDetail": "arn:aws:iam::111122223333:user/jane",
            },
            "executionMode": "QUEUED",
            "executionType": "STANDARD",
        }


class Attempts(Runs):
    """What ran in these runs, newest first."""

    def __len__(self) -> int:
        return RUNS * ACTIONS

    def made(self, at: int) -> dict[str, Any]:
        run, number = at // ACTIONS, ACTIONS - 1 - at % ACTIONS
        began = _began(run) + timedelta(minutes=5 * number, seconds=1)
        failed = run % _FAILING_EVERY == 5 and number == ACTIONS - 1
        attempt = id_of(self.name, run, number)
        configuration = {"ProjectName": f"{self.name}-build", "PrimarySource": "SourceOutput", "BatchEnabled": "false"}
        result = {
            "externalExecutionId": f"{self.name}-build:{attempt}",
            "externalExecutionUrl": f"https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/{self.name}/log",
        }
        if failed:
            result |= {
                "errorDetails": {"code": "JobFailed", "message": "Build terminated with state: FAILED. Phase: BUILD"}
            }
        return {
            "pipelineExecutionId": id_of(self.name, run),
            "actionExecutionId": attempt,
            "pipelineVersion": 1,
            "stageName": f"S{number}",
            "actionName": f"A{number}",
            "startTime": began,
            "lastUpdateTime": began + timedelta(minutes=4),
            "status": "Failed" if failed else "Succeeded",
            "input": {
                "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
                "configuration": configuration,
                "resolvedConfiguration": configuration,
                "region": "eu-west-1",
                "inputArtifacts": [
                    {"name": "SourceOutput", "s3location": {"bucket": "artifacts", "key": f"o/S/{attempt}"}}
                ],
            },
            "output": {
                "outputArtifacts": [],
                "executionResult": result,
                "outputVariables": {"IMAGE": f"{self.name}:{run}"},
            },
        }


def _began(run: int) -> datetime:
    return DAWN + timedelta(hours=RUNS - run)


def world(pipelines: int) -> dict[tuple[str, str], Place]:
    """Pipelines with some history each; half of them are started by a rule of their own."""
    place = Place()
    for number in range(pipelines):
        name = f"pipeline-{number:04}"
        made = definition(name)
        made["pipeline"]["stages"] = [_stage(at) for at in range(ACTIONS)]
        pipeline = Pipeline({1: made}, Runs(name), Attempts(name))
        place.pipelines[name] = pipeline
        if number % 2:
            place.event_rules[f"start-{name}"] = {"Name": f"start-{name}", "State": "ENABLED", "EventPattern": "{}"}
            place.targets[f"start-{name}"] = [pipeline.arn]
    return {HOME: place}


def _stage(at: int) -> dict[str, Any]:
    kind = {"category": "Source" if at == 0 else "Build", "owner": "AWS", "provider": "S3" if at == 0 else "CodeBuild"}
    return {"name": f"S{at}", "actions": [{"name": f"A{at}", "actionTypeId": {**kind, "version": "1"}}]}


def _builds(_: Place, params: dict[str, Any]) -> dict[str, Any]:
    phase = {"phaseType": "BUILD", "phaseStatus": "FAILED", "contexts": [{"statusCode": "E", "message": "exit 1"}]}
    return {"builds": [_build(each, phase) for each in params["ids"]]}


def _build(key: str, phase: dict[str, Any]) -> dict[str, Any]:
    project, _, stream = key.partition(":")
    logs = {"groupName": f"/aws/codebuild/{project}", "streamName": stream}
    return {"id": key, "buildStatus": "FAILED", "phases": [phase], "logs": logs}


def _log(_: Place, __: dict[str, Any]) -> dict[str, Any]:
    line = {"timestamp": 1772452847400, "message": "npm ERR! Test failed.", "ingestionTime": 1772452847400}
    return {"events": [line] * 40}


def main(folder: Path, pipelines: int = 1000) -> None:
    """Captures twice, and prints what that took."""
    answers = {"codebuild:BatchGetBuilds": _builds, "logs:GetLogEvents": _log}
    with Endpoint(world(pipelines), answers=answers, check_every=50) as aws:
        ENVIRONMENT.update(environment(aws.url))
        command = (*PIPEVIZ, "capture", "--rate", "100000", "-o", str(folder / "recording"))
        first = cost(*command)
        of = f"{pipelines:,} pipelines × {RUNS} runs × {ACTIONS} actions"
        say(f"capture of {of}", len(aws.calls), "calls", 14.5 * pipelines)
        say("    its memory", first.megabytes, "MB", 400)
        print(f"    {first.seconds:.0f} s as fast as the endpoint answers; {dict(aws.count)}")
        assert aws.problems == []
        aws.calls.clear()
        second = cost(*command)
        say("    a second one with nothing new", len(aws.calls), "calls", 1.1 * pipelines)
        say("    its memory", second.megabytes, "MB", 400)
        print(f"    {second.seconds:.0f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        main(Path(name), *map(int, sys.argv[1:2]))
