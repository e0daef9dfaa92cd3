"""Where a recording is kept: a folder, or memory. Paths are relative, with `/`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Protocol

from pipeviz.errors import CaptureError
from pipeviz.redaction.accounts import Accounts

MARKER = "pipeviz-recording.json"
_MARK = b'{\n  "pipeviz-recording": 1\n}\n'
_PART = ".pipeviz-part"


class Store(Protocol):
    """What capture needs of a place; each file is written whole or not at all."""

    def accounts(self, names: Mapping[str, str]) -> Accounts:
        """The names of accounts: those given, and those that are in use here already."""

    def read(self, path: str) -> bytes | None:
        """A file, None where there is none."""

    def write(self, path: str, data: bytes) -> None:
        """Puts a file in place."""

    def remove(self, path: str) -> None:
        """Removes a file, if it is there."""

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder, as it is spelled."""

    def rename(self, folder: str, name: str) -> None:
        """Gives a folder another path."""


class Memory(dict[str, bytes]):
    """A recording in memory: a mapping of paths to files."""

    def accounts(self, names: Mapping[str, str]) -> Accounts:
        """The names of accounts."""
        self[MARKER] = _MARK
        return Accounts(names)

    def read(self, path: str) -> bytes | None:
        """A file, None where there is none."""
        return self.get(path)

    def write(self, path: str, data: bytes) -> None:
        """Puts a file in place."""
        self[path] = data

    def remove(self, path: str) -> None:
        """Removes a file, if it is there."""
        self.pop(path, None)

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder."""
        start = f"{folder}/"
        return sorted({path[len(start) :].split("/")[0] for path in tuple(self) if path.startswith(start)})

    def rename(self, folder: str, name: str) -> None:
        """Gives a folder another path."""
        for path in [path for path in self if path.startswith(f"{folder}/")]:
            self[name + path[len(folder) :]] = self.pop(path)


class Folder:
    """A recording in a folder. The ids behind the names of accounts are kept beside it, where nobody commits them."""

    def __init__(self, root: Path) -> None:
        """Raises CaptureError for a folder that holds something else."""
        self.root = root.resolve()
        self.private = self.root.with_name(f"{self.root.name}.private")
        self._accounts = Accounts()
        self._named, self._lock = 0, Lock()
        try:
            if self.root.is_dir():
                other = any(each.name != MARKER for each in self.root.iterdir())
                if other and not (self.root / MARKER).is_file():
                    raise CaptureError(
                        f"{root} is not empty and is no recording (it has no {MARKER}); name another folder with -o"
                    )
            elif self.root.exists():
                raise CaptureError(f"{root} is not a folder; name another one with -o")
        except OSError as error:
            raise CaptureError(f"{root} cannot be read: {error.strerror}") from error

    def accounts(self, names: Mapping[str, str]) -> Accounts:
        """The names of accounts: those given, and those that are in use here already."""
        file = self.private / "accounts.json"
        self._accounts = Accounts.load(file.read_text("utf-8") if file.is_file() else "{}", names)
        return self._accounts

    def read(self, path: str) -> bytes | None:
        """A file, None where there is none."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, data: bytes) -> None:
        """Puts a file in place, after the names of the accounts that it mentions."""
        self._save_accounts()
        _put(self.root / path, data)

    def remove(self, path: str) -> None:
        """Removes a file, if it is there."""
        (self.root / path).unlink(missing_ok=True)

    def names(self, folder: str) -> list[str]:
        """What lies directly in a folder, as it is spelled."""
        place = self.root / folder
        return sorted(each.name for each in place.iterdir()) if place.is_dir() else []

    def rename(self, folder: str, name: str) -> None:
        """Gives a folder another path."""
        shutil.move(self.root / folder, self.root / name)

    def _save_accounts(self) -> None:
        with self._lock:
            named = len(self._accounts.names)
            if self._named == named:
                return
            _put(self.private / ".gitignore", b"*\n")
            _put(self.private / "accounts.json", self._accounts.dump().encode())
            _put(self.root / MARKER, _MARK)
            self._named = named


def _put(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}{_PART}")
    try:
        part.write_bytes(data)
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def left_over(names: list[str]) -> Iterator[str]:
    """The files that a kill left half written."""
    return (name for name in names if name.endswith(_PART))
