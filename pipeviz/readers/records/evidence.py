"""Which attempt the answers of other services belong to.

A recording says so by its folders (`evidence/Deploy-Prod-<id of the attempt>/`). Of other files the content tells: an answer
belongs to the attempt whose id it has (of a build, a deployment, a change set, an execution), or that works on what
the answer is about (a stack, a service) at the time that it tells of. Logs have no ids: they belong to the one attempt that
could have written them at that time. What remains belongs to nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import unquote

from pipeviz.model.execution import ActionExecution, Evidence, Execution, RuleExecution
from pipeviz.model.operations import EVENT_RULE, PIPELINE, RUNS, WEBHOOKS
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.values import items, time, word

SERVICES: dict[str, tuple[str, ...]] = {
    "CloudFormation": ("cloudformation",),
    "CloudFormationStackInstances": ("cloudformation",),
    "CloudFormationStackSet": ("cloudformation",),
    "CodeBuild": ("codebuild", "logs"),
    "CodeDeploy": ("codedeploy",),
    "CodeDeployToECS": ("codedeploy", "ecs"),
    "CodeStarSourceConnection": ("codeconnections",),
    "Commands": ("codebuild", "logs"),
    "EC2": ("codepipeline", "logs"),
    "ECRBuildAndPublish": ("logs",),
    "ECS": ("ecs",),
    "EKS": ("logs",),
    "ElasticBeanstalk": ("elasticbeanstalk",),
    "InspectorScan": ("logs",),
    "Lambda": ("logs",),
    "LambdaInvoke": ("logs",),
    "StepFunctions": ("states",),
}
"""The services that know more of an attempt, by the provider of its action or rule."""

_PARTS = {"codebuild:BatchGetBuilds": "builds", "codebuild:BatchGetBuildBatches": "buildBatches"}
"""Answers about several things, each of which may belong to another attempt."""

_BY_TIME = ("logs:FilterLogEvents", "logs:GetLogEvents", "states:GetExecutionHistory")
_OTHERS = RUNS | {PIPELINE, WEBHOOKS, EVENT_RULE}
_WORKS_ON = ("ConnectionArn", "EnvironmentName", "ServiceName", "StackName", "StackSetName")
_TIMELESS = "codeconnections"
_SHORTEST = 8
"""Shorter ids could be anything, such as the number of a build."""

_BEFORE, _AFTER = timedelta(seconds=5), timedelta(minutes=2)
_ARN = re.compile(r"arn:[^&\s]+")
_TIME = re.compile(r"(?<!ingestion)(?:time|timestamp|date|[a-z]at)$", re.IGNORECASE)

Attempt = ActionExecution | RuleExecution


class _Target(NamedTuple):
    run: str
    attempt: Attempt
    ids: frozenset[str]
    works_on: frozenset[str]

    def fits(self, service: str) -> bool:
        return service in SERVICES.get(_provider(self.attempt) or "", ())

    def spans(self, moment: datetime) -> bool:
        started, updated = self.attempt.started, self.attempt.updated
        return started is not None and started - _BEFORE <= moment <= (updated or moment) + _AFTER


class _Told(NamedTuple):
    """What an answer tells: all texts in it, also the last parts of paths and ARNs, and all times."""

    answer: Answer
    service: str
    texts: frozenset[str]
    times: tuple[datetime, ...]


def evidence(answers: Iterable[Answer], runs: Sequence[Execution]) -> Iterator[tuple[str | None, Evidence]]:
    """The evidence in answers, each with the run that it belongs to; None if that cannot be told."""
    targets = [_target(run.id, each) for run in runs for each in _attempts(run)]
    by_id = {target.attempt.id: target for target in targets if target.attempt.id}
    flat: list[_Told] = []
    for answer in answers:
        inside = answer.folder
        if inside is None:
            flat += (_told(part) for part in _parts(answer) if answer.operation not in _OTHERS)
            continue
        known = next((by_id[name] for name in _endings(inside) if name in by_id), None)
        yield (known.run, _evidence(answer, known.attempt.id)) if known else (None, _evidence(answer))
    yield from _matched(flat, targets, runs)


def _matched(
    flat: Sequence[_Told], targets: Sequence[_Target], runs: Sequence[Execution]
) -> Iterator[tuple[str | None, Evidence]]:
    owned = [(told, _owners(told, targets)) for told in flat]
    outer: dict[str, list[_Target]] = defaultdict(list)
    for told, owners in owned:
        for stack in _nested_stacks(told):
            outer[stack] += owners
    for told, owners in owned:
        found = owners or [target for stack in _stacks(told) for target in outer.get(stack, ())]
        for target in {id(each): each for each in found}.values():
            yield target.run, _evidence(told.answer, target.attempt.id)
        if not found:
            yield (runs[0].id if len(runs) == 1 else None), _evidence(told.answer)


def _owners(told: _Told, targets: Sequence[_Target]) -> list[_Target]:
    fitting = [target for target in targets if target.fits(told.service)]
    exact = [target for target in fitting if target.ids & told.texts]
    if exact:
        return exact
    working = [target for target in fitting if target.works_on & told.texts]
    if told.service == _TIMELESS:
        return [target for target in working if target.attempt.status == "Failed"]
    at_the_time = [target for target in working if any(map(target.spans, told.times))]
    if at_the_time or told.answer.operation not in _BY_TIME or not told.times:
        return at_the_time
    possible = [target for target in fitting if all(map(target.spans, told.times))]
    return possible if len(possible) == 1 else []


def _stacks(told: _Told) -> dict[str, None]:
    """The stacks that an answer is about."""
    return dict.fromkeys(stack for event in _stack_events(told) if (stack := word(event, "StackId")))


def _nested_stacks(told: _Told) -> set[str]:
    """The stacks that are resources in an answer; a stack is one of itself too."""
    nested = (event for event in _stack_events(told) if event.get("ResourceType") == "AWS::CloudFormation::Stack")
    return {stack for event in nested if (stack := word(event, "PhysicalResourceId"))}


def _stack_events(told: _Told) -> Iterator[dict[str, Any]]:
    return (event for key in ("StackEvents", "OperationEvents") for _, event in items(told.answer.value, key))


def _attempts(run: Execution) -> Iterator[Attempt]:
    yield from run.actions
    yield from run.rules


def _target(run: str, attempt: Attempt) -> _Target:
    external = unquote(attempt.external_id or "")
    arns = _ARN.findall(external)
    variables = attempt.output_variables if isinstance(attempt, ActionExecution) else {}
    stream = (attempt.log_stream_arn or "") if isinstance(attempt, ActionExecution) else ""
    ids = {
        attempt.id,
        external,
        external.rpartition(":")[2],
        *(arn for arn in arns if ":changeSet/" in arn),
        variables.get("ExecutionArn", ""),
        variables.get("OperationId", ""),
        stream.rpartition(":log-stream:")[2],
    }
    works_on = {
        *(arn for arn in arns if ":stack/" in arn),
        *(attempt.configuration.get(key, "") for key in _WORKS_ON),
    }
    return _Target(run, attempt, frozenset(each for each in ids if len(each) >= _SHORTEST), frozenset(works_on - {""}))


def _provider(attempt: Attempt) -> str | None:
    if isinstance(attempt, RuleExecution):
        return attempt.provider
    return attempt.type.provider if attempt.type else None


def _told(answer: Answer) -> _Told:
    texts: set[str] = set()
    times: list[datetime] = []
    waiting: list[tuple[str, Any]] = [("", answer.value)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.items()
        elif isinstance(value, list):
            waiting += ((key, inner) for inner in value)
        else:
            if isinstance(value, str):
                texts |= {value, *re.split(r"[:/]", value)[-1:]}
            if _TIME.search(key) and (moment := time(value)):
                times.append(moment)
    return _Told(answer, answer.operation.partition(":")[0], frozenset(texts), tuple(times))


def _parts(answer: Answer) -> Iterator[Answer]:
    """An answer about several things as one for each."""
    key = _PARTS.get(answer.operation, "")
    found = list(items(answer.value, key))
    if len(found) < 2:
        yield answer
    else:
        for index, item in found:
            yield answer._replace(value={key: [item]}, file=answer.place(key, index), number=0)


def _endings(name: str) -> Iterator[str]:
    """What may be the id at the end of a folder's name, the longest first."""
    parts = name.split("-")
    return ("-".join(parts[at:]) for at in range(len(parts)))


def _evidence(answer: Answer, of: str = "") -> Evidence:
    return Evidence(operation=answer.operation, answer=answer.value, of=of, recorded=answer.place())
