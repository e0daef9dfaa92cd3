"""Every drawing of a pipeline, each before the judges that know its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeviz import api
from pipeviz.diagrams import Graph, SequenceDiagram
from pipeviz.model import Pipeline
from pipeviz.providers import load_catalogue
from pipeviz.rendering import svg
from pipeviz.views.artifacts import artifacts
from pipeviz.views.parts import drawable, graph_parts, sequence_parts
from pipeviz.views.stages import stages
from pipeviz.writers.dot import dot
from pipeviz.writers.graph_svg import graph_svg
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.mermaid_flowchart import flowchart
from pipeviz.writers.sequence_svg import sequence_svg
from tests.judges.mermaid import Judge, check_flowchart, check_sequence
from tests.judges.svg import check_svg

CATALOGUE = load_catalogue()


def sequences(
    pipeline: Pipeline, others: Iterable[Pipeline] = (), detail: str = "standard"
) -> Iterator[SequenceDiagram]:
    """The sequence diagrams of a pipeline: one, or an overview and its parts."""
    return (part.diagram for part in sequence_parts(pipeline, CATALOGUE, detail=detail, others=others))


def graphs(pipeline: Pipeline, others: Iterable[Pipeline] = ()) -> Iterator[Graph]:
    """Both graphs of a pipeline, with their parts."""
    for part in graph_parts(
        pipeline, lambda scope: stages(pipeline, CATALOGUE, scope=scope, others=others), fits=drawable
    ):
        yield part.diagram
    for part in graph_parts(pipeline, lambda scope: artifacts(pipeline, CATALOGUE, scope=scope), fits=drawable):
        yield part.diagram


def pictures(graphs: Sequence[Graph]) -> list[str]:
    """The SVG of each graph."""
    drawn = svg([dot(graph) for graph in graphs])
    return [graph_svg(one, graph) for one, graph in zip(drawn, graphs, strict=True)]


def check_drawings(
    judge: Judge, pipeline: Pipeline, others: Sequence[Pipeline] = (), details: Iterable[str] = api.DETAILS
) -> None:
    """Asserts that every drawing of a pipeline says to Mermaid what its diagram says, and is a picture that is safe to show."""
    for detail in details:
        for diagram in sequences(pipeline, others, detail):
            check_svg(sequence_svg(diagram))
            check_sequence(judge, mermaid(diagram), diagram)
    drawn = list(graphs(pipeline, others))
    for graph, picture in zip(drawn, pictures(drawn), strict=True):
        check_svg(picture)
        check_flowchart(judge, flowchart(graph), graph)
