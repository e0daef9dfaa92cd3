"""The drawings of a page, in every format that can be had beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeviz.diagrams import Graph, SequenceDiagram
from pipeviz.model import Pipeline
from pipeviz.pages.anchors import on_page
from pipeviz.pages.paths import slug
from pipeviz.providers import Catalogue
from pipeviz.views.artifacts import artifacts
from pipeviz.views.parts import Part, drawable, graph_parts, sequence_parts
from pipeviz.views.scope import Scope
from pipeviz.views.stages import stages
from pipeviz.writers.dot import dot
from pipeviz.writers.graph_svg import graph_svg
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.mermaid_flowchart import flowchart
from pipeviz.writers.sequence_svg import sequence_svg

_ROOT = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)(?:pt|px)?"[^>]*?\sheight="([\d.]+)(?:pt|px)?"')
_OWN_LINK = re.compile(r'(<a\b[^<>]*?\bhref=")#')


class Drawing(NamedTuple):
    """One picture. `part` is empty, or names the part of the pipeline that it shows; `stem` begins the names of its files."""

    view: str
    part: str
    stem: str
    title: str
    description: str
    svg: str
    mermaid: str
    dot: str | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Natural width and height, in CSS pixels."""
        match = _ROOT.search(self.svg)
        return (round(float(match[1])), round(float(match[2]))) if match else (0, 0)

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file of the drawing. In a picture of its own, links to the page lead back to the page."""
        yield f"{self.stem}.svg", _OWN_LINK.sub(r"\1index.html#", self.svg)
        yield f"{self.stem}.mmd", self.mermaid
        if self.dot is not None:
            yield f"{self.stem}.dot", self.dot


class UndrawnGraph(NamedTuple):
    """A graph before it is laid out: of which view, which of its parts, and as DOT."""

    view: str
    number: int
    part: Part[Graph]
    dot: str


class Undrawn(NamedTuple):
    """A pipeline with those that may start it, and its graphs, which are being laid out."""

    pipeline: Pipeline
    others: Sequence[Pipeline]
    graphs: tuple[UndrawnGraph, ...]


def undrawn(pipeline: Pipeline, others: Sequence[Pipeline], catalogue: Catalogue) -> Undrawn:
    """A pipeline before its graphs are laid out."""
    return Undrawn(pipeline, others, tuple(_graphs(pipeline, others, catalogue)))


def drawings(each: Undrawn, drawn: Iterator[str], catalogue: Catalogue, detail: str) -> tuple[Drawing, ...]:
    """The drawings of a pipeline; `drawn` gives what Graphviz made of its graphs."""
    graphs = (laid_out(graph, next(drawn)) for graph in each.graphs)
    parts = sequence_parts(each.pipeline, catalogue, detail=detail, others=each.others, links=on_page)
    return (*sequence_drawings(parts), *graphs)


def sequence_drawings(parts: Iterable[Part[SequenceDiagram]]) -> Iterator[Drawing]:
    """A sequence diagram in all its parts."""
    for number, part in enumerate(parts):
        yield Drawing(
            view="sequence",
            part=part.name,
            stem=stem("sequence", number, part.name),
            title=part.diagram.title,
            description=part.diagram.description,
            svg=sequence_svg(part.diagram),
            mermaid=mermaid(part.diagram),
        )


def _graphs(pipeline: Pipeline, others: Sequence[Pipeline], catalogue: Catalogue) -> Iterator[UndrawnGraph]:
    def of_stages(scope: Scope) -> Graph:
        return stages(pipeline, catalogue, scope=scope, others=others, links=on_page)

    def of_artifacts(scope: Scope) -> Graph:
        return artifacts(pipeline, catalogue, scope=scope, links=on_page)

    for view, draw in (("stages", of_stages), ("artifacts", of_artifacts)):
        for number, part in enumerate(graph_parts(pipeline, draw, fits=drawable)):
            yield UndrawnGraph(view, number, part, dot(part.diagram))


def laid_out(graph: UndrawnGraph, drawn: str) -> Drawing:
    """A graph with what Graphviz made of it."""
    part = graph.part
    return Drawing(
        view=graph.view,
        part=part.name,
        stem=stem(graph.view, graph.number, part.name),
        title=part.diagram.title,
        description=part.diagram.description,
        svg=graph_svg(drawn, part.diagram),
        mermaid=flowchart(part.diagram),
        dot=graph.dot,
    )


def stem(view: str, number: int, part: str) -> str:
    """How the names of the files of a drawing, or of a part of it, begin."""
    return f"{view}-{number}-{slug(part)}" if part else view
