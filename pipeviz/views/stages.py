"""Pipeline → graph of its stages: what starts it, what runs when, and what stands between.

A cluster a stage, one below the other; the inside of a stage is drawn by `stage_block`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeviz.analysis.starts import starts
from pipeviz.diagrams import Edge, Graph, Node
from pipeviz.model import Pipeline, Stage, Start
from pipeviz.providers import Catalogue
from pipeviz.views.graph_nodes import Palette, start_lines, starts_node
from pipeviz.views.scope import Scope, shows_start, stages_in
from pipeviz.views.sequence import describe
from pipeviz.views.sequence_action import Links
from pipeviz.views.stage_block import Block, End, overview_block, stage_block

if TYPE_CHECKING:
    from pipeviz.analysis.run import Run

MOST_STARTS = 4
"""More different ways of one kind than this become one node."""


def stages(
    pipeline: Pipeline,
    catalogue: Catalogue,
    *,
    run: Run | None = None,
    scope: Scope = Scope(),
    others: Iterable[Pipeline] = (),
    links: Links | None = None,
) -> Graph:
    """The stages of a pipeline, or those that `scope` shows, in their order; painted by what became of them in a `run`.

    `others` are looked through for actions that start this pipeline; `links` gives nodes and frames their targets, else
    actions lead to the console page of their provider where that is known.
    """
    palette = Palette(pipeline, catalogue, links)
    shown = stages_in(pipeline, scope)
    blocks = tuple(_blocks(palette, shown, scope))
    begins = starts(pipeline, others) if shows_start(pipeline, scope) else ()
    start_nodes, start_edges, lots = _starts(begins, blocks)
    name = f"Stages of pipeline {pipeline.name}" + (f": {scope.stage}" if scope.stage else "")
    graph = Graph(
        title=name,
        description=describe(pipeline.name, shown),
        nodes=(*start_nodes, *(block.node for block in blocks if block.node)),
        clusters=tuple(block.cluster for block in blocks if block.cluster),
        edges=(*start_edges, *(edge for block in blocks for edge in block.edges), *_transitions(blocks)),
    )
    if run is None:
        return graph
    from pipeviz.views.stages_run import painted

    return painted(graph, blocks, lots, run)


def _blocks(palette: Palette, shown: Sequence[Stage], scope: Scope) -> Iterator[Block]:
    for at, stage in enumerate(shown):
        if scope.overview:
            yield overview_block(palette, f"s{at}", stage)
        else:
            last = at == len(shown) - 1
            yield stage_block(palette, f"s{at}", stage, folded=scope.fold, entered=at > 0, left=not last)


def _starts(
    begins: Iterable[Start], blocks: Sequence[Block]
) -> tuple[tuple[Node, ...], tuple[Edge, ...], dict[str, Sequence[Start]]]:
    """The ways to start a pipeline; each leads to its source actions, else to the first stage. And what each node stands for."""
    kinds: dict[str, list[Start]] = defaultdict(list)
    for start in begins:
        kinds[start.kind].append(start)
    nodes: list[Node] = []
    edges: list[Edge] = []
    lots: dict[str, Sequence[Start]] = {}
    for lot in (lot for some in kinds.values() for lot in _alike(some)):
        key = f"t{len(nodes)}"
        nodes.append(starts_node(key, lot))
        lots[key] = lot
        ends = dict.fromkeys(_target(start, block) for start in lot for block in blocks[:1])
        edges.extend(Edge(source=key, target=end.node, lhead=end.frame, classes=("trigger",)) for end in ends)
    return tuple(nodes), tuple(edges), lots


def _alike(starts: Sequence[Start]) -> Iterable[Sequence[Start]]:
    """Starts of one kind by what is shown of them; all together where these are many."""
    lots: dict[tuple[str, ...], list[Start]] = defaultdict(list)
    for start in starts:
        lots[start_lines(start)].append(start)
    return [starts] if len(lots) > MOST_STARTS else lots.values()


def _target(start: Start, first: Block) -> End:
    """The node of the source action that a start belongs to; the stage where that is its only one, or one of many in a frame."""
    own = first.actions.get(start.source_action or "")
    frames = first.cluster.clusters if first.cluster else ()
    framed = {node.id for frame in frames for node in frame.nodes}
    return End(own) if own is not None and own not in framed and len(first.actions) > 1 else first.top


def _transitions(blocks: Sequence[Block]) -> Iterator[Edge]:
    """From each stage to the next; the alternatives of an undecided template condition stand side by side."""
    levels: list[list[Block]] = []
    for block in blocks:
        if levels and _excludes(levels[-1][-1].stage, block.stage):
            levels[-1].append(block)
        else:
            levels.append([block])
    for above, below in pairwise(levels):
        yield from (_transition(one, other) for one in above for other in below)


def _excludes(one: Stage, other: Stage) -> bool:
    return one.only_if is not None and other.only_if == f"not {one.only_if}"


def _transition(one: Block, other: Block) -> Edge:
    transition = other.stage.transition
    label = "" if transition.enabled else f"disabled: {transition.reason}" if transition.reason else "disabled"
    return Edge(
        source=one.bottom.node,
        target=other.top.node,
        label=label,
        dashed=not transition.enabled,
        ltail=one.bottom.frame,
        lhead=other.top.frame,
        classes=("transition",) if transition.enabled else ("transition", "disabled"),
        tooltip=f"{one.stage.name} → {other.stage.name}" + (f", {label}" if label else ""),
    )
