"""The report as one HTML file: well-formed, nothing injected, nothing fetched, legible in light and dark."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from pipeviz.analysis.diagnosis import Diagnosis
from pipeviz.reports.html import html
from pipeviz.reports.pictures import svg_pictures
from tests.explained import explained
from tests.judges.chromium import visit
from tests.judges.svg import ELEMENTS, check_svg
from tests.nasty import NASTY
from tests.templating.test_escape import Text, seen, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VOID = {"meta", "br"}
TAGS = {"html", "head", "meta", "br", "title", "style", "body", "header", "h1", "h2", "p", "span", "main", "section", "ol", "ul",
        "li", "div", "code", "mark", "figure", "figcaption", "table", "thead", "tbody", "tr", "th", "td", "a", "footer"}  # fmt: skip
SVG_TAGS = {name.lower() for name in ELEMENTS}


class Page(HTMLParser):
    """Asserts that every element is closed where it should be, and collects tags, attributes and addresses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open, self.tags, self.names, self.links, self.ids = [], set(), set(), [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)
        self.links += [value for name, value in attrs if name in ("href", "src", "xlink:href")]
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nothing_is_injected(text: str) -> None:
    report = html(explained(text, url=f"https://example.com/{text}"))
    page = Page(report)
    assert page.tags <= TAGS | SVG_TAGS
    assert not [name for name in page.names if name.startswith("on") or name in ("src", "srcset", "action")]
    assert all(link.startswith(("https://", "#")) for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert seen(shown(f"because {text}, and that is all")) in seen(shown(Text(report).text))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", report)


def test_what_it_says() -> None:
    page = seen(Text(html(explained())).text)
    for words in (
        "✗ Build / Compile failed: some words",
        "took 3 min 10 s",
        "CodeBuild says: some words evidence/some words.json",
        "Sequence of the run",
        "Timeline",
        "✗ Failed attempt 2",
        "Started by some words",
        "Revision of Code",
        "logs:GetLogEvents was denied: some words",
    ):
        assert words in page, words
    assert "<mark>some words</mark>" in html(explained())


def test_its_pictures_are_sound_and_follow_the_system() -> None:
    pictures = list(svg_pictures(explained()))
    assert [each.title for each in pictures] == ["Sequence of the run", "Timeline"]
    for picture in pictures:
        check_svg(picture.text)
        assert "data-md-color-scheme" not in picture.text
        assert picture.text.count("prefers-color-scheme:dark") == 2


def test_a_bare_explanation() -> None:
    bare = replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p"), good=None, comparison=None)
    report = html(bare)
    Page(report)
    for word in ("Why", "Log", "Not recorded"):
        assert f">{word}</h2>" not in report


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_browser_shows_it_without_a_request(chromium: Browser, tmp_path: Path, scheme: str, width: int) -> None:
    file = tmp_path / "report.html"
    file.write_text(html(explained(NASTY["script"] + " " + NASTY["long words"])), "utf-8")
    with visit(chromium, file.as_uri(), color_scheme=scheme, viewport={"width": width, "height": 800}) as (page, seen_):
        page.goto(file.as_uri())
        assert page.locator("h1").inner_text().startswith("✗ Build / Compile failed")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(30, 33, 41)")
        assert page.locator("svg").count() == 2
    assert (seen_.errors, seen_.outside) == ([], [])
