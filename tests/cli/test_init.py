"""A repository that has nothing of pipeviz yet, and what `init` leaves in it."""

from __future__ import annotations

import json
import shutil
import tomllib
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml

from pipeviz import __version__
from pipeviz.starter import WORKFLOWS, starter
from tests.builders import SOURCE, pipeline, stage
from tests.conftest import ROOT
from tests.nasty import NASTY

GALLERY = ROOT / "tests" / "cases" / "gallery"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "infra").mkdir()
    shutil.copy(GALLERY / "pipeline-invokes-pipeline.yaml", tmp_path / "infra")
    (tmp_path / "README.md").write_text("# Shop\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_nothing_to_a_diagram_that_a_check_keeps_true(repository, run):
    (repository / "README.md").unlink()
    outcome = run("init", "--ci", "github")
    assert outcome.code == 0
    assert "pipeviz.toml, README.md, mkdocs.yml, docs/index.md, .github/workflows/pipelines.yml" in outcome.err
    assert tomllib.loads((repository / "pipeviz.toml").read_text("utf-8"))["sources"] == ["infra/"]
    assert run("embed", "--check").code == 1, "nothing is drawn yet"
    assert run("embed").code == 0
    assert run("embed", "--check").code == 0
    assert (repository / "README.md").read_text("utf-8").count("```mermaid") == 2
    assert run("list").out.count("\n") == 3, "the configuration names the source"


def test_what_is_there_is_left_as_it_is_unless_somebody_agrees(repository, run, monkeypatch):
    outcome = run("init")
    assert "README.md is there already: left as it is" in outcome.err
    assert '<!-- BEGIN_PIPEVIZ source="infra/pipeline-invokes-pipeline.yaml" pipeline="' in outcome.err
    assert (repository / "README.md").read_text("utf-8") == "# Shop\n"
    command = import_module("pipeviz.cli.beginning")
    monkeypatch.setattr(command, "_agreed", lambda path, new, adds: path.name == "README.md")
    before = (repository / "pipeviz.toml").read_text("utf-8")
    run("init", "--title", "other")
    assert (repository / "README.md").read_text("utf-8").startswith("# Shop\n\n## Pipeline ui-library\n")
    assert (repository / "pipeviz.toml").read_text("utf-8") == before
    assert "has markers already" in run("init", "--force").err


def test_a_folder_with_nothing_but_a_broken_definition_says_what_is_wrong(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text('{"pipeline": {"stages": [ "actionTypeId"', "utf-8")
    assert "warning: a.json:1: not valid JSON" in run("init", "--ci", "none").err


def test_a_folder_without_pipelines_says_what_to_do(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = run("init", "--ci", "none")
    assert outcome.code == 0
    assert "no pipeline was found here" in outcome.err
    assert not (tmp_path / "README.md").exists()
    assert "ci/index.md" not in (tmp_path / "docs" / "index.md").read_text("utf-8"), "there is no such page"


@pytest.mark.parametrize("ci", WORKFLOWS)
@pytest.mark.parametrize("text", NASTY.values(), ids=list(NASTY))
def test_no_text_breaks_a_file(ci, text):
    files = {
        each.path: each.text
        for each in starter([pipeline(stage("Source", SOURCE))], [text], text, ci, "pipeviz==1", ci)
    }
    assert tomllib.loads(files["pipeviz.toml"])["sources"] == [text]
    config = yaml.safe_load(files["mkdocs.yml"])
    assert (config["site_name"], config["plugins"]) == (text, ["search", "pipeviz"])
    assert "jobs" in yaml.safe_load(files[WORKFLOWS[ci]]) or ci == "gitlab"
    assert all(each.endswith("\n") and not each.endswith("\n\n") for each in files.values())


@pytest.mark.parametrize(
    ("origin", "installed"),
    [
        (None, f"pipeviz=={__version__}"),
        ({"url": "file:///home/x/pipeviz", "dir_info": {}}, f"pipeviz=={__version__}"),
        (
            {"url": "https://example.com/pipeviz.git", "vcs_info": {"vcs": "git", "commit_id": "5f2c"}},
            "git+https://example.com/pipeviz.git@5f2c",
        ),
        ({"url": 'https://x/"; rm', "vcs_info": {"vcs": "git", "commit_id": "5f2c"}}, f"pipeviz=={__version__}"),
    ],
)
def test_ci_installs_what_was_tried_here(repository, run, monkeypatch, origin, installed):
    """With another version, diagrams that nobody touched would be stale."""
    text = None if origin is None else json.dumps(origin)
    found = SimpleNamespace(read_text=lambda name: text)
    monkeypatch.setattr("pipeviz.cli.requirement.distribution", lambda name: found)
    run("init", "--ci", "github")
    workflow = yaml.safe_load((repository / WORKFLOWS["github"]).read_text("utf-8"))
    steps = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert steps[0] == f'python -m pip install "{installed}"'


def test_on_gitlab_diagrams_that_it_does_not_draw_are_pictures(repository, run, monkeypatch):
    (repository / "README.md").unlink()
    (repository / ".gitlab").mkdir()
    shutil.copy(
        GALLERY / "cdk-pipelines-many-assets.template.json", repository / "infra" / "pipeline-invokes-pipeline.yaml"
    )
    assert run("init").code == 0
    assert (repository / ".gitlab-ci.yml").is_file()
    assert run("embed").code == 0
    assert "```mermaid" not in (repository / "README.md").read_text("utf-8")
    assert list(repository.glob("*.svg"))


def test_somebodys_own_gitlab_pipeline_and_site_stay(repository, run):
    (repository / ".gitlab-ci.yml").write_text("test: {script: [make]}\n", "utf-8")
    (repository / "mkdocs.yml").write_text("site_name: Ours\n", "utf-8")
    outcome = run("init", "--force")
    assert outcome.code == 0
    assert (repository / ".gitlab-ci.yml").read_text("utf-8") == "test: {script: [make]}\n"
    assert "diagrams" in yaml.safe_load((repository / ".gitlab/pipelines.yml").read_text("utf-8"))
    assert "- local: .gitlab/pipelines.yml" in outcome.err
    assert "test and deploy" in outcome.err
    assert (repository / "mkdocs.yml").read_text("utf-8") == "site_name: Ours\n"
    assert not (repository / "docs").exists()
    assert "add pipeviz to its plugins" in outcome.err


def test_a_readme_keeps_its_line_ends_and_what_is_no_text(repository, run):
    (repository / "README.md").write_bytes(b"# Shop\r\n\r\nText\r\n")
    run("init", "--force")
    text = (repository / "README.md").read_bytes()
    assert text.startswith(b"# Shop\r\n\r\nText\r\n\r\n## Pipeline")
    assert text.count(b"\n") == text.count(b"\r\n")
    (repository / "README.md").write_bytes(b"# Shop \xff\n")
    outcome = run("init", "--force")
    assert "README.md is not UTF-8 text: left as it is" in outcome.err
    assert (repository / "README.md").read_bytes() == b"# Shop \xff\n"


def test_a_second_time_nothing_is_left_to_do(repository, run):
    run("init", "--force")
    outcome = run("init")
    assert "written: nothing" in outcome.err
    assert "left as it is" not in outcome.err.replace("README.md has markers already: left as it is", "")


@pytest.mark.parametrize(
    ("remote", "written", "marker"),
    [
        ("git@github.com:us/shop.git", ".github/workflows/pipelines.yml", "<!-- BEGIN_PIPEVIZ"),
        ("git@gitlab.example.com:us/shop.git", ".gitlab-ci.yml", "<!-- BEGIN_PIPEVIZ"),
        ("ssh://git@github.com/acme/gitlab-tools.git", ".github/workflows/pipelines.yml", "<!-- BEGIN_PIPEVIZ"),
        ("https://us@bitbucket.org/us/shop.git", "pipeviz.toml", "[//]: # (BEGIN_PIPEVIZ"),
    ],
)
def test_the_remote_tells_whose_ci_it_is(repository, run, remote, written, marker):
    (repository / ".git").mkdir()
    (repository / ".git" / "config").write_text(f'[remote "origin"]\n\turl = {remote}\n', "utf-8")
    (repository / "README.md").rename(repository / "readme.md")
    assert run("init", "--force").code == 0
    assert (repository / written).is_file()
    assert [path.name for path in repository.glob("*.md")] == ["readme.md"]
    assert marker in (repository / "readme.md").read_text("utf-8")
    assert run("embed").code == 0
    assert run("embed", "--check").code == 0
    drawn = "```mermaid" in (repository / "readme.md").read_text("utf-8")
    assert drawn == ("bitbucket" not in remote)
    assert (repository / ".github").exists() == ("github" in remote)


def test_below_the_root_of_a_repository_ci_would_not_find_it(repository, run, monkeypatch):
    (repository / ".git").mkdir()
    monkeypatch.chdir(repository / "infra")
    outcome = run("init")
    assert outcome.code == 2
    assert f"run this in {repository}, or with --ci none" in outcome.err
    assert run("init", "--ci", "none").code == 0


def test_what_is_left_out_is_told(repository, run):
    (repository / "infra" / "broken.yaml").write_text("Resources: {P: {Type: AWS::CodePipeline::Pipeline", "utf-8")
    for name in ("a", "b", "c"):
        shutil.copy(GALLERY / "s3-source-polling.json", repository / "infra" / f"{name}.json")
    outcome = run("init", "--force")
    assert "warning: infra/broken.yaml" in outcome.err
    assert "2 more pipelines have no diagram in the README yet" in outcome.err


def test_nothing_is_written_before_everything_is_asked(repository, run, monkeypatch):
    command = import_module("pipeviz.cli.beginning")

    def stopped(path, new, adds):
        raise click.Abort

    monkeypatch.setattr(command, "_agreed", stopped)
    assert run("init").code == 2
    assert not (repository / "pipeviz.toml").exists()


def test_a_configuration_that_is_there_already_is_not_shadowed(repository, run):
    (repository / "pyproject.toml").write_text('[tool.pipeviz]\nview = "stages"\n', "utf-8")
    (repository / "mkdocs.yaml").write_text("site_name: Ours\n", "utf-8")
    outcome = run("init", "--force")
    assert not (repository / "pipeviz.toml").exists()
    assert not (repository / "mkdocs.yml").exists()
    assert "the configuration is in pyproject.toml" in outcome.err
    assert 'sources = ["infra/"]' in outcome.err
