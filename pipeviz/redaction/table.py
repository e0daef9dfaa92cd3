"""The table of what is redacted how: `data/answers.yaml`, read when first asked for."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

DATA = Path(__file__).parent / "data" / "answers.yaml"


class Row(NamedTuple):
    """The end of a path, as patterns in lower case, and the mode that serves there."""

    path: tuple[str, ...]
    mode: str

    def fits(self, path: tuple[str, ...]) -> bool:
        """Whether a path in lower case ends so."""
        end = path[-len(self.path) :]
        return len(end) == len(self.path) and all(map(fnmatchcase, end, self.path))


class Table(NamedTuple):
    """The rows of each operation, service and `*`, longest first; and the modes of the variables that may be shown."""

    rows: dict[str, tuple[Row, ...]]
    variables: dict[str, str]


@lru_cache(maxsize=1)
def table() -> Table:
    """The whole table."""
    data = yaml.load(DATA.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    rows = {
        section: tuple(sorted((Row(tuple(path.split(".")), mode) for path, mode in modes.items()), key=_shortness))
        for section, modes in data["modes"].items()
    }
    return Table(rows, data["variables"])


@lru_cache(maxsize=1 << 16)
def mode(sections: tuple[str, ...], path: tuple[str, ...]) -> str:
    """The mode of the field at a path, from the first of these sections that has a row for it; empty where none has."""
    lower = tuple(part.lower() for part in path)
    rows = table().rows
    return next((row.mode for section in sections for row in rows.get(section, ()) if row.fits(lower)), "")


def _shortness(row: Row) -> int:
    return -len(row.path)
