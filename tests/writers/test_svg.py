from __future__ import annotations

import pytest

from pipeviz.writers.svg import dark_rules, escape, known, linked, paint
from pipeviz.writers.theme import DARK_PAPER, LOOKS, PAPER


def test_nothing_leaves_a_text_or_an_attribute() -> None:
    assert escape("""<a href='x' b="y">&""") == "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;"


@pytest.mark.parametrize(
    ("classes", "look"),
    [(("build", "test"), "build"), (("unheard-of", "test"), "test"), (("unheard-of",), "ink"), ((), "ink")],
)
def test_the_first_class_with_a_look_gives_the_look(classes: tuple[str, ...], look: str) -> None:
    assert known(classes, "ink") == look


@pytest.mark.parametrize(
    ("role", "colours"),
    [
        ("box", f'fill="{LOOKS["build"].fill}" stroke="{LOOKS["build"].stroke}"'),
        ("line", f'fill="none" stroke="{LOOKS["build"].stroke}"'),
        ("solid", f'fill="{LOOKS["build"].stroke}"'),
        ("strip", f'fill="{LOOKS["build"].fill}"'),
        ("text", f'fill="{LOOKS["build"].text}"'),
    ],
)
def test_a_role_takes_its_colours_from_the_look(role: str, colours: str) -> None:
    assert paint(role, "build") == f'class="pvs-{role}-build" {colours}'


def test_the_ground_is_paler_than_a_box() -> None:
    ground = paint("ground", "build").partition('fill="#')[2][:6]
    channels = [
        [int(colour.removeprefix("#")[at : at + 2], 16) for at in (0, 2, 4)]
        for colour in (LOOKS["build"].fill, ground, PAPER)
    ]
    assert all(box <= pale <= paper for box, pale, paper in zip(*channels, strict=True))
    assert channels[0] != channels[1] != channels[2]


def test_dark_rules_name_each_paint_once() -> None:
    style = dark_rules(f"<g><rect {paint('box', 'build')}/><rect {paint('box', 'build')}/></g>")
    look = LOOKS["build"]
    rule = f".pvs-box-build{{fill:{look.dark_fill};stroke:{look.dark_stroke}}}"
    assert style.count(rule) == 2
    assert style.count("svg:root ") == style.count('[data-md-color-scheme="slate"] ') == 1


def test_the_paper_turns_to_dark_paper() -> None:
    assert f".pvs-ground-paper{{fill:{DARK_PAPER}}}" in dark_rules(f"<rect {paint('ground', 'paper')}/>")


def test_a_link_is_escaped_and_an_unsafe_one_dropped() -> None:
    assert linked("<g/>", "https://a.example/?b=1&c=2") == '<a href="https://a.example/?b=1&amp;c=2"><g/></a>'
    assert linked("<g/>", "javascript:alert(1)") == "<g/>"
    assert linked("<g/>", "a\ufffeb.md") == '<a href="ab.md"><g/></a>'
    assert linked("<g/>", None) == "<g/>"
