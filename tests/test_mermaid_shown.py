"""What Mermaid draws in a browser is what was written: every row of `tests.nasty`, in every place that takes free text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from pipeviz.diagrams import (
    SHAPES,
    Block,
    Cluster,
    Edge,
    Fragment,
    Graph,
    Message,
    Node,
    Note,
    Operand,
    Participant,
    SequenceDiagram,
)
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.mermaid_flowchart import flowchart
from tests import judges
from tests.judges.mermaid import HERE, missing
from tests.judges.svg import squeezed
from tests.nasty import NASTY

SHOWN = {name: text for name, text in NASTY.items() if len(text) < 100}
"""Mermaid cuts very long words in places of its own."""

DRAW = """async (text) => {
    const { svg } = await mermaid.render('drawing', text);
    document.body.innerHTML = svg;
    const drawing = document.body.firstElementChild;
    return {
        texts: [...drawing.querySelectorAll('text, foreignObject')].map(element => element.textContent).join(' '),
        messages: drawing.querySelectorAll('[class^=messageLine]').length,
        nodes: drawing.querySelectorAll('.node').length,
        title: drawing.querySelector('title')?.textContent,
        description: drawing.querySelector('desc')?.textContent,
    };
}"""


@pytest.fixture(scope="module", params=["11", "12"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """An empty page with one major of Mermaid, in which no script of a drawing may run."""
    if why := missing():
        judges.absent("Mermaid in a browser", why)
    page = chromium.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a drawing ran a script: {dialog.message}"))
    page.set_content("<!doctype html><body></body>")
    page.add_script_tag(path=HERE / "node_modules" / f"mermaid-{request.param}" / "dist" / "mermaid.min.js")
    page.evaluate("mermaid.initialize({ startOnLoad: false })")
    yield page
    page.close()


def test_sequence(page: Page) -> None:
    texts = list(SHOWN.values())
    a, b = Participant(id="A", label="one"), Participant(id="B", label="two")
    messages = tuple(Message(source="A", target="B", text=text) for text in texts)
    notes = tuple(Note(over=("A", "B"), text=text) for text in texts)
    blocks = tuple(Block(title=text, items=(Message(source="A", target="B", text="x"),)) for text in texts)
    aliases = tuple(Participant(id=f"P{number}", label=text) for number, text in enumerate(texts))
    for participants, items, count in (
        ((a, b), messages, len(texts)),
        ((a, b), (*notes, messages[0]), 1),
        ((a, b), blocks, len(texts)),
        (aliases, (Message(source="P0", target="P1", text="x"),), 1),
    ):
        drawn = page.evaluate(
            DRAW, mermaid(SequenceDiagram(title="t", description="d", participants=participants, items=items))
        )
        assert drawn["messages"] == count
        shown = squeezed(drawn["texts"])
        assert [text for text in texts if squeezed(text) not in shown] == []


def test_labels_of_fragments(page: Page) -> None:
    participants = (Participant(id="A", label="one"), Participant(id="B", label="two"))
    one = (Message(source="A", target="B", text="x"),)
    items = tuple(Fragment(operator="opt", operands=(Operand(label=text, items=one),)) for text in SHOWN.values())
    diagram = SequenceDiagram(title="t", description="d", participants=participants, items=items)
    drawn = page.evaluate(DRAW, mermaid(diagram))
    assert drawn["messages"] == len(items)
    shown = _label(drawn["texts"])
    assert [text for text in SHOWN.values() if _label(text) not in shown] == []


def test_titles(page: Page) -> None:
    participants = (Participant(id="A", label="one"),)
    for text in SHOWN.values():
        diagram = SequenceDiagram(title=f"{text} t", description=f"{text} d", participants=participants, items=())
        drawn = page.evaluate(DRAW, mermaid(diagram))
        assert squeezed(drawn["title"]) == squeezed(f"{text}t")
        assert squeezed(drawn["description"]) == squeezed(f"{text}d")


def test_flowchart(page: Page) -> None:
    texts = [text for text in SHOWN.values() if squeezed(text)]
    nodes = tuple(
        Node(id=f"n{number}", lines=(text, "second"), shape=SHAPES[number % (len(SHAPES) - 1)], tooltip=text)
        for number, text in enumerate(texts)
    )
    edges = tuple(Edge(source="n0", target=f"n{number}", label=text) for number, text in enumerate(texts))
    clusters = tuple(
        Cluster(id=f"c{number}", label=text, nodes=(node,))
        for number, (text, node) in enumerate(zip(texts, nodes, strict=True))
    )
    drawings = (
        (Graph(title="t", description="d", nodes=nodes), len(nodes)),
        (Graph(title="t", description="d", nodes=nodes, edges=edges), len(nodes)),
        (Graph(title="t", description="d", clusters=clusters), len(nodes)),
    )
    for graph, count in drawings:
        drawn = page.evaluate(DRAW, flowchart(graph))
        assert drawn["nodes"] == count
        shown = squeezed(drawn["texts"])
        assert [text for text in texts if squeezed(text) not in shown] == []


def _label(text: str) -> str:
    """A label as it reads: Mermaid breaks it with hyphens, and look-alikes stand for a few characters."""
    return re.sub("[-\u2010]", "", squeezed(text)).translate(str.maketrans("＃；‹›：", "#;<>:"))
