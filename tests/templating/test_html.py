"""Text in HTML: shown as typed, and never markup."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader

from pipeviz.templating.environment import web
from pipeviz.templating.html import Html, link
from tests.nasty import NASTY
from tests.templating.test_escape import Text, seen, shown


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
@pytest.mark.parametrize("place", ["<p>{}</p>", '<p title="{}">x</p>', "<title>{}</title>"])
def test_a_page_shows_what_was_typed(place, text):
    page = Text(place.format(Html.escape(text)))
    told = page.attributes.get("title") if "title=" in place else page.text
    assert seen(told or "") == shown(text)
    assert page.tags <= {"p", "title"}
    assert page.attributes.keys() <= {"title"}


@pytest.mark.parametrize(
    "template",
    ["{{ text }}", "{{ [text] | join(', ') }}", "{{ text | upper }}", "{{ text | link('https://x.example/') }}"],
)
def test_templates_cannot_forget_to_escape(template):
    jinja = web().overlay(loader=DictLoader({"t": template}))
    assert Text(jinja.get_template("t").render(text="<B ONCLICK=X>\"'")).tags <= {"a"}


def test_links():
    assert (
        link("<a>", 'https://example.com/"x') == '<a href="https://example.com/&#34;x" rel="noreferrer">&lt;a&gt;</a>'
    )
    assert link("a", "javascript:alert(1)") == "a"
    assert link("a", None) == "a"


def test_nothing_is_nothing():
    assert Html.escape(None) == ""
    assert Html.escape(Html("<b>x</b>")) == "<b>x</b>"
