from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from pipeviz.errors import PublishError
from pipeviz.pages import File, PageOptions, render
from pipeviz.providers import load_catalogue
from pipeviz.publishers.folder import MANIFEST
from pipeviz.publishers.site import build, write_pages
from tests.builders import SOURCE, action, pipeline, stage
from tests.nasty import NASTY

BUILD = action("Build", ins="SourceArtifact", out="Built")
PIPELINES = (
    pipeline(stage("Source", SOURCE), stage("Build", BUILD), key="123456789012/eu-west-1/orders"),
    pipeline(stage("Source", SOURCE), stage("Build", BUILD), key="infra/orders.yaml#Orders", name="Orders"),
    pipeline(
        stage("Source", SOURCE), *(stage(f"{text}.", action(f"{text},")) for text in NASTY.values()),
        key="infra/nasty.yaml#Nasty", name=NASTY["image"] + NASTY["table"] + NASTY["jinja"] + "</title><script>alert(1)</script>",
    ),
)  # fmt: skip
START = "https://example.com/some/where/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "out"
    build(render(PIPELINES, load_catalogue()), target)
    return target


LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}


class Links(HTMLParser):
    """What a page loads, what it links to, and the ids it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.loaded, self.linked, self.ids = [], [], []  # type: list[str], list[str], list[str]
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag in LOADED and found.get(LOADED[tag]):
            self.loaded.append(found[LOADED[tag]] or "")
        if tag == "a":
            self.linked.append(found.get("href") or found.get("xlink:href") or "")


def pages(site: Path) -> Iterator[tuple[str, Path]]:
    for page in sorted(site.rglob("*.html")):
        yield page.relative_to(site).as_posix(), page


def test_every_link_leads_somewhere_under_any_path(site: Path) -> None:
    ids = {name: set(Links(page).ids) for name, page in pages(site)}
    for name, page in pages(site):
        links = Links(page)
        here = START + name
        for link in (*links.loaded, *links.linked):
            url = urlsplit(urljoin(here, link))
            if link in links.linked and url.netloc != "example.com":
                continue
            assert url.geturl().startswith(START), f"{name} leaves the site: {link}"
            path = unquote(url.path).removeprefix("/some/where/")
            file = f"{path}index.html" if path.endswith("/") or not path else path
            assert (site / file).is_file(), f"{name}: {link}"
            if url.fragment and file in ids:
                assert unquote(url.fragment) in ids[file], f"{name}: {link}"


def test_ids_are_unique(site: Path) -> None:
    for name, page in pages(site):
        ids = Links(page).ids
        assert len(set(ids)) == len(ids), f"{name}: {sorted(each for each in ids if ids.count(each) > 1)}"


def test_styles_and_scripts_fetch_nothing_from_outside(site: Path) -> None:
    for name in ("assets/pipeviz.css", "assets/pipeviz.js"):
        assert "//" not in re.sub(r"^\s*//.*$|/\*.*?\*/", "", (site / name).read_text("utf-8"), flags=re.MULTILINE)
    assert not re.search(r"fonts\.g|unpkg\.com/(?!mermaid|iframe-worker)", (site / "index.html").read_text("utf-8"))


def test_nothing_is_made_of_what_was_typed(site: Path) -> None:
    for name, page in pages(site):
        text = page.read_text("utf-8")
        assert "<script>alert" not in text, name
        assert "<img src=x" not in text, name
        assert not re.search(r"\son(?:error|load|click)=", re.sub(r">[^<]*<", "><", text)), name
        assert not any(link.lower().startswith(("javascript:", "data:")) for link in Links(page).linked), name


def test_titles_show_what_was_typed(site: Path) -> None:
    name = PIPELINES[2].name
    page = next((site / "pipelines/infra").glob("nasty*/index.html")).read_text("utf-8")

    class Heading(HTMLParser):
        inside, text = False, ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = tag == "h1" or (self.inside and tag != "a")

        def handle_data(self, data: str) -> None:
            self.text += data if self.inside else ""

    heading = Heading()
    heading.feed(page)
    assert heading.text.strip() == name


def test_a_site_has_its_index_and_its_files(site: Path) -> None:
    page = site / "pipelines/123456789012/eu-west-1/orders"
    assert {file.name for file in page.iterdir()} == {
        "index.html", "pipeline.json", "sequence.svg", "sequence.mmd", "stages.svg", "stages.mmd", "stages.dot",
        "artifacts.svg", "artifacts.mmd", "artifacts.dot",
    }  # fmt: skip
    assert "orders" in (site / "index.html").read_text("utf-8")
    assert (site / "providers/codebuild/index.html").is_file()


def test_pipelines_can_be_searched(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    assert any("orders" in entry["title"] for entry in index["docs"])


def test_the_same_site_again_changes_nothing(site: Path) -> None:
    again = build(render(PIPELINES, load_catalogue()), site)
    assert (again.written, again.removed) == (0, 0)


def test_the_order_of_the_pipelines_does_not_matter(site: Path) -> None:
    again = build(render(PIPELINES[::-1], load_catalogue()), site)
    assert (again.written, again.removed) == (0, 0)


def test_a_pipeline_that_is_gone_goes(tmp_path: Path) -> None:
    for pipelines in (PIPELINES[:2], PIPELINES[:1]):
        write_pages(render(pipelines, load_catalogue()), tmp_path / "out")
    files = {file.relative_to(tmp_path / "out").as_posix() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert {"mkdocs.yml", MANIFEST, "docs/index.md"} <= files
    assert not any("orders.yaml" in file for file in files)


def test_a_warning_of_mkdocs_stops_before_the_target_is_touched(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/providers.md").write_text("# Providers\n\n[broken](gone.md)\n", "utf-8")
    pages = render(PIPELINES[:1], load_catalogue(), PageOptions(templates=tmp_path / "templates"))
    with pytest.raises(PublishError, match=r"providers/index\.md.*gone\.md"):
        build(pages, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_foreign_target_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    def drawn() -> Iterator[list[File]]:
        raise AssertionError("nothing may be drawn")
        yield

    (tmp_path / "mkdocs.yml").write_text("site_name: theirs\n", "utf-8")
    pages = render(PIPELINES[:1], load_catalogue())._replace(drawn=drawn())
    for publish in (build, write_pages):
        with pytest.raises(PublishError, match="not written by pipeviz"):
            publish(pages, tmp_path)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(render(PIPELINES[:2], load_catalogue()), tmp_path / "out", lambda *each: told.append(each))
    assert ("Drawing pipelines", 2, 2) in told
    whats = list(dict.fromkeys(what for what, _, _ in told))
    assert whats == ["Drawing pipelines", "Reading pages", "Writing pages"]
    assert all(done <= total for _, done, total in told)
