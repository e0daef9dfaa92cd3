"""A history strip as SVG: a bar a run, the newest at the right, as high as the run took long.

A failed run is solid and crossed, every other is hollow; below stands its sign. Runs that took far longer than most are cut,
and show it. The small one, a spark, fits into a row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import blake2s
from statistics import median
from typing import NamedTuple

from pipeviz.diagrams.strip import Mark, Strip
from pipeviz.durations import in_words
from pipeviz.writers.marks import mark
from pipeviz.writers.svg import dark_rules, escape, known, linked, paint
from pipeviz.writers.text_width import clean, width
from pipeviz.writers.theme import FONT

CAP = 2
"""So many times the median is drawn in full; longer bars are cut."""


class _Size(NamedTuple):
    bar: int
    step: int
    high: int
    least: int
    gap: int
    margin: int
    cross: int


_LARGE = _Size(bar=14, step=19, high=64, least=7, gap=10, margin=10, cross=4)
_SPARK = _Size(bar=6, step=8, high=20, least=5, gap=5, margin=1, cross=2)


def strip_svg(strip: Strip, *, spark: bool = False) -> str:
    """The strip as a whole SVG document, the same text for the same strip; as a `spark` without words and signs."""
    size = _SPARK if spark else _LARGE
    lefts = list(_lefts(strip, size))
    bars = lefts[-1] + size.bar + size.margin if lefts else 2 * size.margin + size.step
    top = size.margin + 2 * size.cross + 2
    base = top + size.high
    parts = [_run(each, left, base, size, strip, spark=spark) for each, left in zip(strip.marks, lefts, strict=True)]
    wide, high = bars, base + size.margin
    if not spark:
        wide, high = max(bars, 200), base + 46
        parts = [*_scale(strip, bars, base, size), *parts, *_words(strip, base, bars)]
        wide += _beside(strip)
    title, description = escape(clean(strip.title) or "History"), escape(clean(strip.description))
    body = "\n".join(parts)
    key = "pvh-" + blake2s(f"{title}\n{description}\n{body}".encode(), digest_size=6).hexdigest()
    ground = "" if spark else f'<rect width="{wide}" height="{high}" {paint("ground", "paper")}/>\n'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-roledescription="history" \
aria-labelledby="{key}-title" aria-describedby="{key}-desc" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" \
font-family="{FONT}" font-size="12">
<title id="{key}-title">{title}</title>
<desc id="{key}-desc">{description}</desc>
<style>{dark_rules(ground + body)}</style>
{ground}{body}
</svg>
"""


def _lefts(strip: Strip, size: _Size) -> Iterator[int]:
    left = size.margin
    for each in strip.marks:
        left += size.gap if each.gap else 0
        yield left
        left += size.step


def _median(strip: Strip) -> float | None:
    known = [each.seconds for each in strip.marks if each.seconds is not None]
    return max(median(known), 1.0) if known else None


def _height(seconds: float, strip: Strip, size: _Size) -> int:
    return max(size.least, min(size.high, round(size.high * seconds / (CAP * (_median(strip) or 1.0)))))


def _run(each: Mark, left: int, base: int, size: _Size, strip: Strip, *, spark: bool) -> str:
    look = known(each.classes, "unknown")
    failed = "failed" in each.classes
    high = size.least if each.seconds is None else _height(each.seconds, strip, size)
    if each.going:
        high = size.high // 2
    top, middle = base - high, left + size.bar / 2
    if each.going:
        shape = f'<path d="M{left} {top}V{base}h{size.bar}V{top}" {paint("line", look)} stroke-dasharray="3 2"/>'
    elif each.seconds is None:
        shape = f'<path d="M{left} {base - 1}h{size.bar}" {paint("line", look)} stroke-dasharray="2 2"/>'
    else:
        role = "solid" if failed else "box"
        shape = f'<rect x="{left}" y="{top}" width="{size.bar}" height="{high}" rx="1.5" {paint(role, look)}/>'
        if each.seconds > CAP * (_median(strip) or 1.0):
            cut = f"M{left - 1} {top + 7}l{size.bar + 2} -3m0 3l-{size.bar + 2} 3"
            shape += f'<path d="{cut}" {paint("line", "paper")} stroke-width="1.5"/>'
    if failed:
        arm = size.cross
        cross = f"M{middle - arm:g} {top - 2 * arm - 2}l{2 * arm} {2 * arm}m0 -{2 * arm}l-{2 * arm} {2 * arm}"
        shape += f'<path d="{cross}" {paint("line", look)} stroke-width="1.5"/>'
    if not spark:
        shape += mark(look, middle, base + 13)
    before = ""
    if each.gap:
        x = left - (size.step - size.bar + size.gap) // 2
        told = f"<title>{escape(clean(each.gap))}</title>"
        before = (
            f'<g>{told}<path d="M{x} {base - size.high}V{base}" {paint("rim", "faint")} stroke-dasharray="1 3"/></g>'
        )
    place = base - size.high - 2 * size.cross
    hit = f'<rect x="{left}" y="{place}" width="{size.bar}" height="{base - place}" fill-opacity="0"/>'
    return before + linked(f"<g><title>{escape(_line(each.tooltip))}</title>{hit}{shape}</g>", each.link)


def _scale(strip: Strip, right: int, base: int, size: _Size) -> Iterator[str]:
    middle = _median(strip)
    yield f'<path d="M{size.margin} {base}H{right - size.margin}" {paint("rim", "faint")}/>'
    if middle is not None:
        y = base - _height(middle, strip, size)
        yield f'<path d="M{size.margin} {y}H{right}" {paint("rim", "faint")} stroke-dasharray="3 3"/>'
        yield f'<text x="{right + 4}" y="{y + 4}" {paint("text", "quiet")}>{escape(_typical(strip))}</text>'


def _words(strip: Strip, base: int, bars: int) -> Iterator[str]:
    y = base + 37
    if not strip.marks:
        yield f'<text x="10" y="{base}" {paint("text", "quiet")}>{escape(clean(strip.description))}</text>'
        return
    yield f'<text x="10" y="{y}" {paint("text", "quiet")}>{escape(strip.first)}</text>'
    if strip.last != strip.first and bars > 180:
        right = bars - 10
        yield f'<text x="{right}" y="{y}" text-anchor="end" {paint("text", "quiet")}>{escape(strip.last)}</text>'


def _typical(strip: Strip) -> str:
    middle = _median(strip)
    return "" if middle is None else f"median {in_words(timedelta(seconds=middle))}"


def _beside(strip: Strip) -> int:
    return width(_typical(strip), 12) + 14 if strip.marks else 0


def _line(text: str) -> str:
    return clean(text).replace("\n", " ")
