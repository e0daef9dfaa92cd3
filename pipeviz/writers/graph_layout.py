"""What the writers of graphs have to know of a whole graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeviz.diagrams import Cluster, Edge, Graph, Node
from pipeviz.writers.theme import Look, look, pale


def nodes(graph: Graph) -> dict[str, Node]:
    """Every node by its id, those of clusters too."""
    return {node.id: node for node in _nodes(graph.nodes, graph.clusters)}


def clusters(graph: Graph) -> tuple[Cluster, ...]:
    """Every cluster, outer ones first."""
    found, at = list(graph.clusters), 0
    while at < len(found):
        found.extend(found[at].clusters)
        at += 1
    return tuple(found)


def frame_look(cluster: Cluster) -> Look:
    """The look of a frame; paler where it has one beside that of its kind, which the nodes in it may have too."""
    return pale(look(cluster.classes)) if len(cluster.classes) > 1 else look(cluster.classes)


def homes(graph: Graph) -> dict[str, str]:
    """The outermost cluster of each node that stands in one."""
    return {node.id: cluster.id for cluster in graph.clusters for node in _nodes((), (cluster,))}


def straight(edges: Iterable[Edge]) -> frozenset[Edge]:
    """The edges that should run straight: those that are the middle one at both their ends."""
    leaving: dict[str, list[Edge]] = defaultdict(list)
    reaching: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if not edge.dashed or (edge.ltail and edge.lhead):
            leaving[edge.source].append(edge)
            reaching[edge.target].append(edge)
    middles = (_middle(some) for some in leaving.values())
    return frozenset(edge for edge in middles if edge and _middle(reaching[edge.target]) is edge)


def borders(graph: Graph, before: str, behind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The last nodes of one outermost cluster, and the first of another, as the edges inside them go."""
    home = homes(graph)
    inside = [edge for edge in graph.edges if home.get(edge.source) == home.get(edge.target)]
    sources, targets = {edge.source for edge in inside}, {edge.target for edge in inside}
    lasts = tuple(node for node, cluster in home.items() if cluster == before and node not in sources)
    firsts = tuple(node for node, cluster in home.items() if cluster == behind and node not in targets)
    return lasts, firsts


def _middle(edges: Sequence[Edge]) -> Edge | None:
    return edges[len(edges) // 2] if len(edges) % 2 else None


def _nodes(nodes: Iterable[Node], clusters: Iterable[Cluster]) -> Iterator[Node]:
    yield from nodes
    for cluster in clusters:
        yield from _nodes(cluster.nodes, cluster.clusters)
