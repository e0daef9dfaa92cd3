"""How the text of a node is broken into lines, and how wide it will be."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.diagrams import Node
from pipeviz.writers.text_width import width, wrap

TITLE_SIZE, SMALL_SIZE = 13, 11
"""Font sizes in pixels: of the first line, and of the others."""

LEADING = 16
_WIDEST = {"diamond": 150, "event": 150}
_USUAL = 200


class Label(NamedTuple):
    """The lines of a node as drawn: the first line of its text is bold, the others small."""

    title: tuple[str, ...]
    small: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines, from top to bottom."""
        return self.title + self.small

    @property
    def width(self) -> int:
        """Pixels from the first character of the widest line to its last."""
        widths = [width(line, TITLE_SIZE, bold=True) for line in self.title]
        return max(widths + [width(line, SMALL_SIZE) for line in self.small], default=0)


def label(node: Node) -> Label:
    """The label of a node; no line is much wider than its shape bears."""
    widest = _WIDEST.get(node.shape, _USUAL)
    title = tuple(line.strip() for line in wrap(node.lines[0], widest, TITLE_SIZE, bold=True)) if node.lines else ()
    small = tuple(line.strip() for text in node.lines[1:] for line in wrap(text, widest, SMALL_SIZE))
    return Label(title, small)
