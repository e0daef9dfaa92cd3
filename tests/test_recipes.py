"""What CI would run, run: the workflows of `init`, the recipes of the guide, and the GitHub Action, as far as no cloud is needed.

Only what installs pipeviz, and what leaves for AWS or GitHub, is replaced.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeviz.starter import WORKFLOWS
from tests.aws.client import environment
from tests.aws.endpoint import Endpoint
from tests.aws.world import world_from
from tests.command import apart
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("bash") is None, reason="recipes are written for bash on the runners of CI"
)

GUIDE = (ROOT / "docs" / "guide" / "ci.md").read_text("utf-8")
BLOCKS = re.findall(r"```(yaml|sh)\n(.*?)```", GUIDE, re.DOTALL)
STAND_IN = '#!/bin/sh\nprintf "%s\\n" "$*" >> "$CALLED"\n'


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a definition, as `init` and `embed` leave it."""
    folder, programs = tmp_path / "shop", tmp_path / "programs"
    (folder / "infra").mkdir(parents=True)
    programs.mkdir()
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", folder / "infra" / "prices.json")
    for name in ("aws", "gh"):
        (programs / name).write_text(STAND_IN, "utf-8")
        (programs / name).chmod(0o755)
    return folder


def shell(repository: Path, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a script as GitHub does, with this Python's programs first."""
    places = (str(repository.parent / "programs"), str(Path(sys.executable).parent), os.environ["PATH"])
    own = {"PATH": os.pathsep.join(places), "CALLED": str(repository.parent / "called"), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repository,
        env=os.environ | own | more,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def commands(workflow: Any) -> Iterator[str]:
    """What a workflow of GitHub or GitLab runs, but for the installation."""
    jobs = workflow.get("jobs", workflow)
    for job in jobs.values():
        lines = [*(step.get("run", "") for step in job.get("steps", ())), *job.get("script", ())]
        yield from (line for line in lines if line and "pip install" not in line)


def recipe(first: str) -> Any:
    return next(yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml" and text.startswith(first))


@pytest.mark.parametrize("host", WORKFLOWS)
def test_what_init_writes_runs_and_notices(repository: Path, host: str) -> None:
    definition = repository / "infra" / "prices.json"
    assert shell(repository, f"pipeviz init --ci {host} && pipeviz embed").returncode == 0
    workflow = yaml.safe_load((repository / WORKFLOWS[host]).read_text("utf-8"))
    check, *_ = commands(workflow)
    passed = shell(repository, "\n".join(commands(workflow)))
    assert passed.returncode == 0, passed.stderr
    assert (repository / "public" / "ci" / "index.html").is_file()
    definition.write_text(definition.read_text("utf-8").replace("CopyToShop", "CopyToStore"), "utf-8")
    failed = shell(repository, check)
    assert failed.returncode == 1
    assert "+" in failed.stdout
    assert "CopyToStore" in failed.stdout


@pytest.mark.parametrize(("first", "host"), [("name: Pipelines", "github"), ("diagrams:", "gitlab")])
def test_the_recipes_of_hosts_run_what_init_writes(repository: Path, first: str, host: str) -> None:
    shell(repository, f"pipeviz init --ci {host}")
    written = list(commands(yaml.safe_load((repository / WORKFLOWS[host]).read_text("utf-8"))))
    assert list(commands(recipe(first))) == written


def test_a_pipeline_that_documents_itself(repository: Path) -> None:
    phases = recipe("version: 0.2")["phases"]
    lines = [line for phase in phases.values() for line in phase["commands"] if "pip install" not in line]
    with Endpoint(world_from(ROOT / "tests/cases/runs/codebuild-failed")) as aws:
        done = shell(repository, "\n".join(lines), BUCKET="docs.example.com", **environment(aws.url))
    assert aws.problems == []
    assert done.returncode == 0, done.stderr
    assert (repository / "site" / "index.html").is_file()
    assert list(repository.glob("site/**/runs/*/index.html")), "its failed run has a page"
    assert (repository.parent / "called").read_text("utf-8") == "s3 sync site s3://docs.example.com --delete\n"


def test_a_failed_run_in_a_summary_and_in_a_comment(repository: Path) -> None:
    lines = [text for kind, text in BLOCKS if kind == "sh"]
    summary = repository.parent / "summary.md"
    with Endpoint(world_from(ROOT / "tests/cases/runs/codebuild-failed")) as aws:
        arn = "arn:aws:codepipeline:eu-west-1:111122223333:orders"
        more = {"GITHUB_STEP_SUMMARY": str(summary), "EXECUTION_ARN": arn, "PULL_REQUEST": "7"}
        done = [shell(repository, each, **more, **environment(aws.url)) for each in lines]
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    assert "failed" in summary.read_text("utf-8").splitlines()[0]
    assert (repository / "failure.md").read_text("utf-8").startswith("## ")
    assert (repository.parent / "called").read_text("utf-8") == "pr comment 7 --body-file failure.md\n"


@pytest.fixture
def action(repository: Path) -> Any:
    """Runs the shell of the action's last step with some inputs; gives what it did, and the job summary."""
    step = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"][-1]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    summary = repository.parent / "summary.md"

    def act(**given: str) -> tuple[subprocess.CompletedProcess[str], str]:
        values = {name: str(each["default"]) for name, each in inputs.items()} | given
        asked = {name: values[str(value).split("inputs.")[1].split()[0]] for name, value in step["env"].items()}
        temporary = {"RUNNER_TEMP": str(repository.parent), "GITHUB_STEP_SUMMARY": str(summary)}
        summary.write_text("", "utf-8")
        done = shell(repository, step["run"], **asked, **temporary)
        return done, summary.read_text("utf-8")

    return act


def test_the_action_annotates_and_writes_the_summary(repository: Path, action: Any) -> None:
    assert apart("--version").code == 0
    shell(repository, "pipeviz init --ci none && pipeviz embed")
    done, summary = action()
    assert (done.returncode, summary) == (0, ""), done.stderr
    definition = repository / "infra" / "prices.json"
    definition.write_text(definition.read_text("utf-8").replace("CopyToShop", "CopyToStore"), "utf-8")
    done, summary = action()
    assert done.returncode == 1
    assert "::error file=README.md,line=5::" in done.stdout
    assert summary.startswith("``````````diff\n")
    assert "CopyToStore" in summary
    assert "::error" not in summary
    done, summary = action(summary="false")
    assert (done.returncode, summary) == (1, "")


def test_the_action_passes_its_arguments_on(repository: Path, action: Any) -> None:
    shutil.copytree(ROOT / "tests/cases/runs/codebuild-failed", repository / "recording")
    done, summary = action(args="explain recording --format markdown")
    assert done.returncode == 0, done.stderr
    assert summary.startswith("## ")
    done, summary = action(args="list nowhere")
    assert (done.returncode, summary) == (2, "")
