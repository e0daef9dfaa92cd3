"""Where everything of a timeline stands: numbers only, in whole pixels from the canvas's upper left.

Three columns: what it is, when it was, what became of it. Text is wrapped to its column, so that nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeviz.diagrams.timeline import Bar, Group, Row, Timeline
from pipeviz.durations import in_words
from pipeviz.writers.text_width import clean, width, wrap
from pipeviz.writers.time_scale import BREAK, Scale, Tick, scale
from pipeviz.writers.timeline_bars import BAR, BEYOND, THIN, placed
from pipeviz.writers.timeline_shapes import LEADING, SIZE, SMALL, TITLE, Axis, Band, Layout, Line, Words

MARGIN, GAP, INSET = 12, 12, 8
"""Around everything; between columns; within the ground of a group."""

SIGN = 22
"""What the sign before a label takes."""

CHART = 440
"""The width of the time at one scale; each break adds to it."""

LEAST_COLUMN, MOST_LABEL, MOST_RESULT = 60, 250, 230
"""Widths of the first and the last column."""

TICK = 84
"""What the words at a tick take."""

TALL = 700
"""After so many pixels the axis is told again."""


class _Columns(NamedTuple):
    """Where the columns begin, and how wide their text may be. `scale` is None where no time is known."""

    label: int
    label_width: int
    chart: int
    scale: Scale | None
    result: int
    result_width: int

    @property
    def right(self) -> int:
        """The end of the axis."""
        return self.scale.right if self.scale else self.chart + CHART


def layout(timeline: Timeline) -> Layout:
    """Every place of a timeline."""
    columns = _columns(timeline)
    measure = columns.scale
    ticks = tuple(measure.ticks(TICK)) if measure else ()
    total = columns.result + columns.result_width + INSET + MARGIN
    title = Words(wrap(timeline.title, total - 2 * MARGIN, TITLE, bold=True), MARGIN, MARGIN + 14, TITLE, True)
    description = Words(wrap(timeline.description, total - 2 * MARGIN, SMALL), MARGIN, title.box[3] + 14, SMALL)
    top = y = description.box[3] + 8
    axes: list[Axis] = []
    bands: list[Band] = []
    for group in timeline.groups:
        if measure and (not axes or y - axes[-1].y >= TALL):
            axes.append(_axis(measure, ticks, y + 14))
            y += 2 * LEADING + 8
        bands.append(_band(group, columns, y))
        y = bands[-1].bottom + 6
    waited = any(bar.waiting for bar in _bars(timeline))
    legend = y + 16 if measure and (measure.breaks or waited) else None
    height = (legend + 16 if legend else y) + MARGIN // 2
    return Layout(
        width=total,
        height=height,
        title=title,
        description=description,
        left=columns.chart,
        right=columns.right,
        top=top,
        bottom=y - 6,
        scale=measure,
        ticks=ticks,
        axes=tuple(axes),
        bands=tuple(bands),
        legend=legend,
    )


def _columns(timeline: Timeline) -> _Columns:
    rows = [row for group in timeline.groups for row in group.rows]
    heads = [width(clean(group.label), TITLE, bold=True) for group in timeline.groups]
    label = _fitting([*heads, *map(_label_width, rows)], MOST_LABEL)
    results = [each.result for each in timeline.groups] + [row.result for row in rows]
    result = _fitting([width(clean(each), SMALL) for each in results], MOST_RESULT)
    left = MARGIN + INSET + SIGN
    # A name may turn out an eighth wider in another font, and nothing else gives it room.
    chart = left + label + label // 8 + GAP
    measure = _scale(timeline, rows, chart)
    right = measure.right if measure else chart + CHART
    return _Columns(left, label, chart, measure, right + BEYOND + GAP, result)


def _fitting(widths: Sequence[int], most: int) -> int:
    return min(max([*widths, LEAST_COLUMN]), most)


def _label_width(row: Row) -> int:
    return width(clean(row.label), SIZE) + (8 + width(clean(row.detail), SMALL) if row.detail else 0)


def _bars(timeline: Timeline) -> Iterator[Bar]:
    for group in timeline.groups:
        yield from group.bars
        for row in group.rows:
            yield from row.bars


def _scale(timeline: Timeline, rows: Iterable[Row], left: int) -> Scale | None:
    if timeline.start is None or timeline.end is None:
        return None
    work = [(bar.start, bar.end or timeline.end) for row in rows for bar in row.bars if not bar.waiting]
    return scale(timeline.start, timeline.end, work, left, CHART)


def _axis(measure: Scale, ticks: Iterable[Tick], y: int) -> Axis:
    times = [Words((tick.label,), tick.x + 4, y, SMALL) for tick in ticks]
    dates = [Words((tick.date,), tick.x + 4, y + LEADING, SMALL) for tick in ticks if tick.date]
    breaks = []
    for (one, other), left in zip(measure.breaks, measure.torn, strict=True):
        told = in_words(other - one)
        breaks.append(Words((told,), left + (BREAK - width(told, SMALL)) // 2, y, SMALL))
    return Axis(y, (*times, *dates), tuple(breaks))


def _band(group: Group, columns: _Columns, top: int) -> Band:
    lines = [_head(group, columns, top + 4)]
    for row in group.rows:
        lines.append(_line(row, columns, lines[-1].top + lines[-1].height))
    return Band(group, top, lines[-1].top + lines[-1].height + 4, tuple(lines))


def _head(group: Group, columns: _Columns, top: int) -> Line:
    base = top + 16
    name = Words(wrap(group.label, columns.label_width, TITLE, bold=True), columns.label, base, TITLE, True)
    result = Words(wrap(group.result, columns.result_width, SMALL), columns.result, base, SMALL)
    height = 8 + LEADING * max(len(name.lines), len(result.lines), 1)
    bars = placed(group.bars, columns.scale, top + 12 - THIN // 2, THIN) if columns.scale else ()
    return Line(of=group, top=top, height=height, label=name, result=result, bars=tuple(bars))


def _line(row: Row, columns: _Columns, top: int) -> Line:
    base = top + 15
    name = Words(wrap(row.label, columns.label_width, SIZE), columns.label, base)
    beside, detail = _detail(row, name, columns)
    result = Words(wrap(row.result, columns.result_width, SMALL), columns.result, base, SMALL)
    deep = len(name.lines) + (len(detail.lines) if detail else 0)
    height = 6 + LEADING * max(deep, len(result.lines), 1)
    note = None
    if row.note:
        room = columns.result + columns.result_width - columns.chart
        note = Words(wrap(row.note, room, SMALL), columns.chart, top + height + 10, SMALL)
        height += LEADING * len(note.lines) + 2
    bars = placed(row.bars, columns.scale, top + 11 - BAR // 2, BAR) if columns.scale else ()
    return Line(row, top, height, name, result, tuple(bars), beside, detail, note)


def _detail(row: Row, name: Words, columns: _Columns) -> tuple[str, Words | None]:
    """The detail beside the label if it fits there, else below."""
    said = clean(row.detail).replace("\n", " ")
    if not said or (len(name.lines) == 1 and _label_width(row) <= columns.label_width):
        return said, None
    return "", Words(wrap(said, columns.label_width, SMALL), columns.label, name.y + LEADING * len(name.lines), SMALL)
