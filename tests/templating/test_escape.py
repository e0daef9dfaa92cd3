from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
import pytest
from jinja2 import DictLoader

from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown, attribute, code, escape, fence, is_web_page, link
from tests.nasty import NASTY

EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "smarty", "tables", "toc",
    "wikilinks", "pymdownx.arithmatex", "pymdownx.betterem", "pymdownx.caret", "pymdownx.critic", "pymdownx.details",
    "pymdownx.emoji", "pymdownx.escapeall", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark",
    "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tasklist", "pymdownx.tilde",
]  # fmt: skip
"""More than pipeviz's own mkdocs.yml turns on: pages may be built with any."""

MARKDOWN = markdown.Markdown(extensions=EXTENSIONS)

PLACES = {
    "paragraph": "before {} after",
    "start of a line": "{}",
    "heading": "## {} {{ #anchor }}",
    "item": "- {}",
    "cell": "| a | b |\n| - | - |\n| x | {} |",
    "link": "[{}](https://example.com)",
    "bold": "**{}**",
}


class Text(HTMLParser):
    """The text of a page, and the elements and attributes in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags, self.attributes = "", set[str](), dict[str, str | None]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def built(text: str) -> Text:
    """What a builder makes of some Markdown."""
    return Text(MARKDOWN.reset().convert(text))


def seen(text: str) -> str:
    """Text as a browser shows it; what has no width is not seen."""
    return " ".join(text.replace("\u200b", "").split())


def shown(text: str) -> str:
    """What a page has to show: no control characters, nothing that reorders, white space as a browser sees it."""
    text = re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", "\ufffd", text)
    return seen(text)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_page_shows_what_was_typed(place: str, text: str) -> None:
    empty = built(place.format("EMPTY"))
    page = built(place.format(escape(text)))
    assert seen(page.text) == shown(empty.text.replace("EMPTY", text))
    assert page.tags <= empty.tags | {"br"}
    assert page.attributes.keys() == empty.attributes.keys()


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_code_shows_what_was_typed(text: str) -> None:
    page = built(f"| a |\n| - |\n| {code(text)} |")
    assert seen(page.text) == f"a {shown(text)}".strip()
    assert "code" in page.tags


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_attributes_keep_what_was_typed(text: str) -> None:
    page = built(f'<figure title="{attribute(text)}">x</figure>')
    assert shown(page.attributes["title"] or "") == shown(text)
    assert page.text.strip() == "x"


@pytest.mark.parametrize("text", ["a ``` b", "````", "x\n```\n# heading"])
def test_a_fence_is_longer_than_any_within(text: str) -> None:
    page = Text(markdown.markdown(str(fence(text)), extensions=["pymdownx.superfences"]))
    assert page.text.strip() == text


def test_a_fence_can_stand_in_a_list() -> None:
    block = fence("a\nb", indent="    ")
    text = f"- item\n\n{block}"
    page = Text(markdown.markdown(text, extensions=["pymdownx.superfences"]))
    assert page.tags >= {"li", "code"}
    assert "a\nb" in page.text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://docs.aws.amazon.com/a/b.html#c", True),
        ("https://console.aws.amazon.com/x?a=1&b=2", True),
        ("http://example.com", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://${Host}/x", False),
        ("https://", False),
        ("https://[x", False),
        ("//example.com", False),
    ],
)
def test_only_web_pages_are_linked(url: str, safe: bool) -> None:
    assert is_web_page(url) is safe
    assert ("](" in link("x", url)) is safe


def test_a_link_keeps_its_address() -> None:
    url = 'https://example.com/a(b)"c?d=é&e=f#g'
    page = Text(markdown.markdown(str(link("x", url))))
    assert page.attributes["href"] == "https://example.com/a%28b%29%22c?d=%C3%A9&e=f#g"


@pytest.mark.parametrize(
    "template",
    [
        "{{ text }}",
        "{{ [text] | join(', ') }}",
        "{{ [text, '<b>' | safe] | join('<br>' | safe) }}",
        "{{ text | upper }}",
        "{% set x = text %}{{ x }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}",
    ],
)
def test_templates_cannot_forget_to_escape(template: str) -> None:
    jinja = environment().overlay(loader=DictLoader({"t": template}))
    rendered = jinja.get_template("t").render(text="[X](JAVASCRIPT:Y)")
    assert "](" not in rendered
    assert "JAVASCRIPT" in rendered


def test_markdown_of_templates_stays() -> None:
    jinja = environment().overlay(loader=DictLoader({"t": "{{ a | code }} {{ b }} {{ 2 | counted('stage') }}"}))
    assert jinja.get_template("t").render(a="x|y", b=Markdown("**z**")) == "<code>x&#124;y</code> **z** 2 stages"
