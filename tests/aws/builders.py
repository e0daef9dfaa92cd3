"""Worlds written down in a line each: `orders = pipeline("orders", "Succeeded", "Failed")` has had two runs.

Every run takes an hour after the one before; in it Source/Checkout, Build/Compile and Deploy/Prod run one after the other.
A failed run fails in Build.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.aws.world import HOME, Evidence, Pipeline, Place, World

DAWN = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
_KINDS = {
    "Checkout": {"category": "Source", "owner": "AWS", "provider": "CodeCommit", "version": "1"},
    "Compile": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
    "Prod": {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation", "version": "1"},
}
_STAGES = {"Source": "Checkout", "Build": "Compile", "Deploy": "Prod"}
_REACHED = {"Succeeded": 3, "Failed": 2, "InProgress": 2, "Stopped": 2, "Superseded": 1}
_LAST = {"Failed": "Failed", "InProgress": "InProgress", "Stopped": "Abandoned"}


def id_of(*words: object) -> str:
    """An id that is always the same for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, words))))


def world(*pipelines: Pipeline, place: tuple[str, str] = HOME) -> World:
    """A world with these pipelines in one place."""
    return {place: Place(pipelines={each.name: each for each in pipelines})}


def pipeline(name: str, *statuses: str, place: tuple[str, str] = HOME, version: int = 1) -> Pipeline:
    """A pipeline whose runs, oldest first, ended so."""
    made = Pipeline(versions={version: definition(name, place, version)})
    for status in statuses:
        run(made, status)
    return made


def definition(
    name: str, place: tuple[str, str] = HOME, version: int = 1, *, conditions: bool = False, created: datetime = DAWN
) -> dict[str, Any]:
    """What `get-pipeline` answers."""
    stages: list[dict[str, Any]] = [
        {"name": stage, "actions": [{"name": action, "actionTypeId": _KINDS[action], "configuration": {}}]}
        for stage, action in _STAGES.items()
    ]
    if conditions:
        rule = {"name": "Quiet", "ruleTypeId": {"category": "Rule", "owner": "AWS", "provider": "CloudWatchAlarm"}}
        stages[2]["beforeEntry"] = {"conditions": [{"result": "FAIL", "rules": [rule]}]}
    account, region = place
    return {
        "pipeline": {
            "name": name,
            "roleArn": f"arn:aws:iam::{account}:role/{name}",
            "artifactStore": {"type": "S3", "location": f"{name}-artifacts"},
            "stages": stages,
            "version": version,
            "pipelineType": "V2",
            "executionMode": "QUEUED",
        },
        "metadata": {
            "pipelineArn": f"arn:aws:codepipeline:{region}:{account}:{name}",
            "created": created,
            "updated": created + timedelta(days=version),
        },
    }


def run(made: Pipeline, status: str) -> str:
    """Lets a pipeline run once more; gives the id of the run."""
    number = len(made.executions)
    began = DAWN + timedelta(hours=number)
    key = id_of(made.arn, number)
    attempts = list(_attempts(made, key, status, began))
    summary = {
        "pipelineExecutionId": key,
        "status": status,
        "startTime": began,
        "lastUpdateTime": attempts[-1]["lastUpdateTime"],
        "trigger": {"triggerType": "StartPipelineExecution", "triggerDetail": "arn:aws:iam::111122223333:user/jane"},
    }
    made.executions = [summary, *made.executions]
    made.actions = [*reversed(attempts), *made.actions]
    return key


def retry(made: Pipeline, key: str, status: str, hours: float) -> None:
    """Retries the failed action of a run, so many hours after dawn. The run keeps its id and its place."""
    failed = next(each for each in made.actions if each["pipelineExecutionId"] == key and each["status"] == "Failed")
    began = DAWN + timedelta(hours=hours)
    again = {
        **failed,
        "actionExecutionId": id_of(key, failed["actionName"], hours),
        "status": "InProgress" if status == "InProgress" else status,
        "startTime": began,
        "lastUpdateTime": began + timedelta(minutes=3),
    }
    made.actions = sorted([again, *made.actions], key=lambda each: each["startTime"], reverse=True)
    change(made, key, status, began + timedelta(minutes=3))


def change(made: Pipeline, key: str, status: str, updated: datetime) -> None:
    """Lets a run have another status."""
    news = {"status": status, "lastUpdateTime": updated}
    made.executions = [{**each, **news} if each["pipelineExecutionId"] == key else each for each in made.executions]


def failed_build(place: Place, made: Pipeline) -> None:
    """Lets CodeBuild and the log tell why each failed build failed."""
    for attempt in made.actions:
        if attempt["status"] == "Failed":
            build = attempt["output"]["executionResult"]["externalExecutionId"]
            project, _, stream = build.partition(":")
            logs = {"groupName": f"/aws/codebuild/{project}", "streamName": stream}
            phase = {
                "phaseType": "BUILD",
                "phaseStatus": "FAILED",
                "contexts": [{"statusCode": "E", "message": "exit 1"}],
            }
            answer = {"builds": [{"id": build, "buildStatus": "FAILED", "phases": [phase], "logs": logs}]}
            line = {"timestamp": 1772452847400, "message": "npm ERR! Test failed.", "ingestionTime": 1772452847400}
            answers = [("codebuild:BatchGetBuilds", answer), ("logs:GetLogEvents", {"events": [line]})]
            place.evidence.append(Evidence(f"{build} {logs}", answers))


def _attempts(made: Pipeline, key: str, status: str, began: datetime) -> Iterator[dict[str, Any]]:
    reached: Iterable[tuple[str, str]] = list(_STAGES.items())[: _REACHED[status]]
    for at, (stage, action) in enumerate(reached):
        last = at == _REACHED[status] - 1
        start = began + timedelta(minutes=5 * at, seconds=1)
        attempt_id = id_of(key, action)
        result: dict[str, Any] = {"externalExecutionId": f"{made.name}-{action.lower()}:{attempt_id}"}
        ended = _LAST.get(status, "Succeeded") if last else "Succeeded"
        if ended == "Failed":
            result["errorDetails"] = {"code": "JobFailed", "message": "Build terminated with state: FAILED"}
        yield {
            "pipelineExecutionId": key,
            "actionExecutionId": attempt_id,
            "pipelineVersion": max(made.versions),
            "stageName": stage,
            "actionName": action,
            "startTime": start,
            "lastUpdateTime": start + timedelta(minutes=4),
            "status": ended,
            "input": {"actionTypeId": _KINDS[action], "configuration": {"ProjectName": f"{made.name}-build"}},
            "output": {"executionResult": result},
        }
