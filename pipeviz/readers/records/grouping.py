"""Pieces of a reading → which answers belong to which pipeline.

The answers of a folder belong to the pipeline that is defined in it, or in the nearest folder above. Files that were named
one by one, and standard input, belong together wherever they lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from pipeviz.model import Pipeline
from pipeviz.readers.files import STDIN
from pipeviz.readers.reading import Piece
from pipeviz.readers.records.answers import EVIDENCE
from pipeviz.readers.records.folder import Held, held_in
from pipeviz.readers.records.owners import Sketched
from pipeviz.readers.records.sketch import TELLING


class Group(NamedTuple):
    """Answers that lie together, and the pipelines that they may belong to.

    `folder` is where more of them lie, `shown` its name; None where files were named one by one. `beside` tells that the
    pipelines are defined in the same place.
    """

    pieces: tuple[Piece, ...]
    pipelines: tuple[Pipeline, ...]
    beside: bool
    folder: Path | None = None
    shown: str = ""

    @property
    def captured(self) -> Piece | None:
        """The piece that stands for a folder that pipeviz captured."""
        return next((piece for piece in self.pieces if piece.captured), None)

    @property
    def sketched(self) -> list[Sketched]:
        """The sketches of its answers."""
        return [
            Sketched(piece, sketch) for piece in self.pieces for sketch in piece.sketches if not _is_evidence(piece)
        ]

    def files(self) -> Iterator[Held]:
        """The files of the group."""
        if self.folder is not None:
            yield from held_in(self.folder, self.shown)
            return
        names = [piece.file.path.name if piece.file else STDIN for piece in self.pieces]
        for piece, name in zip(self.pieces, names, strict=True):
            shown = piece.file.shown if piece.file and names.count(name) > 1 else name
            yield Held(shown, piece.file and piece.file._replace(named=True), piece.text)


def groups(pieces: Sequence[Piece]) -> Iterator[Group]:
    """The groups that have answers about runs, and the folders that were captured."""
    folders: dict[Path, list[Piece]] = {}
    single: list[Piece] = []
    for piece in pieces:
        if piece.file is None or (piece.file.named and not piece.captured):
            single.append(piece)
        else:
            folders.setdefault(_home(piece.file.path.parent), []).append(piece)
    for folder, inside in folders.items():
        if _counts(inside):
            own = _pipelines(inside)
            above = next((found for up in folder.parents if (found := _pipelines(folders.get(up, ())))), ())
            yield Group(tuple(inside), own or above, bool(own), folder, _shown(folder, inside))
    yield from _named_groups(single)


def _named_groups(single: Sequence[Piece]) -> Iterator[Group]:
    """Files that were named: of one folder each, where each has its definition; else all together."""
    by_folder: dict[Path | None, list[Piece]] = {}
    for piece in single:
        by_folder.setdefault(_home(piece.file.path.parent) if piece.file else None, []).append(piece)
    apart = [inside for inside in by_folder.values() if _counts(inside)]
    if not all(_pipelines(inside) for inside in apart):
        apart = [list(single)]
    for inside in apart:
        if _counts(inside):
            yield Group(tuple(inside), _pipelines(inside), beside=True)


def _counts(pieces: Iterable[Piece]) -> bool:
    return any(
        piece.captured or any(each.operation in TELLING for each in piece.sketches)
        for piece in pieces
        if not _is_evidence(piece)
    )


def _pipelines(pieces: Iterable[Piece]) -> tuple[Pipeline, ...]:
    return tuple(pipeline for piece in pieces for pipeline in piece.pipelines)


def _is_evidence(piece: Piece) -> bool:
    """Whether a piece tells of an attempt; what it says of runs is about those of another pipeline."""
    return piece.file is not None and piece.file.path.parent.parent.name == EVIDENCE


def _home(folder: Path) -> Path:
    """The folder that evidence belongs to."""
    if folder.name == EVIDENCE:
        return folder.parent
    return folder.parent.parent if folder.parent.name == EVIDENCE else folder


def _shown(folder: Path, inside: Iterable[Piece]) -> str:
    """The folder as users see it."""
    file = next(piece.file for piece in inside if piece.file)
    steps = len(file.path.parent.parts) - len(folder.parts) + 1
    parts = PurePath(file.shown).parts
    return "/".join(parts[:-steps])
