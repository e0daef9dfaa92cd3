import html
import re

import pytest
from hypothesis import given, settings

from pipeviz.diagrams import SHAPES, Cluster, Edge, Graph, Node
from pipeviz.rendering import svg
from pipeviz.writers.dot import dot
from pipeviz.writers.graph_svg import graph_svg
from pipeviz.writers.text_width import clean, width
from pipeviz.writers.theme import LOOKS, PAPER
from tests.judges.svg import check_svg, squeezed, texts
from tests.nasty import NASTY
from tests.strategies import graphs


def graph(*nodes, **fields):
    return Graph(**{"title": "Title", "description": "What it shows", "nodes": nodes} | fields)


def drawn(value):
    return graph_svg(svg([dot(value)])[0], value)


def titles(root):
    return [element.text or "" for element in root.iter() if element.tag.endswith("}title")]


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("shape", ["rounded", "diamond"])
def test_nasty_text_is_shown_as_it_is_written(text, shape):
    node = Node(id="a", lines=(text, f"second {text}"), shape=shape, tooltip=f"tip {text}", link=text)
    value = graph(
        node, Node(id="z", lines=("z",)), title=text, description=text,
        clusters=(Cluster(id="c", label=f"frame {text}", nodes=(Node(id="b", lines=("b",)),)),),
        edges=(Edge(source="a", target="b", label=f"edge {text}"), Edge(source="z", target="a")),
    )  # fmt: skip
    root = check_svg(drawn(value))
    shown = squeezed("".join(texts(root)))
    for said in (text, f"second {text}", f"frame {text}", f"edge {text}"):
        assert squeezed(said) in shown
    assert squeezed(f"tip {text}") in [squeezed(title) for title in titles(root)]
    assert titles(root)[0] == clean(text)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn(shape):
    root = check_svg(drawn(graph(Node(id="a", lines=("text",), shape=shape))))
    assert texts(root) == (["text"] if shape not in ("point", "gap") else texts(root))


def test_no_id_is_left_where_a_tooltip_belongs():
    value = graph(
        Node(id="n1", lines=()), Node(id="n2", lines=("two",)),
        clusters=(Cluster(id="c1", label="", nodes=(Node(id="n3", lines=("three",)),)),),
        edges=(Edge(source="n1", target="n2"), Edge(source="n2", target="n3")),
    )  # fmt: skip
    told = titles(check_svg(drawn(value)))
    assert told[:1] == ["Title"]
    assert not [title for title in told if re.search(r"n\d|c1|cluster|->|%3|\\N", title)]
    assert "two → three" in told


def test_links_are_kept_where_they_are_safe():
    links = ["https://a.example/?x=1&y=2", "../b.html#c", "javascript:alert(1)", "data:text/html,x", "//evil.example"]
    root = check_svg(
        drawn(graph(*(Node(id=f"n{number}", lines=("x",), link=link) for number, link in enumerate(links))))
    )
    found = [element.get("{http://www.w3.org/1999/xlink}href") for element in root.iter() if element.tag.endswith("}a")]
    assert found == ["https://a.example/?x=1&y=2", "../b.html#c"]


def test_an_ampersand_in_a_link_is_written_so_that_every_graphviz_makes_xml_of_it():
    assert 'URL="https://a.example/?x=1&amp;y=2"' in dot(
        graph(Node(id="a", lines=("x",), link="https://a.example/?x=1&y=2"))
    )


def test_colours_have_six_digits_and_classes_are_carried():
    text = dot(graph(*(Node(id=f"n{number}", lines=(name,), classes=(name,)) for number, name in enumerate(LOOKS))))
    assert set(re.findall(r"#(\w+)", text)) == {colour for colour in re.findall(r"#(\w+)", text) if len(colour) == 6}
    assert PAPER in text
    picture = check_svg(svg([text])[0])
    carried = {name for element in picture.iter() for name in element.get("class", "").split()}
    assert {f"pv-{name}" for name in LOOKS} <= carried


def test_a_class_that_nobody_knows_is_not_carried():
    assert "evil" not in dot(graph(Node(id="a", lines=("x",), classes=('evil" onload="x',))))


def test_an_edge_between_frames_ends_at_them():
    value = graph(
        clusters=(Cluster(id="c1", label="1", nodes=(Node(id="a", lines=("a",)),)), Cluster(id="c2", label="2", nodes=(Node(id="b", lines=("b",)),))),
        edges=(Edge(source="a", target="b", ltail="c1", lhead="c2"),),
    )  # fmt: skip
    text = dot(value)
    assert "ltail=cluster_c1" in text
    assert "lhead=cluster_c2" in text
    assert "compound=true" in text


def test_a_row_stands_at_one_height():
    row = tuple(Node(id=f"n{number}", lines=("x",) * (number + 1)) for number in range(3))
    value = graph(clusters=(Cluster(id="c", label="c", nodes=row, ranks=(("n0", "n1", "n2"),)),),
                  edges=(Edge(source="n0", target="n1"), Edge(source="n1", target="n2")))  # fmt: skip
    heights = re.findall(r'class="pv-node[^>]*>.*?<text[^>]* y="([-\d.]+)"', drawn(value), re.DOTALL)
    assert len(heights) == 3
    shapes = re.findall(r'class="pv-node.*?<path [^>]*d="M[-\d.]+,([-\d.]+)', drawn(value), re.DOTALL)
    assert len(shapes) == 3


def test_a_hidden_edge_between_frames_keeps_all_of_one_before_all_of_the_other():
    one, other = (
        Cluster(id=name, label=name, nodes=tuple(Node(id=f"{name}{number}", lines=("x",)) for number in range(3)))
        for name in ("p", "q")
    )
    value = graph(clusters=(one, other), edges=(Edge(source="p0", target="q0", hidden=True, ltail="p", lhead="q"),))
    at = {
        key: float(y)
        for key, y in re.findall(r'id="pv\w+-([pq]\d)".*?<text[^>]* y="([-\d.]+)"', drawn(value), re.DOTALL)
    }
    assert max(at[f"p{number}"] for number in range(3)) < min(at[f"q{number}"] for number in range(3))
    assert drawn(value).count("pv-edge") == drawn(graph(clusters=(one, other))).count("pv-edge")


def test_ids_differ_between_pictures_and_are_unique_in_one():
    one, other = (drawn(graph(Node(id="a", lines=(text,)))) for text in ("x", "y"))
    ids = [re.findall(r'\bid="([^"]+)"', picture) for picture in (one, other)]
    assert all(len(set(found)) == len(found) for found in ids)
    assert not set(ids[0]) & set(ids[1])


def test_the_picture_has_a_name_a_text_and_no_prolog():
    picture = drawn(graph(Node(id="a", lines=("x",))))
    assert picture.startswith("<svg ")
    assert "<!" not in picture
    root = check_svg(picture)
    assert (root[0].text, root[1].text) == ("Title", "What it shows")
    assert root.get("aria-labelledby") == root[0].get("id")


def test_the_dark_turns_every_look_that_is_used():
    picture = drawn(graph(Node(id="a", lines=("x",), classes=("build",)), Node(id="b", lines=("y",), classes=("odd",))))
    style = picture[picture.index("<style>") : picture.index("</style>")]
    assert LOOKS["build"].dark_fill in style
    assert LOOKS["plain"].dark_fill in style
    assert LOOKS["deploy"].dark_fill not in style


def test_a_person_is_drawn_as_one():
    assert drawn(graph(Node(id="a", lines=("x",), shape="person"))).count('<g class="pv-figure"') == 1


@pytest.mark.parametrize("text", ["日本語" * 6, "🚀" * 9, "W" * 20, "Ж" * 20, "a-long-name_of.some/thing" * 3])
def test_text_fits_its_box(text):
    picture = drawn(graph(Node(id="a", lines=(text, text))))
    outline = [float(number) for number in re.findall(r"-?[\d.]+", re.search(r'<path [^>]*d="([^"]*)"', picture)[1])]
    room = max(outline[0::2]) - min(outline[0::2])
    bold, *rest = re.findall(r'<text[^>]*font-size="(\d+)"( font-weight="bold")?[^>]*>([^<]*)<', picture)
    for size, weight, line in (bold, *rest):
        assert width(html.unescape(line), int(size), bold=bool(weight)) <= room - 8


@pytest.mark.parametrize("text", ["日本語のステージ名はとても長い", "🚀🚀🚀🚀🚀🚀🚀🚀", "BuildAndPackageEverything"])
def test_a_title_fits_its_frame(text):
    picture = drawn(graph(clusters=(Cluster(id="c", label=text, nodes=(Node(id="a", lines=("x",)),)),)))
    frame = picture[picture.index("pv-cluster") :]
    outline = [float(number) for number in re.findall(r"-?[\d.]+", re.search(r'<path [^>]*d="([^"]*)"', frame)[1])]
    left, (anchor, title) = min(outline[0::2]), re.search(r'<text[^>]* x="([-\d.]+)"[^>]*>([^<]*)<', frame).groups()
    assert title == text, "the spaces that made room are gone"
    half = width(text, 13, bold=True) / 2
    assert left <= float(anchor) - half
    assert float(anchor) + half <= max(outline[0::2])


def test_the_system_dot_draws_the_same_text(system_dot):
    value = graph(*(Node(id=f"n{number}", lines=(text,), tooltip=text) for number, text in enumerate(NASTY.values())))
    embedded, system = (check_svg(graph_svg(svg([dot(value)], engine)[0], value)) for engine in ("embedded", "dot"))
    assert squeezed("".join(texts(system))) == squeezed("".join(texts(embedded)))
    assert [squeezed(title) for title in titles(system)] == [squeezed(title) for title in titles(embedded)]


@settings(max_examples=25)
@given(value=graphs())
def test_any_graph_is_written_twice_alike_and_drawn(value):
    assert dot(value) == dot(value)
    check_svg(drawn(value))


def test_what_graphviz_did_not_write_is_refused():
    with pytest.raises(ValueError, match="Graphviz"):
        graph_svg("<html>", graph())
