"""A timeline of very many rows → one that can be read: what went as it should and was quick becomes one row a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from msgspec.structs import replace

from pipeviz.analysis.wording import cut, listed
from pipeviz.diagrams.timeline import Bar, Group, Row, Timeline
from pipeviz.durations import in_words
from pipeviz.views.outcomes import QUIET, told
from pipeviz.views.run_words import dotted

SLOWEST = 3
"""So many rows of a group that took longest are kept."""

MOST_NAMES, LONGEST = 30, 800


def folded(timeline: Timeline, most: int) -> Timeline:
    """The timeline as it is if it has at most so many rows; else with the unremarkable rows of each group as one."""
    if sum(len(group.rows) for group in timeline.groups) <= most:
        return timeline
    return replace(timeline, groups=tuple(_folded(group) for group in timeline.groups))


def _folded(group: Group) -> Group:
    quiet = [row for row in group.rows if _is_quiet(row)]
    slowest = sorted(quiet, key=_length, reverse=True)[:SLOWEST]
    others = [row for row in quiet if row not in slowest]
    if len(others) < 2:
        return group
    outcomes = dict.fromkeys(row.classes for row in others)
    sums = (_sum([row for row in others if row.classes == outcome]) for outcome in outcomes)
    return replace(group, rows=(*(row for row in group.rows if row not in others), *sums))


def _is_quiet(row: Row) -> bool:
    return row.classes[:1] in [(outcome,) for outcome in QUIET] and len(row.bars) < 2 and not row.note


def _length(row: Row) -> timedelta:
    return max((bar.end - bar.start for bar in row.bars if bar.end), default=timedelta())


def _sum(rows: Sequence[Row]) -> Row:
    lengths = sorted(_length(row) for row in rows if row.bars)
    words = [in_words(each) for each in (*lengths[:1], *lengths[-1:])]
    outcome = rows[0].classes[0]
    names = listed([row.label for row in rows], MOST_NAMES)
    return Row(
        label=f"{len(rows)} more" if len(rows) > 1 else rows[0].label,
        result=dotted(told(outcome).word, " to ".join(dict.fromkeys(words))),
        bars=tuple(_merged([bar for row in rows for bar in row.bars], outcome)),
        classes=(outcome,),
        tooltip=cut(names, LONGEST),
    )


def _merged(bars: Iterable[Bar], outcome: str) -> Iterator[Bar]:
    """The stretches in which at least one of the bars goes on."""
    stretches: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: bar.start):
        if stretches and bar.start <= max(each.end or each.start for each in stretches[-1]):
            stretches[-1].append(bar)
        else:
            stretches.append([bar])
    for some in stretches:
        start, end = some[0].start, max(each.end or each.start for each in some)
        result = dotted(told(outcome).word, f"{len(some)} at work", in_words(end - start))
        waiting = all(bar.waiting for bar in some)
        yield Bar(start=start, end=end, result=result, waiting=waiting, classes=some[0].classes, tooltip=result)
