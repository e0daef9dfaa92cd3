"""One file of the docs folder."""

from __future__ import annotations

from typing import NamedTuple


class File(NamedTuple):
    """`path` is relative to the docs folder, with `/`."""

    path: str
    content: str | bytes
