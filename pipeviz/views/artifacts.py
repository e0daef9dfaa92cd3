"""Pipeline → graph of what flows: who makes and who takes each artifact and each variable.

A cluster a stage, in it its actions and what they make. Solid edges are artifacts, dashed ones variables
(https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing-artifacts.html).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeviz.analysis.folding import FEWEST, fold
from pipeviz.analysis.lineage import NEVER_CONSUMED, Flow, Lineage, Step, lineage
from pipeviz.analysis.run_order import groups
from pipeviz.diagrams import Cluster, Edge, Graph, Node
from pipeviz.model import Pipeline, Rule, Stage
from pipeviz.providers import Catalogue
from pipeviz.views.graph_nodes import MOST_NAMES, Palette, action_node, folded_node, no_actions, rule_node
from pipeviz.views.scope import Scope
from pipeviz.views.sequence import describe
from pipeviz.views.sequence_action import Links
from pipeviz.views.stage_block import overview_block, title

WIDEST = 6
"""Where a stage has more nodes side by side, the graph runs from left to right, so that they stand in a column."""


class _Shown(NamedTuple):
    """A stage of the drawing: its position in the pipeline, rows of nodes that run together, the node of each step."""

    at: int
    stage: Stage
    rows: tuple[tuple[Node, ...], ...]
    homes: dict[Step, str]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, in order."""
        return tuple(node for row in self.rows for node in row)


class _Lot(NamedTuple):
    """Flows of one kind that lead from the same nodes to the same nodes, drawn as one node."""

    id: str
    kind: str
    flows: tuple[Flow, ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def artifacts(pipeline: Pipeline, catalogue: Catalogue, *, scope: Scope = Scope(), links: Links | None = None) -> Graph:
    """The artifacts and variables of a pipeline, or of what `scope` shows of it, between the actions that make and take
    them. What is wrong with one (never produced, never consumed, …) stands on its node. `links` gives nodes and frames
    their targets, else actions lead to the console page of their provider where that is known.
    """
    palette = Palette(pipeline, catalogue, links)
    flows = lineage(pipeline)
    shown = tuple(
        _overview(palette, at, stage) if scope.overview else _stage(palette, at, stage, scope, flows)
        for at, stage in enumerate(pipeline.stages)
        if scope.stage in (None, stage.name)
    )
    homes = {step: node for each in shown for step, node in each.homes.items()}
    folded = scope.fold or scope.overview
    lots = (
        *_lots("artifact", flows.artifacts, homes, folded),
        *_lots("variable", flows.variables, homes, folded),
    )
    stage_of = {node.id: each.at for each in shown for node in each.nodes}
    made: dict[int | None, list[Node]] = defaultdict(list)
    for lot in lots:
        makers = {stage_of[source] for source in lot.sources}
        made[makers.pop() if len(makers) == 1 and not scope.overview else None].append(_lot_node(lot, homes))
    name = f"Artifacts of pipeline {pipeline.name}" + (f": {scope.stage}" if scope.stage else "")
    return Graph(
        title=name,
        description=describe(pipeline.name, [each.stage for each in shown]),
        direction=_direction(shown, made),
        nodes=(*made[None], *(node for each in shown for node in each.nodes if scope.overview)),
        clusters=tuple(_cluster(palette, each, made[each.at]) for each in shown if not scope.overview),
        edges=(*(edge for lot in lots for edge in _edges(lot)), *_order(shown, made, framed=not scope.overview)),
    )


def _overview(palette: Palette, at: int, stage: Stage) -> _Shown:
    """A stage as one node."""
    node = overview_block(palette, f"s{at}", stage).node
    steps = [Step(at, index, action.name) for index, action in enumerate(stage.actions)]
    steps += [Step(at, None, rule.name) for rule in _rules(stage)]
    return _Shown(at, stage, ((node,),) if node else (), dict.fromkeys(steps, f"s{at}"))


def _stage(palette: Palette, at: int, stage: Stage, scope: Scope, flows: Lineage) -> _Shown:
    """A stage as its actions, and those of its rules that take something."""
    rows: list[tuple[Node, ...]] = []
    homes: dict[Step, str] = {}
    # Alternatives of one action may be equal in all but their condition, so actions are told apart by identity.
    positions = {id(action): index for index, action in enumerate(stage.actions)}
    for group in groups(stage):
        visible = tuple(action for action in group if scope.actions is None or action in scope.actions)
        row: list[Node] = []
        for run in fold(visible) if scope.fold else ((action,) for action in visible):
            key = f"s{at}a{positions[id(run[0])]}"
            row.append(
                action_node(palette, key, stage, run[0]) if len(run) == 1 else folded_node(palette, key, stage, run)
            )
            homes.update((Step(at, positions[id(action)], action.name), key) for action in run)
        rows.append(tuple(row))
    takers = {step for flow in (*flows.artifacts, *flows.variables) for step in flow.consumers}
    rules: list[Node] = []
    for rule in _rules(stage):
        step = Step(at, None, rule.name)
        if step in takers and step not in homes:
            homes[step] = f"s{at}r{len(homes)}"
            rules.append(rule_node(palette, homes[step], stage, rule))
    first, *later = [row for row in rows if row] or [()]
    first += tuple(rules)
    return _Shown(at, stage, (first or (no_actions(f"s{at}a0"),), *later), homes)


def _rules(stage: Stage) -> Iterator[Rule]:
    failure = stage.on_failure.conditions if stage.on_failure else ()
    for condition in (*stage.before_entry, *stage.on_success, *failure):
        yield from condition.rules


def _lots(kind: str, flows: Iterable[Flow], homes: dict[Step, str], folded: bool) -> Iterator[_Lot]:
    """The flows that begin or end at a node of the drawing; where `folded`, those with the same ends together."""
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Flow]] = defaultdict(list)
    for flow in flows:
        ends = _nodes(flow.producers, homes), _nodes(flow.consumers, homes)
        inside = bool(ends[0]) and ends[0] == ends[1]
        if not inside and (any(ends) or not flow.producers + flow.consumers):
            alike[ends].append(flow)
    number = 0
    for (sources, targets), some in alike.items():
        together = [some] if folded and len(some) >= FEWEST else [[flow] for flow in some]
        for lot in together:
            yield _Lot(f"{kind[0]}{number}", kind, tuple(lot), sources, targets)
            number += 1


def _nodes(steps: Iterable[Step], homes: dict[Step, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(homes[step] for step in steps if step in homes))


def _lot_node(lot: _Lot, homes: dict[Step, str]) -> Node:
    first = lot.flows[0]
    names = [flow.name for flow in lot.flows]
    findings = tuple(dict.fromkeys(finding for flow in lot.flows for finding in flow.findings))
    lines = _named(lot) if len(names) == 1 else [f"{len(names)} {lot.kind}s", f"{names[0]} … {names[-1]}"]
    elsewhere = [step.name for step in first.producers if step not in homes]
    if elsewhere and not lot.sources:
        lines.append(f"from {', '.join(elsewhere)}")
    return Node(
        id=lot.id,
        lines=(*lines, *findings),
        shape="folder" if lot.kind == "artifact" else "hexagon",
        classes=(lot.kind if not findings else "disabled" if findings == (NEVER_CONSUMED,) else "condition",),
        tooltip=_told(lot) if len(names) == 1 else ", ".join(names[:MOST_NAMES]),
    )


def _named(lot: _Lot) -> list[str]:
    """An artifact by its name, a variable by its key and the namespace that it belongs to."""
    namespace, _, key = lot.flows[0].name.partition(".")
    return [key, namespace] if lot.kind == "variable" else [lot.flows[0].name]


def _told(lot: _Lot) -> str:
    flow = lot.flows[0]
    makers = ", ".join(step.name for step in flow.producers) or ("the pipeline" if flow.given else "nobody")
    takers = ", ".join(step.name for step in flow.consumers[:MOST_NAMES]) or "nobody"
    return f"{lot.kind.capitalize()} {flow.name}, made by {makers}, taken by {takers}"


def _edges(lot: _Lot) -> Iterator[Edge]:
    dashed = lot.kind == "variable"
    for source in lot.sources:
        yield Edge(source=source, target=lot.id, dashed=dashed, classes=(lot.kind,))
    for target in lot.targets:
        early = target in lot.sources
        yield Edge(source=lot.id, target=target, dashed=dashed, constraint=not early, classes=(lot.kind,))


def _order(shown: Sequence[_Shown], made: dict[int | None, list[Node]], *, framed: bool) -> Iterator[Edge]:
    """Keeps the stages, and what runs one after another in them, in order, whatever flows between them."""
    for each in shown:
        for above, below in pairwise(each.rows):
            yield from (Edge(source=above[0].id, target=node.id, hidden=True) for node in below)
    for one, other in pairwise(shown):
        last, first = (made[one.at] or one.nodes)[-1], other.nodes[0]
        ltail, lhead = (f"s{one.at}", f"s{other.at}") if framed else (None, None)
        yield Edge(source=last.id, target=first.id, hidden=True, ltail=ltail, lhead=lhead)


def _direction(shown: Sequence[_Shown], made: dict[int | None, list[Node]]) -> str:
    widest = max((len(row) for each in shown for row in (*each.rows, made[each.at])), default=0)
    return "LR" if widest > WIDEST else "TB"


def _cluster(palette: Palette, shown: _Shown, made: Sequence[Node]) -> Cluster:
    return Cluster(
        id=f"s{shown.at}",
        label=title(shown.stage),
        nodes=(*shown.nodes, *made),
        classes=("stage",),
        link=palette.link(shown.stage),
        tooltip=f"Stage {shown.stage.name}",
    )
