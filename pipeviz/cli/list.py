"""`pipeviz list`: which pipelines are in there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from pipeviz.cli import options
from pipeviz.cli.words import printable
from pipeviz.model import Pipeline


@click.command("list")
@options.sources()
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_(
    source: Sequence[str],
    parameter: Sequence[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    format: str,
) -> int:
    """Which pipelines are in there."""
    pipelines, problems, _ = options.read(source, parameter, parameters_file, provider_files)
    click.echo(_json(pipelines) if format == "json" else _text(pipelines), nl=False)
    return options.report(problems)


def _json(pipelines: Iterable[Pipeline]) -> str:
    import json

    return json.dumps([_row(pipeline) for pipeline in pipelines], indent=2, ensure_ascii=False) + "\n"


def _row(pipeline: Pipeline) -> dict[str, object]:
    return {
        "key": pipeline.key,
        "name": pipeline.name,
        "title": pipeline.title,
        "type": pipeline.type,
        "stages": len(pipeline.stages),
        "actions": len(pipeline.actions),
        "file": pipeline.place.file if pipeline.place else None,
        "line": pipeline.place.line if pipeline.place else None,
    }


def _text(pipelines: Sequence[Pipeline]) -> str:
    rows = [("NAME", "TYPE", "STAGES", "ACTIONS", "WHERE", "KEY"), *(_cells(pipeline) for pipeline in pipelines)]
    if len({row[0] for row in rows}) == len(rows):
        rows = [row[:-1] for row in rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def _cells(pipeline: Pipeline) -> tuple[str, ...]:
    where = f"{pipeline.place.file}:{pipeline.place.line}" if pipeline.place else ""
    counts = (str(len(pipeline.stages)), str(len(pipeline.actions)))
    cells = (pipeline.friendly_name, pipeline.type, *counts, where, pipeline.key)
    return tuple(printable(" ".join(cell.split())) for cell in cells)
