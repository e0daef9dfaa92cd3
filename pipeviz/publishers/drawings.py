"""Drawings → a file, or a folder of files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pipeviz.drawing import Drawing
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.pages.paths import page_path, slug
from pipeviz.publishers.file import write_file


def save(drawings: Iterable[tuple[Pipeline, Iterable[Drawing]]], target: str | Path, suffix: str) -> int:
    """Writes drawings to a file where there is but one, else to a folder; gives their number.

    A target that is a folder, or ends in `/`, gets even a single drawing as a file in it. The folder is created, and its
    files are named after the keys of pipelines and their parts. Nothing is written before everything is drawn. Raises
    UsageError, PublishError.
    """
    files = [(pipeline, tuple(parts)) for pipeline, parts in drawings]
    count = sum(len(parts) for _, parts in files)
    output = Path(target)
    if count == 1 and not output.is_dir() and not str(target).endswith(("/", os.sep)):
        write_file(output, files[0][1][0].text)
        return 1
    if not output.is_dir() and (output.exists() or output.suffix == suffix):
        raise UsageError(f"there are {count} drawings, and {output} is a file; name a folder")
    for pipeline, parts in files:
        base = page_path(pipeline.key).path if len(files) > 1 else slug(pipeline.name)
        for number, part in enumerate(parts):
            name = f"{base}-{number:02}-{slug(part.name)}" if part.name else base
            write_file(output / f"{name}{suffix}", part.text)
    return count
