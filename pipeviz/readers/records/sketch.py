"""What is remembered of answers until somebody asks for the runs: enough to tell which pipeline they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, PIPELINE, RULES, STATE, operation_of
from pipeviz.readers.records.answers import values_in
from pipeviz.readers.records.values import items, mapping, word

_LISTS = {EXECUTIONS: "pipelineExecutionSummaries", ACTIONS: "actionExecutionDetails", RULES: "ruleExecutionDetails"}


class Sketch(NamedTuple):
    """An answer without its content: the pipeline and runs it names, and the stages and actions in it."""

    operation: str
    number: int = 0
    pipeline: str | None = None
    runs: frozenset[str] = frozenset()
    actions: frozenset[tuple[str, str]] = frozenset()


class Survey(NamedTuple):
    """The answers of a text, and whether there is something else in it, such as a definition."""

    sketches: tuple[Sketch, ...]
    has_more: bool


def survey(text: str, file: str) -> Survey:
    """What a text holds. Raises SourceError."""
    values = [(number, operation_of(value), value) for number, value in enumerate(values_in(text, file))]
    sketches = tuple(
        _sketch(operation, number, value) for number, operation, value in values if operation not in (None, PIPELINE)
    )
    return Survey(sketches, len(sketches) < len(values))


def _sketch(operation: str | None, number: int, value: dict[str, Any]) -> Sketch:
    details = list(_details(operation or "", value))
    runs = frozenset(run for each in details if (run := word(each, "pipelineExecutionId")))
    actions = frozenset(
        (stage, action)
        for each in details
        if (stage := word(each, "stageName")) and (action := word(each, "actionName"))
    )
    named = mapping(value, "pipelineExecution") if operation == EXECUTION else value
    return Sketch(operation or "", number, word(named, "pipelineName"), runs, actions)


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
