"""Numbers over many runs, each with what it stands on; what is not known is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeviz.analysis.metrics import ActionMetrics, Metrics, Spread
from pipeviz.durations import in_words

MOST_ACTIONS = 20
"""Of more actions than this the slowest are shown."""


class Number(NamedTuple):
    """A number: its name, its value, what else is worth knowing, and what it stands on."""

    name: str
    value: str
    more: str
    of: str


class ActionNumbers(NamedTuple):
    """An action over many runs: how long it takes usually, and within which time 95 of 100 attempts end."""

    counts: ActionMetrics
    usual: str
    worst: str


def numbers(found: Metrics) -> Iterator[Number]:
    """The numbers of a pipeline."""
    if found.success_rate is not None:
        finished = _counted(found.succeeded + found.failed, "finished run")
        yield Number("Success rate", f"{found.success_rate:.0%}", "", f"{found.succeeded:,} of {finished}")
    yield from _spread("Duration", found.duration, "good run")
    yield from _spread("Time to recover", found.recovery, "recovery", "recoveries")
    yield from _spread("From commit to end", found.lead, "commit")
    yield from _spread("Waiting for approval", found.approvals, "approval")
    for slow in found.slowest[:1]:
        if slow.duration:
            usual, of = in_words(slow.duration.p50), _counted(slow.duration.count, "attempt")
            yield Number("Slowest action", usual, f"{slow.stage} / {slow.action}", of)
    for flaky in found.flakiest[:1]:
        often = f"{flaky.flaky / flaky.runs:.0%}"
        of = f"failed first in {flaky.flaky:,} of {_counted(flaky.runs, 'run')}"
        yield Number("Flakiest action", often, f"{flaky.stage} / {flaky.action}", of)


def action_numbers(found: Metrics) -> tuple[ActionNumbers, ...]:
    """The actions in the order in which they run; of very many the slowest alone."""
    slowest = {(each.stage, each.action) for each in found.slowest[:MOST_ACTIONS]}
    few = len(found.actions) <= MOST_ACTIONS
    return tuple(
        ActionNumbers(
            each,
            usual=in_words(each.duration.p50) if each.duration else "",
            worst=in_words(each.duration.p95) if each.duration else "",
        )
        for each in found.actions
        if few or (each.stage, each.action) in slowest
    )


def _spread(name: str, found: Spread | None, one: str, many: str | None = None) -> Iterator[Number]:
    if found is not None:
        worst = f"95 of 100 within {in_words(found.p95)}" if found.count > 1 else ""
        yield Number(name, in_words(found.p50), worst, _counted(found.count, one, many))


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
