"""Pieces of a reading → which answers belong to which pipeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue
from pipeviz.readers.identity import told_apart
from pipeviz.readers.reading import Piece, Reading
from pipeviz.readers.records.folder import held_in
from pipeviz.readers.records.loading import Files, recorded


def with_runs(reading: Reading, pieces: Sequence[Piece], catalogue: Catalogue) -> Reading:
    """The reading with its runs, each pipeline with a key of its own."""
    owned = list(_owned(pieces))
    pipelines = told_apart(reading.pipelines)
    final = {id(before): after for before, after in zip(reading.pipelines, pipelines, strict=True)}
    runs = tuple(recorded(final[id(pipeline)], files, catalogue) for pipeline, files in owned)
    return reading._replace(pipelines=pipelines, recorded=runs)


def _owned(pieces: Sequence[Piece]) -> Iterator[tuple[Pipeline, Files]]:
    folders: dict[Path, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.file is not None:
            folders[piece.file.path.parent].append(piece)
    for folder, inside in folders.items():
        defined = [pipeline for piece in inside for pipeline in piece.pipelines]
        if len(defined) == 1 and any(piece.sketches or piece.captured for piece in inside):
            shown = inside[0].file.shown.rpartition("/")[0] if inside[0].file else ""
            yield defined[0], partial(held_in, folder, shown)
