"""A configuration file → its tables, and what they mean from where a command is run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from pipeviz.config.finding import SHARED_FILE, find
from pipeviz.config.mistakes import unknown, wrong
from pipeviz.config.tables import Config
from pipeviz.embedding.attributes import HostName, Wish
from pipeviz.errors import Problem, SourceError, UsageError

if TYPE_CHECKING:
    from pipeviz.embedding.usual import Usual


def as_text(value: object) -> str:
    """A value as templates take it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class Loaded(Struct, frozen=True, kw_only=True):
    """A configuration and the file that it comes from, if there is one."""

    config: Config
    file: Path | None = None

    @property
    def folder(self) -> Path:
        """Where the file lies."""
        return self.file.parent if self.file else Path()

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources: paths as seen from the current folder, addresses and standard input as they are."""
        from pipeviz.api import is_address

        as_it_is = (is_address(each) or each == "-" for each in self.config.sources)
        return tuple(each if so else self.path(each) for each, so in zip(self.config.sources, as_it_is, strict=True))

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of templates that stand in the file itself, as templates take them."""
        return {key: as_text(value) for key, value in self.config.parameters.items()}

    def all_parameters(self) -> dict[str, str]:
        """The parameters of templates, also those of the file that is named. Raises SourceError."""
        from pipeviz.readers.parameters import read_parameters

        file = self.config.parameters_file
        return (read_parameters(Path(self.path(file))) if file else {}) | self.parameters

    def files(self) -> tuple[Path, ...]:
        """The Markdown files to fill. Raises UsageError for a glob that nothing matches."""
        return tuple(file for pattern in self.config.embed.files for file in self._matching(pattern))

    def usual(self, host: HostName | None = None) -> Usual:
        """What counts in markers and fences that say nothing else; `host` goes before the configured one."""
        from pipeviz.embedding.usual import Usual

        config, embed = self.config, self.config.embed
        wish = Wish(
            view=config.view,
            detail=config.detail,
            engine=config.engine,
            for_=embed.for_,
            as_=embed.as_,
            base=embed.base,
            link=embed.link,
        )
        return Usual(host=host, wish=wish, diagrams=embed.diagrams, folder=self.folder)

    def path(self, relative: Path | str) -> str:
        """A path of the file as seen from the current folder."""
        return (self.folder / relative).as_posix()

    def _matching(self, pattern: str) -> list[Path]:
        try:
            found = sorted(file for file in self.folder.glob(pattern) if file.is_file())
        except (NotImplementedError, ValueError) as error:
            raise UsageError(f"embed.files: {pattern!r} is no glob of files beside the configuration") from error
        if not found:
            raise UsageError(f"embed.files: there is no file {pattern!r} in {self.folder.as_posix()}")
        return found


NONE = Loaded(config=Config())


def load(file: Path | None = None) -> Loaded:
    """What a file says, by default the one that `find` finds. Raises SourceError with the line of what is wrong."""
    found = file or find()
    if found is None:
        return NONE
    import tomllib

    try:
        text = found.read_text("utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror}", str(found))]) from error
    except UnicodeDecodeError as error:
        raise SourceError([Problem("is not UTF-8 text", str(found), hint="save it as UTF-8")]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = int(line[1]) if line else len(text.splitlines())
        raise SourceError([Problem(f"not TOML: {error}", str(found), place)]) from error
    if found.name == SHARED_FILE:
        values = values.get("tool", {}).get("pipeviz", {})
    problems = tuple(unknown(values, Config, (), text, found))
    if problems:
        raise SourceError(problems)
    try:
        return Loaded(config=msgspec.convert(values, Config, dec_hook=_path), file=_shown(found))
    except msgspec.ValidationError as error:
        raise SourceError([wrong(str(error), values, text, found)]) from error


def _shown(file: Path) -> Path:
    absolute, current = file.absolute(), Path.cwd()
    return absolute.relative_to(current) if absolute.is_relative_to(current) else absolute


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise msgspec.ValidationError(f"Expected a path, got {value!r}")
