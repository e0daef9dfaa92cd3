import re

import pytest

from pipeviz.diagrams import SHAPES, Cluster, Edge, Graph, Node
from pipeviz.writers.mermaid_flowchart import flowchart, label
from pipeviz.writers.theme import LOOKS
from tests.judges.mermaid import check_flowchart
from tests.nasty import NASTY


def graph(*nodes, **fields):
    return Graph(**{"title": "Title", "description": "What it shows", "nodes": nodes} | fields)


def test_the_whole_text_of_a_small_graph():
    value = graph(
        Node(id="t0", lines=("Push", "on main"), shape="event", classes=("trigger",)),
        clusters=(
            Cluster(id="s0", label="Source", nodes=(Node(id="s0a0", lines=("App",), classes=("source",)),)),
            Cluster(id="s1", label="Gate", nodes=(Node(id="s1a0", lines=("Approve",), shape="person", link="https://a.example/"),)),
        ),
        edges=(
            Edge(source="t0", target="s0a0"),
            Edge(source="s0a0", target="s1a0", label="disabled: audit", dashed=True, classes=("disabled",), ltail="s0", lhead="s1"),
            Edge(source="t0", target="s1a0", hidden=True),
        ),
    )  # fmt: skip
    stroke = {name: look.stroke for name, look in LOOKS.items()}
    assert flowchart(value).splitlines() == [
        "flowchart TB",
        "    accTitle: Title",
        "    accDescr: What it shows",
        '    t0>"Push<br/>on main"]',
        '    subgraph s0["Source"]',
        '        s0a0("App")',
        "    end",
        '    subgraph s1["Gate"]',
        '        s1a0(["Approve"])',
        "    end",
        "    t0 --> s0a0",
        '    s0a0 -.-x|"disabled: audit"| s1a0',
        "    t0 ~~~ s1a0",
        '    click s1a0 href "https://a.example/"',
        f"    classDef trigger fill:{stroke['trigger']}33,stroke:{stroke['trigger']}",
        "    class t0 trigger",
        "    classDef stage fill:#8b98a833,stroke:#8b98a8",
        "    class s0,s1 stage",
        f"    classDef source fill:{stroke['source']}33,stroke:{stroke['source']}",
        "    class s0a0 source",
        f"    classDef plain fill:{stroke['plain']}33,stroke:{stroke['plain']}",
        "    class s1a0 plain",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain-text_1.2/3", "plain-text_1.2/3"),
        ('"a" #b; <i> & `c`', "#34;a#34; #35;b#59; #60;i#62; #38; #96;c#96;"),
        ("%%{init: x}%%", "#37;#37;{init: x}#37;#37;"),
        ("a\nb\r\nc", "a<br/>b<br/>c"),
        ("C:\\new", "C:\\\u200bnew"),
        ("$$x$$", "$\u200b$x$\u200b$"),
        ("fa:fa-car", "fa:\u200bfa-car"),
        ("1. one", "1.\u200b one"),
        ("- item", "-\u200b item"),
        ("ﬂ°°35¶ß", "ﬂ\u200b°°35¶\u200bß"),
        ("", " "),
    ],
)
def test_what_mermaid_would_read_is_written_so_that_it_shows(text, written):
    assert label(text) == written


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_mermaid_understands_nasty_text(mermaid_judge, text):
    value = graph(
        *(Node(id=f"n{number}", lines=(text, "second"), shape=shape, link=text) for number, shape in enumerate(SHAPES)),
        title=text, description=text,
        clusters=(Cluster(id="c0", label=text, nodes=(Node(id="z", lines=(text,)),)),),
        edges=(Edge(source="n0", target="z", label=text), Edge(source="z", target="n1", label=text, dashed=True)),
    )  # fmt: skip
    check_flowchart(mermaid_judge, flowchart(value), value)


def test_unsafe_links_are_left_out_and_safe_ones_cannot_break_out():
    links = ["javascript:alert(1)", 'https://a.example/" click x "y;#z', "//evil.example"]
    text = flowchart(graph(*(Node(id=f"n{number}", lines=("x",), link=link) for number, link in enumerate(links))))
    clicks = [line.strip() for line in text.splitlines() if "click" in line]
    assert clicks == ['click n1 href "https://a.example/%22%20click%20x%20%22y%3B#z"']


def test_only_ids_and_known_words_stand_outside_of_quotes():
    nasty = tuple(Node(id=f"n{number}", lines=(text,), classes=(text,)) for number, text in enumerate(NASTY.values()))
    for line in flowchart(graph(*nasty)).splitlines()[3:]:
        assert re.fullmatch(r"[\w \[\](){}<>/|.~,:#-]*", re.sub(r'"[^"]*"', "", line)), line
