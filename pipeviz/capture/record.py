"""What is recorded of one pipeline: a folder of AWS's own answers, and pipeviz's word on them."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from pipeviz.capture.store import Store, left_over
from pipeviz.errors import CaptureError
from pipeviz.model.execution import Gap

LARGE = 256 * 1024
"""From how many bytes on a file is compressed."""

_WORD = "capture.json"


class Word(Struct, kw_only=True, rename="kebab", omit_defaults=True):
    """`capture.json`: what the other files are worth.

    `parts` are those that are recorded without a gap: `definition`, `runs`, `rules`, `state`, `starts`. Of the runs, all that began
    at `since` or later are recorded; all that AWS had, where `whole`. `looked_at` are the failed runs whose evidence was
    looked up, and when they had changed last; `lost_versions` are definitions that AWS no longer has.
    """

    captured: str = ""
    pipeline: str = ""
    account: str = ""
    region: str = ""
    partition: str = "aws"
    parts: set[str] = field(default_factory=set)
    since: str | None = None
    whole: bool = False
    looked_at: dict[str, str] = field(default_factory=dict)
    lost_versions: set[int] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)


class Record:
    """The folder of one pipeline. A file is written only if that changes it; `touched` tells whether any was."""

    def __init__(self, store: Store, folder: str) -> None:
        self.store, self.folder, self.touched = store, folder, False

    def word(self) -> Word:
        """What an earlier capture says of the folder; that nothing is sure where it says nothing."""
        try:
            return msgspec.json.decode(self._read(_WORD) or b"{}", type=Word)
        except msgspec.DecodeError:
            return Word()

    def say(self, word: Word) -> None:
        """Vouches for what is recorded."""
        for name in left_over(self.store.names(self.folder)):
            self.store.remove(f"{self.folder}/{name}")
        self._say(word)

    def _say(self, word: Word) -> None:
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        self.store.write(f"{self.folder}/{_WORD}", text_of({"pipeviz-capture": 1, "captured": now, **_plain(word)}))

    def _doubt(self) -> None:
        """Takes back that parts are complete, before one of them changes: a kill must not leave a false word."""
        word = self.word()
        if word.parts:
            word.parts = set()
            self._say(word)

    def rows(self, name: str, key: str) -> list[dict[str, Any]]:
        """The rows of a recorded list."""
        return list(self.answer(name).get(key, ()))

    def answer(self, name: str) -> dict[str, Any]:
        """A recorded answer, empty where there is none. Raises CaptureError for one that somebody has damaged."""
        packed = self._read(f"{name}.json.gz")
        try:
            data = gzip.decompress(packed) if packed is not None else self._read(f"{name}.json")
            return msgspec.json.decode(data or b"{}", type=dict[str, Any])
        except (msgspec.DecodeError, OSError, EOFError, zlib.error) as error:
            raise CaptureError(
                f"{self.folder}/{name}.json is damaged ({error}): mend it, or remove the folder to capture it anew"
            ) from error

    def keep(self, name: str, answer: Any) -> None:
        """Records an answer, compressed where it is large."""
        data = text_of(answer)
        if len(data) < LARGE:
            self._put(f"{name}.json", data)
            self.store.remove(f"{self.folder}/{name}.json.gz")
        else:
            self._put(f"{name}.json.gz", gzip.compress(data, 6, mtime=0))
            self.store.remove(f"{self.folder}/{name}.json")

    def drop(self, names: set[str]) -> None:
        """Forgets answers."""
        for name in names:
            self._doubt()
            self.store.remove(f"{self.folder}/{name}.json")

    def names(self) -> set[str]:
        """The names of the answers that are recorded."""
        return {
            name for each in self.store.names(self.folder) if (name := re.sub(r"\.json(\.gz)?\Z", "", each)) != each
        }

    def definitions(self) -> Iterator[dict[str, Any]]:
        """Every recorded version of the definition."""
        for name in sorted(self.names()):
            if re.fullmatch(r"get-pipeline(\.v[0-9]+)?", name):
                yield self.answer(name)

    def _read(self, name: str) -> bytes | None:
        return self.store.read(f"{self.folder}/{name}")

    def _put(self, name: str, data: bytes) -> None:
        if self._read(name) == data:
            return
        if not self.touched:
            self._doubt()
            self.touched = True
        self.store.write(f"{self.folder}/{name}", data)


def text_of(value: Any) -> bytes:
    """JSON as recordings have it."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _plain(word: Word) -> dict[str, Any]:
    """The word with its sets in order, so that it is the same text each time."""
    sets = {"parts": sorted(word.parts), "lost-versions": sorted(word.lost_versions)}
    plain: dict[str, Any] = msgspec.to_builtins(word)
    ordered = {key: sets.get(key, value) for key, value in plain.items()}
    return {
        **{key: value for key, value in ordered.items() if key not in ("captured", "gaps")},
        "gaps": plain.get("gaps", []),
    }
