"""Run → when it worked, and when it waited.

An action at work is work. Everything else is waiting: for a person, for a condition, to be let into a stage, to be retried.
Why a run was not let into a stage (another run held it, a queue, a disabled transition) is hardly ever recorded, so it
just "waits to enter". https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from pipeviz.analysis.run import Run, StageRun
from pipeviz.model.execution import ActionExecution, RuleExecution

_Tried = ActionExecution | RuleExecution

LEAST = timedelta(seconds=10)
"""CodePipeline itself takes a few seconds from one step to the next; only a longer gap is called waiting."""


class Span(Struct, frozen=True, kw_only=True):
    """A stretch of a run. `kind` is `action`, `approval`, `condition`, `entry` or `retry`; all but `action` are waiting.

    `start` or `end` is None where it was not recorded; `going` tells that there was no end yet. `id` is that of the attempt,
    or of the check of a rule. `who` ended it, as recorded; `reason` is recorded, too.
    """

    kind: str
    stage: str
    name: str = ""
    id: str = ""
    start: datetime | None = None
    end: datetime | None = None
    going: bool = False
    who: str | None = None
    reason: str | None = None

    @property
    def waiting(self) -> bool:
        """Whether nothing of the pipeline's own was at work in it."""
        return self.kind != "action"

    @property
    def lasted(self) -> timedelta | None:
        """How long it took; None if that is not known, or it goes on."""
        return None if self.start is None or self.end is None else max(self.end - self.start, timedelta())


class Waits(Struct, frozen=True, kw_only=True):
    """The spans of a run in the order of its stages, and how much of its time they make.

    `working` is the time in which at least one action was at work, `waiting` that in which none was and the run waited; the
    few seconds that CodePipeline takes in between are neither. Both are None where no span is known. `unknown` counts the
    spans that are in neither, because a time of them was not recorded or they still go on.
    """

    spans: tuple[Span, ...] = ()
    working: timedelta | None = None
    waiting: timedelta | None = None
    unknown: int = 0


def waits(run: Run, *, until: datetime | None = None) -> Waits:
    """When a run worked and when it waited, as far as it was recorded.

    What still goes on is counted up to `until`, when the record was made, if that is given.
    """
    spans = tuple(_spans(run))
    known = [(each.waiting, each.start, end) for each in spans if each.start and (end := _end(each, until))]
    working = _covered((start, end) for waiting, start, end in known if not waiting)
    everything = _covered((start, end) for _, start, end in known)
    return Waits(
        spans=spans,
        working=working if known else None,
        waiting=everything - working if known else None,
        unknown=len(spans) - len(known),
    )


def attempt_span(attempt: ActionExecution, stage: StageRun) -> Span:
    """The stretch of one attempt at an action of a stage: an approval waits, any other works."""
    action = next((each.action for each in stage.actions if each.name == attempt.action), None)
    kind = attempt.type or (action.type if action else None)
    approval = kind is not None and kind.category == "Approval"
    going = attempt.status == "InProgress"
    return Span(
        kind="approval" if approval else "action",
        stage=stage.name,
        name=attempt.action,
        id=attempt.id,
        start=attempt.started,
        end=None if going else attempt.updated,
        going=going,
        who=attempt.updated_by if approval and not going else None,
    )


def check_span(rule: RuleExecution) -> Span:
    """The stretch of one check of a condition's rule."""
    going = rule.status == "InProgress"
    return Span(
        kind="condition",
        stage=rule.stage,
        name=rule.rule,
        id=rule.id,
        start=rule.started,
        end=None if going else rule.updated,
        going=going,
    )


def _spans(run: Run) -> Iterator[Span]:
    left = run.execution.started
    for stage in run.stages:
        if not stage.attempts and not stage.rules:
            continue
        yield from _entry(stage, left)
        for rule in stage.rules:
            yield check_span(rule)
        tries: list[tuple[_Tried, ...]] = [attempt.actions for attempt in stage.attempts]
        for one, other in pairwise(tries or [(check,) for check in stage.rules]):
            yield from _retry(stage, one, other)
        for attempt in stage.attempts:
            yield from (attempt_span(each, stage) for each in attempt.actions)
        left = stage.updated or left
    yield from _outside(run, left)


def _entry(stage: StageRun, left: datetime | None) -> Iterator[Span]:
    """What lies between two stages, up to the first check of an entry condition if there is one."""
    rules = [each.started for each in stage.rules if each.started]
    entered = min((each for each in (stage.started, *rules) if each), default=None)
    if left and entered and entered - left >= LEAST:
        yield Span(kind="entry", stage=stage.name, start=left, end=entered)


def _outside(run: Run, left: datetime | None) -> Iterator[Span]:
    """A run that has left a stage and did not come into the next one."""
    last = max((at for at, stage in enumerate(run.stages) if stage.attempts or stage.rules), default=None)
    if last is None or last + 1 == len(run.stages) or run.stages[last].outcome != "succeeded":
        return
    into = run.stages[last + 1]
    if run.outcome == "running":
        transition = into.stage.transition if into.stage else None
        closed = transition is not None and not transition.enabled
        reason = f"transition disabled: {transition.reason or 'no reason given'}" if transition and closed else None
        yield Span(kind="entry", stage=into.name, start=left, going=True, reason=reason)
    elif run.outcome in ("superseded", "stopped", "cancelled"):
        yield Span(kind="entry", stage=into.name, start=left, end=run.execution.updated, reason=run.outcome)


def _retry(stage: StageRun, one: Iterable[_Tried], other: Iterable[_Tried]) -> Iterator[Span]:
    ended = max((each.updated for each in one if each.updated), default=None)
    again = min((each.started for each in other if each.started), default=None)
    if ended and again and again - ended >= LEAST:
        yield Span(kind="retry", stage=stage.name, start=ended, end=again)


def _end(span: Span, until: datetime | None) -> datetime | None:
    return until if span.going else span.end


def _covered(stretches: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """The time in which at least one of the stretches goes on."""
    total, until = timedelta(), None
    for start, end in sorted(stretches):
        fresh = start if until is None else max(start, until)
        total += max(end - fresh, timedelta())
        until = end if until is None else max(end, until)
    return total
