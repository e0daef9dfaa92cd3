"""What Graphviz draws of a graph → SVG that may stand alone or inside a page.

Graphviz does the layout. Here its output gets a name for screen readers, ids that stay unique where several pictures stand
in one page, tooltips instead of node ids, the weights and sizes that a plain label cannot have, the figure of a person,
and the dark. Colours stay literal attributes, so every viewer shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import count, pairwise

from pipeviz.diagrams import Graph
from pipeviz.writers import graph_layout
from pipeviz.writers.graph_label import SMALL_SIZE, TITLE_SIZE, label
from pipeviz.writers.svg import escape, known
from pipeviz.writers.text_width import clean
from pipeviz.writers.theme import DARK_INK, DARK_PAPER, FONT, LOOKS, PLAIN, dark_style, look

STYLE = ".pv-graph a{text-decoration:none}.pv-graph a:hover text{text-decoration:underline}"

_ROOT = re.compile(r'<svg[^>]*viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"[^>]*>\s*')
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_ELEMENT = re.compile(r'<g id="[^"]*" class="(?:graph|cluster|node|edge)\b')
_HEAD = re.compile(r'<g id="([^"]*)" class="(graph|cluster|node|edge)([^"]*)"([^>]*)>\s*(?:<title>[^<]*</title>\s*)?')
_ANCHOR = re.compile(r'<g id="a_[^"]*"><a ([^>]*)>\s*([^<]*(?:<(?!/a>)[^<]*)*)</a>\s*</g>')
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
    bold = dict(_bold(graph))
    nodes = graph_layout.nodes(graph).values()
    figures = {node.id: look(node.classes).stroke for node in nodes if node.shape == "person"}
    drawn = _COMMENT.sub("", drawn[root.end() :])
    starts = [match.start() for match in _ELEMENT.finditer(drawn)]
    pieces = (drawn[start:end] for start, end in pairwise((0, *starts, None)))
    body = "".join(_element(piece, prefix, bold, figures) for piece in pieces)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" class="pv-graph"'
        f' width="{float(root[1]):.0f}" height="{float(root[2]):.0f}" viewBox="0 0 {root[1]} {root[2]}"'
        ' role="graphics-document document" aria-roledescription="graph"'
        f' aria-labelledby="{prefix}title" aria-describedby="{prefix}desc" font-family="{FONT}">\n'
        f'<title id="{prefix}title">{escape(clean(graph.title))}</title>\n'
        f'<desc id="{prefix}desc">{escape(clean(graph.description))}</desc>\n'
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
    href, inside = _HREF.search(match[1]), match[2].rstrip()
    return f"<a {href[0]}>\n{inside}\n</a>" if href else inside


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


def _bold(graph: Graph) -> Iterator[tuple[str, int]]:
    """How many lines of each element's label stand out."""
    for node in graph_layout.nodes(graph).values():
        yield node.id, len(label(node).title)
    for cluster in graph_layout.clusters(graph):
        if "parallel" not in cluster.classes:
            yield cluster.id, _ALL


def _dark(graph: Graph) -> str:
    rules = [
        (".pv-paper", f"fill:{DARK_PAPER}"),
        (".pv-edge path", f"stroke:{DARK_INK}"),
        (".pv-edge polygon", f"fill:{DARK_INK};stroke:{DARK_INK}"),
        (".pv-edge text", f"fill:{DARK_INK}"),
    ]
    classes = [node.classes for node in graph_layout.nodes(graph).values()]
    classes += [cluster.classes for cluster in graph_layout.clusters(graph)]
    for name in sorted({known(each, "plain") for each in classes}):
        box = f":is(.pv-node,.pv-cluster).pv-{name}"
        _, _, _, fill, stroke, text = LOOKS[name]
        rules += [
            (f"{box} :is(path,polygon,ellipse)", f"fill:{fill};stroke:{stroke}"),
            (f"{box} polyline", f"stroke:{stroke}"),
            (f"{box} text", f"fill:{text}"),
            (f"{box} .pv-figure *", f"fill:{stroke};stroke:none"),
        ]
    framed = {known(each.classes, "plain"): graph_layout.frame_look(each) for each in graph_layout.clusters(graph)}
    for name, shown in sorted(framed.items()):
        if shown != LOOKS[name]:
            rules.append((f".pv-cluster.pv-{name} path", f"fill:{shown.dark_fill}"))
    for name in sorted({known(edge.classes, "plain") for edge in graph.edges if not edge.hidden} - {"plain"}):
        stroke = LOOKS[name].dark_stroke
        rules += [
            (f".pv-edge.pv-{name} path", f"stroke:{stroke}"),
            (f".pv-edge.pv-{name} polygon", f"fill:{stroke};stroke:{stroke}"),
            (f".pv-edge.pv-{name} text", f"fill:{stroke}"),
        ]
    rules.append((".pv-node.pv-point.pv-plain ellipse", f"fill:{PLAIN.dark_stroke}"))
    return dark_style(rules)
