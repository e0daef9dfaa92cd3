"""Time → pixels, on an axis that is broken where nothing was at work for long.

A run may wait for days between actions of seconds. So what is idle for longest is drawn in a fixed width, marked as a break,
until the rest is no longer mostly waiting; all the rest has one scale.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

MOST_BREAKS = 5
BREAK = 72
"""The width of a break: its label, "999 d 23 h", fits."""

IDLE_TO_WORK = 2
"""So many times the time at work may be idle on the axis before it is broken."""

WORTH_A_BREAK = 0.08
"""A shorter share of the axis than this is not worth a break."""

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
STEPS = (
    1, 2, 5, 10, 15, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR,
    3 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 5 * _DAY, 10 * _DAY, 20 * _DAY, 50 * _DAY, 100 * _DAY, 200 * _DAY,
)  # fmt: skip
"""Seconds between two ticks."""

Stretch = tuple[datetime, datetime]


class Tick(NamedTuple):
    """A time that the axis tells: `label`, and its `date` where that is another than before."""

    time: datetime
    x: int
    label: str
    date: str


class Scale(NamedTuple):
    """Where a time stands: linear between `knots`, of which the stretches in `breaks` are squeezed."""

    knots: tuple[tuple[datetime, int], ...]
    breaks: tuple[Stretch, ...]

    @property
    def right(self) -> int:
        """The pixel at which the axis ends."""
        return self.knots[-1][1]

    @property
    def torn(self) -> tuple[int, ...]:
        """The pixels at which the breaks begin."""
        return tuple(one[1] for one, other in pairwise(self.knots) if (one[0], other[0]) in self.breaks)

    def x(self, time: datetime) -> int:
        """The pixel of a time within the axis."""
        at = min(max(bisect_right(self.knots, time, key=lambda knot: knot[0]), 1), len(self.knots) - 1)
        (one, left), (other, right) = self.knots[at - 1 : at + 1]
        share = (time - one) / (other - one) if other > one else 0.0
        return left + round((right - left) * min(max(share, 0.0), 1.0))

    def ticks(self, distance: int) -> Iterator[Tick]:
        """Where the axis begins, where it goes on behind a break, and round times, at least so far apart.

        Behind each there are so many pixels before the next tick or break.
        """
        plain = [each for each in pairwise(self.knots) if (each[0][0], each[1][0]) not in self.breaks]
        seconds = sum((other[0] - one[0]).total_seconds() for one, other in plain)
        pixels = sum(other[1] - one[1] for one, other in plain)
        step = next((each for each in STEPS if each * pixels >= distance * seconds), STEPS[-1])
        day = ""
        for one, other in plain:
            room = other[1] if other != self.knots[-1] else other[1] + distance
            free = one[1]
            for time in (one[0], *_round(one[0], other[0], step)):
                x = self.x(time) if time != one[0] else one[1]
                if x < free or x + distance > room:
                    continue
                date = f"{time:%Y-%m-%d}"
                clock = f"{time:%H:%M:%S}" if time.second or step < _MINUTE else f"{time:%H:%M}"
                yield Tick(time, x, clock, "" if date == day else date)
                day, free = date, x + distance


def scale(start: datetime, end: datetime, at_work: Iterable[Stretch], left: int, width: int) -> Scale:
    """The scale of an axis from `left`, `width` pixels wide and a little more for each break."""
    end = max(end, start + timedelta(seconds=1))
    breaks = _breaks(start, end, list(_merged(at_work)))
    plain = (end - start - sum((other - one for one, other in breaks), timedelta())).total_seconds()
    knots, time, x = [(start, left)], start, float(left)
    for one, other in breaks:
        x += width * (one - time).total_seconds() / plain
        knots += [(one, round(x)), (other, round(x) + BREAK)]
        time, x = other, x + BREAK
    knots.append((end, left + width + BREAK * len(breaks)))
    return Scale(tuple(knots), breaks)


def _breaks(start: datetime, end: datetime, work: Sequence[Stretch]) -> tuple[Stretch, ...]:
    worked = sum((other - one for one, other in work), timedelta())
    edges = [start, *(time for stretch in work for time in stretch), end]
    idle = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    total, left = end - start, sum((other - one for one, other in idle), timedelta())
    broken: list[Stretch] = []
    for stretch in sorted(idle, key=lambda each: each[0] - each[1])[:MOST_BREAKS]:
        length = stretch[1] - stretch[0]
        if not worked or left <= IDLE_TO_WORK * worked or length < WORTH_A_BREAK * total:
            break
        broken.append(stretch)
        total, left = total - length, left - length
    return tuple(sorted(broken))


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches as a sequence of separate ones."""
    current: Stretch | None = None
    for start, end in sorted(stretches):
        if current is not None and start <= current[1]:
            current = (current[0], max(end, current[1]))
            continue
        if current is not None:
            yield current
        current = (start, end)
    if current is not None:
        yield current


def _round(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    number = int(-(-start.timestamp() // step))
    while (time := datetime.fromtimestamp(number * step, UTC)) <= end:
        if time > start:
            yield time
        number += 1
