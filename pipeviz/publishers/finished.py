"""Files that are finished and wait to be published: a tree that somebody else wrote, or one long file with all of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol


class Finished(Protocol):
    """Files by their path, with `/`."""

    @property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 of each file."""

    def read(self, path: str) -> bytes:
        """What is in a file."""


class Tree:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.digests = {
            file.relative_to(folder).as_posix(): digest(file.read_bytes())
            for parent, _, names in os.walk(folder)
            for file in (Path(parent, name) for name in names)
        }

    def read(self, path: str) -> bytes:
        """What is in a file."""
        return (self._folder / path).read_bytes()


class Spool:
    """Files one behind the other in a single one: ten thousand small ones cost more than their bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        self.digests: dict[str, str] = {}

    def write(self, path: str, content: bytes) -> None:
        """Adds a file, before any is read."""
        self._places[path] = self._file.tell(), self._file.write(content)
        self.digests[path] = digest(content)

    def read(self, path: str) -> bytes:
        """What is in a file."""
        at, size = self._places[path]
        self._file.seek(at)
        return self._file.read(size)


def digest(content: bytes) -> str:
    """The SHA-256 of a file, as manifests have it."""
    return hashlib.sha256(content).hexdigest()
