r"""Graph → DOT text (https://graphviz.org/doc/info/lang.html).

Quoting is the `graphviz` library's. What it leaves to the caller is done in `_text`: Graphviz reads escape sequences
(`\N`, `\G`, https://graphviz.org/docs/attr-types/escString/) and entities (`&amp;`) in labels, tooltips and links. Labels
are plain: a Graphviz built without an XML parser silently replaces HTML-like ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from math import ceil

from pipeviz.diagrams import Cluster, Edge, Graph, Node
from pipeviz.writers import graph_layout
from pipeviz.writers.graph_label import LEADING, SMALL_SIZE, TITLE_SIZE, label
from pipeviz.writers.links import safe_link
from pipeviz.writers.svg import known
from pipeviz.writers.text_width import clean, width, wrap
from pipeviz.writers.theme import INK, PAPER, Look, look

FONT = "Helvetica"
"""The one family whose widths every build of Graphviz knows; a list of families counts as unknown."""

GRAPH = {
    "bgcolor": PAPER,
    "compound": "true",
    "fontname": FONT,
    "fontsize": str(TITLE_SIZE),
    "newrank": "true",
    "nodesep": "0.3",
    "outputorder": "edgesfirst",
    "pad": "0.15",
    "ranksep": "0.42",
}
NODE = {
    "fontname": FONT,
    "fontsize": str(TITLE_SIZE),
    "height": "0.5",
    "margin": "0.2,0.09",
    "penwidth": "1.2",
    "style": "filled",
}
EDGE = {
    "arrowsize": "0.7",
    "color": INK,
    "fontcolor": INK,
    "fontname": FONT,
    "fontsize": str(SMALL_SIZE),
    "penwidth": "1.1",
}
SHAPES = {
    "box": {"shape": "box"},
    "rounded": {"shape": "box", "style": "rounded,filled"},
    "diamond": {"shape": "diamond", "margin": "0.02,0.02"},
    "person": {"shape": "box", "style": "rounded,filled", "margin": "0.42,0.09"},
    "event": {"shape": "cds", "margin": "0.26,0.15"},
    "cylinder": {"shape": "cylinder"},
    "folder": {"shape": "folder"},
    "hexagon": {"shape": "hexagon", "fixedsize": "true"},
    "note": {"shape": "note"},
    "point": {"shape": "circle", "width": "0.11", "height": "0.11", "fixedsize": "true", "margin": "0"},
    "gap": {"shape": "point", "style": "invis", "width": "0.1", "height": "0.1"},
}
SIDES = {"person": 0.84, "event": 0.7}
"""Inches that a shape needs beside its text, if more than usual."""

UNSEEN = {"style": "invis", "weight": "0"}

STRAIGHT = "300"
"""A weight above the 128 with which dot draws a cluster together, so that its pull bends no straight line."""

CLUSTER_TITLE, EDGE_LABEL = 400, 160
"""Pixels of a line of text above a frame, and beside an edge."""


def dot(graph: Graph) -> str:
    """The DOT text of a graph.

    Ids of nodes, edges and clusters, and their classes as `pv-…`, are carried into a rendered SVG. Links that are neither
    `http(s)` nor relative are left out.
    """
    return "\n".join(_block('digraph "graph" {', _root(graph))) + "\n"


def _block(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield head
    for line in lines:
        yield f"\t{line}"
    yield "}"


def _root(graph: Graph) -> Iterator[str]:
    head = {**GRAPH, "rankdir": graph.direction, "tooltip": _tooltip(graph.title)}
    yield _statement("graph", _sorted(head))
    yield _statement("node", NODE)
    yield _statement("edge", EDGE)
    nodes, homes = graph_layout.nodes(graph), graph_layout.homes(graph)
    straight = graph_layout.straight(edge for edge in graph.edges if nodes[edge.source].shape != "event")
    edges: dict[str | None, list[tuple[str, Edge]]] = defaultdict(list)
    for number, edge in enumerate(graph.edges):
        home = homes.get(edge.source)
        edges[home if home == homes.get(edge.target) else None].append((f"e{number}", edge))

    yield from map(_node, graph.nodes)
    for cluster in graph.clusters:
        inside = (_edge(key, edge, nodes, edge in straight) for key, edge in edges[cluster.id])
        yield from _block(f"subgraph cluster_{cluster.id} {{", chain(_cluster(cluster), inside))
    for key, edge in edges[None]:
        if edge.hidden and edge.ltail and edge.lhead:
            yield from _order(key, *graph_layout.borders(graph, edge.ltail, edge.lhead))
        else:
            yield _edge(key, edge, nodes, edge in straight)


def _node(node: Node) -> str:
    shown = look(node.classes)
    text = label(node)
    attributes = {"label": _lines(text.lines), **SHAPES[node.shape], **_painted(shown, shown.fill)}
    if node.shape == "point":
        attributes["fillcolor"] = shown.stroke
    elif node.shape == "hexagon":
        attributes |= {
            "width": f"{(text.width + 14) / 58:.2f}",
            "height": f"{(len(text.lines) * LEADING + 14) / 72:.2f}",
        }
    elif node.shape != "diamond":
        attributes["width"] = f"{text.width / 72 + SIDES.get(node.shape, 0.4):.2f}"
    classes = (node.shape, known(node.classes, "plain"))
    attributes |= _common(node.id, classes, node.tooltip or " · ".join(node.lines), node.link)
    return _statement(node.id, attributes)


def _cluster(cluster: Cluster) -> Iterator[str]:
    shown = graph_layout.frame_look(cluster)
    attributes = {
        "label": _lines(_roomy(cluster.label, CLUSTER_TITLE, TITLE_SIZE, bold=True)),
        "labeljust": "l",
        "margin": "14",
        "style": "rounded,filled",
        **_painted(shown, shown.fill),
        **_common(cluster.id, (known(cluster.classes, "plain"),), cluster.tooltip or cluster.label, cluster.link),
    }
    yield _attributes(_sorted(attributes))
    yield from map(_node, cluster.nodes)
    for inner in cluster.clusters:
        yield from _block(f"subgraph cluster_{inner.id} {{", _cluster(inner))
    for rank in cluster.ranks:
        yield from _block("{", ("rank=same", *rank))


def _edge(id: str, edge: Edge, nodes: Mapping[str, Node], straight: bool) -> str:
    attributes = {"weight": STRAIGHT} if straight else {}
    if edge.hidden:
        return _statement(f"{edge.source} -> {edge.target}", {"style": "invis", **attributes})
    if edge.label:
        attributes["label"] = _lines(_roomy(edge.label, EDGE_LABEL, SMALL_SIZE))
    if edge.dashed:
        attributes["style"] = "dashed"
    if not edge.constraint:
        attributes["constraint"] = "false"
    if nodes[edge.source].shape == "event":
        attributes["tailclip"] = "false"
    if edge.ltail and edge.lhead:
        attributes["minlen"] = "2"
    if edge.ltail:
        attributes["ltail"] = f"cluster_{edge.ltail}"
    if edge.lhead:
        attributes["lhead"] = f"cluster_{edge.lhead}"
    if known(edge.classes, ""):
        attributes["color"] = attributes["fontcolor"] = look(edge.classes).stroke
    if "disabled" in edge.classes:
        attributes["arrowhead"] = "tee"
    ends = " → ".join(line for end in (edge.source, edge.target) for line in nodes[end].lines[:1])
    tooltip = edge.tooltip or edge.label or ends
    attributes |= _common(id, filter(None, [known(edge.classes, "")]), tooltip, edge.link)
    return _statement(f"{edge.source} -> {edge.target}", attributes)


def _order(id: str, before: Iterable[str], behind: Iterable[str]) -> Iterator[str]:
    """Keeps some nodes before others: an invisible one stands between them."""
    yield _statement(id, {"label": "", **_sorted(SHAPES["gap"])})
    for node in before:
        yield _statement(f"{node} -> {id}", UNSEEN)
    for node in behind:
        yield _statement(f"{id} -> {node}", UNSEEN)


def _sorted(attributes: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(attributes.items()))


def _statement(subject: str, attributes: Mapping[str, str]) -> str:
    return f"{subject} [{_attributes(attributes)}]"


def _attributes(attributes: Mapping[str, str]) -> str:
    return " ".join(f"{name}={_quoted(value)}" for name, value in attributes.items())


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """A value as the language wants it; never an HTML-like string."""
    from graphviz.quoting import nohtml, quote

    return str(quote(nohtml(value)))


def _painted(shown: Look, fill: str) -> dict[str, str]:
    return {"color": shown.stroke, "fillcolor": fill, "fontcolor": shown.text}


def _common(id: str, classes: Iterable[str], tooltip: str, link: str | None) -> dict[str, str]:
    attributes = {
        "id": id,
        "class": " ".join(f"pv-{name}" for name in classes),
        "tooltip": _tooltip(tooltip),
    }
    if (target := safe_link(link)) is not None:
        attributes["URL"] = _text(target)
    return attributes


def _lines(lines: Iterable[str]) -> str:
    return _text("\n".join(lines))


def _text(text: str) -> str:
    """Text as Graphviz reads it in a label, a tooltip or a link."""
    return clean(text).replace("\\", r"\\").replace("&", "&amp;").replace("\n", r"\n")


def _tooltip(text: str) -> str:
    """Text as Graphviz reads it in a tooltip: escapes twice. An empty one is none, and Graphviz then shows an id."""
    return _text(text).replace("\\\\", "\\\\\\\\") or " "


def _roomy(text: str, limit: int, size: int, *, bold: bool = False) -> tuple[str, ...]:
    """The lines of a label that cannot be given a width, long enough for Graphviz to leave the room they need.

    Graphviz measures a regular font, and takes ideographs for narrow; spaces at the end, each half as wide as the font
    is high, make up for it.
    """
    lines = []
    for line in wrap(text, limit, size, bold=bold):
        measured = width(line, size) * (0.94 if line.isascii() else 0.78)
        missing = width(line, size, bold=bold) - measured
        lines.append(line.strip() + "\N{NO-BREAK SPACE}" * ceil(missing / (size * 0.55)))
    return tuple(lines)
