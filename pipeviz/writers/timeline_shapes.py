"""What a timeline is drawn from once placed. All numbers are whole pixels from the canvas's upper left."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.diagrams.timeline import Bar, Group, Row
from pipeviz.writers.text_width import width
from pipeviz.writers.time_scale import Scale, Tick

SIZE, SMALL, TITLE, NUMBER = 13, 12, 14, 11
"""Font sizes: of names; of details, results and times; of titles; of the numbers in bars."""

LEADING = 16
"""The height of a line of text."""


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
    """A bar. `number` is its label where that fits `inside` it or behind it; `cross` is the middle of the cross of a failure."""

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
    result: Words
    bars: tuple[Placed, ...]
    beside: str = ""
    detail: Words | None = None
    note: Words | None = None


class Band(NamedTuple):
    """A group."""

    group: Group
    top: int
    bottom: int
    lines: tuple[Line, ...]


class Axis(NamedTuple):
    """The axis as it is told once: the base line of its times stands at `y`."""

    y: int
    times: tuple[Words, ...]
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
