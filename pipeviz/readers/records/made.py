"""A pipeline that no definition is known of, put together from what ran."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import inf

from msgspec.structs import replace

from pipeviz.durations import epoch
from pipeviz.model import Action, ActionType, OutputArtifact, Pipeline, Stage
from pipeviz.model.execution import ActionExecution, Execution
from pipeviz.model.operations import STATE
from pipeviz.readers.records.history import Found, history
from pipeviz.readers.records.values import items, word

_UNKNOWN = ActionType(category="unknown", provider="unknown", owner="unknown")


def made(pipeline: Pipeline, found: Found) -> Pipeline | None:
    """The pipeline with the stages and actions that ran, in the order in which they first began; None if nothing ran.

    Actions of a stage stand in the order of the run that had most of them: those that overlapped stand beside each other.
    """
    runs = history(pipeline, found).executions
    attempts = sorted((each for run in runs for each in run.actions), key=_began)
    idle = dict(_in_state(found))
    names = (*idle, *(each.stage for each in attempts if each.stage not in idle))
    stages = tuple(
        Stage(name=name, actions=(*_ran(name, runs, attempts), *_did_not(name, idle, attempts)))
        for name in dict.fromkeys(names)
    )
    modes = {run.mode for run in runs if run.mode}
    mode = modes.pop() if len(modes) == 1 else pipeline.execution_mode
    return replace(pipeline, stages=stages, execution_mode=mode, from_runs=True) if stages else None


def _in_state(found: Found) -> Iterator[tuple[str, list[str]]]:
    """The stages and actions that `get-pipeline-state` shows, which has all of them in their order."""
    for answer in found.of(STATE)[-1:]:
        for _, stage in items(answer.value, "stageStates"):
            if name := word(stage, "stageName"):
                yield name, [action for _, each in items(stage, "actionStates") if (action := word(each, "actionName"))]


def _did_not(stage: str, idle: dict[str, list[str]], attempts: Sequence[ActionExecution]) -> Iterator[Action]:
    ran = {each.action for each in attempts if each.stage == stage}
    return (Action(name=name, type=_UNKNOWN) for name in idle.get(stage, ()) if name not in ran)


def _ran(stage: str, runs: Sequence[Execution], attempts: Iterable[ActionExecution]) -> list[Action]:
    own = [each for each in attempts if each.stage == stage]
    orders = max((_orders(stage, run) for run in runs), key=len, default={})
    latest = {each.action: each for each in own}
    first = list(dict.fromkeys(each.action for each in own))
    names = sorted(first, key=lambda name: (orders.get(name, len(first)), first.index(name)))
    return [_action(latest[name], orders.get(name, 1 + max(orders.values(), default=0))) for name in names]


def _orders(stage: str, run: Execution) -> dict[str, int]:
    """The run order of the actions of a stage, as one run shows it: what began after all before it had ended came next."""
    orders: dict[str, int] = {}
    order, ends = 1, None
    for each in sorted((each for each in run.actions if each.stage == stage), key=_began):
        if each.action in orders or each.started is None:
            continue
        if ends is not None and each.started >= ends:
            order, ends = order + 1, None
        orders[each.action] = order
        ends = _later(ends, each.updated or each.started)
    return orders


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


def _action(each: ActionExecution, order: int) -> Action:
    return Action(
        name=each.action,
        type=each.type or _UNKNOWN,
        run_order=order,
        configuration=each.configuration,
        input_artifacts=each.input_artifacts,
        output_artifacts=tuple(OutputArtifact(name=name) for name in each.output_artifacts),
        namespace=each.namespace,
        role_arn=each.role_arn,
        region=each.region,
    )


def _began(each: ActionExecution) -> float:
    return epoch(each.started, inf)
