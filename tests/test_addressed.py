"""Addresses wherever a source stands: the real command line asks the endpoint, and explains what a recording would."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from tests.aws import builders
from tests.aws.client import profiles, serving
from tests.aws.faults import Faults
from tests.aws.world import HOME, world_from
from tests.command import Run
from tests.conftest import ROOT

CASE = ROOT / "tests" / "cases" / "runs" / "codebuild-failed"
EXPECTED = json.loads((CASE / "expected.json").read_text("utf-8"))
DEFINITIONS = {"codepipeline:ListPipelines", "codepipeline:GetPipeline"}


def asked(aws: object) -> set[str]:
    return {str(call.name) for call in aws.calls}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        "aws:orders",
        "arn:aws:codepipeline:eu-west-1:111122223333:orders",
        "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view?region=eu-west-1",
    ],
)
def test_the_last_failed_run_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    world = world_from(CASE)
    with serving(monkeypatch, world) as aws:
        outcome = run("explain", source, "--format", "json")
        assert len(aws.calls) <= 15
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert told["diagnosis"]["headline"] == EXPECTED["headline"]
    assert (
        told["diagnosis"]["paragraph"]
        == json.loads(run("explain", CASE, "--format", "json").out)["diagnosis"]["paragraph"]
    )
    assert "asking for the runs of orders" in outcome.err, "one sees at once that something happens"
    assert HOME[0] not in outcome.out


def test_definitions_need_two_permissions(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = builders.world(builders.pipeline("orders", "Failed"), builders.pipeline("billing", "Succeeded"))
    with serving(monkeypatch, world) as aws:
        listed = run("list", "aws:", "--format", "json")
        assert [each["name"] for each in json.loads(listed.out)] == ["billing", "orders"]
        assert run("draw", "aws:orders").out.startswith("sequenceDiagram")
        assert run("build", "aws:", "--pages", tmp_path / "pages").code == 0
        assert asked(aws) <= DEFINITIONS | {"sts:GetCallerIdentity"}
    assert not list((tmp_path / "pages").rglob("failures.md"))


@pytest.mark.parametrize("command", ["explain", "draw"])
def test_an_address_of_a_run_means_that_run(run: Run, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    orders = builders.pipeline("orders", "Failed", "Failed", "Succeeded")
    older = orders.executions[1]["pipelineExecutionId"]
    page = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/executions"
    with serving(monkeypatch, builders.world(orders)):
        outcome = run(command, f"{page}/{older}/timeline?region=eu-west-1")
    assert older in outcome.out, outcome.err


def test_a_run_is_drawn(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, world_from(CASE)):
        drawn = run("draw", "aws:orders", "--execution", "last-failed")
        timeline = run("draw", "aws:orders", "--execution", "latest", "--view", "timeline")
    assert "Build · failed" in drawn.out, drawn.err
    assert timeline.out.startswith("gantt"), timeline.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "aws:nowhere"), "there is no pipeline 'nowhere'"),
        (("draw", "aws:nowhere"), "no pipeline fits nowhere; there are:\n  orders"),
        (("explain", "aws:"), "name one pipeline: aws:NAME"),
        (("draw", "https://example.com/x"), "expected aws:, aws:NAME"),
        (("draw", "arn:aws:s3:::bucket"), "expected aws:, aws:NAME"),
        (("explain", "arn:aws:codepipeline:eu-west-1:999988887777:orders"), "the pipeline is in account 999988887777"),
        (("explain", "aws:orders", "--execution", "ffffffff"), "ffffffff"),
        (("list", "aws:", "--profile", "none"), "none"),
    ],
)
def test_what_cannot_be_asked_says_why(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    with serving(monkeypatch, world_from(CASE)):
        if "--profile" in arguments:
            profiles(monkeypatch, tmp_path, other=HOME[0])
        outcome = run(*arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.out == ""


def test_what_was_denied_is_said_with_what_would_allow_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, world_from(CASE), Faults(denied=frozenset({"codebuild:BatchGetBuilds"}))):
        outcome = run("explain", "aws:orders")
    assert outcome.code == 1
    assert "codebuild:BatchGetBuilds" in outcome.err
    assert EXPECTED["headline"].partition(":")[0] in outcome.out


def test_no_redact_is_for_the_terminal_alone(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, world_from(CASE)):
        assert "terminal alone" in run("explain", "aws:orders", "--no-redact", "-o", tmp_path / "x.txt").err
        assert "terminal alone" in run("explain", "aws:orders", "--no-redact", "--format", "json").err
        assert run("explain", "aws:orders", "--no-redact").code == 0
    assert not (tmp_path / "x.txt").exists()


def test_a_site_has_the_runs_that_are_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = builders.world(builders.pipeline("orders", "Succeeded", "Succeeded", "Failed"))
    with serving(monkeypatch, world):
        assert run("build", "aws:orders", "--executions", "2", "--pages", tmp_path / "pages").code == 0
    (failures,) = (tmp_path / "pages").rglob("failures.md")
    assert "1 of 1 pipeline" in failures.read_text("utf-8")
    assert len(list((tmp_path / "pages").rglob("runs/*.md"))) == 2


def test_a_recording_becomes_a_site_that_names_the_cause(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(monkeypatch, world_from(CASE)):
        assert run("capture", "-o", tmp_path / "recording").code == 0
    assert run("build", tmp_path / "recording", "--pages", tmp_path / "pages").code == 0
    (failures,) = (tmp_path / "pages").rglob("failures.md")
    (way,) = re.findall(r"\]\((pipelines/[^)]+/runs/[^)]+\.md)\)", failures.read_text("utf-8"))
    assert unescape((failures.parent / way).read_text("utf-8")).count(EXPECTED["headline"]) >= 2


def test_runs_of_files_stay_beside_addresses(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, builders.world(builders.pipeline("billing", "Succeeded"))):
        assert run("build", CASE, "aws:", "--pages", tmp_path / "pages").code == 0
    assert "npm test" in (tmp_path / "pages" / "docs" / "failures.md").read_text("utf-8")


def test_a_live_site_has_runs_if_they_are_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, world_from(CASE)):
        outcome = run("build", "aws:", "--executions", "5", "--pages", tmp_path / "pages")
    assert outcome.code == 0, outcome.err
    failures = (tmp_path / "pages" / "docs" / "failures.md").read_text("utf-8")
    assert "npm test" in failures
    assert HOME[0] not in failures
