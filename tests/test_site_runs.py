"""A site with runs as a visitor meets it: built strictly from recordings, opened in Chromium, nothing reached outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from pipeviz import api
from pipeviz.model.execution import Evidence
from tests.command import apart
from tests.conftest import ROOT
from tests.drawings import CATALOGUE
from tests.histories import KEY, bad, good, orders, recorded
from tests.judges.chromium import Seen, served, visit
from tests.judges.svg import squeezed
from tests.nasty import NASTY
from tests.sites import broken

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
CASES = (
    "approval-rejected",
    "cloudformation-nested-stack",
    "codebuild-failed",
    "condition-on-success-rollback",
    "in-progress-already-failed",
    "parallel-double-failure",
    "reading-actions-alone",
    "retry-then-success",
    "stage-skipped",
    "stopped-and-abandoned",
    "superseded",
    "waiting-for-approval",
)
FAILED = "8ea9e042-1854-5fe5-b269-e6cfa938bb5f"


class Site(NamedTuple):
    """A built site: its folder and its address."""

    folder: Path
    home: str

    def run(self, id: str) -> str:
        """The address of the page of a run."""
        (page,) = self.folder.rglob(f"runs/{id}/index.html")
        return self.home + page.parent.relative_to(self.folder).as_posix() + "/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Some recordings, as a site under a sub-path."""
    root = tmp_path_factory.mktemp("site")
    folder = root / "served" / "some" / "where"
    cases = [ROOT / "tests" / "cases" / "runs" / name for name in CASES]
    outcome = apart("build", *cases, ROOT / "tests" / "cases" / "gallery" / "ecs-rolling-update.json", "-o", folder)
    assert "files written" in outcome.err
    with served(root / "served") as address:
        yield Site(folder, address + "some/where/")


def _quiet(seen: Seen) -> None:
    assert seen.outside == []
    assert seen.errors == []


def test_every_link_leads_somewhere(site: Site) -> None:
    assert broken(site.folder) == []


def test_the_cause_is_two_clicks_away(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.goto(site.home)
        page.locator("article a", has_text="fail now").click()
        page.locator("article a", has_text="✗ Build / Compile failed: the command “npm test”").click()
        page.wait_for_url(f"**/runs/{FAILED}/")
        assert page.locator(".pv-log mark").inner_text() == "FAIL test/total.test.js"
        assert "FAIL test/total.test.js" in page.locator(".pv-paragraph").inner_text()
        _quiet(seen)


def test_the_state_in_the_list_leads_to_the_cause_at_once(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.goto(site.home)
        row = page.locator("tbody tr", has_text="codebuild-failed")
        row.locator("a .pv-outcome").click()
        page.wait_for_url(f"**/runs/{FAILED}/")
        _quiet(seen)


def test_the_history_leads_to_a_run(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home) as (page, seen):
        page.goto(site.run(FAILED))
        page.locator(".pv-crumbs a").last.click()
        page.locator(".pv-strip a").last.click()
        page.wait_for_url(f"**/runs/{FAILED}/")
        _quiet(seen)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"])
def test_no_page_of_a_run_complains(site: Site, chromium: Browser, options: dict[str, object]) -> None:
    pages = sorted(site.folder.rglob("runs/*/index.html"))
    with visit(chromium, site.home, **options) as (page, seen):
        for path in (site.folder / "failures" / "index.html", *pages[::4]):
            page.goto(site.home + path.parent.relative_to(site.folder).as_posix() + "/")
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        _quiet(seen)


def test_without_javascript(site: Site, chromium: Browser) -> None:
    with visit(chromium, site.home, java_script_enabled=False) as (page, seen):
        page.goto(site.run(FAILED))
        assert page.locator(".pv-drawing svg, .pv-drawing img").count() == 3
        assert page.locator(".pv-log mark").is_visible()
        _quiet(seen)


def test_outcomes_are_told_by_more_than_colour(site: Site) -> None:
    text = unescape((site.folder / "index.html").read_text("utf-8"))
    shown = re.findall(r'class="pv-outcome[^"]*"><span aria-hidden="true">(.)</span> ([^<]+)<', text)
    assert len({sign for sign, _ in shown}) == len({word for _, word in shown}) > 2


def test_nasty_text_is_shown_and_does_nothing(tmp_path: Path, chromium: Browser) -> None:
    rows = [text for text in NASTY.values() if text.strip()]
    log = [{"timestamp": 1, "message": f"{text} error"} for text in rows]
    runs = [
        bad(
            day, text, status_summary=text, variables={text: text}, stop_reason=text, rollback_of=text, recorded=text,
            mode=text, evidence=(Evidence(operation="logs:GetLogEvents", answer={"events": log}, of=f"build-compile-{86400 * day + 100}"),),
        )
        for day, text in enumerate(rows)
    ]  # fmt: skip
    pipelines = [orders()]
    api.build(pipelines, tmp_path / "site", catalogue=CATALOGUE, recorded=[recorded(KEY, good(999), *runs)])
    assert broken(tmp_path / "site") == []
    with served(tmp_path / "site") as home, visit(chromium, home) as (page, seen):
        page.on("dialog", lambda dialog: seen.errors.append(f"a script ran: {dialog.message}"))
        for run, text in zip(runs, rows, strict=True):
            page.goto(f"{home}pipelines/{KEY}/runs/{run.id}/")
            told = squeezed(page.locator("article").inner_text())
            assert told.count(squeezed(text)) >= 4, text
            assert page.locator("article script, article iframe, article [onclick], article [onload]").count() == 0
        page.goto(f"{home}failures/")
        _quiet(seen)
