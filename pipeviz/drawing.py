"""Pipeline → drawings as text, in every view and format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeviz.diagrams import Graph, SequenceDiagram
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.views.parts import Part, drawable, graph_parts, sequence_parts
from pipeviz.views.scope import Scope, stages_in
from pipeviz.views.sequence_action import Links

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
    """A finished drawing: its `text`, and which part of the whole it is.

    A drawing that need not be cut has no `name`; else the first is named `overview`, and the others after their `stage`.
    """

    name: str
    stage: str | None
    text: str


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

    Raises UsageError for a view, format, detail or stage that there is not, RenderError when Graphviz fails.
    """
    check(view, format)
    if detail not in DETAILS:
        raise UsageError(f"there is no detail {detail!r}; there are {', '.join(DETAILS)}")
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
