"""Execution + definition → what happened, stage by stage and attempt by attempt.

AWS lists attempts without saying what they belong to: a retry keeps the id of the run, and nothing tells how often a stage
was tried. `run` puts the attempts in order, joins them with the definition that they ran with, and names the culprit.
https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from pipeviz.durations import epoch
from pipeviz.model import Action, Pipeline, Stage
from pipeviz.model.execution import ActionExecution, Execution, RuleExecution

OUTCOMES = (
    "succeeded",
    "failed",
    "running",
    "waiting",
    "abandoned",
    "stopped",
    "cancelled",
    "superseded",
    "skipped",
    "omitted",
    "unreached",
    "unknown",
)
"""What can have become of an action, a stage or a run. `waiting` is an approval that waits for somebody; `omitted` is what
a rollback does not run; `unknown` is what was not recorded. Each is a look of the writers' theme."""

ATTEMPTS = {"Succeeded": "succeeded", "Failed": "failed", "Abandoned": "abandoned", "InProgress": "running"}
"""What each status of an attempt means; EXECUTIONS, of a run."""

EXECUTIONS = {
    "Succeeded": "succeeded",
    "Failed": "failed",
    "InProgress": "running",
    "Stopping": "running",
    "Stopped": "stopped",
    "Superseded": "superseded",
    "Cancelled": "cancelled",
}
_WORST = ("running", "waiting", "abandoned", "failed", "unknown")


class ActionRun(Struct, frozen=True, kw_only=True):
    """One action of a run: its attempts, oldest first, and what became of it. `action` is None if the definition lacks it."""

    name: str
    outcome: str
    run_order: int = 1
    action: Action | None = None
    attempts: tuple[ActionExecution, ...] = ()

    @property
    def last(self) -> ActionExecution | None:
        """The attempt that counts."""
        return self.attempts[-1] if self.attempts else None


class StageAttempt(Struct, frozen=True, kw_only=True):
    """One try of a stage, its attempts at actions in the order in which they began.

    From the second on, `mode` is FAILED_ACTIONS or ALL_ACTIONS, as far as can be seen from what ran again.
    """

    number: int
    actions: tuple[ActionExecution, ...]
    mode: str | None = None


class StageRun(Struct, frozen=True, kw_only=True):
    """One stage of a run. `stage` is None if the definition lacks it."""

    name: str
    outcome: str
    stage: Stage | None = None
    actions: tuple[ActionRun, ...] = ()
    attempts: tuple[StageAttempt, ...] = ()
    rules: tuple[RuleExecution, ...] = ()

    @property
    def started(self) -> datetime | None:
        """When its first attempt began."""
        return min((each.started for each in self._executions() if each.started), default=None)

    @property
    def updated(self) -> datetime | None:
        """When something last changed in it."""
        return max((each.updated for each in self._executions() if each.updated), default=None)

    def _executions(self) -> Iterator[ActionExecution]:
        return (each for attempt in self.attempts for each in attempt.actions)


class Run(Struct, frozen=True, kw_only=True):
    """A run as it happened. `exact` tells whether `pipeline` is the definition that it ran with.

    `culprit` is the attempt that made the run fail, `failed_rule` the rule that did. `also_failed` failed beside the
    culprit; `collateral` ran beside it and did not fail; `flaky` failed first and succeeded later.
    """

    execution: Execution
    pipeline: Pipeline
    exact: bool
    outcome: str
    stages: tuple[StageRun, ...]
    culprit: ActionExecution | None = None
    failed_rule: RuleExecution | None = None
    also_failed: tuple[ActionExecution, ...] = ()
    collateral: tuple[ActionExecution, ...] = ()
    flaky: tuple[ActionExecution, ...] = ()

    @property
    def unreached(self) -> tuple[str, ...]:
        """The stages that were not reached."""
        return tuple(stage.name for stage in self.stages if stage.outcome == "unreached")


def run(execution: Execution, pipeline: Pipeline, *, exact: bool = True) -> Run:
    """What happened in an execution of a pipeline.

    Stages and actions come in the order of the definition, then those that only the record knows.
    """
    stages = tuple(_stages(execution, pipeline))
    outcome = EXECUTIONS.get(execution.status, "unknown")
    failed = None if outcome == "succeeded" else next((stage for stage in reversed(stages) if _culprits(stage)), None)
    culprit = _culprits(failed)[0] if failed else None
    finals = [each.last for stage in stages for each in stage.actions if each.last is not None]
    beside = [each.last for each in failed.actions if each.last is not None] if failed else []
    failed_rule = None if culprit or outcome != "failed" else _failed_rule(execution.rules)
    if failed_rule is not None:
        stages = tuple(replace(each, outcome="failed") if each.name == failed_rule.stage else each for each in stages)
    return Run(
        execution=execution,
        pipeline=pipeline,
        exact=exact,
        outcome=outcome,
        stages=stages,
        culprit=culprit,
        failed_rule=failed_rule,
        also_failed=tuple(each for each in finals if each.status == "Failed" and each is not culprit),
        collateral=tuple(each for each in beside if each.status != "Failed"),
        flaky=tuple(_flaky(stages)),
    )


def _stages(execution: Execution, pipeline: Pipeline) -> Iterator[StageRun]:
    defined = {stage.name: stage for stage in pipeline.stages}
    names = list(dict.fromkeys((*defined, *(each.stage for each in execution.actions))))
    ran = [name for name in names if any(each.stage == name for each in execution.actions)]
    last = max((names.index(name) for name in ran), default=-1)
    for at, name in enumerate(names):
        own = sorted((each for each in execution.actions if each.stage == name), key=_began)
        rules = tuple(each for each in execution.rules if each.stage == name)
        idle = _idle(execution, passed=at < last)
        actions = tuple(_actions(defined.get(name), own, idle))
        yield StageRun(
            name=name,
            outcome=_stage_outcome(actions, idle) if own else idle,
            stage=defined.get(name),
            actions=actions,
            attempts=tuple(_attempts(own)),
            rules=rules,
        )


def _idle(execution: Execution, *, passed: bool) -> str:
    """What it means that nothing of a stage is recorded; `passed` if something of a later stage is."""
    if not execution.actions_recorded:
        return "unknown"
    if execution.type == "ROLLBACK":
        return "omitted"
    return "skipped" if passed or execution.status == "Succeeded" else "unreached"


def _actions(stage: Stage | None, own: Sequence[ActionExecution], idle: str) -> Iterator[ActionRun]:
    defined = {action.name: action for action in stage.actions} if stage else {}
    unknown = "unreached" if own else idle
    for name in dict.fromkeys((*defined, *(each.action for each in own))):
        attempts = tuple(each for each in own if each.action == name)
        action = defined.get(name)
        yield ActionRun(
            name=name,
            outcome=_action_outcome(attempts[-1], action) if attempts else unknown,
            run_order=action.run_order if action else 1,
            action=action,
            attempts=attempts,
        )


def _action_outcome(attempt: ActionExecution, action: Action | None) -> str:
    outcome = ATTEMPTS.get(attempt.status, "unknown")
    kind = attempt.type or (action.type if action else None)
    return "waiting" if outcome == "running" and kind and kind.category == "Approval" else outcome


def _stage_outcome(actions: Sequence[ActionRun], idle: str) -> str:
    outcomes = {action.outcome for action in actions}
    worst = next((outcome for outcome in _WORST if outcome in outcomes), None)
    if worst is not None:
        return worst
    return "succeeded" if outcomes <= {"succeeded"} or idle == "omitted" else "unknown"


def _attempts(own: Sequence[ActionExecution]) -> Iterator[StageAttempt]:
    """A stage is tried anew when an action of it begins again: one of this try, or one of an earlier try once this failed."""
    tries: list[list[ActionExecution]] = []
    for each in own:
        earlier = any(each.action == other.action for actions in tries for other in actions)
        this = any(each.action == other.action for other in tries[-1]) if tries else True
        if this or (earlier and _had_failed(tries[-1], each)):
            tries.append([])
        tries[-1].append(each)
    succeeded: set[str] = set()
    for number, actions in enumerate(tries, 1):
        again = any(each.action in succeeded for each in actions)
        mode = None if number == 1 else "ALL_ACTIONS" if again else "FAILED_ACTIONS"
        yield StageAttempt(number=number, actions=tuple(actions), mode=mode)
        succeeded |= {each.action for each in actions if each.status == "Succeeded"}


def _had_failed(actions: Sequence[ActionExecution], by: ActionExecution) -> bool:
    """Whether all of these had ended before another began, and one of them had failed."""
    ended = all(each.status != "InProgress" and _ended(each) <= _began(by) for each in actions)
    return ended and any(each.status == "Failed" for each in actions)


def _culprits(stage: StageRun) -> tuple[ActionExecution, ...]:
    """The failed last attempts of a stage: those that ran first come first, and of these the one that failed first."""
    failed = [(each.run_order, each.last) for each in stage.actions if each.last and each.last.status == "Failed"]
    return tuple(attempt for _, attempt in sorted(failed, key=lambda pair: (pair[0], _ended(pair[1]))))


def _failed_rule(rules: Iterable[RuleExecution]) -> RuleExecution | None:
    """The last verdict of the last rule that failed."""
    last = {(each.stage, each.rule, each.condition): each for each in sorted(rules, key=_ended)}
    failed = [each for each in last.values() if each.status == "Failed"]
    return max(failed, key=_ended, default=None)


def _flaky(stages: Iterable[StageRun]) -> Iterator[ActionExecution]:
    for stage in stages:
        for action in stage.actions:
            if action.outcome == "succeeded":
                yield from (each for each in action.attempts if each.status == "Failed")


def _began(each: ActionExecution) -> float:
    return epoch(each.started, inf)


def _ended(each: ActionExecution | RuleExecution) -> float:
    return epoch(each.updated, inf)
