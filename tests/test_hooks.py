"""The hooks in a real repository, run by the real pre-commit; and workflow files before their published schemas.

Only the language of the hooks is another here: with `python`, pre-commit would install pipeviz and all it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

HOOKS = ROOT / ".pre-commit-hooks.yaml"
DEFINITION = "orders.json"


def call(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    home = {"PRE_COMMIT_HOME": str(folder.parent / "cache"), "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        command, cwd=folder, env=os.environ | home | {"PATH": path}, capture_output=True, encoding="utf-8", timeout=120
    )


def git(folder: Path, *arguments: str) -> None:
    done = call(folder, "git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a definition, a README with a marker, and the hook that a test chooses."""
    hooks, folder = tmp_path / "hooks", tmp_path / "repository"
    for each in (hooks, folder):
        each.mkdir()
        git(each, "init", "-q")
    text = HOOKS.read_text("utf-8").replace("language: python", "language: system")
    (hooks / ".pre-commit-hooks.yaml").write_text(text, "utf-8")
    git(hooks, "add", ".")
    git(hooks, "commit", "-qm", "hooks")
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", folder / DEFINITION)
    marker = f'# Orders\n\n<!-- BEGIN_PIPEVIZ source="{DEFINITION}" -->\n<!-- END_PIPEVIZ -->\n'
    (folder / "README.md").write_text(marker, "utf-8")
    return folder


def commit(repository: Path, hook: str) -> subprocess.CompletedProcess[str]:
    head = call(repository.parent / "hooks", "git", "rev-parse", "HEAD").stdout.strip()
    config: dict[str, Any] = {"repos": [{"repo": "../hooks", "rev": head, "hooks": [{"id": hook}]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    git(repository, "add", ".pre-commit-config.yaml")
    return call(repository, sys.executable, "-m", "pre_commit", "run")


def test_the_hooks_install_pipeviz_and_run_whatever_is_committed() -> None:
    for hook in yaml.safe_load(HOOKS.read_text("utf-8")):
        assert (hook["language"], hook["always_run"], hook["pass_filenames"]) == ("python", True, False)


def test_filling_fails_once_and_then_passes(repository: Path) -> None:
    git(repository, "add", ".")
    first = commit(repository, "pipeviz-embed")
    assert first.returncode == 1, "the commit would not have held the diagram"
    assert "```mermaid" in (repository / "README.md").read_text("utf-8")
    git(repository, "add", ".")
    assert commit(repository, "pipeviz-embed").returncode == 0


def test_an_untracked_readme_is_not_passed_over(repository: Path) -> None:
    git(repository, "add", DEFINITION)
    assert commit(repository, "pipeviz-embed").returncode == 1


def test_only_a_definition_in_the_commit_makes_the_readme_stale(repository: Path) -> None:
    git(repository, "add", ".")
    commit(repository, "pipeviz-embed")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "first")
    file = repository / DEFINITION
    file.write_text(file.read_text("utf-8").replace("CopyToShop", "CopyToStore"), "utf-8")
    git(repository, "add", DEFINITION)
    checked = commit(repository, "pipeviz-embed-check")
    assert checked.returncode == 1
    assert "+        CP->>+DST: Deploy CopyToStore" in checked.stdout
    assert "CopyToShop" in (repository / "README.md").read_text("utf-8"), "a check writes nothing"


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("vendor.github-workflows", ".github/workflows/test.yml"),
        ("vendor.github-actions", "action.yml"),
        ("vendor.github-workflows", "templates/starter/github.yml"),
        ("vendor.gitlab-ci", "templates/starter/gitlab.yml"),
    ],
)
def test_files_of_hosts_fit_their_schemas(tmp_path: Path, schema: str, file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    if file.startswith("templates"):
        from pipeviz.templating.environment import environment

        text = environment().get_template(f"starter/{Path(file).name}").render(requirement="pipeviz==0.1.0")
    (tmp_path / "file.yml").write_text(text, "utf-8")
    command = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, "file.yml")
    done = call(tmp_path, *command)
    assert done.returncode == 0, done.stdout + done.stderr


def recipes() -> dict[str, str]:
    """The code blocks of the guide about CI, by the first words of each."""
    import re

    blocks = re.findall(r"```(yaml|sh)\n(.*?)```", (ROOT / "docs/guide/ci.md").read_text("utf-8"), re.DOTALL)
    return {f"{language}: {text.splitlines()[0]}": text for language, text in blocks}


@pytest.mark.parametrize(
    ("schema", "recipe"),
    [
        ("vendor.github-workflows", "yaml: name: Pipelines"),
        ("vendor.gitlab-ci", "yaml: diagrams:"),
    ],
)
def test_recipes_fit_their_schemas(tmp_path: Path, schema: str, recipe: str) -> None:
    (tmp_path / "file.yml").write_text(recipes()[recipe], "utf-8")
    done = call(tmp_path, sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, "file.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_recipe_for_codebuild_is_a_buildspec() -> None:
    spec = yaml.safe_load(recipes()["yaml: version: 0.2"])
    assert spec["version"] == 0.2
    assert set(spec["phases"]) <= {"install", "pre_build", "build", "post_build"}
    commands = [command for phase in spec["phases"].values() for command in phase["commands"]]
    assert all(isinstance(command, str) for command in commands)
    assert shutil.which("sh") is None or all(
        subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0 for command in commands
    )
