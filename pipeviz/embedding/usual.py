"""What markers leave unsaid: what is usual, and the wishes that they call by name."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import msgspec
from msgspec import Struct

from pipeviz.api import is_address
from pipeviz.embedding.attributes import DIAGRAM, HostName, Wish, asked
from pipeviz.errors import UsageError


class Usual(Struct, frozen=True, kw_only=True):
    """What counts where a marker says nothing: `wish` for all, one of `diagrams` for those that name it.

    Paths in them are relative to `folder`, and `base` is its address. `host` goes before what they say of it.
    """

    host: HostName | None = None
    wish: Wish = Wish()
    diagrams: Mapping[str, Wish] = {}
    folder: Path = Path()

    def asked(self, attributes: Sequence[tuple[str, str]], file: str, line: int | None, folder: Path) -> Wish:
        """What a marker of a file in a folder asks for, all told.

        Raises SourceError for attributes that there are not, UsageError for a diagram that there is not.
        """
        wish = asked(attributes, file, line)
        name = dict(attributes).get(DIAGRAM)
        told = self.wish if name is None else self._named(name).over(self.wish)
        return wish.over(Wish(for_=self.host).over(self._seen_from(folder, told)))

    def _named(self, name: str) -> Wish:
        if name not in self.diagrams:
            from difflib import get_close_matches

            near = get_close_matches(name, self.diagrams, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; write [embed.diagrams.{name}] into the configuration"
            raise UsageError(f"no diagram is named {name!r}{hint}")
        return self.diagrams[name]

    def _seen_from(self, folder: Path, wish: Wish) -> Wish:
        """The wish with paths as a file in another folder would write them."""
        return msgspec.structs.replace(
            wish,
            source=None if wish.source is None else self._path(folder, wish.source),
            parameters=None if wish.parameters is None else self._path(folder, wish.parameters),
            providers=tuple(self._path(folder, each) for each in wish.providers),
            base=self._address(folder, wish.base),
        )

    def _path(self, folder: Path, path: str) -> str:
        return path if is_address(path) else Path(_relative(self.folder / path, folder)).as_posix()

    def _address(self, folder: Path, base: str | None) -> str | None:
        below = Path(_relative(folder, self.folder)).as_posix()
        if base is None or below == ".":
            return base
        return None if below.startswith("..") else f"{base.rstrip('/')}/{quote(below)}"


NOTHING = Usual()
"""Nothing is usual."""


def _relative(path: Path, folder: Path) -> str:
    """The way from a folder to a path, links followed; the whole path where there is none, as to another drive of Windows."""
    try:
        return os.path.relpath(path.resolve(), folder.resolve())
    except ValueError:
        return str(path.absolute())
