"""Markdown files → the same files with every place filled: read, compared, and written whole."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeviz import api
from pipeviz.embedding.attributes import Wish, wish
from pipeviz.embedding.content import Content, Subject, content
from pipeviz.embedding.hosts import HOSTS
from pipeviz.embedding.markers import Place, filled, is_edited, places
from pipeviz.errors import PipevizError, Problem, SourceError, UsageError
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.publishers.file import write_file


class Defaults(NamedTuple):
    """What counts where a marker does not say it. `parameters` are given to every template; `sources` serve markers without one."""

    host: str = "github"
    sources: tuple[str, ...] = ()
    parameters: Mapping[str, str] = {}
    catalogue: Catalogue | None = None


NOTHING = Defaults()


class Change(NamedTuple):
    """A file before and after; `before` is None for one that is not there yet. `places` are lines of markers that are stale."""

    path: Path
    before: str | None
    after: str
    places: tuple[int, ...] = ()

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff."""
        shown = self.path.as_posix()
        before = (self.before or "").splitlines(keepends=True)
        for line in difflib.unified_diff(before, self.after.splitlines(keepends=True), shown, f"{shown} (fresh)"):
            yield line.rstrip("\r\n")


class Embedded(NamedTuple):
    """What filling makes of some files: those that change, how many places there are, and where somebody wrote by hand."""

    changes: tuple[Change, ...]
    places: int
    edited: tuple[Problem, ...]


def embed(files: Sequence[Path], defaults: Defaults = NOTHING) -> Embedded:
    """Fills the places of Markdown files in memory. Raises SourceError with everything that is wrong with any of them."""
    problems: list[Problem] = []
    changes: list[Change] = []
    edited: list[Problem] = []
    count = 0
    reader = _Reader(defaults)
    for file in files:
        try:
            text = _text(file)
            found = places(text, file.as_posix())
            count += len(found)
            changes += _changes(file, text, found, reader, problems, edited)
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return Embedded(tuple(changes), count, tuple(edited))


def write(changes: Sequence[Change]) -> None:
    """Writes what changed, each file whole, pictures before the Markdown that shows them."""
    for change in changes:
        write_file(change.path, change.after)


def _changes(
    file: Path,
    text: str,
    found: Sequence[Place],
    reader: _Reader,
    problems: list[Problem],
    edited: list[Problem],
) -> Iterator[Change]:
    contents: list[tuple[Place, Content]] = []
    used = 0
    for place in found:
        try:
            asked = wish(place, file.as_posix())
            host = HOSTS[asked.for_ or reader.defaults.host]
            if not host.comments and "<!--" in text[: place.start].rpartition("\n")[0].rpartition("\n")[2]:
                raise UsageError("HTML comments are shown as text there; write [//]: # (BEGIN_PIPEVIZ …)")
            made = content(asked, reader.subject(asked, file.parent), host, used)
        except SourceError as error:
            problems += error.problems
        except PipevizError as error:
            problems.append(Problem(str(error), file.as_posix(), place.line))
        else:
            used += made.mermaid
            contents.append((place, made))
    for path, picture in dict(each for _, made in contents for each in made.files).items():
        before = _existing(file.parent / path)
        if before != picture:
            yield Change(file.parent / path, before, picture)
    after = filled(text, [(place, made.text) for place, made in contents])
    if after != text:
        stale = tuple(place for place, made in contents if filled(text, [(place, made.text)]) != text)
        edited += (_by_hand(file, place) for place in stale if is_edited(text, place))
        yield Change(file, text, after, tuple(place.line for place in stale))


class _Reader:
    """Reads every source once."""

    def __init__(self, defaults: Defaults) -> None:
        self.defaults = defaults
        self.catalogue = defaults.catalogue or load_catalogue()
        self._read: dict[object, tuple[api.Pipeline, ...]] = {}

    def subject(self, asked: Wish, folder: Path) -> Subject:
        from pipeviz.analysis.starts import callers

        found = self._pipelines(asked, folder)
        chosen = found if asked.pipeline is None else api.select(found, asked.pipeline)
        if len(chosen) > 1:
            raise UsageError(f'several pipelines; name one with pipeline="…":\n{api.listing(chosen)}')
        return Subject(chosen[0], callers(found), self.catalogue)

    def _pipelines(self, asked: Wish, folder: Path) -> tuple[api.Pipeline, ...]:
        if asked.source is None and not self.defaults.sources:
            raise UsageError('nothing says what to draw; write source="…"')
        sources = self.defaults.sources if asked.source is None else ((folder / asked.source).as_posix(),)
        parameters = dict(self.defaults.parameters)
        if asked.parameters is not None:
            from pipeviz.readers.parameters import read_parameters

            parameters |= read_parameters(folder / asked.parameters)
        for pair in asked.parameter:
            name, separator, value = pair.partition("=")
            if not separator:
                raise UsageError(f"parameter takes KEY=VALUE, not {pair!r}")
            parameters[name] = value
        key = (sources, tuple(sorted(parameters.items())))
        if key not in self._read:
            self._read[key] = api.read(sources, parameters=parameters, catalogue=self.catalogue).pipelines
        return self._read[key]


def _by_hand(file: Path, place: Place) -> Problem:
    message = "somebody edited what stands between the markers"
    return Problem(message, file.as_posix(), place.line, "put it elsewhere, or let it go with --force")


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror}", file.as_posix())]) from error
    except UnicodeDecodeError as error:
        raise SourceError([Problem("is not UTF-8 text", file.as_posix(), hint="save it as UTF-8")]) from error


def _existing(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
