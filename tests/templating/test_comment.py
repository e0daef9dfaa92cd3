"""Text for a comment on GitHub or GitLab: shown as typed, calling nobody."""

from __future__ import annotations

import re

import markdown
import pytest
from jinja2 import DictLoader
from markdown_it import MarkdownIt

from pipeviz.templating.comment import Comment, code, link
from pipeviz.templating.environment import comments
from tests.nasty import NASTY
from tests.templating.test_escape import PLACES, Text, seen, shown

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MKDOCS = markdown.Markdown(extensions=["tables", "sane_lists", "attr_list", "pymdownx.superfences", "pymdownx.tilde"])
BUILDERS = {"GitHub": GITHUB.render, "MkDocs": lambda text: MKDOCS.reset().convert(text)}
CALLS = re.compile(r"[@#!$~%&]\w|:[a-z0-9_+-]+:")
"""What GitHub and GitLab look for in the text that is shown: mentions, references, icons."""


@pytest.mark.parametrize("place", [each for each in PLACES.values() if "#anchor" not in each])
@pytest.mark.parametrize("builder", BUILDERS.values(), ids=BUILDERS)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_comment_shows_what_was_typed(place, builder, text):
    empty = Text(builder(place.format("EMPTY")))
    page = Text(builder(place.format(Comment.escape(text))))
    assert seen(page.text) == shown(empty.text.replace("EMPTY", text))
    assert page.tags <= empty.tags | {"br"}
    assert page.attributes.keys() == empty.attributes.keys()


@pytest.mark.parametrize(
    "text",
    ["@octocat hi", "see #12", "GitLab !7 and $3 ~bug %5 &9", "a :smile: b", "x@example.com", "100%x", *NASTY.values()],
)
def test_nobody_is_called(text):
    for builder in BUILDERS.values():
        words = Text(builder(f"before {Comment.escape(text)} after")).text
        assert not [found for found in CALLS.findall(words) if not re.fullmatch(":[0-9]+:", found)]


@pytest.mark.parametrize("builder", BUILDERS.values(), ids=BUILDERS)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_code_shows_what_was_typed(builder, text):
    page = Text(builder(f"| a |\n| - |\n| {code(text)} |"))
    assert seen(page.text) == f"a {shown(text)}".strip()
    assert page.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code", "br"}


@pytest.mark.parametrize(
    "text",
    [
        "Build / Compile failed: the command “npm test” failed (exit status 1). Source, Build and Test had succeeded.",
        "began 2026-03-02 12:00:05 UTC · took 1 min 28 s",
        "User: role/ci isn't authorized to perform: logs:GetLogEvents; it's \"denied\"",
        "/aws/codebuild/orders-build, stream 1",
        "CloudFormation could not create Queue (AWS::SQS::Queue) in the stack orders-au",
    ],
)
def test_ordinary_words_stay_readable_by_those_who_edit_them(text):
    assert Comment.escape(text) == text
    assert code("logs:GetLogEvents") == "`logs:GetLogEvents`"


def test_links():
    assert link("a [b]", "https://example.com/x") == "[a &#91;b&#93;](https://example.com/x)"
    assert link("a", "javascript:alert(1)") == "a"
    assert link("a", None) == "a"


@pytest.mark.parametrize(
    "template",
    ["{{ text }}", "{{ [text] | join(', ') }}", "{{ text | upper }}", "{{ text | link('https://x.example/') }}"],
)
def test_templates_cannot_forget_to_escape(template):
    jinja = comments().overlay(loader=DictLoader({"t": template}))
    rendered = jinja.get_template("t").render(text="[X](JAVASCRIPT:Y) <B>")
    assert "](JAVASCRIPT" not in rendered
    assert "<B>" not in rendered
