"""The plugin and the fence in somebody's own site, built strictly by each builder and opened in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from tests.conftest import ROOT
from tests.judges.chromium import served, visit

GALLERY = ROOT / "tests" / "cases" / "gallery"
FENCE = "```pipeviz\nsource: infra/s3-source-polling.json\nview: stages\n```\n"
ASIDE = [{"name": "pipeviz", "class": "pipeviz", "format": "!!python/name:pipeviz.fence.drawing"}]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A hand-written site with a definition beside its pages."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "infra").mkdir()
    shutil.copy(GALLERY / "s3-source-polling.json", tmp_path / "infra")
    shutil.copy(GALLERY / "pipeline-invokes-pipeline.yaml", tmp_path / "infra")
    (tmp_path / "docs" / "index.md").write_text(f"# Team\n\nSee [the pipelines](ci/index.md).\n\n{FENCE}", "utf-8")
    return tmp_path


def configure(site: Path, plugin: dict[str, object] | None = None, **more: object) -> None:
    config = {
        "site_name": "Team",
        "site_dir": "site",
        "theme": {"name": "material", "font": False, "features": ["navigation.indexes"]},
        "plugins": ["search", {"mkdocstrings": {}}, {"pipeviz": {"sources": ["infra/"]} if plugin is None else plugin}],
        **more,
    }
    text = re.sub(r"'(!!python/name:[\w.]+)'", r"\1", yaml.safe_dump(config, sort_keys=False))
    (site / "mkdocs.yml").write_text(text, "utf-8")


def build(site: Path, builder: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", builder, "build", "--strict"],
        cwd=site,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.parametrize("builder", ["mkdocs", "properdocs"])
def test_a_strict_build_in_each_builder(site: Path, builder: str) -> None:
    configure(site)
    done = build(site, builder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    home = (site / "site" / "index.html").read_text("utf-8")
    assert '<figure class="pv-drawing"' in home
    assert (site / "site/ci/pipelines/111122223333/eu-west-1/price-list-import/index.html").is_file()


def test_the_fence_in_zensical(site: Path) -> None:
    pytest.importorskip("zensical")
    fences = {"pymdownx.superfences": {"custom_fences": ASIDE}}
    (site / "docs" / "index.md").write_text(f"# Team\n\n{FENCE}", "utf-8")
    configure(site, plugins=["search"], markdown_extensions=[fences])
    done = build(site, "zensical")
    assert done.returncode == 0, done.stdout + done.stderr
    assert '<figure class="pv-drawing"' in (site / "site" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("mode", "nav", "shown"),
    [
        ("index", None, {"ci/"}),
        ("index", [{"Home": "index.md"}], {"ci/"}),
        ("none", [{"Home": "index.md"}], set()),
        ("none", None, set()),
        (
            "full",
            [{"Home": "index.md"}],
            {"ci/", "ci/providers/", "ci/pipelines/111122223333/eu-west-1/price-list-import/"},
        ),
        ("index", [{"Home": "index.md"}, {"Delivery": "ci/index.md"}], {"ci/"}),
    ],
)
def test_navigation(site: Path, mode: str, nav: list[object] | None, shown: set[str]) -> None:
    configure(site, {"sources": ["infra/"], "nav": mode}, **({"nav": nav} if nav else {}))
    done = build(site)
    assert done.returncode == 0, done.stderr
    home = (site / "site" / "index.html").read_text("utf-8")
    sidebar = home[home.index("md-nav--primary") : home.index('data-md-component="content"')]
    links = set(re.findall(r'href="(ci/[^"#]*)"', sidebar))
    assert links >= shown
    assert bool(links) == bool(shown)
    assert mode == "full" or links == shown
    assert sidebar.count('href="ci/"') <= 2, "it stands there once"


def test_a_page_of_the_user_stays(site: Path) -> None:
    (site / "docs" / "ci").mkdir()
    (site / "docs" / "ci" / "index.md").write_text("# My own list\n", "utf-8")
    configure(site)
    done = build(site)
    assert done.returncode == 1
    assert "ci/index.md is there already" in done.stderr


@pytest.mark.parametrize(
    ("plugin", "fence", "message"),
    [
        ({"sources": ["nowhere/"]}, FENCE, "nowhere: no such file or folder"),
        ({"sources": ["infra/"]}, "```pipeviz\nsauce: x\n```\n", "there is no attribute 'sauce'"),
        ({"sources": ["infra/"]}, "```pipeviz\nnothing\n```\n", "lines look like source: pipeline.yaml"),
        ({"sources": ["infra/"]}, "```pipeviz\nsource: none.yaml\n```\n", "none.yaml: no such file or folder"),
        ({"surces": ["infra/"]}, FENCE, "surces"),
    ],
)
def test_what_is_wrong_ends_the_build_with_a_message(
    site: Path, plugin: dict[str, object], fence: str, message: str
) -> None:
    (site / "docs" / "index.md").write_text(f"# Team\n\n{fence}", "utf-8")
    configure(site, plugin)
    done = build(site)
    assert done.returncode != 0
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_file_of_a_folder_is_a_warning(site: Path) -> None:
    (site / "infra" / "broken.json").write_text('{"pipeline": {"stages": [ "actionTypeId"', "utf-8")
    configure(site)
    done = build(site)
    assert done.returncode == 1, "a strict build does not pass over it"
    assert "infra/broken.json:1: not valid JSON" in done.stderr


def test_it_works_in_a_browser(site: Path, chromium: Browser) -> None:
    configure(site, theme={"name": "material", "font": False, "palette": [{"scheme": "slate"}]})
    assert build(site).returncode == 0
    with served(site / "site") as home, visit(chromium, home) as (page, seen):
        page.goto(home)
        assert page.locator("figure.pv-drawing svg").is_visible()
        page.click("text=the pipelines")
        page.click("text=price-list-import")
        page.wait_for_selector("#sequence")
        assert page.locator(".pv-drawing svg").first.is_visible()
        assert page.locator(".pv-enlarge").count() > 0, "the script is there"
        assert (seen.errors, seen.outside) == ([], [])
