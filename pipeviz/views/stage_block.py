"""One stage → a cluster of rows, or one node.

What runs together stands in a row; where several actions follow several, a point joins and forks them. What would be too
wide for a row stands in a frame of its own. Conditions are rows too; what follows from a failure leads back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeviz.analysis.folding import fold
from pipeviz.analysis.run_order import groups
from pipeviz.diagrams import Cluster, Edge, Node
from pipeviz.model import Action, Condition, Failure, Stage
from pipeviz.views.graph_nodes import (
    Palette,
    action_node,
    classes,
    condition_node,
    folded_node,
    no_actions,
    provider_name,
)
from pipeviz.views.results import result as wording
from pipeviz.views.results import retried

SIDE_BY_SIDE, MANY_SIDE_BY_SIDE = 5, 7
"""More parallel actions than this stand in a frame, in rows of so many; odd, so that the middle of a row is one of them."""

NOT_MET = "if not met"


class End(NamedTuple):
    """Where an edge begins or ends: at a node, or at a frame around it."""

    node: str
    frame: str | None = None


class Block(NamedTuple):
    """A stage as drawn, entered at `top` and left at `bottom`. `actions` tells the node of each action's name."""

    stage: Stage
    top: End
    bottom: End
    actions: dict[str, str]
    node: Node | None = None
    cluster: Cluster | None = None
    edges: tuple[Edge, ...] = ()


class _Row(NamedTuple):
    """What runs together: nodes side by side, or a frame. Edges reach `tops` and leave `bottoms`."""

    nodes: tuple[Node, ...]
    tops: tuple[End, ...]
    bottoms: tuple[End, ...]
    frame: Cluster | None = None
    edges: tuple[Edge, ...] = ()
    beside: str | None = None


def overview_block(palette: Palette, id: str, stage: Stage) -> Block:
    """A stage as one node: how many actions it has, and of which providers."""
    counts = Counter(provider_name(palette.catalogue, action) for action in stage.actions)
    providers = [f"{count} × {name}" if count > 1 else name for name, count in counts.items()]
    looks = {classes(palette.catalogue, action) for action in stage.actions}
    number = len(stage.actions)
    lines = [title(stage), f"{number} action{'' if number == 1 else 's'}"]
    if providers:
        lines.append(", ".join(providers[:3]) + (" …" if len(providers) > 3 else ""))
    node = Node(
        id=id,
        lines=tuple(lines),
        classes=looks.pop() if len(looks) == 1 else ("plain",),
        link=palette.link(stage),
        tooltip=f"Stage {stage.name}: {', '.join(providers) or 'no actions'}",
    )
    return Block(stage, End(id), End(id), {action.name: id for action in stage.actions}, node=node)


def stage_block(palette: Palette, id: str, stage: Stage, *, folded: bool, entered: bool, left: bool) -> Block:
    """A stage as a cluster. It is `entered` from, and `left` for, another stage where these are true."""
    names: dict[str, str] = {}
    rows = tuple(_rows(palette, id, stage, folded, names))
    points: list[Node] = []
    edges: list[Edge] = [edge for row in rows for edge in row.edges]

    def joined(ends: Sequence[End]) -> tuple[End]:
        points.append(Node(id=f"{id}p{len(points)}", lines=(), shape="point", classes=("point",)))
        edges.extend(_edge(end, End(points[-1].id)) for end in ends)
        return (End(points[-1].id),)

    loose: tuple[End, ...] = joined(()) if entered and len(rows[0].tops) > 1 else ()
    top = _middle(loose or rows[0].tops)
    for row in rows:
        if _several(loose) and _several(row.tops):
            loose = joined(loose)
        edges.extend(_edge(bottom, above) for bottom in loose for above in row.tops)
        loose = row.bottoms
    if (len(loose) > 1 and left) or (_several(loose) and stage.on_failure):
        loose = joined(loose)
    bottom, failures = _failure(palette, id, stage, _middle(loose))
    rows += failures
    edges.extend(edge for row in failures for edge in row.edges)
    cluster = Cluster(
        id=id,
        label=title(stage),
        nodes=(*(node for row in rows if row.frame is None for node in row.nodes), *points),
        clusters=tuple(row.frame for row in rows if row.frame),
        ranks=tuple(_ranks(rows)),
        classes=("stage",),
        link=palette.link(stage),
        tooltip=f"Stage {stage.name}",
    )
    return Block(stage, End(top.node, id), End(bottom.node, id), names, cluster=cluster, edges=tuple(edges))


def conditions(id: str, stage: Stage) -> Iterator[tuple[str, Condition]]:
    """The node of each condition of a stage that is drawn as a cluster with this id."""
    failing = stage.on_failure.conditions if stage.on_failure else ()
    for mark, some in (("b", stage.before_entry), ("c", stage.on_success), ("f", failing)):
        yield from ((f"{id}{mark}{number}", condition) for number, condition in enumerate(some))


def _ranks(rows: Iterable[_Row]) -> Iterator[tuple[str, ...]]:
    """The ids of what stands side by side."""
    for row in rows:
        ids = tuple(node.id for node in row.nodes)
        if row.beside is not None:
            yield (row.beside, *ids)
        elif row.frame is None and len(ids) > 1:
            yield ids


def title(stage: Stage) -> str:
    """The name of a stage, and the template condition that it depends on."""
    return f"{stage.name} (only if {stage.only_if})" if stage.only_if else stage.name


def _rows(palette: Palette, id: str, stage: Stage, folded: bool, names: dict[str, str]) -> Iterator[_Row]:
    for number, condition in enumerate(stage.before_entry):
        yield _checked(
            palette, f"{id}b{number}", stage, "Entry condition", condition, _result(condition.result), NOT_MET
        )
    count = 0
    for number, group in enumerate(groups(stage)):
        nodes: list[Node] = []
        for actions in fold(group) if folded else tuple((action,) for action in group):
            nodes.append(_node(palette, f"{id}a{count}", stage, actions))
            names.update((action.name, nodes[-1].id) for action in actions)
            count += 1
        yield _row(f"{id}g{number}", tuple(nodes))
    if not stage.actions:
        yield _row(id, (no_actions(f"{id}a0"),))
    for number, condition in enumerate(stage.on_success):
        yield _checked(
            palette, f"{id}c{number}", stage, "Success condition", condition, _result(condition.result), NOT_MET
        )


def _node(palette: Palette, id: str, stage: Stage, actions: Sequence[Action]) -> Node:
    if len(actions) == 1:
        return action_node(palette, id, stage, actions[0])
    return folded_node(palette, id, stage, actions)


def _row(id: str, nodes: tuple[Node, ...]) -> _Row:
    ends = tuple(End(node.id) for node in nodes)
    if len(nodes) <= SIDE_BY_SIDE:
        return _Row(nodes, ends, ends)
    wide = SIDE_BY_SIDE if len(nodes) <= SIDE_BY_SIDE * MANY_SIDE_BY_SIDE else MANY_SIDE_BY_SIDE
    *lines, last = (nodes[at : at + wide] for at in range(0, len(nodes), wide))
    gap = Node(id=f"{id}e", lines=(), shape="gap")
    half = len(last) // 2
    lines.append(last if len(last) % 2 else (*last[:half], gap, *last[half:]))
    order = tuple(
        Edge(source=above.id, target=below.id, hidden=True)
        for upper, lower in pairwise(lines)
        for above, below in zip(upper[(wide - len(lower)) // 2 :], lower, strict=False)
    )
    frame = Cluster(
        id=id,
        label=f"{len(nodes)} at once",
        nodes=tuple(node for line in lines for node in line),
        ranks=tuple(tuple(node.id for node in line) for line in lines),
        classes=("parallel",),
        tooltip=f"{len(nodes)} run at the same time",
    )
    top, bottom = (End(line[len(line) // 2].id, id) for line in (lines[0], lines[-1]))
    return _Row(nodes, (top,), (bottom,), frame, order)


def _failure(palette: Palette, id: str, stage: Stage, last: End) -> tuple[End, tuple[_Row, ...]]:
    """What follows when the stage fails, under its conditions if it has any; and where the stage is left then."""
    failure = stage.on_failure
    if failure is None:
        return last, ()
    if not failure.conditions:
        note = _outcome(f"{id}f", _remedy(failure, failure.result), "on failure")
        if not stage.on_success:
            return last, (_Row((note,), (), (), edges=(_dashed(last, End(note.id)),), beside=last.node),)
        below, row = _aside(f"{id}e", last, last, (note,))
        return below, (row,)
    rows: list[_Row] = []
    below = last
    for number, condition in enumerate(failure.conditions):
        checked = _checked(
            palette, f"{id}f{number}", stage, "On failure", condition, _remedy(failure, condition.result)
        )
        below, row = _aside(f"{id}e{number}", last, below, checked.nodes, "failed")
        rows.append(row._replace(edges=(*row.edges, *checked.edges)))
    return below, tuple(rows)


def _aside(id: str, source: End, above: End, nodes: tuple[Node, ...], label: str = "") -> tuple[End, _Row]:
    """What follows only sometimes, beside a free place through which the stage is left."""
    gap = Node(id=id, lines=(), shape="gap")
    edges = (
        Edge(source=above.node, target=id, hidden=True),
        Edge(source=id, target=nodes[0].id, hidden=True),
        _dashed(source, End(nodes[0].id), label),
    )
    return End(id), _Row((gap, *nodes), (), (), edges=edges)


def _checked(palette: Palette, id: str, stage: Stage, what: str, condition: Condition, *outcome: str) -> _Row:
    """A condition, and beside it what follows."""
    diamond = condition_node(palette, id, stage, what, condition)
    note = _outcome(f"{id}o", *outcome)
    ends = (End(id),)
    return _Row((diamond, note), ends, ends, edges=(_dashed(End(id), End(note.id)),))


def _outcome(id: str, *lines: str) -> Node:
    return Node(id=id, lines=lines, shape="note", classes=("condition",))


def _remedy(failure: Failure, result: str | None) -> str:
    if failure.retry_mode is not None:
        return f"Retry {retried(failure.retry_mode)}"
    return _result(result)


def _result(result: str | None) -> str:
    return wording(result or "FAIL").label


def _dashed(source: End, target: End, label: str = "") -> Edge:
    return _edge(source, target, label=label, dashed=True, classes=("condition",))


def _edge(
    source: End,
    target: End,
    *,
    label: str = "",
    dashed: bool = False,
    classes: tuple[str, ...] = (),
) -> Edge:
    return Edge(
        source=source.node,
        target=target.node,
        label=label,
        dashed=dashed,
        ltail=source.frame,
        lhead=target.frame,
        classes=classes,
    )


def _several(ends: Sequence[End]) -> bool:
    return len(ends) > 1 or any(end.frame for end in ends)


def _middle(ends: Sequence[End]) -> End:
    return ends[(len(ends) - 1) // 2]
