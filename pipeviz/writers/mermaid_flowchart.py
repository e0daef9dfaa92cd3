"""Graph → Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html).

Only syntax that Mermaid 10.3 knows. Colours are strokes of a middle tone and thin fills over the page's own, so that one
text reads well on light and dark pages. Edges lead from node to node: Mermaid misplaces frames that edges both end at and cross.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeviz.diagrams import Cluster, Edge, Graph, Node
from pipeviz.writers import graph_layout
from pipeviz.writers.links import safe_link
from pipeviz.writers.mermaid_text import line
from pipeviz.writers.svg import known
from pipeviz.writers.text_width import clean
from pipeviz.writers.theme import FAINT, LOOKS

SHAPES = {
    "box": ("[", "]"),
    "rounded": ("(", ")"),
    "diamond": ("{", "}"),
    "person": ("([", "])"),
    "event": (">", "]"),
    "cylinder": ("[(", ")]"),
    "folder": ("[/", "/]"),
    "hexagon": ("{{", "}}"),
    "note": ("[", "]"),
    "point": ("((", "))"),
    "gap": ("[", "]"),
}
FRAMES = ("stage", "parallel")
UNSEEN = "fill:none,stroke:none"

_ENTITIES = str.maketrans({character: f"#{ord(character)};" for character in '#;<>&"`%'})
_LIST = re.compile(r"^(?:[-+*]|\d+[.)])(?=\s)", re.MULTILINE)
_READ = re.compile(r"\\(?=n)|\$(?=\$)|ﬂ(?=°)|¶(?=ß)|(?<=\bfa):|(?<=\bfa[a-z]):")
_LINES = re.compile(r"\n+")
_ZERO_WIDTH_SPACE = "\u200b"


def flowchart(graph: Graph) -> str:
    """The Mermaid text of a graph, ending in a line break."""
    lines = [
        f"flowchart {graph.direction}",
        f"    accTitle: {line(graph.title)}",
        f"    accDescr: {line(graph.description)}",
    ]
    classes: dict[str, list[str]] = defaultdict(list)
    lines.extend(f"    {_node(node, classes)}" for node in graph.nodes)
    for cluster in graph.clusters:
        lines.extend(f"    {each}" for each in _cluster(cluster, classes))
    lines.extend(f"    {_edge(edge)}" for edge in graph.edges)
    lines.extend(f"    {each}" for each in _links(graph_layout.nodes(graph).values()))
    for name, ids in classes.items():
        lines += [f"    classDef {name} {_style(name)}", f"    class {','.join(ids)} {name}"]
    return "\n".join(lines) + "\n"


def label(value: str) -> str:
    """Free text for a quoted label.

    Entities stand for what would be syntax, HTML or Markdown. What Mermaid still reads once it has decoded them (`\\n`,
    formulas, its own placeholders, icons, lists) is parted by a space without width.
    """
    value = _READ.sub(lambda match: match[0] + _ZERO_WIDTH_SPACE, clean(value))
    value = _LIST.sub(lambda match: match[0] + _ZERO_WIDTH_SPACE, value)
    return _LINES.sub("<br/>", value.translate(_ENTITIES)) or " "


def _node(node: Node, classes: dict[str, list[str]]) -> str:
    before, behind = SHAPES[node.shape]
    classes["gap" if node.shape == "gap" else known(node.classes, "plain")].append(node.id)
    return f'{node.id}{before}"{label(chr(10).join(node.lines))}"{behind}'


def _cluster(cluster: Cluster, classes: dict[str, list[str]]) -> Iterator[str]:
    name = known(cluster.classes, "stage")
    classes["stage" if name in FRAMES else name].append(cluster.id)
    yield f'subgraph {cluster.id}["{label(cluster.label)}"]'
    for node in cluster.nodes:
        yield f"    {_node(node, classes)}"
    for inner in cluster.clusters:
        yield from (f"    {each}" for each in _cluster(inner, classes))
    yield "end"


def _edge(edge: Edge) -> str:
    if edge.hidden:
        return f"{edge.source} ~~~ {edge.target}"
    head = "x" if "disabled" in edge.classes else ">"
    arrow = f"-.-{head}" if edge.dashed else f"--{head}"
    said = f'|"{label(edge.label)}"|' if edge.label else ""
    return f"{edge.source} {arrow}{said} {edge.target}"


def _links(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        link = safe_link(node.link)
        if link is not None:
            yield f'click {node.id} href "{link.replace(";", "%3B")}"'


def _style(name: str) -> str:
    if name == "gap":
        return UNSEEN
    stroke = FAINT if name in FRAMES else LOOKS[name].stroke
    return f"fill:{stroke}33,stroke:{stroke}"
