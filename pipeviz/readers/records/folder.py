"""The files that may hold answers: those of a folder and of its `evidence`, or single ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeviz.errors import SourceError
from pipeviz.readers.files import File, content, raw
from pipeviz.readers.records.answers import EVIDENCE

_DATA = re.compile(r"\s*[{\[]")


class Held(NamedTuple):
    """A file that may hold answers. `name` is its path from the pipeline's folder on; standard input has a `text`.

    `without` are the numbers of those answers in it that belong to another pipeline.
    """

    name: str
    file: File | None = None
    text: str = ""
    without: frozenset[int] = frozenset()

    @property
    def shown(self) -> str:
        """Its path as users see it."""
        return self.name if self.file is None else self.file.shown

    @property
    def stamp(self) -> str:
        """Something else when the file changes."""
        if self.file is None:
            return self.text
        try:
            status = self.file.path.stat()
        except OSError:
            return self.name
        return f"{self.name} {status.st_mtime_ns} {status.st_size} {sorted(self.without)}"

    def read(self) -> str:
        """Its text. Raises SourceError."""
        return self.text if self.file is None else content(self.file) or ""

    def holds(self, number: int) -> bool:
        """Whether the answer with this number belongs to the pipeline."""
        return number not in self.without

    def mentions(self, words: str) -> bool:
        """Whether the words stand in its name or text; what cannot be read mentions nothing."""
        if words in self.name:
            return True
        if self.file is None:
            return words in self.text
        try:
            return words.encode("utf-8") in (raw(self.file) or b"")
        except SourceError:
            return False


def held_in(folder: Path, shown: str) -> Iterator[Held]:
    """The files of a folder and of its `evidence`, in a fixed order."""
    for path in _files(folder):
        yield Held(path.name, File(path, f"{shown}/{path.name}".lstrip("/"), named=True))
    for attempt in (folder / EVIDENCE, *_folders(folder / EVIDENCE)):
        for path in _files(attempt):
            name = path.relative_to(folder).as_posix()
            yield Held(name, File(path, f"{shown}/{name}".lstrip("/"), named=True))


def is_data(text: str) -> bool:
    """Whether a text opens like JSON."""
    return _DATA.match(text) is not None


def _files(folder: Path) -> list[Path]:
    return sorted((Path(each.path) for each in _entries(folder) if each.is_file()), key=_in_order)


def _folders(folder: Path) -> list[Path]:
    return sorted(Path(each.path) for each in _entries(folder) if each.is_dir())


def _in_order(path: Path) -> tuple[list[str | int], str]:
    """The first of several comes first: `logs.get-log-events.json`, then `….2.json`, `….10.json`."""
    stem = path.name.removesuffix(".gz").removesuffix(".json")
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", stem)], path.name


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
