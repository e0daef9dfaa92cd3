"""`pipeviz capture` against the endpoint: what it records, and what it asks for that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.aws import builders
from tests.aws.client import serving
from tests.aws.world import HOME
from tests.capture.recordings import FOLDER, files, holds, is_sound, read
from tests.command import Run


def test_a_pipeline_becomes_a_recording(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded", "Failed")
    world = builders.world(orders)
    builders.failed_build(world[HOME], orders)
    looked_at = f"Build-Compile-{builders.id_of(orders.executions[0]['pipelineExecutionId'], 'Compile')}"
    with serving(monkeypatch, world) as aws:
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 0
    assert outcome.out == ""
    assert "1 pipeline" in outcome.err
    assert set(files(tmp_path / "rec")) == {
        "pipeviz-recording.json",
        f"{FOLDER}/orders/capture.json",
        f"{FOLDER}/orders/get-pipeline.json",
        f"{FOLDER}/orders/get-pipeline-state.json",
        f"{FOLDER}/orders/list-action-executions.json",
        f"{FOLDER}/orders/list-pipeline-executions.json",
        f"{FOLDER}/orders/evidence/{looked_at}/codebuild.batch-get-builds.json",
        f"{FOLDER}/orders/evidence/{looked_at}/logs.get-log-events.json",
    }
    assert files(tmp_path / "rec.private").keys() == {".gitignore", "accounts.json"}
    assert (tmp_path / "rec.private/.gitignore").read_text() == "*\n"
    holds(tmp_path / "rec" / FOLDER / "orders", orders)
    is_sound(tmp_path / "rec", world)
    assert aws.count["codepipeline:ListActionExecutions"] == 1


def test_every_page_is_read_and_no_more(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 250)
    with serving(monkeypatch, builders.world(orders)) as aws:
        assert run("capture", "--executions", "200", "-o", tmp_path / "rec").code == 0
    holds(tmp_path / "rec" / FOLDER / "orders", orders, 200)
    assert aws.count["codepipeline:ListPipelineExecutions"] == 2
    assert aws.count["codepipeline:ListActionExecutions"] == 7
    assert (tmp_path / "rec" / FOLDER / "orders/list-action-executions.json.gz").is_file()
    first = read(tmp_path / "rec" / FOLDER / "orders", "list-action-executions")["actionExecutionDetails"][0]
    assert first["startTime"] == "2026-03-11T15:10:01.000000Z"


def test_definitions_alone_need_two_operations(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = [builders.pipeline(f"p{number}", "Failed") for number in range(3)]
    with serving(monkeypatch, builders.world(*made)) as aws:
        aws.faults.allowed = {"codepipeline:ListPipelines", "codepipeline:GetPipeline"}
        assert run("capture", "--executions", "0", "-o", tmp_path / "rec").code == 0
        names = {call.name for call in aws.calls}
        assert names == {"sts:GetCallerIdentity", "codepipeline:ListPipelines", "codepipeline:GetPipeline"}
        assert len(aws.calls) == 1 + 1 + 3
        aws.calls.clear()
        assert run("capture", "--executions", "0", "-o", tmp_path / "rec").code == 0
        assert len(aws.calls) == 2
    assert (tmp_path / "rec" / FOLDER / "p2/get-pipeline.json").is_file()


def test_definitions_that_runs_ran_with(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded", "Succeeded")
    orders.versions[2] = builders.definition("orders", version=2)
    builders.run(orders, "Succeeded")
    orders.versions[3] = builders.definition("orders", version=3)
    with serving(monkeypatch, builders.world(orders)) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:GetPipeline"] == 3
        folder = tmp_path / "rec" / FOLDER / "orders"
        assert read(folder, "get-pipeline")["pipeline"]["version"] == 3
        assert read(folder, "get-pipeline.v1")["pipeline"]["version"] == 1
        assert read(folder, "get-pipeline.v2")["pipeline"]["version"] == 2


def test_a_definition_that_aws_no_longer_has_is_a_gap_and_not_asked_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    orders = builders.pipeline("orders", "Succeeded")
    del orders.versions[1]
    orders.versions[2] = builders.definition("orders", version=2)
    with serving(monkeypatch, builders.world(orders)) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        builders.run(orders, "Succeeded")
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:GetPipeline"] == 0
    (gap,) = read(tmp_path / "rec" / FOLDER / "orders", "capture")["gaps"]
    assert (gap["operation"], gap["reason"]) == ("codepipeline:GetPipeline", "missing")


def test_rules_are_asked_only_where_there_are_conditions(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plain, guarded = builders.pipeline("plain", "Succeeded"), builders.pipeline("guarded", "Succeeded")
    guarded.versions[1] = builders.definition("guarded", conditions=True)
    guarded.rules = [
        {
            "pipelineExecutionId": guarded.executions[0]["pipelineExecutionId"],
            "ruleExecutionId": builders.id_of("rule"),
            "pipelineVersion": 1,
            "stageName": "Deploy",
            "ruleName": "Quiet",
            "startTime": builders.DAWN,
            "status": "Succeeded",
        }
    ]
    with serving(monkeypatch, builders.world(plain, guarded)) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:ListRuleExecutions"] == 1
    (row,) = read(tmp_path / "rec" / FOLDER / "guarded", "list-rule-executions")["ruleExecutionDetails"]
    assert row["ruleName"] == "Quiet"


def test_what_starts_a_pipeline(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders, other = builders.pipeline("orders", "Succeeded"), builders.pipeline("other", "Succeeded")
    world = builders.world(orders, other)
    place = world[HOME]
    definition = {
        "name": "hook",
        "targetPipeline": "orders",
        "targetAction": "Checkout",
        "filters": [{"jsonPath": "$.ref"}],
        "authentication": "GITHUB_HMAC",
        "authenticationConfiguration": {"SecretToken": "s3cr3t-t0ken"},
    }
    place.webhooks = [{"definition": definition, "url": "https://webhooks.example.com/trigger?t=abc"}]
    place.event_rules["nightly"] = {"Name": "nightly", "ScheduleExpression": "rate(1 day)", "State": "ENABLED"}
    place.targets["nightly"] = [orders.arn, other.arn]
    with serving(monkeypatch, world) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:ListWebhooks"] == 1
        assert aws.count["events:DescribeRule"] <= 2
    folder = tmp_path / "rec" / FOLDER
    assert read(folder / "orders", "events.describe-rule.nightly")["ScheduleExpression"] == "rate(1 day)"
    assert read(folder / "other", "events.describe-rule.nightly")["State"] == "ENABLED"
    assert len(read(folder / "orders", "list-webhooks")["webhooks"]) == 1
    assert read(folder / "other", "list-webhooks") is None
    assert b"s3cr3t" not in b"".join(files(tmp_path / "rec").values())


@pytest.mark.parametrize(
    ("options", "runs"),
    [
        (("--executions", "2"), 2),
        (("--since", "2026-03-01T08:30"), 2),
        (("--since", "2026-03-01"), 5),
        (("--since", "2026-03-01", "--executions", "3"), 3),
    ],
    ids=str,
)
def test_how_far_back(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...], runs: int
) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 5)
    with serving(monkeypatch, builders.world(orders)):
        assert run("capture", *options, "-o", tmp_path / "rec").code == 0
    holds(tmp_path / "rec" / FOLDER / "orders", orders, runs)


def test_globs_choose_pipelines(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = [builders.pipeline(name) for name in ("orders", "orders-sandbox", "bills")]
    with serving(monkeypatch, builders.world(*made)):
        assert run("capture", "--pipeline", "orders*", "--exclude", "*-sandbox", "-o", tmp_path / "rec").code == 0
        assert [each.name for each in (tmp_path / "rec" / FOLDER).iterdir()] == ["orders"]
        outcome = run("capture", "--pipeline", "zzz", "-o", tmp_path / "no")
    assert outcome.code == 2
    assert "no pipeline fits" in outcome.err
    assert "orders-sandbox" in outcome.err
    assert not (tmp_path / "no").exists()


def test_names_that_file_systems_confuse(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = ("Orders", "orders", "CON", "aux.build", "dot.", "..")
    made = {name: builders.pipeline(name, "Succeeded") for name in names}
    with serving(monkeypatch, builders.world(*made.values())):
        assert run("capture", "-o", tmp_path / "rec").code == 0
        folders = {read(each, "capture")["pipeline"]: each for each in (tmp_path / "rec" / FOLDER).iterdir()}
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert folders.keys() == set(names)
    spelled = [each.name for each in folders.values()]
    assert len({each.casefold() for each in spelled}) == len(names)
    assert not {"con", "..", "dot."} & {each.casefold() for each in spelled}
    assert not any(each.lower().startswith("aux.") or each.endswith(".") for each in spelled)
    assert sorted(each.name for each in (tmp_path / "rec" / FOLDER).iterdir()) == sorted(spelled)
    for name, folder in folders.items():
        holds(folder, made[name])


def test_a_pipeline_made_anew_keeps_its_former_life_apart(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = builders.pipeline("orders", "Failed")
    world = builders.world(old)
    with serving(monkeypatch, world):
        assert run("capture", "-o", tmp_path / "rec").code == 0
        new = builders.pipeline("orders")
        new.versions[1] = builders.definition("orders", created=builders.DAWN + timedelta(days=9))
        world[HOME].pipelines["orders"] = new
        assert run("capture", "-o", tmp_path / "rec").code == 0
    former, now = sorted((tmp_path / "rec" / FOLDER).iterdir(), key=lambda each: each.name, reverse=True)
    assert now.name == "orders"
    holds(now, new)
    holds(former, old)
