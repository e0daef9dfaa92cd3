"""The table of what is redacted how: `data/answers.yaml`, read when first asked for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from pipeviz.providers.files import decode
from pipeviz.redaction.scanner import is_secret

_MOST_KEPT = 500
DATA = Path(__file__).parent / "data" / "answers.yaml"


class _Data(Struct):
    modes: dict[str, dict[str, str]]
    variables: dict[str, str]


class Row(NamedTuple):
    """The end of a path, as patterns in lower case, and the mode that serves there."""

    path: tuple[str, ...]
    mode: str

    def fits(self, path: tuple[str, ...]) -> bool:
        """Whether a path ends so."""
        end = path[-len(self.path) :]
        return len(end) == len(self.path) and all(map(fnmatchcase, (part.lower() for part in end), self.path))


class Table(NamedTuple):
    """The rows of each operation, service and `*`, longest first; and the modes of the variables that may be shown."""

    rows: dict[str, tuple[Row, ...]]
    variables: dict[str, str]


@lru_cache(maxsize=1)
def table() -> Table:
    """The whole table."""
    data = decode(DATA, _Data)
    rows = {
        section: tuple(sorted((Row(tuple(path.split(".")), mode) for path, mode in modes.items()), key=_shortness))
        for section, modes in data.modes.items()
    }
    return Table(rows, data.variables)


class Place:
    """Where a field stands in answers, and the `mode` that serves there.

    `sections` are those of the table that hold, the first one first. What no row names is dropped if its name promises a
    secret; else its mode is empty.
    """

    __slots__ = ("_inner", "_path", "_sections", "mode")

    def __init__(self, sections: tuple[str, ...], path: tuple[str, ...]) -> None:
        self._sections = sections
        self._path = path
        self._inner: dict[str, Place] = {}
        rows = (row.mode for section in sections for row in table().rows.get(section, ()) if row.fits(path))
        self.mode = next(rows, "drop" if path and is_secret(path[-1]) else "")

    def inner(self, key: str) -> Place:
        """The place of a field in it."""
        found = self._inner.get(key)
        if found is None:
            found = Place(self._sections, (*self._path, key))
            if len(self._inner) < _MOST_KEPT:
                self._inner[key] = found
        return found

    def within(self, section: str) -> Place:
        """The same place where the rows of one more section hold, before all others."""
        return _place((section, *self._sections), self._path)


def root(sections: tuple[str, ...]) -> Place:
    """The place of an answer as a whole, for the sections that hold in it."""
    return _place(sections, ())


@lru_cache(maxsize=1024)
def _place(sections: tuple[str, ...], path: tuple[str, ...]) -> Place:
    return Place(sections, path)


def _shortness(row: Row) -> int:
    return -len(row.path)
