"""The site as a visitor meets it: built strictly from the gallery, opened in Chromium, nothing reached outside."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests import judges
from tests.benchmarks.templates import template
from tests.command import apart
from tests.conftest import ROOT
from tests.judges.chromium import Seen, served, visit
from tests.judges.mermaid import HERE, missing
from tests.judges.svg import squeezed
from tests.nasty import NASTY
from tests.sites import broken
from tests.test_command_line import ORDERS

SUB_PATH = "some/where/"
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}


class Site(NamedTuple):
    """A built site: its folder, its address, and the addresses of its pipelines' pages by title."""

    folder: Path
    home: str
    pipelines: dict[str, str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The gallery, a pipeline of nasty text and a wide one, as a site under a sub-path."""
    root = tmp_path_factory.mktemp("site")
    sources = root / "sources"
    sources.mkdir()
    (sources / "nasty.json").write_text(json.dumps(_nasty()), "utf-8")
    (sources / "wide.json").write_text(template(1, 40), "utf-8")
    folder = root / "served" / SUB_PATH
    outcome = apart("build", ROOT / "tests" / "cases" / "gallery", sources, "-o", folder)
    assert outcome.code == 0, outcome.err
    with served(root / "served") as address:
        home = address + SUB_PATH
        pages = [page for page in folder.rglob("index.html") if 'id="sequence"' in page.read_text("utf-8")]
        named = {_title(page): home + page.parent.relative_to(folder).as_posix() + "/" for page in sorted(pages)}
        yield Site(folder, home, named)


def _nasty() -> dict[str, Any]:
    """A pipeline that holds every row of `tests.nasty` in names, and in what else somebody types."""
    names = [text for text in NASTY.values() if text.strip()]
    source = ORDERS["pipeline"]["stages"][0]
    actions = [
        {
            "name": text,
            "actionTypeId": {"category": "Build", "owner": "Custom", "provider": text[:35], "version": "1"},
            "configuration": {"ProjectName": text, text[:50]: "value"},
            "inputArtifacts": [{"name": "SourceArtifact"}],
            "outputArtifacts": [{"name": f"{text}{number}"}],
        }
        for number, text in enumerate(names)
    ]
    stages = [source, *({"name": names[at], "actions": actions[at : at + 8]} for at in range(0, len(names), 8))]
    variables = [{"name": text, "defaultValue": text, "description": text} for text in names]
    return {
        "pipeline": {
            **ORDERS["pipeline"],
            "name": "nasty <b>&amp;</b> {{ 7*7 }}",
            "stages": stages,
            "variables": variables,
        }
    }


def _title(page: Path) -> str:
    match = re.search(r"<h1[^>]*>(.*?)<", page.read_text("utf-8"), re.DOTALL)
    return match[1].strip() if match else page.parent.name


def _quiet(seen: Seen) -> None:
    assert seen.outside == []
    assert seen.errors == []


def test_no_page_complains_or_reaches_outside(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        for address in (site.home, site.home + "providers/", *list(site.pipelines.values())[::3]):
            answer = page.goto(address)
            assert answer is not None
            assert answer.ok
            assert page.locator("h1").count() == 1
        _quiet(seen)


def test_every_link_leads_somewhere(site: Site) -> None:
    """Those of the pages and those inside the drawings, anchors too."""
    assert broken(site.folder) == []


def test_a_visitor_finds_a_pipeline(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.goto(site.home)
        rows = page.locator("article tbody tr:visible")
        before = rows.count()
        page.locator(".pv-filter input").fill("storefront")
        assert 0 < rows.count() < before
        rows.locator("a", has_text="storefront").first.click()
        page.wait_for_url("**/storefront*/")
        assert "storefront" in page.locator("h1").inner_text()
        _quiet(seen)


def test_links_in_graphs_work(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        for view in ("sequence", "graph-stages", "graph-artifacts"):
            page.goto(site.pipelines["storefront"])
            _drawing(page, view).locator("a text").last.click()
            anchor = urlsplit(page.url).fragment
            assert anchor
            assert page.evaluate("id => document.getElementById(id).closest('tr, h2, h3') !== null", unquote(anchor))
        _quiet(seen)


def _drawing(page: Page, view: str) -> Any:
    """The first drawing after a heading, once it is part of the page."""
    heading = page.locator(f"#{view}")
    heading.scroll_into_view_if_needed()
    drawing = page.locator(f"#{view} ~ * figure.pv-drawing, #{view} ~ figure.pv-drawing").first
    drawing.locator("svg").first.wait_for()
    return drawing


def test_zoom(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.goto(site.pipelines["storefront"])
        drawing = _drawing(page, "sequence")
        page.locator(".pv-frame").first.locator("button").first.click()
        dialog = page.locator("dialog[open]")
        picture = dialog.locator("svg[width]").first
        width = picture.bounding_box()["width"]
        page.keyboard.press("+")
        assert picture.bounding_box()["width"] > 1.2 * width
        page.keyboard.press("-")
        page.keyboard.press("-")
        assert picture.bounding_box()["width"] < width
        page.keyboard.press("Escape")
        page.locator("dialog").wait_for(state="detached")
        assert drawing.locator("svg[width]").count() == 1
        _quiet(seen)


@pytest.mark.parametrize("name", ["service-0000", "storefront"])
def test_on_a_phone_drawings_scroll_and_do_not_shrink(site: Site, chromium: Browser, name: str) -> None:
    with visit(chromium, site.home, **PHONE) as (page, seen):
        page.goto(site.pipelines[name])
        for view in ("sequence", "graph-stages", "graph-artifacts"):
            picture = _drawing(page, view).locator("svg").first
            natural, shown = picture.evaluate("it => [it.width.baseVal.value, it.getBoundingClientRect().width]")
            assert shown >= 0.99 * natural
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        _quiet(seen)


def test_without_javascript(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home, java_script_enabled=False) as (page, seen):
        page.goto(site.pipelines["storefront"])
        assert page.locator("#words ~ ol li").count() > 3
        assert page.locator(".pv-drawing svg, .pv-drawing img").count() >= 3
        for picture in page.locator(".pv-drawing > svg, .pv-drawing img").all():
            assert picture.bounding_box()["height"] > 100
        page.locator("details summary").first.click()
        assert "sequenceDiagram" in page.locator("details[open]").first.inner_text()
        page.goto(site.home)
        page.locator("article a", has_text="storefront").first.click()
        assert "storefront" in page.locator("h1").inner_text()
        _quiet(seen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshots_are_sane(site: Site, chromium: Browser, scheme: str) -> None:
    """Dark text on light paper, or the other way round, with colours; nothing is blank."""
    with visit(chromium, site.home, color_scheme=scheme, viewport={"width": 1400, "height": 1000}) as (page, seen):
        page.goto(site.pipelines["storefront"])
        for view in ("sequence", "graph-stages", "graph-artifacts"):
            drawing = _drawing(page, view)
            paper, ink, colours = _pixels(page, drawing.screenshot())
            assert (paper > 200 and ink < 90) if scheme == "light" else (paper < 80 and ink > 170)
            assert colours > 20
        _quiet(seen)


_MEASURE = """async (source) => {
    const image = new Image()
    image.src = source
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    const counts = new Map()
    for (let at = 0; at < data.length; at += 4) {
        const key = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
        counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const light = key => 0.299 * (key >> 16) + 0.587 * ((key >> 8) & 255) + 0.114 * (key & 255)
    const paper = light([...counts].sort((one, other) => other[1] - one[1])[0][0])
    const lights = [...counts.keys()].map(light)
    return [paper, paper > 127 ? Math.min(...lights) : Math.max(...lights), counts.size]
}"""


def _pixels(page: Page, png: bytes) -> tuple[float, float, int]:
    """How light the commonest colour is and the one farthest from it (0 to 255), and how many colours there are."""
    paper, ink, colours = page.evaluate(_MEASURE, "data:image/png;base64," + base64.b64encode(png).decode())
    return paper, ink, colours


def test_nasty_text_is_shown_and_does_nothing(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.on("dialog", lambda dialog: seen.errors.append(f"a script ran: {dialog.message}"))
        page.goto(next(address for title, address in site.pipelines.items() if title.startswith("nasty")))
        text = squeezed(page.locator("article").inner_text())
        assert squeezed("nasty <b>&amp;</b> {{ 7*7 }}") in text
        assert [row for row in NASTY.values() if squeezed(row) not in text] == []
        assert page.locator("article script, article iframe, article [onclick], article [onload]").count() == 0
        _quiet(seen)


def test_live_mermaid_with_a_local_script(tmp_path: Path, chromium: Browser) -> None:
    if why := missing():
        judges.absent("live Mermaid pages", why)
    script = HERE / "node_modules" / "mermaid-11" / "dist" / "mermaid.min.js"
    source = tmp_path / "orders.json"
    source.write_text(json.dumps(ORDERS), "utf-8")
    outcome = apart("build", source, "-o", tmp_path / "site", "--mermaid", "live", "--mermaid-script", script)
    assert outcome.code == 0, outcome.err
    with served(tmp_path / "site") as home, visit(chromium, home) as (page, seen):
        (address,) = [
            path for path in (tmp_path / "site").rglob("index.html") if 'id="sequence"' in path.read_text("utf-8")
        ]
        page.goto(home + address.parent.relative_to(tmp_path / "site").as_posix() + "/")
        page.wait_for_function("[...document.querySelectorAll('div.mermaid')].some(it => it.offsetHeight > 200)")
        assert page.locator("pre.mermaid").count() == 0
        _quiet(seen)
