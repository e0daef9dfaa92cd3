"""The whole flow on one screen: read → draw → build.

    reading = pipeviz.read(["infra/"])
    for pipeline in reading.pipelines:
        for drawing in pipeviz.draw(pipeline):
            print(drawing.text)
    pipeviz.build(reading.pipelines, "site")

Each step is a function from plain values to plain values: readers give `Pipeline`s, views turn them into diagrams, writers
turn these into text, `rendering` lays graphs out, pages and publishers make the site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from pipeviz.diagrams import Graph, SequenceDiagram
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.readers import Reading, ReadOptions
from pipeviz.readers import read as read_sources
from pipeviz.views.parts import Part, drawable, graph_parts, sequence_parts
from pipeviz.views.scope import Scope, stages_in
from pipeviz.views.sequence_action import Links

if TYPE_CHECKING:
    from pipeviz.publishers.folder import Published

VIEWS: dict[str, tuple[str, ...]] = {
    "sequence": ("mermaid", "svg", "json"),
    "stages": ("mermaid", "dot", "svg", "json"),
    "artifacts": ("mermaid", "dot", "svg", "json"),
}
"""The views, and the formats that each can be had in."""

DETAILS = ("overview", "standard", "full")
ENGINES = ("embedded", "dot")
SUFFIXES = {"mermaid": ".mmd", "dot": ".dot", "svg": ".svg", "json": ".json"}


class Drawing(Struct, frozen=True, kw_only=True):
    """A finished drawing: its text, and which part of the whole it is (see `pipeviz.views.parts.Part`)."""

    name: str
    stage: str | None
    text: str


def read(
    sources: Sequence[str | Path], *, parameters: Mapping[str, str] | None = None, catalogue: Catalogue | None = None
) -> Reading:
    """The pipelines in files, folders, `cdk.out` folders or standard input (`-`), and what was wrong with some of them.

    `parameters` are values for the parameters of templates. Raises SourceError when there is nothing to return.
    """
    options = ReadOptions(parameters=parameters or {}, catalogue=catalogue or load_catalogue())
    return read_sources([str(source) for source in sources], options)


def draw(
    pipeline: Pipeline,
    *,
    view: str = "sequence",
    format: str = "mermaid",
    detail: str = "standard",
    stage: str | None = None,
    engine: str = "embedded",
    catalogue: Catalogue | None = None,
    others: Iterable[Pipeline] = (),
    links: Links | None = None,
) -> Iterator[Drawing]:
    """The drawing of a pipeline in as many parts as it takes, made as they are asked for.

    Raises UsageError for a view, format or stage that there is not, RenderError when Graphviz fails.
    """
    check(view, format)
    if stage is not None and stage not in [each.name for each in pipeline.stages]:
        names = ", ".join(each.name for each in pipeline.stages)
        raise UsageError(f"pipeline {pipeline.name} has no stage {stage!r}; it has {names}")
    catalogue = catalogue or load_catalogue()
    if format == "json":
        return iter([Drawing(name="", stage=stage, text=model_json([pipeline], stage))])
    if view == "sequence":
        return _sequence(
            sequence_parts(pipeline, catalogue, detail=detail, stage=stage, others=others, links=links), format
        )
    return _graph(pipeline, catalogue, view, format, stage, engine, others, links)


def model_json(pipelines: Iterable[Pipeline], stage: str | None = None) -> str:
    """Pipelines, or one stage of them, in pipeviz's own JSON."""
    from pipeviz.model.json import dumps

    return dumps([replace(pipeline, stages=stages_in(pipeline, Scope(stage=stage))) for pipeline in pipelines])


def check(view: str, format: str) -> None:
    """Raises UsageError for a view or format that there is not, alone or together."""
    if view not in VIEWS:
        raise UsageError(f"there is no view {view!r}; there are {', '.join(VIEWS)}")
    if format not in VIEWS[view]:
        raise UsageError(f"the view {view} cannot be had as {format}; it can as {', '.join(VIEWS[view])}")


def _sequence(parts: Iterable[Part[SequenceDiagram]], format: str) -> Iterator[Drawing]:
    if format == "mermaid":
        from pipeviz.writers.mermaid import mermaid as write
    else:
        from pipeviz.writers.sequence_svg import sequence_svg as write
    for part in parts:
        yield Drawing(name=part.name, stage=part.stage, text=write(part.diagram))


def _graph(
    pipeline: Pipeline,
    catalogue: Catalogue,
    view: str,
    format: str,
    stage: str | None,
    engine: str,
    others: Iterable[Pipeline],
    links: Links | None,
) -> Iterator[Drawing]:
    from pipeviz.views.artifacts import artifacts
    from pipeviz.views.stages import stages
    from pipeviz.writers.dot import dot
    from pipeviz.writers.mermaid_flowchart import flowchart

    def graph(scope: Scope) -> Graph:
        if view == "stages":
            return stages(pipeline, catalogue, scope=scope, others=others, links=links)
        return artifacts(pipeline, catalogue, scope=scope, links=links)

    parts = graph_parts(pipeline, graph, stage=stage, fits=drawable)
    if format == "svg":
        return _laid_out(tuple(parts), engine)
    write = flowchart if format == "mermaid" else dot
    return (Drawing(name=part.name, stage=part.stage, text=write(part.diagram)) for part in parts)


def _laid_out(parts: Sequence[Part[Graph]], engine: str) -> Iterator[Drawing]:
    from pipeviz.rendering import svg
    from pipeviz.writers.dot import dot
    from pipeviz.writers.graph_svg import graph_svg

    pictures = svg([dot(part.diagram) for part in parts], engine)
    for part, picture in zip(parts, pictures, strict=True):
        yield Drawing(name=part.name, stage=part.stage, text=graph_svg(picture, part.diagram))


def select(pipelines: Sequence[Pipeline], wanted: str) -> tuple[Pipeline, ...]:
    """The pipelines whose name, key, ARN, title or logical id is `wanted`, or fits it as a glob.

    An exact match goes before any glob. Raises UsageError, naming what there is, when none fits.
    """
    exact = tuple(each for each in pipelines if wanted in _names(each))
    found = exact or tuple(each for each in pipelines if any(fnmatchcase(name, wanted) for name in _names(each)))
    if not found:
        raise UsageError(f"no pipeline {wanted!r}; there are:\n{listing(pipelines)}")
    return found


def save(drawings: Iterable[tuple[Pipeline, Iterable[Drawing]]], target: str | Path, suffix: str) -> int:
    """Writes drawings to a file where there is but one, else to a folder; gives their number.

    A target that is a folder, or ends in `/`, gets even a single drawing as a file in it. The folder is created, and its
    files are named after the keys of pipelines and their parts. Nothing is written before everything is drawn. Raises
    UsageError, PublishError.
    """
    from pipeviz.pages.paths import page_path, slug
    from pipeviz.publishers.file import write_file

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


def build(
    pipelines: Sequence[Pipeline],
    target: str | Path,
    *,
    pages_only: bool = False,
    catalogue: Catalogue | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    **options: Any,
) -> Published:
    """Publishes the site of pipelines into a folder, or only `mkdocs.yml` and pages for any builder.

    `options` are those of `pipeviz.pages.PageOptions`. Raises PublishError, and then the target is as it was.
    """
    from pipeviz import pages
    from pipeviz.publishers import site

    chosen = pages.PageOptions(**options)
    publish = site.write_pages if pages_only else site.build
    return publish(pages.render(pipelines, catalogue or load_catalogue(), chosen), Path(target), progress)


def listing(pipelines: Iterable[Pipeline]) -> str:
    """The keys of pipelines, one a line, with their place where the key does not say it."""
    return "\n".join(f"  {each.key}" for each in pipelines)


def _names(pipeline: Pipeline) -> tuple[str, ...]:
    names = (pipeline.key, pipeline.name, pipeline.arn, pipeline.title, pipeline.logical_id)
    return tuple(name for name in names if name is not None)
