"""A sequence diagram as SVG, written by pipeviz itself: no browser, no Node, nothing fetched.

`sequence_layout` places the shapes; here they become text, in the order of time, which is the order to read them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2s

from pipeviz.diagrams import Block, Message, SequenceDiagram
from pipeviz.writers.sequence_layout import layout
from pipeviz.writers.sequence_shapes import (
    LEADING,
    SIZE,
    Arrow,
    Band,
    Bar,
    Frame,
    Guard,
    Head,
    Hook,
    Layout,
    Shape,
    Sheet,
    Strip,
    Text,
)  # fmt: skip
from pipeviz.writers.svg import dark_rules, escape, known, linked, paint
from pipeviz.writers.text_width import clean
from pipeviz.writers.theme import FONT

_REPLY = ' stroke-dasharray="6 4"'
_DIVIDER = ' stroke-dasharray="3 4"'


def sequence_svg(diagram: SequenceDiagram) -> str:
    """The diagram as a whole SVG document, the same text for the same diagram.

    Legible at its natural size; colours are attributes and the style sheet inside only turns them in the dark. Raises
    KeyError for a participant that the diagram does not declare.
    """
    placed = layout(diagram)
    title = escape(_line(diagram.title) or "Sequence diagram")
    description = escape(_line(diagram.description))
    body = "\n".join(_body(placed, {participant.id: _line(participant.label) for participant in diagram.participants}))
    key = "pvs-" + blake2s(f"{title}\n{description}\n{body}".encode(), digest_size=6).hexdigest()
    width, height = placed.width, placed.height
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-roledescription="sequence diagram" \
aria-labelledby="{key}-title" aria-describedby="{key}-desc" viewBox="-0.5 -0.5 {width} {height}" width="{width}" \
height="{height}" font-family="{FONT}" font-size="{SIZE}">
<title id="{key}-title">{title}</title>
<desc id="{key}-desc">{description}</desc>
<style>{dark_rules(body)}</style>
{body}
</svg>
"""


def _body(placed: Layout, names: Mapping[str, str]) -> Iterator[str]:
    yield f'<rect x="-0.5" y="-0.5" width="{placed.width}" height="{placed.height}" {paint("ground", "paper")}/>'
    yield from map(_band, placed.bands)
    yield from map(_frame, placed.frames)
    lifelines = "".join(f"M{x} {placed.top}V{placed.bottom}" for x in placed.xs)
    yield f'<path d="{lifelines}" {paint("rim", "faint")}/>'
    yield from map(_bar, placed.bars)
    yield from map(_head, placed.heads)
    for shape in placed.shapes:
        yield _shape(shape, names)
    if placed.feet:
        yield '<g aria-hidden="true">'
        yield from map(_head, placed.feet)
        yield "</g>"


def _shape(shape: Shape, names: Mapping[str, str]) -> str:
    match shape:
        case Arrow():
            return _arrow(shape, names)
        case Hook():
            return _hook(shape, names)
        case Sheet():
            return _sheet(shape)
        case Guard():
            return _guard(shape)
        case Strip():
            return _strip(shape)


def _head(head: Head) -> str:
    left, top, width, height = head.left, head.top, head.width, head.height
    participant, look = head.participant, known(head.participant.classes, "plain")
    if participant.actor:
        x = head.text.x
        shape = (
            f'<circle cx="{x}" cy="{top + 7}" r="6" {paint("box", look)}/>'
            f'<path d="M{x - 12} {top + 28}v-2a12 11 0 0 1 24 0v2z" {paint("box", look)}/>'
        )
    else:
        shape = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="6" {paint("box", look)}/>'
    tooltip = f"<title>{escape(_line(participant.tooltip))}</title>" if participant.tooltip else ""
    return linked(f"<g>{tooltip}{shape}{_text(head.text, look)}</g>", participant.link)


def _bar(bar: Bar) -> str:
    look = known(bar.participant.classes, "plain")
    height = bar.bottom - bar.top
    return f'<rect x="{bar.left}" y="{bar.top}" width="10" height="{height}" rx="2" {paint("box", look)}/>'


def _band(band: Band) -> str:
    look = _ground(band.block)
    place = f'x="{band.left}" y="{band.top}" width="{band.right - band.left}" height="{band.bottom - band.top}" rx="6"'
    return f"<rect {place} {paint('ground', look)}/><rect {place} {paint('rim', look)}/>"


def _strip(strip: Strip) -> str:
    look = _ground(strip.block)
    left, top, right, bottom = strip.left, strip.top, strip.right, strip.bottom
    shape = f"M{left} {bottom}V{top + 6}a6 6 0 0 1 6 -6H{right - 6}a6 6 0 0 1 6 6V{bottom}z"
    bar = f"M{left} {bottom}V{top + 6}a6 6 0 0 1 6 -6V{bottom}z"
    body = (
        f'<path d="{shape}" {paint("strip", look)}/><path d="{bar}" {paint("solid", look)}/>{_text(strip.text, look)}'
    )
    return linked(f"<g>{body}</g>", strip.block.link)


def _frame(frame: Frame) -> str:
    look = known(frame.fragment.classes, "faint")
    width, height = frame.right - frame.left, frame.bottom - frame.top
    border = f'<rect x="{frame.left}" y="{frame.top}" width="{width}" height="{height}" rx="3" {paint("line", look)}/>'
    lines = "".join(f"M{frame.left} {y}H{frame.right}" for y in frame.dividers)
    return border + (f'<path d="{lines}" {paint("line", look)}{_DIVIDER}/>' if lines else "")


def _guard(guard: Guard) -> str:
    look = known(guard.fragment.classes, "faint")
    tab = ""
    if guard.tab and guard.operator:
        left, top, width, height = guard.tab
        shape = f"M{left} {top + height}V{top + 3}a3 3 0 0 1 3 -3H{left + width}v{height - 7}l-7 7z"
        tab = f'<path d="{shape}" {paint("box", look)}/>{_text(guard.operator, look)}'
    return f"<g>{tab}{_text(guard.text, look)}</g>"


def _arrow(arrow: Arrow, names: Mapping[str, str]) -> str:
    message, look = arrow.message, known(arrow.message.classes, "ink")
    back = 1 if arrow.start > arrow.end else -1
    end = arrow.end + back * (8 if message.lost else 0 if message.reply else 8)
    dash = _REPLY if message.reply else ""
    line = f'<path d="M{arrow.start} {arrow.y}H{end}" {paint("line", look)}{dash}/>'
    head = _tip(message, arrow.end, arrow.y, back, look)
    return _told(message, names, line + head + _text(arrow.text, look))


def _hook(hook: Hook, names: Mapping[str, str]) -> str:
    message, look = hook.message, known(hook.message.classes, "ink")
    end = hook.end + (0 if message.reply else 8)
    path = f"M{hook.start} {hook.top}H{hook.turn - 4}a4 4 0 0 1 4 4V{hook.bottom - 4}a4 4 0 0 1 -4 4H{end}"
    line = f'<path d="{path}" {paint("line", look)}{_REPLY if message.reply else ""}/>'
    return _told(message, names, line + _tip(message, hook.end, hook.bottom, 1, look) + _text(hook.text, look))


def _tip(message: Message, x: int, y: int, back: int, look: str) -> str:
    if message.lost:
        return f'<path d="M{x + back * 8 - 5} {y - 5}l10 10m0 -10l-10 10" {paint("line", look)}/>'
    if message.reply:
        return f'<path d="M{x + back * 8} {y - 4}L{x} {y}l{back * 8} 4" {paint("line", look)}/>'
    return f'<path d="M{x} {y}l{back * 9} -4v8z" {paint("solid", look)}/>'


def _told(message: Message, names: Mapping[str, str], body: str) -> str:
    """A message as a group whose name says who speaks to whom."""
    way = "back to" if message.reply else "to"
    text = f"{names[message.source]} {way} {names[message.target]}: {_line(message.text)}".rstrip(": ")
    return linked(f"<g><title>{escape(text)}</title>{body}</g>", message.link)


def _sheet(sheet: Sheet) -> str:
    look = known(sheet.note.classes, "note")
    left, top, right, bottom = sheet.left, sheet.top, sheet.left + sheet.width, sheet.top + sheet.height
    page = f'<path d="M{left} {top}H{right - 8}l8 8V{bottom}H{left}z" {paint("box", look)}/>'
    fold = f'<path d="M{right - 8} {top}v8h8" {paint("line", look)}/>'
    return f"<g>{page}{fold}{_text(sheet.text, look)}</g>"


def _text(text: Text, look: str) -> str:
    if not text.lines:
        return ""
    plate = ""
    if text.crossed:
        ground = paint("ground", _ground(text.block))
        plate = f'<rect x="{text.left - 3}" y="{text.top}" width="{text.width + 6}" height="{text.height}" {ground}/>'
    attributes = (
        paint("text", look)
        + (f' font-size="{text.size}"' if text.size != SIZE else "")
        + (' font-weight="bold"' if text.bold else "")
        + (' text-anchor="middle"' if text.centred else "")
    )
    base = text.top + 12
    if len(text.lines) == 1:
        return f'{plate}<text x="{text.x}" y="{base}" {attributes}>{escape(text.lines[0])}</text>'
    lines = "".join(
        f'<tspan x="{text.x}" y="{base + at * LEADING}">{escape(line)}</tspan>' for at, line in enumerate(text.lines)
    )
    return f"{plate}<text {attributes}>{lines}</text>"


def _ground(block: Block | None) -> str:
    """The look of a block: its last class says most; outside of all there is paper."""
    return "paper" if block is None else known(reversed(block.classes), "plain")


def _line(text: str | None) -> str:
    return clean(text or "").replace("\n", " ")
