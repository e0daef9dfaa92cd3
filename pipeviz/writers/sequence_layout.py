"""Where every shape of a sequence diagram stands: from the sizes, top to bottom, to placed shapes.

`shapes` come in the order of time, which is the order to read them in; bands, frames and bars lie behind them. All
numbers are whole pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeviz.diagrams import Activation, Block, Fragment, Message, Note, Operand, Participant, SequenceDiagram
from pipeviz.writers.sequence_shapes import (
    LEADING,
    SIZE,
    SMALL,
    TITLE,
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
)
from pipeviz.writers.sequence_sizes import (
    BAR,
    FIGURE,
    HOOK,
    MARGIN,
    PAD,
    STEP,
    Extent,
    Sized,
    Sizes,
    comfortable,
    measure,
    reach,
    tab_width,
    widest,
)
from pipeviz.writers.text_width import width, wrap

_BLEED = 8
"""What a block leaves free at the edges of the canvas."""

_TALL = 640
"""From this height of the lifelines on, the participants are shown again below them."""

_ACROSS = 400
"""The longest line of text that runs across lifelines."""

_HEADROOM, _AFTER = 14, 10


def layout(diagram: SequenceDiagram) -> Layout:
    """Place a diagram. Raises KeyError for a participant that it does not declare."""
    sizes = measure(diagram)
    heads = _heads(diagram.participants, sizes, MARGIN)
    top = max((head.top + head.height for head in heads), default=MARGIN)
    pen = _Pen(diagram.participants, sizes, top)
    pen.items(sizes.items)
    bottom = pen.finish()
    tall = bottom - top > _TALL
    feet = _heads(diagram.participants, sizes, bottom, above=False) if tall else ()
    height = bottom + (top if tall else MARGIN)
    return Layout(
        width=sizes.width,
        height=height,
        heads=heads,
        feet=feet,
        xs=sizes.xs[: len(heads)],
        top=top,
        bottom=bottom,
        bands=tuple(sorted(pen.bands, key=_outer_first)),
        frames=tuple(sorted(pen.frames, key=_outer_first)),
        bars=tuple(sorted(pen.bars, key=_outer_first)),
        shapes=tuple(pen.shapes),
    )


def _outer_first(shape: Band | Frame | Bar) -> tuple[int, int]:
    return shape.top, shape.left


def _heads(participants: Sequence[Participant], sizes: Sizes, top: int, *, above: bool = True) -> tuple[Head, ...]:
    """The participants in a row, figures standing at the end of their lifeline."""
    row = max((name.height for name in sizes.names), default=0)
    heads = []
    for participant, name, x in zip(participants, sizes.names, sizes.xs, strict=False):
        height = name.height if participant.actor else row
        upper = top + (row - height if above else 0)
        text = upper + (FIGURE if participant.actor else (height - len(name.lines) * LEADING) // 2)
        label = Text(name.lines, x, text, widest(name.lines, SIZE, bold=True), bold=True)
        heads.append(Head(participant, x - name.width // 2, upper, name.width, height, label))
    return tuple(heads)


class _Pen:
    """Goes down the page: `y` is where the next item begins, `line` where the last one drew its line."""

    def __init__(self, participants: Sequence[Participant], sizes: Sizes, top: int) -> None:
        self.participants = participants
        self.sizes = sizes
        self.lifelines = tuple(zip(sizes.xs, sizes.reach, strict=True))
        self.y = top + _HEADROOM
        self.line = self.y + 2
        self.ground: Block | None = None
        self.open: list[list[int]] = [[] for _ in participants]
        self.bands: list[Band] = []
        self.frames: list[Frame] = []
        self.bars: list[Bar] = []
        self.shapes: list[Shape] = []

    def items(self, items: Sequence[Sized], *, outermost: bool = True) -> None:
        for item, extent, groups in items:
            match item:
                case Message() if item.source == item.target:
                    self.hook(item)
                case Message():
                    self.arrow(item)
                case Activation():
                    self.activation(item)
                case Note():
                    self.note(item, extent)
                case Fragment():
                    self.fragment(item, extent, groups)
                case Block():
                    self.block(item, extent, groups[0], outermost=outermost)

    def finish(self) -> int:
        """Close what is still open; returns where the lifelines end."""
        bottom = self.y + _AFTER
        for at, starts in enumerate(self.open):
            for _ in tuple(starts):
                self.close(at, bottom)
        return bottom

    def arrow(self, message: Message) -> None:
        source, target = self.sizes.columns[message.source], self.sizes.columns[message.target]
        text = self.caption(message.text, source, target)
        y = text.top + text.height + 4
        way = 1 if source < target else -1
        start = self.edge(source, way)
        self.bar(message, source, target, y)
        self.shapes.append(Arrow(message, start, self.edge(target, -way), y, text))
        self.line, self.y = y, y + _AFTER

    def caption(self, text: str, source: int, target: int) -> Text:
        """The text of a message: between its sender and the next lifeline if it fits there, else across lifelines."""
        way = 1 if source < target else -1
        left, right = self.between(source, source + way)
        lines = wrap(text, right - left, SIZE)
        barred = any(self.open[at] for at in range(source + way, target, way))
        if len(lines) <= (4 if barred else 2) or target == source + way:
            return self.text(lines, (left + right) // 2)
        left, right = self.between(source, target)
        lines = wrap(text, min(right - left, _ACROSS), SIZE)
        half = widest(lines, SIZE) // 2 + 1
        return self.text(lines, left + half if way == 1 else right - half)

    def between(self, one: int, other: int) -> tuple[int, int]:
        """The room for text from one lifeline to another."""
        first, last = min(one, other), max(one, other)
        return self.sizes.xs[first] + self.sizes.reach[first] + PAD, self.sizes.xs[last] - BAR // 2 - PAD

    def hook(self, message: Message) -> None:
        at = self.sizes.columns[message.source]
        lines = wrap(message.text, max(comfortable(message.text), 1), SIZE)
        top = self.y + 4
        bottom = top + max(len(lines) * LEADING - 2, 16)
        turn = self.sizes.xs[at] + self.sizes.reach[at] + HOOK
        start = self.edge(at, 1)
        self.bar(message, at, at, bottom)
        text = self.text(lines, turn + PAD, (top + bottom - len(lines) * LEADING) // 2, centred=False)
        self.shapes.append(Hook(message, start, turn, self.edge(at, 1), top, bottom, text))
        self.line, self.y = bottom, bottom + _AFTER

    def bar(self, message: Message, source: int, target: int, y: int) -> None:
        if message.deactivate:
            self.close(source, y)
        if message.activate:
            self.open[target].append(y)

    def activation(self, activation: Activation) -> None:
        at = self.sizes.columns[activation.participant]
        if activation.active:
            self.open[at].append(self.line)
        else:
            self.close(at, self.line)

    def close(self, at: int, y: int) -> None:
        if not self.open[at]:
            return
        level, top = len(self.open[at]) - 1, self.open[at].pop()
        bottom = max(y, top + BAR)
        left = self.sizes.xs[at] - BAR // 2 + STEP * level
        self.bars.append(Bar(self.participants[at], left, top, bottom))
        self.y = max(self.y, bottom + 2)

    def edge(self, at: int, way: int) -> int:
        """Where a line meets a participant from the right (1) or the left (-1)."""
        depth = len(self.open[at])
        return self.sizes.xs[at] + (reach(depth) if way == 1 else -BAR // 2 if depth else 0)

    def note(self, note: Note, extent: Extent) -> None:
        left, right = self.sizes.xs[extent.first] - extent.left, self.sizes.xs[extent.last] + extent.right
        lines = wrap(note.text, right - left - 2 * PAD, SIZE)
        height = max(len(lines), 1) * LEADING + 10
        few = len(lines) <= 2
        x = (left + right) // 2 if few else left + PAD
        text = self.text(lines, x, self.y + 5, centred=few)._replace(crossed=False)
        self.shapes.append(Sheet(note, left, self.y, right - left, height, text))
        self.line = self.y + height
        self.y = self.line + _AFTER

    def fragment(self, fragment: Fragment, extent: Extent, groups: Sequence[Sequence[Sized]]) -> None:
        left, right = self.sizes.xs[extent.first] - extent.left, self.sizes.xs[extent.last] + extent.right
        tab = tab_width(fragment.operator, extent.left, self.sizes.reach[extent.first])
        top = self.y
        dividers: list[int] = []
        for operand, items in zip(fragment.operands or (Operand(label=""),), groups or ((),), strict=True):
            if self.y > top:
                dividers.append(self.y)
            self.guard(fragment, operand, left, tab, right, first=self.y == top)
            self.items(items, outermost=False)
            if not items:
                self.y += _AFTER
        self.frames.append(Frame(fragment, left, top, right, self.y, tuple(dividers)))
        self.line, self.y = self.y, self.y + _AFTER

    def guard(self, fragment: Fragment, operand: Operand, left: int, tab: int, right: int, *, first: bool) -> None:
        lines = wrap(operand.label, max(right - left - tab - 2 * PAD, SMALL), SMALL, bold=True)
        label = self.text(lines, left + tab + PAD, self.y + 3, centred=False, size=SMALL, bold=True)
        if first:
            operator = width(fragment.operator, SMALL, bold=True)
            name = Text((fragment.operator,), left + 8, self.y + 3, operator, centred=False, size=SMALL, bold=True)
            self.shapes.append(Guard(fragment, label, (left, self.y, tab, LEADING + 6), name))
        elif lines:
            self.shapes.append(Guard(fragment, label))
        self.line = self.y
        self.y += max(label.height, LEADING if first else 0) + 10

    def block(self, block: Block, extent: Extent, items: Sequence[Sized], *, outermost: bool) -> None:
        left, right = self.sizes.xs[extent.first] - extent.left, self.sizes.xs[extent.last] + extent.right
        if outermost:
            left, right = _BLEED, self.sizes.width - _BLEED
        top, ground = self.y, self.ground
        lines = wrap(block.title, right - left - 3 * PAD, TITLE, bold=True)
        title = self.text(lines, left + 14, top + 6, centred=False, size=TITLE, bold=True)._replace(crossed=False)
        self.line = top + max(title.height, LEADING) + 12
        self.shapes.append(Strip(block, left, top, right, self.line, title))
        self.y, self.ground = self.line + _AFTER, block
        self.items(items, outermost=False)
        self.bands.append(Band(block, left, top, right, self.y))
        self.ground = ground
        self.line, self.y = self.y, self.y + _AFTER

    def text(
        self, lines: tuple[str, ...], x: int, top: int | None = None, *,
        centred: bool = True, size: int = SIZE, bold: bool = False,
    ) -> Text:  # fmt: skip
        """A text at `top`, or where the pen is; `crossed` where a lifeline or a bar would run through it."""
        wide = widest(lines, size, bold=bold)
        text = Text(lines, x, self.y if top is None else top, wide, centred, size, bold)
        left, right = text.left - 2, text.left + wide + 2 + BAR // 2
        crossed = any(left < at + room and right > at for at, room in self.lifelines)
        return text._replace(crossed=crossed, block=self.ground)
