"""A history strip as SVG: a bar a run, the newest at the right, as high as the run took long.

A failed run is solid and crossed, every other is hollow; below stands its sign. Runs that took far longer than most are cut,
and show it. The small one, a spark, fits into a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import NamedTuple

from pipeviz.diagrams.strip import Mark, Strip
from pipeviz.durations import in_words
from pipeviz.writers.marks import mark
from pipeviz.writers.svg import document, escape, known, linked, one_line, paint
from pipeviz.writers.text_width import width

CAP = 2
"""So many times the median is drawn in full; longer bars are cut."""

FONT_SIZE = 12
BOTH_DAYS = 180
"""Pixels that the first and the last day need beside each other."""


class _Size(NamedTuple):
    """Pixels: of a bar, from one to the next, the highest and the lowest, of a gap, around all, of half a cross."""

    bar: int
    step: int
    high: int
    least: int
    gap: int
    margin: int
    cross: int


_LARGE = _Size(bar=14, step=19, high=64, least=7, gap=10, margin=10, cross=4)
_SPARK = _Size(bar=6, step=8, high=20, least=5, gap=5, margin=1, cross=2)


class _Frame(NamedTuple):
    """What all bars of one strip stand in: on `base`, and `cap` seconds are as high as it gets."""

    size: _Size
    base: int
    cap: float

    def height(self, seconds: float) -> int:
        """The height of a bar."""
        return max(self.size.least, min(self.size.high, round(self.size.high * seconds / self.cap)))


def strip_svg(strip: Strip, *, spark: bool = False) -> str:
    """The strip as a whole SVG document, the same text for the same strip; as a `spark` without words and signs."""
    size = _SPARK if spark else _LARGE
    middle = median([each.seconds for each in strip.marks if each.seconds is not None] or [0])
    frame = _Frame(size, size.margin + 2 * size.cross + 2 + size.high, CAP * max(middle, 1))
    lefts = list(_lefts(strip, size))
    wide, high = (lefts[-1] + size.bar if lefts else size.step) + size.margin, frame.base + size.margin
    runs = [_run(each, left, frame, signed=not spark) for each, left in zip(strip.marks, lefts, strict=True)]
    if spark:
        return document("history", strip.title, strip.description, wide, high, FONT_SIZE, "\n".join(runs))
    words = list(_words(strip, frame, wide, middle))
    beside = max([width(text, FONT_SIZE) + x for text, x, _, anchored in words if not anchored], default=0)
    total, high = max(wide, beside + size.margin), frame.base + 46
    ground = f'<rect width="{total}" height="{high}" {paint("ground", "paper")}/>'
    lines = _lines(frame, wide, middle) if strip.marks else ""
    body = "\n".join(part for part in (ground, lines, *runs, *(_text(*each) for each in words)) if part)
    return document("history", strip.title, strip.description, total, high, FONT_SIZE, body)


def _lefts(strip: Strip, size: _Size) -> Iterator[int]:
    left = size.margin
    for each in strip.marks:
        left += size.gap if each.gap else 0
        yield left
        left += size.step


def _run(each: Mark, left: int, frame: _Frame, *, signed: bool) -> str:
    size, base, look = frame.size, frame.base, known(each.classes, "unknown")
    middle = left + size.bar / 2
    shape, top = _bar(each, left, frame, look)
    if "failed" in each.classes:
        arm = size.cross
        cross = f"M{middle - arm:g} {top - 2 * arm - 2}l{2 * arm} {2 * arm}m0 -{2 * arm}l-{2 * arm} {2 * arm}"
        shape += f'<path d="{cross}" {paint("line", look)} stroke-width="1.5"/>'
    if signed:
        shape += mark(look, middle, base + 13)
    above = base - size.high - 2 * size.cross
    hover = f'<rect x="{left}" y="{above}" width="{size.bar}" height="{base - above}" fill-opacity="0"/>'
    run = linked(f"<g><title>{escape(one_line(each.tooltip))}</title>{hover}{shape}</g>", each.link)
    return _gap(each.gap, left, frame) + run if each.gap else run


def _bar(each: Mark, left: int, frame: _Frame, look: str) -> tuple[str, int]:
    """The bar of a run, and where it ends above: open if it goes on, a dotted line if nobody knows how long it took."""
    size, base = frame.size, frame.base
    if each.going:
        top = base - size.high // 2
        line = f"M{left} {top}V{base}h{size.bar}V{top}"
        return f'<path d="{line}" {paint("line", look)} stroke-dasharray="3 2"/>', top
    if each.seconds is None:
        return f'<path d="M{left} {base - 1}h{size.bar}" {paint("line", look)} stroke-dasharray="2 2"/>', base - 2
    high = frame.height(each.seconds)
    top, role = base - high, "solid" if "failed" in each.classes else "box"
    shape = f'<rect x="{left}" y="{top}" width="{size.bar}" height="{high}" rx="1.5" {paint(role, look)}/>'
    if each.seconds > frame.cap:
        cut = f"M{left - 1} {top + 7}l{size.bar + 2} -3m0 3l-{size.bar + 2} 3"
        shape += f'<path d="{cut}" {paint("line", "paper")} stroke-width="1.5"/>'
    return shape, top


def _gap(text: str, left: int, frame: _Frame) -> str:
    size = frame.size
    x = left - (size.step - size.bar + size.gap) // 2
    line = f'<path d="M{x} {frame.base - size.high}V{frame.base}" {paint("rim", "faint")} stroke-dasharray="1 3"/>'
    return f"<g><title>{escape(one_line(text))}</title>{line}</g>"


def _lines(frame: _Frame, wide: int, middle: float) -> str:
    left, right, y = frame.size.margin, wide - frame.size.margin, frame.base - frame.height(middle)
    return (
        f'<path d="M{left} {frame.base}H{right}" {paint("rim", "faint")}/>'
        f'<path d="M{left} {y}H{right + 4}" {paint("rim", "faint")} stroke-dasharray="3 3"/>'
    )


def _words(strip: Strip, frame: _Frame, wide: int, middle: float) -> Iterator[tuple[str, int, int, bool]]:
    """Text, where it begins or, if it is anchored there, ends, and its base line."""
    left, below = frame.size.margin, frame.base + 37
    if not strip.marks:
        yield one_line(strip.description), left, frame.base, False
        return
    if any(each.seconds is not None for each in strip.marks):
        typical = f"median {in_words(timedelta(seconds=middle))}"
        yield typical, wide - left + 8, frame.base - frame.height(middle) + 4, False
    yield one_line(strip.first), left, below, False
    if strip.last != strip.first and wide > BOTH_DAYS:
        yield one_line(strip.last), wide - left, below, True


def _text(text: str, x: int, y: int, anchored: bool) -> str:
    end = ' text-anchor="end"' if anchored else ""
    return f'<text x="{x}" y="{y}"{end} {paint("text", "quiet")}>{escape(text)}</text>'
