"""The plugin and the fence in somebody's own site, built strictly by each builder and opened in Chromium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import markdown
import pytest
import yaml
from playwright.sync_api import Browser

from pipeviz.fence import drawing
from tests.benchmarks.templates import template
from tests.command import apart
from tests.conftest import ROOT
from tests.judges.chromium import served, visit
from tests.serving import eventually, free_port, serving, shown

GALLERY = ROOT / "tests" / "cases" / "gallery"
RUNS = ROOT / "tests" / "cases" / "runs"
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


@pytest.mark.parametrize("nav", [None, [{"Home": "index.md"}]])
def test_the_pages_are_a_part_of_somebodys_site(site: Path, nav: list[object] | None) -> None:
    configure(site, {"sources": ["infra/"], "title": "Delivery"}, **({"nav": nav} if nav else {}))
    assert build(site).returncode == 0
    home = (site / "site" / "index.html").read_text("utf-8")
    sidebar = home[home.index("md-nav--primary") : home.index('data-md-component="content"')]
    assert "Delivery" in sidebar
    assert ">Ci<" not in sidebar.replace(" ", "").replace("\n", "")
    index = (site / "site" / "ci" / "index.html").read_text("utf-8")
    assert 'data-md-type="navigation" hidden' not in index
    assert not (site / "site" / "ci" / "assets" / "wide.css").exists(), "the rest of the site keeps its width"


def test_mermaid_blocks_are_drawn_unless_somebody_says_how(site: Path) -> None:
    block = "```mermaid\nsequenceDiagram\n    A->>B: hello\n```\n"
    (site / "docs" / "index.md").write_text(f"# Team\n\n[All](ci/index.md)\n\n{block}", "utf-8")
    configure(site)
    assert build(site).returncode == 0
    assert '<pre class="mermaid">' in (site / "site" / "index.html").read_text("utf-8")
    own = [{"name": "mermaid", "class": "own", "format": "!!python/name:pymdownx.superfences.fence_div_format"}]
    configure(site, markdown_extensions=[{"pymdownx.superfences": {"custom_fences": own}}])
    assert build(site).returncode == 0
    assert '<div class="own">' in (site / "site" / "index.html").read_text("utf-8")


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


CONFIGURATION = """
sources = ["infra/", "recording/"]
detail = "overview"
[embed.diagrams.prices]
source = "infra/s3-source-polling.json"
view = "stages"
"""


def test_what_pipevizs_own_configuration_says_need_not_be_said_twice(site: Path) -> None:
    (site / "pipeviz.toml").write_text(CONFIGURATION, "utf-8")
    shutil.copytree(RUNS / "codebuild-failed", site / "recording", ignore=shutil.ignore_patterns("expected*"))
    fence = "```pipeviz\ndiagram: prices\n```\n"
    (site / "docs" / "index.md").write_text(f"# Team\n\n[All](ci/index.md)\n\n{fence}", "utf-8")
    configure(site, {})
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert '<figure class="pv-drawing"' in (site / "site/index.html").read_text("utf-8")
    assert list(site.glob("site/ci/**/price-list-import/index.html"))
    assert list(site.glob("site/ci/**/runs/*/index.html")), "the recording's runs have pages"
    configure(site, {"sources": ["infra/s3-source-polling.json"]})
    assert build(site).returncode == 0
    assert not list(site.glob("site/ci/**/runs")), "what the plugin is told goes before it"


def test_many_pipelines_are_the_pages_of_a_site_of_their_own(site: Path, tmp_path: Path) -> None:
    """Enough for several processes, and for pictures in files beside the pages."""
    (site / "infra" / "many.json").write_text(template(210, 3), "utf-8")
    configure(site, {"sources": ["infra/many.json"]})
    done = build(site)
    assert done.returncode == 0, done.stderr
    own = tmp_path / "own"
    assert apart("build", site / "infra" / "many.json", "--pages", own).code == 0
    written = {path.relative_to(own / "docs") for path in (own / "docs").rglob("*") if path.is_file()}
    shown = {path.with_suffix("") / "index.html" if path.suffix == ".md" else path for path in written}
    shown = {path.parent.parent / path.name if path.parent.name == "index" else path for path in shown}
    assert len(shown) > 1_000
    assert {path for path in shown if not (site / "site" / "ci" / path).is_file()} == {Path("assets/wide.css")}


def test_nobody_is_asked_during_a_build(site: Path) -> None:
    configure(site, {})
    (site / "pipeviz.toml").write_text('sources = ["infra/", "aws:"]\n', "utf-8")
    done = build(site)
    assert done.returncode != 0
    assert "aws:: nobody is asked during a build; capture a recording" in done.stderr
    assert "Traceback" not in done.stderr
    configure(site, {"sources": ["infra/"]})
    assert build(site).returncode == 0, "what the plugin is told goes before it"


def test_a_page_of_the_user_shows_a_picture_of_ours(site: Path) -> None:
    folder = "ci/pipelines/111122223333/eu-west-1/price-list-import"
    (site / "docs" / "guide").mkdir()
    text = f"# Guide\n\n![Stages](../{folder}/stages.svg) [model](../{folder}/pipeline.json)\n"
    (site / "docs" / "guide" / "prices.md").write_text(text, "utf-8")
    configure(site)
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert (site / "site" / folder / "stages.svg").is_file()
    assert "CopyToShop" in (site / "site" / folder / "index.html").read_text("utf-8")


def test_the_built_site_is_no_source_of_the_next_build(site: Path) -> None:
    configure(site, {"sources": ["."]})
    for _ in range(2):
        assert build(site).returncode == 0
        assert len(list((site / "site").rglob("pipeline.json"))) == 3


def test_a_title_of_the_users_own_navigation_stays(site: Path) -> None:
    (site / "docs" / "more.md").write_text("# More\n", "utf-8")
    nav = [{"Home": "index.md"}, {"Our delivery": ["ci/index.md", "more.md"]}]
    configure(site, {"sources": ["infra/"]}, nav=nav)
    assert build(site).returncode == 0
    assert "Our delivery" in (site / "site" / "index.html").read_text("utf-8")


def test_a_mistake_in_the_configuration_ends_the_build_with_its_line(site: Path) -> None:
    configure(site, {})
    (site / "pipeviz.toml").write_text('surces = ["infra/"]\n', "utf-8")
    done = build(site)
    assert done.returncode != 0
    assert "pipeviz.toml:1: there is no option 'surces'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("execution: last-failed", 'aria-label="Sequence of pipeline orders, run '),
        ("execution: last-failed\nview: timeline", 'aria-label="Timeline of pipeline orders, run '),
        ("execution: last-failed\nview: stages", "failed"),
        ("as: explanation", 'aria-label="Timeline of pipeline orders, run '),
        ("as: explanation", "<h3>Why</h3>"),
        ("as: table", "<table>"),
        ("as: list", "<ol>"),
    ],
)
def test_a_fence_shows_a_run(keys: str, shown: str) -> None:
    text = f"```pipeviz\nsource: {RUNS.as_posix()}/codebuild-failed\n{keys}\n```\n"
    fences = {"custom_fences": [{"name": "pipeviz", "class": "pipeviz", "format": drawing}]}
    options = {"pymdownx.superfences": fences}
    made = markdown.markdown(text, extensions=["pymdownx.superfences"], extension_configs=options)
    assert shown in made
    assert "```" not in made, "nothing is left as it was written"


def replaced(file: Path, old: str, new: str) -> None:
    """Edits a file as many editors do: another one takes its place."""
    other = file.with_suffix(".new")
    other.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    other.replace(file)


def test_a_preview_follows_what_is_edited(site: Path, tmp_path: Path) -> None:
    (site / "other").mkdir()
    shutil.copy(GALLERY / "ecs-rolling-update.json", site / "other")
    (site / "docs" / "team.md").write_text("# Team\n", "utf-8")
    configure(site, {"sources": ["infra/s3-source-polling.json"]}, dev_addr=f"127.0.0.1:{free_port()}")
    home = f"http://{yaml.safe_load((site / 'mkdocs.yml').read_text('utf-8'))['dev_addr']}"
    page = f"{home}/ci/pipelines/111122223333/eu-west-1/price-list-import/"
    with serving("mkdocs", "serve", words=tmp_path / "words", cwd=site):
        eventually(lambda: "CopyToShop" in shown(page), "serving")
        for name in ("CopyToStore", "CopyToWorld"):
            replaced(site / "infra" / "s3-source-polling.json", "CopyToShop", name)
            eventually(lambda name=name: name in shown(page), "drawing anew")
            replaced(site / "infra" / "s3-source-polling.json", name, "CopyToShop")
            eventually(lambda: "CopyToShop" in shown(page), "drawing anew once more")
        fence = "```pipeviz\nsource: other/ecs-rolling-update.json\n```\n"
        (site / "docs" / "team.md").write_text(f"# Team\n\n{fence}", "utf-8")
        eventually(lambda: "pv-drawing" in shown(f"{home}/team/"), "the fence of a new source")
        replaced(site / "other" / "ecs-rolling-update.json", '"UpdateStaging"', '"UpdateTheStage"')
        eventually(lambda: "UpdateTheStage" in shown(f"{home}/team/"), "following what a fence names")


def test_a_preview_takes_runs_that_come_later(site: Path, tmp_path: Path) -> None:
    configure(site, {"sources": ["infra/"]}, dev_addr=f"127.0.0.1:{free_port()}")
    home = f"http://{yaml.safe_load((site / 'mkdocs.yml').read_text('utf-8'))['dev_addr']}"
    with serving("mkdocs", "serve", words=tmp_path / "words", cwd=site):
        eventually(lambda: "price-list-import" in shown(f"{home}/ci/"), "serving")
        shutil.copytree(RUNS / "codebuild-failed" / "account-1", site / "infra" / "account-1")
        eventually(lambda: "now" in shown(f"{home}/ci/failures/"), "the list of what fails")
        assert "CopyToShop" in shown(f"{home}/ci/pipelines/111122223333/eu-west-1/price-list-import/")


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
