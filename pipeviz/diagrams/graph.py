"""What a graph is, in Graphviz's words: frozen data that knows nothing of AWS.

All text is plain; each writer escapes it. `classes` name looks; the writers' theme gives colours, and `shape` is one of
`SHAPES`.
"""

from __future__ import annotations

from msgspec import Struct

SHAPES = ("box", "rounded", "diamond", "person", "event", "cylinder", "folder", "hexagon", "note", "point", "gap")
"""What a node may look like: a step, a service, a decision, a human, a start, a store, an artifact, a variable, a remark,
a fork or join, a free place."""


class Node(Struct, frozen=True, kw_only=True):
    """A node. `id` is a safe identifier; `lines` are the lines of its label, the first one the most important."""

    id: str
    lines: tuple[str, ...]
    shape: str = "rounded"
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Edge(Struct, frozen=True, kw_only=True):
    """An edge from node `source` to node `target`.

    A `dashed` one is weak; `constraint` False keeps it out of the ranking; a `hidden` one is not drawn and only keeps its
    ends in order. Where `ltail` or `lhead` names a cluster around its end, the edge leaves or reaches that frame; a hidden
    one then keeps all of the one frame before all of the other.
    """

    source: str
    target: str
    label: str = ""
    dashed: bool = False
    constraint: bool = True
    hidden: bool = False
    ltail: str | None = None
    lhead: str | None = None
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Cluster(Struct, frozen=True, kw_only=True):
    """A titled frame around nodes and smaller clusters. `ranks` lists groups of node ids that stand side by side."""

    id: str
    label: str
    nodes: tuple[Node, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    ranks: tuple[tuple[str, ...], ...] = ()
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Graph(Struct, frozen=True, kw_only=True):
    """A whole directed graph. `direction` is `TB` or `LR`."""

    title: str
    description: str
    direction: str = "TB"
    nodes: tuple[Node, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    edges: tuple[Edge, ...] = ()
