"""Pipeline → drawings as text, in every view and format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from pipeviz.diagrams import Graph, SequenceDiagram
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.views.parts import Part, drawable, graph_parts, sequence_parts
from pipeviz.views.scope import Scope, stages_in
from pipeviz.views.sequence_action import Links

if TYPE_CHECKING:
    from pipeviz.analysis.run import Run

View = Literal["sequence", "stages", "artifacts", "timeline"]
Detail = Literal["overview", "standard", "full"]
Engine = Literal["embedded", "dot"]

VIEWS: dict[View, tuple[str, ...]] = {
    "sequence": ("mermaid", "svg", "json"),
    "stages": ("mermaid", "dot", "svg", "json"),
    "artifacts": ("mermaid", "dot", "svg", "json"),
    "timeline": ("mermaid", "svg", "json"),
}
"""The views, and the formats that each can be had in."""

RUN_VIEWS = ("sequence", "stages", "timeline")
"""The views that can show a run; the timeline can show nothing else."""

DETAILS: tuple[Detail, ...] = get_args(Detail)
ENGINES: tuple[Engine, ...] = get_args(Engine)
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
    run: Run | None = None,
) -> Iterator[Drawing]:
    """The drawing of a pipeline, or of a `run` of it, in as many parts as it takes, made as they are asked for.

    Raises UsageError for a view, format, detail or stage that there is not, RenderError when Graphviz fails.
    """
    check(view, format, of_run=run is not None)
    if detail not in DETAILS:
        raise UsageError(f"there is no detail {detail!r}; there are {', '.join(DETAILS)}")
    names = [each.name for each in (run or pipeline).stages]
    if stage is not None and stage not in names:
        raise UsageError(f"pipeline {pipeline.name} has no stage {stage!r}; it has {', '.join(names)}")
    catalogue = catalogue or load_catalogue()
    if run is not None and (view != "stages" or format == "json"):
        return _run(run, catalogue, view, format, detail, stage, links)
    if format == "json":
        return iter([Drawing(name="", stage=stage, text=model_json([pipeline], stage))])
    if view == "sequence":
        return _sequence(
            sequence_parts(pipeline, catalogue, detail=detail, stage=stage, others=others, links=links), format
        )
    return _graph(pipeline, catalogue, view, format, stage, engine, others, links, run)


def model_json(pipelines: Iterable[Pipeline], stage: str | None = None) -> str:
    """Pipelines, or one stage of them, in pipeviz's own JSON."""
    from pipeviz.model.json import dumps

    return dumps([replace(pipeline, stages=stages_in(pipeline, Scope(stage=stage))) for pipeline in pipelines])


def check(view: str, format: str, *, of_run: bool = False) -> None:
    """Raises UsageError for a view or format that there is not, alone, together, or for a run."""
    if view not in VIEWS:
        raise UsageError(f"there is no view {view!r}; there are {', '.join(VIEWS)}")
    if of_run and view not in RUN_VIEWS:
        raise UsageError(f"the view {view} shows no run; {', '.join(RUN_VIEWS)} do")
    if view == "timeline" and not of_run:
        raise UsageError("the view timeline shows a run: say which, execution latest, last-failed or an id")
    if format not in VIEWS[view]:
        raise UsageError(f"the view {view} cannot be had as {format}; it can as {', '.join(VIEWS[view])}")


def _sequence(parts: Iterable[Part[SequenceDiagram]], format: str) -> Iterator[Drawing]:
    if format == "mermaid":
        from pipeviz.writers.mermaid import mermaid as write
    else:
        from pipeviz.writers.sequence_svg import sequence_svg as write
    for part in parts:
        yield Drawing(name=part.name, stage=part.stage, text=write(part.diagram))


def _run(
    run: Run, catalogue: Catalogue, view: str, format: str, detail: str, stage: str | None, links: Links | None
) -> Iterator[Drawing]:
    if format == "json":
        from pipeviz.model.execution_json import dumps

        return iter([Drawing(name="", stage=None, text=dumps(run.execution, run.pipeline))])
    if view == "sequence":
        from pipeviz.views.run_parts import run_sequence_parts

        return _sequence(run_sequence_parts(run, catalogue, detail=detail, stage=stage, links=links), format)
    if stage is not None:
        raise UsageError("the timeline shows a whole run; the views sequence and stages can show one stage of it")
    return _timeline(run, format, links)


def _timeline(run: Run, format: str, links: Links | None) -> Iterator[Drawing]:
    from pipeviz.views.timeline import timeline

    if format == "mermaid":
        from pipeviz.writers.mermaid_gantt import gantt as write
    else:
        from pipeviz.writers.timeline_svg import timeline_svg as write
    yield Drawing(name="", stage=None, text=write(timeline(run, links=links)))


def _graph(
    pipeline: Pipeline,
    catalogue: Catalogue,
    view: str,
    format: str,
    stage: str | None,
    engine: str,
    others: Iterable[Pipeline],
    links: Links | None,
    run: Run | None,
) -> Iterator[Drawing]:
    from pipeviz.views.artifacts import artifacts
    from pipeviz.views.stages import stages
    from pipeviz.writers.dot import dot
    from pipeviz.writers.mermaid_flowchart import flowchart

    def graph(scope: Scope) -> Graph:
        if view == "stages":
            return stages(pipeline, catalogue, run=run, scope=scope, others=others, links=links)
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
