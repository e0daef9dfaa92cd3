"""`get-pipeline-state` to the model.

Every stage shows the run that was in it last, and every action its own last attempt, whichever run that belonged to
(https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeviz.model import Pipeline
from pipeviz.model.execution import UNKNOWN, ActionExecution, ConditionState, Execution, Inbound, StageState
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.attempts import result
from pipeviz.readers.records.values import integer, items, mapping, or_default, text, time, word

_CONDITIONS = (
    ("BEFORE_ENTRY", "beforeEntryConditionState"),
    ("ON_SUCCESS", "onSuccessConditionState"),
    ("ON_FAILURE", "onFailureConditionState"),
)
_SHARED = frozenset({"Failed", "InProgress", "Stopping", "Stopped", "Cancelled"})
"""A stage with one of these says that the whole run is so."""


def state(answer: Answer, pipeline: Pipeline) -> tuple[StageState, ...]:
    """The state of every stage."""
    approvals = {
        (stage.name, action.name)
        for stage in pipeline.stages
        for action in stage.actions
        if action.type.category == "Approval"
    }
    return tuple(_stage(value, approvals) for _, value in items(answer.value, "stageStates"))


def last_runs(answer: Answer, pipeline: Pipeline) -> Iterator[Execution]:
    """The runs that the state names, each with what it says for certain: their status, and the attempts that decided it.

    In PARALLEL mode a state means little, and says nothing of runs.
    """
    if pipeline.execution_mode == "PARALLEL":
        return
    stages = [value for _, value in items(answer.value, "stageStates")]
    runs = dict.fromkeys(
        run for each in stages if (run := word(mapping(each, "latestExecution"), "pipelineExecutionId"))
    )
    for run in runs:
        own = [each for each in stages if word(mapping(each, "latestExecution"), "pipelineExecutionId") == run]
        latest = mapping(own[-1], "latestExecution")
        status = word(latest, "status") or UNKNOWN
        certain = status in _SHARED or (status == "Succeeded" and own[-1] is stages[-1])
        attempts = tuple(_deciding(answer, stages.index(own[-1]), own[-1])) if status in _SHARED else ()
        yield Execution(
            id=run,
            status=status if certain else UNKNOWN,
            type=or_default(latest, "type", "STANDARD"),
            actions=attempts,
            recorded=answer.place("stageStates", stages.index(own[-1])),
        )


def _deciding(answer: Answer, index: int, stage: dict[str, Any]) -> Iterator[ActionExecution]:
    """The attempts in a stage that surely belong to its last run: those in progress, or else the one that changed last."""
    found = [
        (time(latest.get("lastStatusChange")), action, latest)
        for _, action in items(stage, "actionStates")
        if (latest := mapping(action, "latestExecution"))
    ]
    going = [each for each in found if word(each[2], "status") == "InProgress"]
    dated = [each for each in found if each[0] is not None]
    last = max(dated, key=lambda each: each[0].timestamp() if each[0] else 0.0, default=None)
    for changed, action, latest in going or ([last] if last else []):
        name, within = word(action, "actionName"), word(stage, "stageName")
        if name and within:
            summary = {**latest, "externalExecutionSummary": latest.get("summary")}
            yield ActionExecution(
                stage=within,
                action=name,
                status=word(latest, "status") or UNKNOWN,
                id=word(latest, "actionExecutionId") or "",
                updated=changed,
                updated_by=word(latest, "lastUpdatedBy"),
                log_stream_arn=word(latest, "logStreamARN"),
                recorded=answer.place("stageStates", index, "actionStates"),
                **result(summary),
            )


def _stage(value: dict[str, Any], approvals: set[tuple[str, str]]) -> StageState:
    name = word(value, "stageName") or ""
    latest, transition = mapping(value, "latestExecution"), mapping(value, "inboundTransitionState")
    retry = mapping(value, "retryStageMetadata")
    return StageState(
        stage=name,
        execution=word(latest, "pipelineExecutionId"),
        status=word(latest, "status"),
        enabled=transition.get("enabled") not in (False, "false", "False"),
        disabled_reason=word(transition, "disabledReason"),
        changed_by=word(transition, "lastChangedBy"),
        changed=time(transition.get("lastChangedAt")),
        inbound=tuple(_inbound(value)),
        waiting_actions=tuple(_waiting(name, value, approvals)),
        automatic_retries=integer(retry, "autoStageRetryAttempt"),
        manual_retries=integer(retry, "manualStageRetryAttempt"),
        retried_by=word(retry, "latestRetryTrigger"),
        conditions=tuple(each for kind, key in _CONDITIONS for each in _conditions(kind, mapping(value, key))),
    )


def _inbound(value: dict[str, Any]) -> Iterator[Inbound]:
    listed = [each for _, each in items(value, "inboundExecutions")]
    for each in listed or [mapping(value, "inboundExecution")]:
        if run := word(each, "pipelineExecutionId"):
            yield Inbound(execution=run, status=word(each, "status"))


def _waiting(stage: str, value: dict[str, Any], approvals: set[tuple[str, str]]) -> Iterator[str]:
    """The approvals in progress: only these have a token, and only these are defined as approvals."""
    for _, action in items(value, "actionStates"):
        name, latest = word(action, "actionName"), mapping(action, "latestExecution")
        is_approval = "token" in latest or (stage, name) in approvals
        if name and is_approval and word(latest, "status") == "InProgress":
            yield name


def _conditions(kind: str, value: dict[str, Any]) -> Iterator[ConditionState]:
    for _, condition in items(value, "conditionStates"):
        latest = mapping(condition, "latestExecution") or mapping(value, "latestExecution")
        if status := word(latest, "status"):
            yield ConditionState(
                kind=kind, status=status, summary=word(latest, "summary"), rules=dict(_rules(condition))
            )


def _rules(condition: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for _, rule in items(condition, "ruleStates"):
        name, status = word(rule, "ruleName"), text(mapping(rule, "latestExecution").get("status"))
        if name and status:
            yield name, status


def newest(answers: Sequence[Answer]) -> Answer | None:
    """The state that changed last, of several."""
    return max(answers, key=_changed, default=None)


def _changed(answer: Answer) -> float:
    times = (
        time(mapping(action, "latestExecution").get("lastStatusChange"))
        for _, stage in items(answer.value, "stageStates")
        for _, action in items(stage, "actionStates")
    )
    return max((each.timestamp() for each in times if each), default=0.0)
