"""`pipeviz draw`: one diagram, on stdout or into files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeviz import api
from pipeviz.analysis.starts import callers
from pipeviz.cli import options
from pipeviz.cli.words import say
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline

if TYPE_CHECKING:
    from pipeviz.analysis.run import Run

Drawn = Iterable[tuple[Pipeline, Iterator[api.Drawing]]]


@click.command()
@options.sources(many=False)
@click.option("--pipeline", "wanted", metavar="NAME", help="Which one: a name, key, ARN or glob.")
@click.option("--stage", metavar="NAME", help="Draw this stage alone.")
@click.option("--execution", metavar="ID|latest|last-failed", help="Draw this run; the beginning of an id is enough.")
@click.option("--view", type=click.Choice(list(api.VIEWS)), default="sequence", show_default=True)
@click.option("--format", type=click.Choice(list(api.SUFFIXES)), help="By default what -o ends in, else mermaid.")
@click.option("--detail", type=click.Choice(list(api.DETAILS)), default="standard", show_default=True)
@click.option("--engine", type=click.Choice(list(api.ENGINES)), default="embedded", show_default=True)
@click.option("-o", "--output", metavar="FILE|FOLDER", help="A folder for several drawings.")
def draw(
    source: str,
    parameter: Sequence[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    wanted: str | None,
    stage: str | None,
    execution: str | None,
    view: str,
    format: str | None,
    detail: str,
    engine: str,
    output: str | None,
) -> int:
    """One diagram on stdout; by default the Mermaid sequence diagram."""
    execution = options.execution_of(source, execution)
    chosen_format = format or _by_suffix(output)
    api.check(view, chosen_format, of_run=execution is not None)
    reading, catalogue = options.reading(
        [source], parameter, parameters_file, provider_files, pipeline=wanted, execution=execution
    )
    found, problems = reading.pipelines, reading.problems
    drawn = partial(
        api.draw, view=view, format=chosen_format, detail=detail, stage=stage, engine=engine, catalogue=catalogue
    )
    if execution is not None:
        run = api.choose(reading, execution, wanted)
        if not run.exact:
            say(_on_another_version(run))
        _deliver([(run.pipeline, drawn(run.pipeline, run=run))], output, chosen_format)
        return options.report(problems)
    chosen = _with_stage(found if wanted is None else (_only(found, wanted),), stage)
    if chosen_format == "json" and output is None:
        click.echo(api.model_json(chosen, stage), nl=False)
        return options.report(problems)
    others = callers(found)
    _deliver([(pipeline, drawn(pipeline, others=others)) for pipeline in chosen], output, chosen_format)
    return options.report(problems)


def _deliver(drawings: Sequence[tuple[Pipeline, Iterator[api.Drawing]]], output: str | None, format: str) -> None:
    if output is not None:
        count = api.save(drawings, output, api.SUFFIXES[format])
        if count > 1:
            say(f"{count} drawings in {output}")
    elif format == "svg" and len(drawings) > 1:
        keys = api.listing(pipeline for pipeline, _ in drawings)
        raise UsageError(f"several SVG pictures cannot be joined; choose one with --pipeline, or -o FOLDER:\n{keys}")
    else:
        _print(drawings)


def _on_another_version(run: Run) -> str:
    ran, drawn = run.execution.version, run.pipeline.version
    version = "an unknown version" if ran is None else f"version {ran}"
    instead = "the one at hand" if drawn is None else f"version {drawn}"
    return f"warning: the run used {version} of the definition, which is not recorded; it is drawn on {instead}"


def _by_suffix(output: str | Path | None) -> str:
    """The format that a file's name asks for; Mermaid where it asks for none."""
    ending = Path(output).suffix if output is not None else ""
    return next((name for name, suffix in api.SUFFIXES.items() if suffix == ending), "mermaid")


def _only(pipelines: Sequence[Pipeline], wanted: str) -> Pipeline:
    found = api.select(pipelines, wanted)
    if len(found) > 1:
        raise UsageError(f"{wanted!r} fits several pipelines; name one by its key:\n{api.listing(found)}")
    return found[0]


def _with_stage(pipelines: Sequence[Pipeline], stage: str | None) -> Sequence[Pipeline]:
    if stage is None:
        return pipelines
    having = [pipeline for pipeline in pipelines if stage in (each.name for each in pipeline.stages)]
    if not having:
        names = sorted({each.name for pipeline in pipelines for each in pipeline.stages})
        raise UsageError(f"there is no stage {stage!r}; there are {', '.join(names)}")
    return having


def _print(drawings: Drawn) -> None:
    cut: list[tuple[Pipeline, api.Drawing]] = []
    for number, (pipeline, parts) in enumerate(drawings):
        first = next(parts)
        click.echo(("\n" if number else "") + first.text, nl=False)
        if first.name:
            cut.append((pipeline, first))
    if len(cut) == 1:
        say(_how_to_see_the_rest(*cut[0]))
    elif cut:
        say(
            f"{len(cut)} pipelines are too long for one drawing: of these this is the {cut[0][1].name}. "
            "Draw a stage with --pipeline NAME --stage NAME, or everything with -o FOLDER."
        )


def _how_to_see_the_rest(pipeline: Pipeline, first: api.Drawing) -> str:
    if first.stage is not None:
        return f"stage {first.stage} is too long for one drawing: this is the first part. Draw all with -o FOLDER."
    names = ", ".join(each.name for each in pipeline.stages)
    return (
        f"{pipeline.friendly_name} is too long for one drawing: this is its {first.name}. "
        f"Draw a stage with --stage NAME ({names}), or everything with -o FOLDER."
    )
