"""A second capture asks only what can have changed, and finds all of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.aws import builders
from tests.aws.client import serving
from tests.aws.world import HOME
from tests.capture.recordings import FOLDER, files, holds, is_sound, read
from tests.command import Run


def test_nothing_new_costs_a_call_for_each_pipeline_and_changes_no_file(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = [builders.pipeline(f"p{number}", "Succeeded", "Failed") for number in range(5)]
    with serving(monkeypatch, builders.world(*made)) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        before = files(tmp_path / "rec")
        aws.calls.clear()
        outcome = run("capture", "-o", tmp_path / "rec")
        assert aws.count == {
            "sts:GetCallerIdentity": 1,
            "codepipeline:ListPipelines": 1,
            "codepipeline:ListPipelineExecutions": 5,
        }
    assert outcome.code == 0
    assert "0 saved, 5 unchanged" in outcome.err
    assert files(tmp_path / "rec") == before


def test_new_runs_are_added(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 90)
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "-o", tmp_path / "rec")
        builders.run(orders, "Failed")
        builders.run(orders, "Succeeded")
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:ListActionExecutions"] == 1
        assert aws.count["codepipeline:GetPipeline"] == 0
        holds(folder, orders)


def test_runs_that_aws_forgets_stay_recorded(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded", "Failed", "Succeeded")
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)):
        run("capture", "-o", tmp_path / "rec")
        whole = builders.pipeline("orders", "Succeeded", "Failed", "Succeeded", "Succeeded")
        orders.executions, orders.actions = whole.executions[:2], whole.actions[:6]
        assert run("capture", "-o", tmp_path / "rec").code == 0
    holds(folder, whole)


def test_a_run_goes_on(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded", "InProgress")
    folder = tmp_path / "rec" / FOLDER / "orders"
    key = orders.executions[0]["pipelineExecutionId"]
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "-o", tmp_path / "rec")
        orders.actions = [{**orders.actions[0], "status": "Succeeded"}, *orders.actions[1:]]
        assert run("capture", "-o", tmp_path / "rec").code == 0
        holds(folder, orders)
        builders.change(orders, key, "Succeeded", builders.DAWN + timedelta(hours=5))
        assert run("capture", "-o", tmp_path / "rec").code == 0
        holds(folder, orders)
        aws.calls.clear()
        assert "1 unchanged" in run("capture", "-o", tmp_path / "rec").err
        assert len(aws.calls) == 3


@pytest.mark.parametrize("result", ["Succeeded", "Failed", "InProgress"])
def test_an_old_failed_run_is_retried(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, result: str) -> None:
    orders = builders.pipeline("orders", "Succeeded", "Failed", *["Succeeded"] * 40)
    folder = tmp_path / "rec" / FOLDER / "orders"
    key = orders.executions[40]["pipelineExecutionId"]
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "-o", tmp_path / "rec")
        builders.retry(orders, key, result, hours=50)
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:ListActionExecutions"] == 1
        holds(folder, orders)
    attempts = read(folder, "list-action-executions")["actionExecutionDetails"]
    tried = [each for each in attempts if each["pipelineExecutionId"] == key and each["actionName"] == "Compile"]
    assert len(tried) == 2


def test_an_old_run_is_retried_and_a_new_one_begins(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Failed", *["Succeeded"] * 60)
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "-o", tmp_path / "rec")
        builders.retry(orders, orders.executions[-1]["pipelineExecutionId"], "Succeeded", hours=61)
        builders.run(orders, "Succeeded")
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:ListActionExecutions"] == 2
    holds(tmp_path / "rec" / FOLDER / "orders", orders)


def test_a_failed_run_behind_the_first_page_is_watched_while_it_is_the_last_of_its_stage(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    orders = builders.pipeline("orders", "Failed", *["Superseded"] * 130)
    key = orders.executions[-1]["pipelineExecutionId"]
    latest = {"pipelineExecutionId": key, "status": "Failed"}
    stages = [{"stageName": "Source"}, {"stageName": "Build", "latestExecution": latest}]
    orders.state = {"pipelineName": "orders", "stageStates": stages}
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)):
        run("capture", "--executions", "200", "-o", tmp_path / "rec")
        builders.retry(orders, key, "Succeeded", hours=200)
        assert run("capture", "--executions", "200", "-o", tmp_path / "rec").code == 0
        holds(folder, orders, 200)


def test_going_further_back_than_before(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 120)
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "--executions", "3", "-o", tmp_path / "rec")
        holds(folder, orders, 3)
        assert run("capture", "--executions", "110", "-o", tmp_path / "rec").code == 0
        holds(folder, orders, 110)
        assert run("capture", "--since", "2026-01-01", "-o", tmp_path / "rec").code == 0
        holds(folder, orders, 120)
        aws.calls.clear()
        assert "1 unchanged" in run("capture", "--since", "2026-01-01", "-o", tmp_path / "rec").err
        assert aws.count["codepipeline:ListPipelineExecutions"] == 1


def test_after_a_hole_the_record_says_since_when_it_is_whole(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 5)
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)):
        run("capture", "--executions", "2", "-o", tmp_path / "rec")
        for _ in range(110):
            builders.run(orders, "Succeeded")
        run("capture", "--executions", "2", "-o", tmp_path / "rec")
        assert read(folder, "capture")["since"] == "2026-03-05T23:00:00.000000Z"
        assert run("capture", "--executions", "200", "-o", tmp_path / "rec").code == 0
        holds(folder, orders, 200)


def test_a_changed_definition(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded")
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "-o", tmp_path / "rec")
        orders.versions[2] = builders.definition("orders", version=2)
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:GetPipeline"] == 1
    assert read(folder, "get-pipeline")["pipeline"]["version"] == 2
    assert read(folder, "get-pipeline.v1")["pipeline"]["version"] == 1


def test_definitions_first_and_runs_later(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded", "Failed")
    folder = tmp_path / "rec" / FOLDER / "orders"
    with serving(monkeypatch, builders.world(orders)) as aws:
        run("capture", "--executions", "0", "-o", tmp_path / "rec")
        assert run("capture", "-o", tmp_path / "rec").code == 0
        holds(folder, orders)
        assert read(folder, "get-pipeline-state")
        run("capture", "--executions", "0", "-o", tmp_path / "rec")
        holds(folder, orders)
        aws.calls.clear()
        assert "1 unchanged" in run("capture", "-o", tmp_path / "rec").err
        assert len(aws.calls) == 3


def test_what_a_kill_left_half_written_is_cleared_away(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world = builders.world(builders.pipeline("orders", "Succeeded"))
    folder = tmp_path / "rec" / FOLDER / "orders"
    folder.mkdir(parents=True)
    (tmp_path / "rec/pipeviz-recording.json").write_text('{"pipeviz-recording": 1}')
    (folder / "list-webhooks.json.pipeviz-part").write_text("{")
    with serving(monkeypatch, world):
        assert run("capture", "-o", tmp_path / "rec").code == 0
    is_sound(tmp_path / "rec", world)


def test_accounts_keep_their_names(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    orders = builders.pipeline("orders", "Succeeded")
    world = builders.world(orders)
    (tmp_path / "rec.private").mkdir()
    (tmp_path / "rec.private/accounts.json").write_text(json.dumps({"999988887777": "account-1", HOME[0]: "shop"}))
    with serving(monkeypatch, world):
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert (tmp_path / "rec/shop/eu-west-1/orders").is_dir()
    is_sound(tmp_path / "rec", world)
