"""Many runs of a pipeline → numbers: how often it succeeds, how long it takes, how soon it is mended.

Only what was recorded counts: a number without a run behind it is None. Percentiles are nearest-rank values, so each is one
that really occurred. The terms follow DORA (https://dora.dev/guides/dora-metrics-four-keys/), as far as a pipeline knows them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from pipeviz.analysis.run import ActionRun, Run
from pipeviz.durations import epoch
from pipeviz.model.execution import ActionExecution

COMMITTED = ("CommitterDate", "AuthorDate")
"""Output variables of sources that say when a revision was made."""


class Spread(Struct, frozen=True, kw_only=True):
    """Half of `count` durations are at most `p50`, 95 of 100 at most `p95`."""

    count: int
    p50: timedelta
    p95: timedelta


class ActionMetrics(Struct, frozen=True, kw_only=True):
    """One action over many runs. `flaky` counts the runs in which it failed first and then succeeded.

    `duration` is that of its succeeded attempts; of an approval it is the time until somebody approved.
    """

    stage: str
    action: str
    approval: bool
    runs: int
    failed: int
    flaky: int
    duration: Spread | None = None


class Metrics(Struct, frozen=True, kw_only=True):
    """A pipeline over many runs.

    `success_rate` is the share of succeeded runs among those that succeeded or failed; runs that were superseded, stopped or
    cancelled, and those still going, count as `others`. `duration` is that of succeeded runs, `recovery` the time from a
    failed run's end to the end of the next succeeded one, `lead` that from a commit to the end of the first run that brought
    it through, `approvals` the time until approvals were given. `actions` come in the order of the newest run.
    """

    runs: int
    succeeded: int
    failed: int
    others: int
    since: datetime | None = None
    until: datetime | None = None
    success_rate: float | None = None
    duration: Spread | None = None
    recovery: Spread | None = None
    lead: Spread | None = None
    approvals: Spread | None = None
    actions: tuple[ActionMetrics, ...] = ()

    @property
    def slowest(self) -> tuple[ActionMetrics, ...]:
        """The actions by their usual duration, longest first; approvals are people and not slow."""
        timed = [(each.duration.p50, each) for each in self.actions if each.duration and not each.approval]
        return tuple(each for _, each in sorted(timed, key=lambda pair: pair[0], reverse=True))

    @property
    def flakiest(self) -> tuple[ActionMetrics, ...]:
        """The actions that failed first and then succeeded, most often first."""
        return tuple(sorted((each for each in self.actions if each.flaky), key=lambda each: -each.flaky))


def metrics(runs: Sequence[Run]) -> Metrics:
    """The numbers of some runs, in any order."""
    ordered = sorted(runs, key=lambda each: epoch(each.execution.started, 0.0))
    outcomes = [each.outcome for each in ordered]
    succeeded, failed = outcomes.count("succeeded"), outcomes.count("failed")
    good = [each for each in ordered if each.outcome == "succeeded" and each.execution.type != "ROLLBACK"]
    actions = tuple(_actions(ordered))
    return Metrics(
        runs=len(ordered),
        succeeded=succeeded,
        failed=failed,
        others=len(ordered) - succeeded - failed,
        since=next((each.execution.started for each in ordered if each.execution.started), None),
        until=max((each.execution.updated for each in ordered if each.execution.updated), default=None),
        success_rate=succeeded / (succeeded + failed) if succeeded + failed else None,
        duration=_spread(_span(each.execution.started, each.execution.updated) for each in good),
        recovery=_spread(_recoveries(ordered)),
        lead=_spread(_leads(good)),
        approvals=_spread(
            _span(attempt.started, attempt.updated)
            for each in ordered
            for action in _of(each)
            if _is_approval(action)
            for attempt in action.attempts
            if attempt.status == "Succeeded"
        ),
        actions=actions,
    )


def percentile(values: Sequence[timedelta], percent: int) -> timedelta:
    """The nearest-rank percentile of sorted values: the smallest that at least so many of a hundred do not exceed."""
    return values[max(0, math.ceil(len(values) * percent / 100) - 1)]


def _spread(durations: Iterable[timedelta | None]) -> Spread | None:
    known = sorted(each for each in durations if each is not None)
    if not known:
        return None
    return Spread(count=len(known), p50=percentile(known, 50), p95=percentile(known, 95))


def _recoveries(ordered: Sequence[Run]) -> Iterator[timedelta | None]:
    broken: datetime | None = None
    for each in sorted(ordered, key=lambda each: epoch(each.execution.updated, 0.0)):
        if each.outcome == "failed" and broken is None:
            broken = each.execution.updated
        elif each.outcome == "succeeded" and broken is not None:
            yield _span(broken, each.execution.updated)
            broken = None


def _leads(good: Sequence[Run]) -> Iterator[timedelta | None]:
    """A revision counts once, when the first run brought it through."""
    seen: set[tuple[str, str, datetime]] = set()
    for each in good:
        for attempt in (action.last for action in _of(each)):
            committed = _committed(attempt) if attempt else None
            if attempt is None or committed is None or (attempt.stage, attempt.action, committed) in seen:
                continue
            seen.add((attempt.stage, attempt.action, committed))
            yield _span(committed, each.execution.updated)


def _committed(attempt: ActionExecution) -> datetime | None:
    for name in COMMITTED:
        try:
            found = datetime.fromisoformat(attempt.output_variables.get(name, ""))
        except ValueError:
            continue
        return found if found.tzinfo else None
    return None


def _actions(ordered: Sequence[Run]) -> Iterator[ActionMetrics]:
    found: dict[tuple[str, str], list[ActionRun]] = {}
    for each in reversed(ordered):
        for stage in each.stages:
            for action in stage.actions:
                if action.attempts:
                    found.setdefault((stage.name, action.name), []).append(action)
    for (stage_name, name), own in found.items():
        attempts = [attempt for action in own for attempt in action.attempts]
        yield ActionMetrics(
            stage=stage_name,
            action=name,
            approval=any(map(_is_approval, own)),
            runs=len(own),
            failed=sum(action.outcome == "failed" for action in own),
            flaky=sum(
                action.outcome == "succeeded" and any(each.status == "Failed" for each in action.attempts)
                for action in own
            ),
            duration=_spread(_span(each.started, each.updated) for each in attempts if each.status == "Succeeded"),
        )


def _of(run: Run) -> Iterator[ActionRun]:
    return (action for stage in run.stages for action in stage.actions)


def _is_approval(action: ActionRun) -> bool:
    kinds = (action.action.type if action.action else None, *(each.type for each in action.attempts))
    return any(kind is not None and kind.category == "Approval" for kind in kinds)


def _span(begun: datetime | None, ended: datetime | None) -> timedelta | None:
    return ended - begun if begun and ended and ended >= begun else None
