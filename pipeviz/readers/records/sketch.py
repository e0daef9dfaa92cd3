"""What is remembered of answers until somebody asks for the runs: enough to tell which pipeline they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, PIPELINE, RULES, RUNS, STATE, operation_of
from pipeviz.readers.events import events_in
from pipeviz.readers.records.answers import values_in
from pipeviz.readers.records.values import items, mapping, word
from pipeviz.redaction.answers import EVENT

_LISTS = {EXECUTIONS: "pipelineExecutionSummaries", ACTIONS: "actionExecutionDetails", RULES: "ruleExecutionDetails"}


TELLING = RUNS | {EVENT}
"""What says what ran."""


class Identity(NamedTuple):
    """What a record calls its pipeline; only events know its account and region."""

    name: str | None = None
    account: str | None = None
    region: str | None = None

    def agrees(self, other: Identity) -> bool:
        """Whether both may be the same pipeline; an account that is no id is another name of one."""
        accounts = [each.account for each in (self, other) if (each.account or "").isdecimal()]
        regions = [each.region for each in (self, other) if each.region]
        return self.name == other.name and len(set(accounts)) <= 1 and len(set(regions)) <= 1


class Sketch(NamedTuple):
    """An answer, or the events of one pipeline, without its content: the pipeline, runs, stages and actions that it names."""

    operation: str
    number: int = 0
    pipeline: Identity = Identity()
    runs: frozenset[str] = frozenset()
    actions: frozenset[tuple[str, str]] = frozenset()


class Survey(NamedTuple):
    """The answers of a text, and whether there is something else in it, such as a definition."""

    sketches: tuple[Sketch, ...]
    has_more: bool


def survey(text: str, file: str) -> Survey:
    """What a text holds. Raises SourceError."""
    values = [(number, operation_of(value), value) for number, value in enumerate(values_in(text, file))]
    answers = [
        _sketch(operation or "", number, value)
        for number, operation, value in values
        if operation not in (None, PIPELINE)
    ]
    others = [value for _, operation, value in values if operation is None]
    events = [list(events_in(value)) for value in others]
    return Survey((*answers, *_sketches(events)), len(answers) + sum(map(bool, events)) < len(values))


def _sketches(events: list[list[dict[str, Any]]]) -> Iterator[Sketch]:
    """The events of every pipeline in one sketch."""
    runs: dict[Identity, set[str]] = {}
    for event in (each for inside in events for each in inside):
        detail = mapping(event, "detail")
        owner = Identity(word(detail, "pipeline"), word(event, "account"), word(event, "region"))
        runs.setdefault(owner, set()).add(word(detail, "execution-id") or "")
    return (Sketch(EVENT, -1, owner, frozenset(found)) for owner, found in runs.items())


def _sketch(operation: str, number: int, value: dict[str, Any]) -> Sketch:
    details = list(_details(operation, value))
    runs = frozenset(run for each in details if (run := word(each, "pipelineExecutionId")))
    actions = frozenset(
        (stage, action)
        for each in details
        if (stage := word(each, "stageName")) and (action := word(each, "actionName"))
    )
    named = mapping(value, "pipelineExecution") if operation == EXECUTION else value
    return Sketch(operation, number, Identity(word(named, "pipelineName")), runs, actions)


def _details(operation: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if operation == EXECUTION:
        yield mapping(value, "pipelineExecution")
    elif operation == STATE:
        for _, stage in items(value, "stageStates"):
            yield mapping(stage, "latestExecution")
            for _, action in items(stage, "actionStates"):
                yield {"stageName": stage.get("stageName"), "actionName": action.get("actionName")}
    else:
        yield from (each for _, each in items(value, _LISTS.get(operation, "")))
