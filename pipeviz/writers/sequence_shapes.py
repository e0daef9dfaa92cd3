"""What a sequence diagram is drawn from once placed. All numbers are whole pixels from the canvas's upper left."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.diagrams import Block, Fragment, Message, Note, Participant

LEADING = 16
"""The height of a line of text."""

SIZE, SMALL, TITLE = 13, 12, 14
"""Font sizes: of messages, names and notes; of operators and their labels; of a block's title."""


class Text(NamedTuple):
    """Lines of text, from `top`; `x` is their left end, or their middle if `centred`.

    A `crossed` text has lifelines or bars behind it and needs the ground of its `block` in between (None is the paper).
    """

    lines: tuple[str, ...]
    x: int
    top: int
    width: int
    centred: bool = True
    size: int = SIZE
    bold: bool = False
    crossed: bool = False
    block: Block | None = None

    @property
    def left(self) -> int:
        """The left end of its box."""
        return self.x - self.width // 2 if self.centred else self.x

    @property
    def height(self) -> int:
        """The height of its box."""
        return len(self.lines) * LEADING


class Head(NamedTuple):
    """A participant's box or figure."""

    participant: Participant
    left: int
    top: int
    width: int
    height: int
    text: Text


class Bar(NamedTuple):
    """An activation."""

    participant: Participant
    left: int
    top: int
    bottom: int


class Band(NamedTuple):
    """The ground of a block."""

    block: Block
    left: int
    top: int
    right: int
    bottom: int


class Frame(NamedTuple):
    """The border of a fragment and the heights of the lines between its operands."""

    fragment: Fragment
    left: int
    top: int
    right: int
    bottom: int
    dividers: tuple[int, ...]


class Strip(NamedTuple):
    """The title of a block."""

    block: Block
    left: int
    top: int
    right: int
    bottom: int
    text: Text


class Guard(NamedTuple):
    """The label of an operand; that of the first one stands beside the tab with the operator's name."""

    fragment: Fragment
    text: Text
    tab: tuple[int, int, int, int] | None = None
    operator: Text | None = None


class Arrow(NamedTuple):
    """A message from one lifeline to another."""

    message: Message
    start: int
    end: int
    y: int
    text: Text


class Hook(NamedTuple):
    """A message of a participant to itself."""

    message: Message
    start: int
    turn: int
    end: int
    top: int
    bottom: int
    text: Text


class Sheet(NamedTuple):
    """A note."""

    note: Note
    left: int
    top: int
    width: int
    height: int
    text: Text


Shape = Strip | Guard | Arrow | Hook | Sheet


class Layout(NamedTuple):
    """A placed diagram. The lifelines run at `xs` from `top` to `bottom`; `feet` repeat the heads of a tall one."""

    width: int
    height: int
    heads: tuple[Head, ...]
    feet: tuple[Head, ...]
    xs: tuple[int, ...]
    top: int
    bottom: int
    bands: tuple[Band, ...]
    frames: tuple[Frame, ...]
    bars: tuple[Bar, ...]
    shapes: tuple[Shape, ...]
