"""Where everything of a timeline stands: numbers only, in whole pixels from the canvas's upper left.

Three columns: what it is, when it was, what became of it. Text is wrapped to its column, so that nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from pipeviz.diagrams.timeline import Bar, Group, Row, Timeline
from pipeviz.durations import in_words
from pipeviz.writers.text_width import clean, width, wrap
from pipeviz.writers.time_scale import Scale, Stretch, Tick, scale

SIZE, SMALL, TITLE = 13, 12, 14
LEADING = 16
MARGIN, GAP = 12, 12
MARK = 22
"""What the sign before a label takes."""
CHART = 440
"""The width of the time at one scale; each break adds to it."""
MOST_LABEL, MOST_RESULT = 250, 230
BAR, THIN = 14, 6
LEAST_BAR = 3
TICK = 84
BEYOND = 14
"""What a bar that goes on takes beyond the end of the axis."""
TALL = 700
"""After so many pixels the axis is told again."""


class Words(NamedTuple):
    """Lines of text of one size, beginning at (x, y of the first base line)."""

    lines: tuple[str, ...]
    x: int
    y: int
    size: int = SIZE
    bold: bool = False

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what the text takes at the most."""
        widest = max((width(line.rstrip(), self.size, bold=self.bold) for line in self.lines), default=0)
        top = self.y - 12
        return self.x, top, self.x + widest, top + LEADING * len(self.lines)


class Placed(NamedTuple):
    """A bar. `number` is its label if that fits into it, or behind it; `crossed` says where the cross of a failure fits."""

    bar: Bar
    left: int
    right: int
    top: int
    height: int
    number: Words | None
    inside: bool
    cross: int | None


class Line(NamedTuple):
    """A row or the head of a group. Its detail stands `beside` the label, or below it."""

    of: Row | Group
    top: int
    height: int
    label: Words
    beside: str
    detail: Words | None
    result: Words
    note: Words | None
    bars: tuple[Placed, ...]


class Band(NamedTuple):
    """A group."""

    group: Group
    top: int
    bottom: int
    lines: tuple[Line, ...]


class Axis(NamedTuple):
    """The axis as it is told once: the base line of its times stands at `y`."""

    y: int
    ticks: tuple[tuple[Words, Words | None], ...]
    breaks: tuple[Words, ...]


class Layout(NamedTuple):
    """A placed timeline. Times run from `left` to `right`."""

    width: int
    height: int
    title: Words
    description: Words
    left: int
    right: int
    top: int
    bottom: int
    scale: Scale | None
    ticks: tuple[Tick, ...]
    axes: tuple[Axis, ...]
    bands: tuple[Band, ...]
    legend: int | None


class _Columns(NamedTuple):
    label: int
    chart: int
    end: int
    result: int


def layout(timeline: Timeline) -> Layout:
    """Every place of a timeline."""
    rows = [row for group in timeline.groups for row in group.rows]
    measure = _scale(timeline, rows)
    label = max([_label_width(row) for row in rows] + [_head_width(group) for group in timeline.groups] + [60])
    results = [each.result for each in timeline.groups] + [row.result for row in rows]
    result = max([width(clean(each), SMALL) for each in results] + [60])
    label, result = min(label, MOST_LABEL), min(result, MOST_RESULT)
    left = MARGIN + 8 + MARK + label + label // 8 + GAP
    shift = left - measure.knots[0][1] if measure else 0
    if measure:
        measure = measure._replace(knots=tuple((time, x + shift) for time, x in measure.knots))
    right = measure.knots[-1][1] if measure else left + CHART
    columns = _Columns(MARGIN + 8 + MARK, left, right, right + BEYOND + GAP)
    total = columns.result + result + MARGIN + 8
    title = Words(wrap(timeline.title, total - 2 * MARGIN, TITLE, bold=True), MARGIN, MARGIN + 14, TITLE, True)
    description = Words(wrap(timeline.description, total - 2 * MARGIN, SMALL), MARGIN, title.box[3] + 14, SMALL)
    y = description.box[3] + 8
    ticks = tuple(measure.ticks(TICK)) if measure else ()
    axes, bands = [], []
    top = y
    told = -TALL
    for group in timeline.groups:
        if measure and y - told >= TALL:
            axes.append(_axis(measure, ticks, y + 14))
            y += 2 * LEADING + 8
            told = y
        band = _band(group, measure, columns, y, label, result)
        bands.append(band)
        y = band.bottom + 6
    legend = y + 16 if measure and (measure.breaks or any(bar.waiting for bar in _bars(timeline))) else None
    height = (legend + 16 if legend else y) + MARGIN - 6
    return Layout(
        total, height, title, description, left, right, top, y - 6, measure, ticks, tuple(axes), tuple(bands), legend
    )


def _bars(timeline: Timeline) -> Iterator[Bar]:
    for group in timeline.groups:
        yield from group.bars
        for row in group.rows:
            yield from row.bars


def _scale(timeline: Timeline, rows: Sequence[Row]) -> Scale | None:
    if timeline.start is None or timeline.end is None:
        return None
    end: datetime = timeline.end
    work: list[Stretch] = [(bar.start, bar.end or end) for row in rows for bar in row.bars if not bar.waiting]
    return scale(timeline.start, end, work, 0, CHART)


def _label_width(row: Row) -> int:
    detail = clean(row.detail)
    return width(clean(row.label), SIZE) + (8 + width(detail, SMALL) if detail else 0)


def _head_width(group: Group) -> int:
    return width(clean(group.label), TITLE, bold=True)


def _axis(measure: Scale, ticks: Sequence[Tick], y: int) -> Axis:
    words = tuple(
        (
            Words((tick.label,), tick.x + 4, y, SMALL),
            Words((tick.date,), tick.x + 4, y + LEADING, SMALL) if tick.date else None,
        )
        for tick in ticks
    )
    breaks = []
    for one, other in measure.breaks:
        told = in_words(other - one)
        x = next(x for time, x in measure.knots if time == one and _is_break(measure, time, x))
        breaks.append(Words((told,), x + (72 - width(told, SMALL)) // 2, y, SMALL))
    return Axis(y, words, tuple(breaks))


def _is_break(measure: Scale, time: datetime, x: int) -> bool:
    return any(one == (time, x) and (time, other[0]) in measure.breaks for one, other in pairwise(measure.knots))


def _band(group: Group, measure: Scale | None, columns: _Columns, top: int, label: int, result: int) -> Band:
    lines = []
    y = top + 4
    head = _head(group, measure, columns, y, label, result)
    lines.append(head)
    y += head.height
    for row in group.rows:
        line = _line(row, measure, columns, y, label, result)
        lines.append(line)
        y += line.height
    return Band(group, top, y + 4, tuple(lines))


def _head(group: Group, measure: Scale | None, columns: _Columns, top: int, label: int, result: int) -> Line:
    name = Words(wrap(group.label, label, TITLE, bold=True), columns.label, top + 16, TITLE, True)
    became = Words(wrap(group.result, result, SMALL), columns.result, top + 16, SMALL)
    height = 8 + LEADING * max(len(name.lines), len(became.lines), 1)
    bars = _placed(group.bars, measure, top + 12 - THIN // 2, THIN)
    return Line(group, top, height, name, "", None, became, None, bars)


def _line(row: Row, measure: Scale | None, columns: _Columns, top: int, label: int, result: int) -> Line:
    base = top + 15
    name = Words(wrap(row.label, label, SIZE), columns.label, base)
    beside, detail, deep = "", None, len(name.lines)
    if said := clean(row.detail):
        if len(name.lines) == 1 and _label_width(row) <= label:
            beside = said.replace("\n", " ")
        else:
            detail = Words(wrap(said, label, SMALL), columns.label, base + LEADING * deep, SMALL)
            deep += len(detail.lines)
    became = Words(wrap(row.result, result, SMALL), columns.result, base, SMALL)
    height = 6 + LEADING * max(deep, len(became.lines), 1)
    note = None
    if row.note:
        room = columns.result + result - columns.chart
        note = Words(wrap(row.note, room, SMALL)[:3], columns.chart, top + height + 10, SMALL)
        height += LEADING * len(note.lines) + 2
    return Line(
        row, top, height, name, beside, detail, became, note, _placed(row.bars, measure, top + 11 - BAR // 2, BAR)
    )


def _placed(bars: Sequence[Bar], measure: Scale | None, top: int, height: int) -> tuple[Placed, ...]:
    if measure is None or not bars:
        return ()
    placed = []
    ends = [measure.x(bar.start) for bar in bars[1:]] + [measure.knots[-1][1] + BEYOND]
    for bar, following in zip(bars, ends, strict=True):
        left = measure.x(bar.start)
        right = measure.x(bar.end) if bar.end else measure.knots[-1][1]
        right = max(right, left + LEAST_BAR)
        number, inside, cross = None, True, None
        free = right + 3
        if "failed" in bar.classes and height == BAR:
            cross = right + 7 if following >= right + 14 else right - 7 if right - left >= 16 else None
            free = right + 16 if cross == right + 7 else free
        if bar.label and height == BAR:
            wide = width(bar.label, 11, bold=True)
            inside = right - left >= wide + 6 + (14 if cross is not None and cross < right else 0)
            if inside:
                number = Words((bar.label,), left + 4, top + 11, 11, True)
            elif following >= free + wide + 2:
                number = Words((bar.label,), free, top + 11, 11, True)
        placed.append(Placed(bar, left, right, top, height, number, inside, cross))
    return tuple(placed)
