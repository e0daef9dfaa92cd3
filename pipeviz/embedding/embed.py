"""Markdown files → the same files with every place filled: read, compared, and written whole."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeviz.embedding.content import Content, content
from pipeviz.embedding.hosts import HOSTS
from pipeviz.embedding.markers import Place, filled, is_edited, is_stale, places
from pipeviz.embedding.sources import Sources
from pipeviz.embedding.usual import NOTHING, Usual
from pipeviz.errors import PipevizError, Problem, SourceError, UsageError
from pipeviz.publishers.changes import Change
from pipeviz.publishers.file import write_file

HOST = "github"
"""Who shows a page where nothing says so."""


class Embedded(NamedTuple):
    """What filling makes of some files: those that change, how many places there are, and where somebody wrote by hand."""

    changes: tuple[Change, ...]
    places: int
    edited: tuple[Problem, ...]


def embed(files: Sequence[Path], usual: Usual = NOTHING, sources: Sources | None = None) -> Embedded:
    """Fills the places of Markdown files in memory; `usual` is what counts where markers say nothing.

    Raises SourceError with everything that is wrong with any of them.
    """
    problems: list[Problem] = []
    changes: list[Change] = []
    edited: list[Problem] = []
    count = 0
    sources = sources or Sources()
    pictures = _Pictures()
    for file in files:
        try:
            text = _text(file)
            found = places(text, file.as_posix())
            count += len(found)
            changes += _changes(file, text, found, usual, sources, pictures, problems, edited)
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return Embedded(tuple(changes), count, tuple(edited))


def write(changes: Sequence[Change]) -> None:
    """Writes what changed, each file whole, pictures before the Markdown that shows them."""
    for change in changes:
        if change.after is not None:
            write_file(change.path, change.after)


def _changes(
    file: Path,
    text: str,
    found: Sequence[Place],
    usual: Usual,
    sources: Sources,
    pictures: _Pictures,
    problems: list[Problem],
    edited: list[Problem],
) -> Iterator[Change]:
    contents: list[tuple[Place, Content]] = []
    used = 0
    for place in found:
        try:
            wish = usual.asked(place.attributes, file.as_posix(), place.line, file.parent)
            host = HOSTS[wish.for_ or HOST]
            if not host.comments and "<!--" in text[: place.start].rpartition("\n")[0].rpartition("\n")[2]:
                raise UsageError("HTML comments are shown as text there; write [//]: # (BEGIN_PIPEVIZ …)")
            made = content(wish, sources.subject(wish, file.parent), host, used)
        except SourceError as error:
            problems += (_within(each, file, place) for each in error.problems)
        except PipevizError as error:
            problems.append(Problem(str(error), file.as_posix(), place.line))
        else:
            used += made.mermaid
            contents.append((place, made))
            for path, picture in made.files:
                clash, change = pictures.change(file, place, path, picture)
                problems += clash
                edited += (_foreign(file, place, path) for _ in change if not pictures.is_ours(change[0]))
                yield from change
    after = filled(text, [(place, made.text) for place, made in contents])
    if after != text:
        stale = tuple(place for place, made in contents if is_stale(text, place, made.text))
        edited += (_by_hand(file, place) for place in stale if is_edited(text, place))
        yield Change(file, text, after, tuple(place.line for place in stale))


class _Pictures:
    """The pictures of all files, by where they are written: two different ones at one place would never both be true."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str, str]] = {}

    def change(
        self, file: Path, place: Place, path: str, picture: str
    ) -> tuple[tuple[Problem, ...], tuple[Change, ...]]:
        """What is wrong with a picture at a path beside a file, and what is to be written there."""
        target = file.parent / path
        where = f"{file.as_posix()}:{place.line}"
        known, first = self._seen.setdefault(os.path.normpath(target).casefold(), (picture, where))
        if known != picture:
            hint = 'name another with file="….svg"'
            return (Problem(f"{path} is the picture of {first} already", file.as_posix(), place.line, hint),), ()
        before = _existing(target) if first == where else picture
        is_fresh = before is not None and before.replace("\r\n", "\n") == picture
        return (), () if is_fresh else (Change(target, before, picture),)

    @staticmethod
    def is_ours(change: Change) -> bool:
        """Whether pipeviz may write there: nothing is there, or what it drew itself."""
        return change.before is None or _DRAWN in change.before


_DRAWN = ' aria-labelledby="pv'


def _within(problem: Problem, file: Path, place: Place) -> Problem:
    """What is wrong with a source, told where it is named."""
    if problem.file == file.as_posix():
        return problem
    where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
    message = problem.message if problem.file is None else f"{where}: {problem.message}"
    return Problem(message, file.as_posix(), place.line, problem.hint)


def _foreign(file: Path, place: Place, path: str) -> Problem:
    hint = 'name another with file="….svg", or let it go with --force'
    return Problem(f"{path} is there already, and pipeviz did not draw it", file.as_posix(), place.line, hint)


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
