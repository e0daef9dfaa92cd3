"""What Graphviz draws of a graph → SVG that may stand alone or inside a page.

Graphviz does the layout. Here its output gets a name for screen readers, ids that stay unique where several pictures stand
in one page, tooltips instead of node ids, the weights and sizes that a plain label cannot have, the figure of a person,
and the dark. Colours stay literal attributes, so every viewer shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from itertools import count

from pipeviz.diagrams import Cluster, Graph, Node
from pipeviz.writers.graph_label import SMALL_SIZE, TITLE_SIZE, label
from pipeviz.writers.text_width import clean
from pipeviz.writers.theme import DARK_INK, DARK_PAPER, FONT, LOOKS, PLAIN, dark_style, look

STYLE = ".pv-graph a{text-decoration:none}.pv-graph a:hover text{text-decoration:underline}"

_ROOT = re.compile(r'<svg[^>]*viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"[^>]*>\s*')
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ELEMENT = re.compile(r'(?=<g id="[^"]*" class="(?:graph|cluster|node|edge)\b)')
_HEAD = re.compile(r'<g id="([^"]*)" class="(graph|cluster|node|edge)([^"]*)"([^>]*)>\s*(?:<title>[^<]*</title>\s*)?')
_ANCHOR = re.compile(r'<g id="a_[^"]*"><a ([^>]*)>\s*(.*?)\s*</a>\s*</g>', re.DOTALL)
_HREF = re.compile(r'xlink:href="[^"]*"')
_TOOLTIP = re.compile(r'xlink:title="([^"]*)"')
_TEXT = re.compile(
    r'<text[^>]*?( text-anchor="\w+") x="([^"]*)" y="([^"]*)" font-family="[^"]*" font-size="[\d.]+"([^>]*)>([^<]*)</text>'
)
_OUTLINE = re.compile(r'<path [^>]*\bd="([^"]*)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PADDING = re.compile("(?:\N{NO-BREAK SPACE}|&#160;)+$")
_ALL = 1_000

TITLE_INSET = 6
"""Pixels by which the title of a frame moves away from its rounded corner."""


def graph_svg(drawn: str, graph: Graph) -> str:
    """The SVG document of a graph; `drawn` is what an engine made of its DOT text. One pixel is one point of the layout.

    Raises ValueError if `drawn` is no SVG of Graphviz.
    """
    root = _ROOT.search(drawn)
    if root is None:
        raise ValueError("this is not an SVG of Graphviz")
    prefix = f"pv{sha256(drawn.encode()).hexdigest()[:8]}-"
    bold = dict(_bold(graph.nodes, graph.clusters))
    figures = dict(_figures(graph.nodes, graph.clusters))
    head, *elements = _ELEMENT.split(_COMMENT.sub("", drawn[root.end() :]))
    body = head + "".join(_element(element, prefix, bold, figures) for element in elements)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="pv-graph"'
        f' width="{float(root[1]):.0f}" height="{float(root[2]):.0f}" viewBox="0 0 {root[1]} {root[2]}"'
        ' role="graphics-document document" aria-roledescription="graph"'
        f' aria-labelledby="{prefix}title" aria-describedby="{prefix}desc" font-family="{FONT}">\n'
        f'<title id="{prefix}title">{_xml(graph.title)}</title>\n'
        f'<desc id="{prefix}desc">{_xml(graph.description)}</desc>\n'
        f"<style>{STYLE}{_dark(graph)}</style>\n{body.strip()}\n"
    )


def _element(text: str, prefix: str, bold: Mapping[str, int], figures: Mapping[str, str]) -> str:
    match = _HEAD.match(text)
    if match is None:
        return text
    key, kind, classes, rest = match.groups()
    tooltip = _TOOLTIP.search(text)
    inside = _ANCHOR.sub(_anchor, text[match.end() :])
    if kind == "graph":
        return f"<g{rest}>\n" + inside.replace("<polygon ", '<polygon class="pv-paper" ', 1)
    if key in figures:
        inside = _with_figure(inside, figures[key])
    told = f"<title>{tooltip[1]}</title>\n" if tooltip else ""
    inside = _texts(inside, bold.get(key, 0), shift=TITLE_INSET if kind == "cluster" else 0)
    return f'<g id="{prefix}{key}" class="pv-{kind}{classes}"{rest}>\n{told}{inside}'


def _anchor(match: re.Match[str]) -> str:
    """A link stays a link; an anchor that only carried a tooltip goes."""
    href = _HREF.search(match[1])
    return f"<a {href[0]}>\n{match[2]}\n</a>" if href else match[2]


def _texts(inside: str, bold: int, shift: int) -> str:
    """The lines of a label, moved right: the first `bold` ones stand out, the others are small."""
    numbers = count()

    def restyled(match: re.Match[str]) -> str:
        size = f'font-size="{TITLE_SIZE}" font-weight="bold"' if next(numbers) < bold else f'font-size="{SMALL_SIZE}"'
        x = float(match[2]) + shift
        return f'<text{match[1]} x="{x:g}" y="{match[3]}" {size}{match[4]}>{_PADDING.sub("", match[5])}</text>'

    return _TEXT.sub(restyled, inside)


def _with_figure(inside: str, color: str) -> str:
    """A head and shoulders in the left margin of a rounded box."""
    outline = _OUTLINE.search(inside)
    if outline is None:
        return inside
    numbers = [float(number) for number in _NUMBER.findall(outline[1])]
    x, ys = min(numbers[0::2]) + 20, numbers[1::2]
    y = (min(ys) + max(ys)) / 2
    figure = (
        f'<g class="pv-figure" fill="{color}"><circle cx="{x:.1f}" cy="{y - 5.5:.1f}" r="4.2"/>'
        f'<path d="M{x - 7.5:.1f},{y + 8:.1f}c0,-10 15,-10 15,0z"/></g>\n'
    )
    return inside.replace("<text", f"{figure}<text", 1)


def _bold(nodes: Iterable[Node], clusters: Iterable[Cluster]) -> Iterator[tuple[str, int]]:
    """How many lines of each element's label stand out."""
    for node in nodes:
        yield node.id, len(label(node).title)
    for cluster in clusters:
        if "parallel" not in cluster.classes:
            yield cluster.id, _ALL
        yield from _bold(cluster.nodes, cluster.clusters)


def _figures(nodes: Iterable[Node], clusters: Iterable[Cluster]) -> Iterator[tuple[str, str]]:
    """The colour of each person's figure."""
    for node in nodes:
        if node.shape == "person":
            yield node.id, look(node.classes).stroke
    for cluster in clusters:
        yield from _figures(cluster.nodes, cluster.clusters)


def _dark(graph: Graph) -> str:
    rules = [
        (".pv-graph .pv-paper", f"fill:{DARK_PAPER}"),
        (".pv-edge path", f"stroke:{DARK_INK}"),
        (".pv-edge polygon", f"fill:{DARK_INK};stroke:{DARK_INK}"),
        (".pv-edge text", f"fill:{DARK_INK}"),
        (".pv-node.pv-point ellipse", f"fill:{PLAIN.dark_stroke};stroke:{PLAIN.dark_stroke}"),
    ]
    for kind, name in sorted(_used(graph)):
        shown = LOOKS[name]
        selector = f".pv-{kind}.pv-{name}"
        if kind == "edge":
            rules.append((f"{selector} path", f"stroke:{shown.dark_stroke}"))
            rules.append((f"{selector} polygon", f"fill:{shown.dark_stroke};stroke:{shown.dark_stroke}"))
            rules.append((f"{selector} text", f"fill:{shown.dark_stroke}"))
        else:
            rules.append(
                (f"{selector} :is(path,polygon,ellipse)", f"fill:{shown.dark_fill};stroke:{shown.dark_stroke}")
            )
            rules.append((f"{selector} polyline", f"stroke:{shown.dark_stroke}"))
            rules.append((f"{selector} text", f"fill:{shown.dark_text}"))
            rules.append((f"{selector} .pv-figure *", f"fill:{shown.dark_stroke};stroke:none"))
    return dark_style(rules)


def _used(graph: Graph) -> set[tuple[str, str]]:
    """The kinds of elements and the looks they have."""
    used = {("edge", _look(edge.classes)) for edge in graph.edges if not edge.hidden}
    used |= {("node", _look(node.classes)) for node in graph.nodes}
    clusters = list(graph.clusters)
    while clusters:
        cluster = clusters.pop()
        clusters.extend(cluster.clusters)
        used.add(("cluster", _look(cluster.classes)))
        used |= {("node", _look(node.classes)) for node in cluster.nodes}
    return {(kind, name) for kind, name in used if name}


def _look(classes: Iterable[str]) -> str:
    return next((name for name in classes if name in LOOKS), "")


def _xml(text: str) -> str:
    return escape(clean(text), quote=False)
