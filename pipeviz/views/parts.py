"""Cuts a drawing that would be too long into an overview and parts that can be read.

Mermaid draws an error picture, and reports nothing, beyond 50,000 characters of text
(https://mermaid.js.org/config/schema-docs/config.html); people give up long before. So equal parallel actions are folded first; if that is
not enough the drawing becomes an overview and one part a stage; a stage that is still too long is cut between runOrder
groups, and a group that is too long into batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from pipeviz.analysis.folding import fold
from pipeviz.analysis.run_order import groups
from pipeviz.diagrams import Block, Cluster, Fragment, Graph, Item, Message, Note, SequenceDiagram
from pipeviz.model import Action, Pipeline, Stage
from pipeviz.providers import Catalogue
from pipeviz.views.scope import Scope, stages_in
from pipeviz.views.sequence import sequence
from pipeviz.views.sequence_action import Links

MOST_MESSAGES = 100
"""A sequence diagram with more messages is too long to read."""

MOST_EDGES = 450
"""Mermaid refuses a flowchart of 500 edges."""

MOST_CHARACTERS = 45_000
"""Text beyond this comes too near to Mermaid's wall."""

LINE = 64
"""Characters of a line of Mermaid text beside its free text, at the most: indentation, ids, arrow."""

D = TypeVar("D", SequenceDiagram, Graph)


class Part(Struct, Generic[D], frozen=True, kw_only=True):
    """One of the drawings that show a pipeline together.

    A drawing that need not be cut is one part without a name; else the first is the `overview`, and the others are named after
    their `stage`, with a number where a stage takes several.
    """

    name: str
    stage: str | None
    diagram: D


def sequence_parts(
    pipeline: Pipeline,
    catalogue: Catalogue,
    *,
    detail: str = "standard",
    stage: str | None = None,
    others: Iterable[Pipeline] = (),
    links: Links | None = None,
) -> Iterator[Part[SequenceDiagram]]:
    """The sequence diagram of a pipeline, or of one `stage`, in as many parts as it takes; drawn as they are asked for."""

    def draw(scope: Scope, level: str = detail) -> SequenceDiagram:
        return sequence(pipeline, catalogue, detail=level, scope=scope, others=others, links=links)

    def overview() -> SequenceDiagram:
        calls = draw(Scope(fold=True), "overview")
        return calls if readable(calls) else draw(Scope(overview=True))

    # A call and a reply for each action are the least there can be: no need to draw what cannot fit.
    hopeless = 2 * sum(len(each.actions) for each in stages_in(pipeline, Scope(stage=stage))) > MOST_MESSAGES
    return in_parts(
        pipeline, draw, overview, readable, stage, may_fold=detail != "full" and _foldable(pipeline), hopeless=hopeless
    )


def graph_parts(
    pipeline: Pipeline,
    draw: Callable[[Scope], Graph],
    *,
    stage: str | None = None,
    fits: Callable[[Graph], bool],
) -> Iterator[Part[Graph]]:
    """A graph of a pipeline in as many parts as it takes to fit."""
    return in_parts(
        pipeline, draw, lambda: draw(Scope(overview=True)), fits, stage, may_fold=_foldable(pipeline), hopeless=False
    )


def readable(diagram: SequenceDiagram) -> bool:
    """Whether a sequence diagram is short enough for people and for Mermaid."""
    messages, characters = _size(diagram.items)
    head = sum(LINE + _written(participant.label) for participant in diagram.participants)
    head += _written(diagram.title) + _written(diagram.description)
    return messages <= MOST_MESSAGES and head + characters <= MOST_CHARACTERS


def drawable(graph: Graph) -> bool:
    """Whether Mermaid would draw a graph as a flowchart."""
    edges = sum(LINE + _quoted(edge.label) for edge in graph.edges)
    head = _quoted(graph.title) + _quoted(graph.description)
    return len(graph.edges) <= MOST_EDGES and head + edges + _frame(graph) <= MOST_CHARACTERS


def _foldable(pipeline: Pipeline) -> bool:
    return any(len(fold(group)) < len(group) for stage in pipeline.stages for group in groups(stage))


def in_parts(
    pipeline: Pipeline,
    draw: Callable[[Scope], D],
    overview: Callable[[], D],
    fits: Callable[[D], bool],
    stage: str | None,
    *,
    may_fold: bool,
    hopeless: bool,
) -> Iterator[Part[D]]:
    """A drawing in as many parts as it takes until each `fits`; `hopeless` tells that the whole need not be tried."""
    attempts = [] if hopeless else [Scope(stage=stage)]
    if may_fold:
        attempts.append(Scope(stage=stage, fold=True))
    for scope in attempts:
        whole = draw(scope)
        if fits(whole):
            yield Part(name="", stage=stage, diagram=whole)
            return
    if stage is None:
        yield Part(name="overview", stage=None, diagram=overview())
    for each in _distinct(stages_in(pipeline, Scope(stage=stage))):
        yield from _stage_parts(each, draw, fits, may_fold)


def _stage_parts(
    stage: Stage, draw: Callable[[Scope], D], fits: Callable[[D], bool], may_fold: bool
) -> Iterator[Part[D]]:
    scope = Scope(stage=stage.name, fold=may_fold)
    diagram = draw(scope)
    if fits(diagram):
        yield Part(name=stage.name, stage=stage.name, diagram=diagram)
        return

    def drawn(actions: tuple[Action, ...]) -> D:
        return draw(Scope(stage=stage.name, actions=actions, fold=may_fold))

    cuts = [cut for group in groups(stage) for cut in _batches(group, lambda actions: fits(drawn(actions)))]
    for number, actions in enumerate(_packed(cuts, lambda actions: fits(drawn(actions))), 1):
        yield Part(name=f"{stage.name} {number}", stage=stage.name, diagram=drawn(actions))


def _batches(actions: tuple[Action, ...], fits: Callable[[tuple[Action, ...]], bool]) -> Iterator[tuple[Action, ...]]:
    """The actions in halves, quarters … until each fits; one action is never cut."""
    if len(actions) == 1 or fits(actions):
        yield actions
        return
    middle = len(actions) // 2
    yield from _batches(actions[:middle], fits)
    yield from _batches(actions[middle:], fits)


def _packed(
    cuts: Iterable[tuple[Action, ...]], fits: Callable[[tuple[Action, ...]], bool]
) -> Iterator[tuple[Action, ...]]:
    """Neighbouring cuts together as long as they fit."""
    packed: tuple[Action, ...] = ()
    for cut in cuts:
        if packed and not fits(packed + cut):
            yield packed
            packed = ()
        packed += cut
    if packed:
        yield packed


def _distinct(stages: Sequence[Stage]) -> Iterator[Stage]:
    """One stage for each name: the alternatives of an undecided condition are drawn together."""
    seen: set[str] = set()
    for stage in stages:
        if stage.name not in seen:
            seen.add(stage.name)
            yield stage


def _size(items: Iterable[Item]) -> tuple[int, int]:
    """Messages, and characters of Mermaid text at the most."""
    messages = characters = 0
    for item in items:
        characters += LINE
        match item:
            case Message():
                messages += 1
                characters += _written(item.text)
            case Note():
                characters += _written(item.text)
            case Block():
                inner = _size(item.items)
                messages += inner[0]
                characters += 2 * LINE + _written(item.title) + inner[1]
            case Fragment():
                for operand in item.operands:
                    inner = _size(operand.items)
                    messages += inner[0]
                    characters += LINE + _written(operand.label) + inner[1]
    return messages, characters


def _frame(frame: Graph | Cluster) -> int:
    """Characters of a flowchart at the most for the nodes and clusters of a frame."""
    nodes = sum(
        2 * LINE + sum(_quoted(line) + len("<br/>") for line in node.lines) + 3 * len(node.link or "")
        for node in frame.nodes
    )
    return nodes + sum(2 * LINE + _quoted(cluster.label) + _frame(cluster) for cluster in frame.clusters)


def _quoted(text: str) -> int:
    """How long free text is at the most in the label of a flowchart."""
    return _written(text) + 5 * sum(map(text.count, '"`\\*_~@{}[]|^='))


def _written(text: str) -> int:
    """How long free text is at the most once its special characters are written as entities."""
    return len(text) + 4 * sum(map(text.count, "#;<>&%$\n"))
