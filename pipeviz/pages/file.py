"""One file of the docs folder."""

from __future__ import annotations

from typing import NamedTuple


class File(NamedTuple):
    """`path` is relative to the docs folder, with `/`. A page `aside` has no place in a navigation."""

    path: str
    content: str | bytes
    aside: bool = False
