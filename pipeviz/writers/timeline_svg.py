"""A timeline as SVG, written by pipeviz itself: no browser, nothing fetched, nothing run.

`timeline_layout` places everything; here it becomes text. What was at work is solid, what waited is hatched; a sign, a word
and a colour each tell an outcome.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeviz.diagrams.timeline import Row, Timeline
from pipeviz.writers.marks import mark
from pipeviz.writers.svg import document, escape, known, linked, one_line, paint
from pipeviz.writers.time_scale import BREAK
from pipeviz.writers.timeline_layout import MARGIN, layout
from pipeviz.writers.timeline_shapes import LEADING, SIZE, SMALL, Axis, Band, Layout, Line, Placed, Words


def timeline_svg(timeline: Timeline) -> str:
    """The timeline as a whole SVG document, the same text for the same timeline; legible at its natural size."""
    placed = layout(timeline)
    body = "\n".join(_body(placed))
    return document("timeline", timeline.title, timeline.description, placed.width, placed.height, SIZE, body)


def _body(placed: Layout) -> Iterator[str]:
    yield f'<rect width="{placed.width}" height="{placed.height}" {paint("ground", "paper")}/>'
    yield _words(placed.title, "ink")
    yield _words(placed.description, "quiet")
    yield from (_ground(band, placed.width) for band in placed.bands)
    yield _grid(placed)
    for axis in placed.axes:
        yield _axis(axis)
    for band in placed.bands:
        yield from (_row(line, known(band.group.classes, "plain")) for line in band.lines)
    if placed.legend is not None:
        yield _legend(placed, placed.legend)


def _ground(band: Band, total: int) -> str:
    look = known(band.group.classes, "plain")
    height = band.bottom - band.top
    wide = total - 2 * MARGIN + 8
    return (
        f'<rect x="{MARGIN - 4}" y="{band.top}" width="{wide}" height="{height}" rx="6" {paint("ground", look)}/>'
        f'<path d="M{MARGIN} {band.top}v{height}" {paint("line", look)} stroke-width="4" stroke-linecap="round"/>'
    )


def _grid(placed: Layout) -> str:
    lines = "".join(f"M{tick.x} {placed.top}V{placed.bottom}" for tick in placed.ticks)
    grid = f'<path d="{lines}" {paint("rim", "faint")} stroke-dasharray="2 3"/>' if lines else ""
    if placed.scale:
        for left in placed.scale.torn:
            grid += _torn(left, placed) + _torn(left + BREAK, placed)
    return grid


def _torn(x: int, placed: Layout) -> str:
    """The edge of a break: a zigzag from top to bottom."""
    steps = (placed.bottom - placed.top) // 8
    zigzag = "".join("l3 4l-3 4" for _ in range(steps))
    return f'<path d="M{x - 1} {placed.top}{zigzag}" {paint("rim", "faint")}/>'


def _axis(axis: Axis) -> str:
    words = [_words(each, "quiet") for each in axis.times] + [_words(each, "waiting") for each in axis.breaks]
    return f"<g>{''.join(words)}</g>"


def _row(line: Line, ground: str) -> str:
    of = line.of
    look = known(of.classes, "plain")
    middle = line.label.y - 4
    words = [mark(look, line.label.x - 13, middle), _words(line.label, "ink", line.beside)]
    if line.detail:
        words.append(_words(line.detail, "quiet"))
    words.append(_words(line.result, look))
    told = f"<title>{escape(one_line(of.tooltip))}</title>" if of.tooltip else ""
    head = linked(f"<g>{told}{''.join(words)}</g>", of.link)
    bars = "".join(_bar(placed, thin=not isinstance(of, Row)) for placed in line.bars)
    note = _note(line.note, look, ground) if line.note else ""
    return f"<g>{head}{bars}{note}</g>"


def _note(note: Words, look: str, ground: str) -> str:
    """A note on the ground of its group, so that no line of the grid runs through it."""
    left, top, right, bottom = note.box
    plate = (
        f'<rect x="{left - 2}" y="{top}" width="{right - left + 4}" height="{bottom - top}" {paint("ground", ground)}/>'
    )
    return plate + _words(note, look)


def _bar(placed: Placed, *, thin: bool) -> str:
    bar, left, right, top, height = placed.bar, placed.left, placed.right, placed.top, placed.height
    look = known(bar.classes, "plain")
    bottom, middle = top + height, top + height // 2
    if bar.end == bar.start:
        shape = f'<path d="M{left} {middle - 6}l6 6l-6 6l-6 -6z" {paint("box", look)}/>'
    elif bar.waiting:
        shape = (
            f'<rect x="{left}" y="{top}" width="{right - left}" height="{height}" rx="2" {paint("box", look)}/>'
            f'<path d="{_hatching(left, right, top, bottom)}" {paint("line", look)}/>'
        )
    else:
        role = "strip" if thin else "solid"
        shape = f'<rect x="{left}" y="{top}" width="{right - left}" height="{height}" rx="2" {paint(role, look)}/>'
        if thin:
            shape += (
                f'<rect x="{left}" y="{top}" width="{right - left}" height="{height}" rx="2" {paint("line", look)}/>'
            )
    if bar.end is None:
        x = right + 3
        shape += f'<path d="M{x} {middle - 4}l4 4l-4 4m5 -8l4 4l-4 4" {paint("line", look)}/>'
    if placed.cross is not None:
        ink = "paper" if placed.cross < right else look
        cross = f"M{placed.cross - 4} {middle - 4}l8 8m0 -8l-8 8"
        shape += f'<path d="{cross}" {paint("line", ink)} stroke-width="2"/>'
    if placed.number:
        shape += _words(placed.number, "paper" if placed.inside and not bar.waiting else look, role="solid")
    told = f"<title>{escape(one_line(bar.tooltip))}</title>" if bar.tooltip else ""
    return linked(f"<g>{told}{shape}</g>", bar.link)


def _hatching(left: int, right: int, top: int, bottom: int) -> str:
    """Slanting lines across a box."""
    high = bottom - top
    lines = []
    for x in range(left + 6, right + high, 6):
        over, under = min(x, right), max(x - high, left)
        if x - over < high and over > under:
            lines.append(f"M{over} {top + x - over}L{under} {top + x - under}")
    return "".join(lines)


def _legend(placed: Layout, y: int) -> str:
    x = placed.left
    parts = [
        f'<rect x="{x}" y="{y - 10}" width="24" height="12" rx="2" {paint("solid", "faint")}/>',
        _words(Words(("at work",), x + 30, y, SMALL), "quiet"),
        f'<rect x="{x + 96}" y="{y - 10}" width="24" height="12" rx="2" {paint("line", "faint")}/>',
        f'<path d="{_hatching(x + 96, x + 120, y - 10, y + 2)}" {paint("line", "faint")}/>',
        _words(Words(("waiting",), x + 126, y, SMALL), "quiet"),
    ]
    if placed.scale and placed.scale.breaks:
        parts.append(f'<path d="M{x + 200} {y - 11}l3 4l-3 4l3 4m6 -12l3 4l-3 4l3 4" {paint("line", "faint")}/>')
        parts.append(_words(Words(("axis broken",), x + 216, y, SMALL), "quiet"))
    return f"<g>{''.join(parts)}</g>"


def _words(words: Words, look: str, beside: str = "", *, role: str = "text") -> str:
    attributes = paint(role, look)
    if words.size != SIZE:
        attributes += f' font-size="{words.size}"'
    if words.bold:
        attributes += ' font-weight="bold"'
    if len(words.lines) == 1:
        quiet = f'<tspan dx="8" font-size="{SMALL}" {paint("text", "quiet")}>{escape(beside)}</tspan>' if beside else ""
        return f'<text x="{words.x}" y="{words.y}" {attributes}>{escape(words.lines[0])}{quiet}</text>'
    lines = "".join(
        f'<tspan x="{words.x}" y="{words.y + at * LEADING}">{escape(line)}</tspan>'
        for at, line in enumerate(words.lines)
    )
    return f"<text {attributes}>{lines}</text>" if lines else ""
