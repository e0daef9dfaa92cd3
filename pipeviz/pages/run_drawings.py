"""The drawings of a run, in every format that can be had beside its page."""

from __future__ import annotations

from collections.abc import Iterator

from pipeviz.diagrams import Graph
from pipeviz.model import Pipeline
from pipeviz.pages.anchors import on_page
from pipeviz.pages.drawings import Drawing, UndrawnGraph, sequence_drawings
from pipeviz.providers import Catalogue
from pipeviz.reports.explanation import Explanation
from pipeviz.views.parts import drawable, graph_parts
from pipeviz.views.run_parts import run_sequence_parts
from pipeviz.views.scope import Scope
from pipeviz.views.stages import stages
from pipeviz.views.timeline import timeline
from pipeviz.writers.dot import dot
from pipeviz.writers.mermaid_gantt import gantt
from pipeviz.writers.timeline_svg import timeline_svg


def run_graphs(explanation: Explanation, others: tuple[Pipeline, ...], catalogue: Catalogue) -> Iterator[UndrawnGraph]:
    """The stages painted by what became of them, not laid out yet."""
    run = explanation.run

    def painted(scope: Scope) -> Graph:
        return stages(run.pipeline, catalogue, run=run, scope=scope, others=others, links=on_page)

    for number, part in enumerate(graph_parts(run.pipeline, painted, fits=drawable)):
        yield UndrawnGraph("stages", number, part, dot(part.diagram))


def run_drawings(explanation: Explanation, catalogue: Catalogue, detail: str) -> Iterator[Drawing]:
    """The sequence as it happened, and the timeline."""
    run = explanation.run
    yield from sequence_drawings(run_sequence_parts(run, catalogue, detail=detail, links=on_page))
    if any(attempt.started for attempt in run.execution.actions):
        times = timeline(run, links=on_page, until=explanation.captured)
        yield Drawing(
            view="timeline",
            part="",
            stem="timeline",
            title=times.title,
            description=times.description,
            svg=timeline_svg(times),
            mermaid=gantt(times),
        )
