"""A mapping as it stood in a file: a dict that remembers its line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeviz.errors import Problem, SourceError

MAX_DEPTH = 100
"""Mappings and lists nested deeper than this are refused: no definition is, and every reader may recurse."""

MOST_NODES = 1_000_000
"""Texts with more mappings and lists than this, aliases followed, are refused."""

MOST_REPEATED = 20
"""So many keys that stand twice are reported of one text."""


class Node(dict[str, Any]):
    """A mapping with the 1-based `line` it starts on, and the undecided template condition under which it stands."""

    __slots__ = ("line", "only_if")
    line: int
    only_if: str | None

    def __init__(self, items: Iterable[tuple[str, Any]] = (), line: int = 1, only_if: str | None = None) -> None:
        super().__init__(items)
        self.line = line
        self.only_if = only_if

    def rebuilt(self, items: Iterable[tuple[str, Any]]) -> Node:
        """Other items at the same place."""
        return Node(items, self.line, self.only_if)


def repeated(key: str, file: str, line: int) -> Problem:
    """The problem of a key that stands more than once in a mapping."""
    return Problem(f"the key {key} stands here again, and only its last value counts", file, line, "rename one of them")


def too_many(file: str, line: int | None = None) -> SourceError:
    """The error for a text that holds, or means, more than `MOST_NODES`."""
    return SourceError([Problem(f"holds more than {MOST_NODES:,} values", file, line)])


def too_deep(file: str, line: int) -> SourceError:
    """The error for a text that is nested beyond `MAX_DEPTH`."""
    return SourceError([Problem(f"nested more than {MAX_DEPTH} levels deep", file, line)])
