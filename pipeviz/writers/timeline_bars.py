"""Where the bars of one line stand, and where their numbers and crosses fit beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeviz.diagrams.timeline import Bar
from pipeviz.writers.text_width import width
from pipeviz.writers.time_scale import Scale
from pipeviz.writers.timeline_shapes import NUMBER, Placed, Words

BAR, THIN = 14, 6
"""The height of a row's bar, and of a group's, which has neither number nor cross."""

LEAST = {BAR: 3, THIN: 6}
"""The width of the shortest bar."""

BEYOND = 14
"""What a bar that goes on, or a cross, takes beyond the end of the axis."""

CROSS = 14
"""The room that a cross takes."""


def placed(bars: Sequence[Bar], scale: Scale, top: int, height: int) -> Iterator[Placed]:
    """The bars of a line, from left to right."""
    followers = [scale.x(bar.start) for bar in bars[1:]] + [scale.right + BEYOND]
    for bar, follower in zip(bars, followers, strict=False):
        left = scale.x(bar.start)
        right = max(scale.x(bar.end) if bar.end else scale.right, left + LEAST[height])
        cross = _cross(left, right, follower) if height == BAR and "failed" in bar.classes else None
        words, inside = _number(bar, left, right, cross, follower, top) if height == BAR else (None, True)
        yield Placed(bar, left, right, top, height, words, inside, cross)


def _cross(left: int, right: int, follower: int) -> int | None:
    """Behind the bar if there is room, else in its end, if there is."""
    if follower >= right + CROSS:
        return right + CROSS // 2
    return right - CROSS // 2 if right - left >= CROSS + 2 else None


def _number(bar: Bar, left: int, right: int, cross: int | None, follower: int, top: int) -> tuple[Words | None, bool]:
    """The number in the bar if there is room, else behind it and its cross, if there is."""
    wide, behind = width(bar.label, NUMBER, bold=True), right + 3
    if cross is not None and cross > right:
        behind += CROSS
    taken = CROSS if cross is not None and cross < right else 0
    inside = right - left >= wide + 6 + taken
    if not bar.label or (not inside and follower < behind + wide + 2):
        return None, inside
    return Words((bar.label,), left + 4 if inside else behind, top + 11, NUMBER, True), inside
