"""How much room each item of a sequence diagram needs, and from that where the lifelines stand.

Only neighbouring lifelines push each other apart: by the text of the messages between them, by short texts that stand
beside the sender of a longer message, and by what reaches beyond a lifeline (self-messages, notes, frames). Everything
else takes the room that is there. All numbers are whole pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeviz.diagrams import Activation, Block, Fragment, Item, Message, Note, Participant, SequenceDiagram
from pipeviz.writers.sequence_shapes import LEADING, SIZE, SMALL
from pipeviz.writers.text_width import clean, width, wrap

MARGIN = 20
"""Free room around everything but blocks, which reach a little into it."""

PAD = 8
"""Between a text and the lines beside it."""

INSET = 10
"""From the border of a fragment or block to that of one inside it."""

HOOK = 22
"""How far a message to oneself swings out."""

FIGURE = 30
"""The height of an actor's figure, with the room below it."""

BAR, STEP = 10, 5
"""An activation's width, and how far one stands out from the one below it."""

_NEAR = 16
"""What every item reaches beyond its lifelines."""

_CLEAR = 12
"""From there to the next lifeline."""

_NAME, _NARROWEST = 136, 72
"""The widest line of a participant's name, and its narrowest box."""

_LINE, _WIDEST = 150, 220
"""Where texts push lifelines apart: what stays on one line, and the widest line of what does not. Labels are not broken
before they are that wide."""

_LEAST = 240
"""The width of the smallest drawing, without its margins."""


class Extent(NamedTuple):
    """From which column to which, and how many pixels beyond them."""

    first: int
    last: int
    left: int
    right: int


class Sized(NamedTuple):
    """An item with its extent, and the items inside it: a group an operand, one group for a block."""

    item: Item
    extent: Extent
    groups: tuple[tuple[Sized, ...], ...] = ()


class Name(NamedTuple):
    """A participant's header: the lines of its label, its width, and the height it needs."""

    lines: tuple[str, ...]
    width: int
    height: int


class Sizes(NamedTuple):
    """The sized diagram: `xs` are the lifelines, `reach` is how far bars stand out to the right of each."""

    items: tuple[Sized, ...]
    columns: Mapping[str, int]
    names: tuple[Name, ...]
    xs: tuple[int, ...]
    reach: tuple[int, ...]
    width: int


def reach(depth: int) -> int:
    """How far that many stacked bars stand out to the right of their lifeline."""
    return BAR // 2 + STEP * (depth - 1) if depth else 0


def comfortable(text: str, size: int = SIZE, *, bold: bool = False) -> int:
    """The width that suits a text: its own if short, else that of two even lines, or of more where these were too wide."""
    text = clean(text)
    short = _LINE if size == SIZE else _WIDEST
    total = widest(text.split("\n"), size, bold=bold)
    if total <= short:
        return total
    limits = [min(_WIDEST, max(short, total * percent // 100)) for percent in (54, 62, 72, 84, 100)]
    lines = [wrap(text, limit, size, bold=bold) for limit in limits]
    return widest(next((two for two in lines if len(two) <= 2), lines[-1]), size, bold=bold)


def widest(lines: Iterable[str], size: int, *, bold: bool = False) -> int:
    """The width of the longest line."""
    return max((width(line.rstrip(" "), size, bold=bold) for line in lines), default=0)


def measure(diagram: SequenceDiagram) -> Sizes:
    """The extent of every item and the places of the lifelines. Raises KeyError for a participant nobody declared."""
    columns = {participant.id: at for at, participant in enumerate(diagram.participants)}
    names = tuple(_name(participant) for participant in diagram.participants)
    reaches = _reaches(diagram.items, columns)
    items = tuple(_sized(item, columns, reaches, outermost=True) for item in diagram.items)
    return _spread(items, columns, names, reaches)


def _name(participant: Participant) -> Name:
    lines = wrap(participant.label, _NAME, SIZE, bold=True)
    text = widest(lines, SIZE, bold=True)
    if participant.actor:
        return Name(lines, (max(text, FIGURE) + 1) // 2 * 2, FIGURE + len(lines) * LEADING + 2)
    return Name(lines, (max(text + 24, _NARROWEST) + 1) // 2 * 2, len(lines) * LEADING + 18)


def _flat(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Block):
            yield from _flat(item.items)
        elif isinstance(item, Fragment):
            for operand in item.operands:
                yield from _flat(operand.items)


def _reaches(items: Iterable[Item], columns: Mapping[str, int]) -> tuple[int, ...]:
    depth, deepest = [0] * max(len(columns), 1), [0] * max(len(columns), 1)
    for item in _flat(items):
        if (closed := _closes(item)) is not None:
            depth[columns[closed]] = max(depth[columns[closed]] - 1, 0)
        if (opened := _opens(item)) is not None:
            at = columns[opened]
            depth[at] += 1
            deepest[at] = max(deepest[at], depth[at])
    return tuple(reach(most) for most in deepest)


def _opens(item: Item) -> str | None:
    match item:
        case Message(activate=True):
            return item.target
        case Activation(active=True):
            return item.participant
    return None


def _closes(item: Item) -> str | None:
    match item:
        case Message(deactivate=True):
            return item.source
        case Activation(active=False):
            return item.participant
    return None


def _sized(item: Item, columns: Mapping[str, int], reaches: Sequence[int], *, outermost: bool = False) -> Sized:
    match item:
        case Message():
            return Sized(item, _message(item, columns, reaches))
        case Activation():
            at = columns[item.participant]
            return Sized(item, Extent(at, at, _NEAR, _NEAR))
        case Note():
            return Sized(item, _note(item, columns))
        case Fragment():
            groups = tuple(
                tuple(_sized(inner, columns, reaches) for inner in operand.items) for operand in item.operands
            )
            return Sized(item, _fragment(item, _union(groups, columns), reaches), groups)
        case Block():
            groups = (tuple(_sized(inner, columns, reaches) for inner in item.items),)
            first, last, left, right = _union(groups, columns, everywhere=True)
            inset = 0 if outermost else INSET
            return Sized(item, Extent(first, last, left + inset, right + inset), groups)


def _message(message: Message, columns: Mapping[str, int], reaches: Sequence[int]) -> Extent:
    source, target = columns[message.source], columns[message.target]
    if source == target:
        return Extent(source, source, _NEAR, reaches[source] + HOOK + PAD + comfortable(message.text))
    first, last = sorted((source, target))
    return Extent(first, last, _NEAR, _NEAR + reaches[last])


def _note(note: Note, columns: Mapping[str, int]) -> Extent:
    at = sorted(columns[participant] for participant in note.over) or [0, max(len(columns) - 1, 0)]
    if at[0] == at[-1]:
        half = max(comfortable(note.text) + 2 * PAD + 4, 60) // 2
        return Extent(at[0], at[0], half, half)
    return Extent(at[0], at[-1], 2 * _NEAR, 2 * _NEAR)


def _fragment(fragment: Fragment, inner: Extent, reaches: Sequence[int]) -> Extent:
    left, right = inner.left + INSET, inner.right + INSET
    if inner.first == inner.last:
        right = max(right, _heading(fragment, left, reaches[inner.first]) - left)
    return Extent(inner.first, inner.last, left, right)


def _heading(fragment: Fragment, left: int, reach: int) -> int:
    """The width of the tab and the longest label beside it."""
    labels = [comfortable(operand.label, SMALL, bold=True) for operand in fragment.operands]
    return tab_width(fragment.operator, left, reach) + max(labels, default=0) + 2 * PAD


def tab_width(operator: str, left: int, reach: int) -> int:
    """The width of a fragment's tab: that of the operator's name, and far enough to clear the first lifeline."""
    return max(width(operator, SMALL, bold=True) + 20, left + reach + PAD)


def _union(groups: Iterable[Sequence[Sized]], columns: Mapping[str, int], *, everywhere: bool = False) -> Extent:
    extents = [sized.extent for group in groups for sized in group]
    if everywhere or not extents:
        extents.append(Extent(0, max(len(columns) - 1, 0), _NEAR, _NEAR))
    first = min(extent.first for extent in extents)
    last = max(extent.last for extent in extents)
    left = max(extent.left for extent in extents if extent.first == first)
    right = max(extent.right for extent in extents if extent.last == last)
    return Extent(first, last, left, right)


def _spread(
    items: tuple[Sized, ...], columns: Mapping[str, int], names: tuple[Name, ...], reaches: tuple[int, ...]
) -> Sizes:
    halves = [name.width // 2 for name in names] or [_NARROWEST]
    gaps = [left + right + 2 * _CLEAR for left, right in pairwise(halves)]
    before, after = halves[0], halves[-1]
    for item, extent, _ in _all(items):
        first, last, left, right = extent
        if first == 0:
            before = max(before, left)
        else:
            gaps[first - 1] = max(gaps[first - 1], reaches[first - 1] + left + _CLEAR)
        if last == len(gaps):
            after = max(after, right)
        else:
            gaps[last] = max(gaps[last], right + BAR // 2 + _CLEAR)
        if isinstance(item, Message) and first < last:
            at = first if columns[item.source] == first else last - 1
            text = comfortable(item.text)
            text = text if last == first + 1 else min(text, _LINE)
            gaps[at] = max(gaps[at], reaches[at] + text + BAR // 2 + 2 * PAD)
        if isinstance(item, Fragment) and last == first + 1:
            gaps[first] = max(gaps[first], _heading(item, left, reaches[first]) - left - right)
    spare = max(_LEAST - before - sum(gaps) - after, 0)
    before, after = before + spare // 2, after + spare // 2
    xs = [MARGIN + before]
    for gap in gaps:
        xs.append(xs[-1] + gap)
    return Sizes(items, columns, names, tuple(xs), reaches, xs[-1] + after + MARGIN)


def _all(items: Iterable[Sized]) -> Iterator[Sized]:
    for sized in items:
        yield sized
        for group in sized.groups:
            yield from _all(group)
