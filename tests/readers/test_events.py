"""Events come wrapped, doubled, out of order and with gaps; what they say is read, what they do not say stays unknown."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeviz.model import ActionType
from pipeviz.model.execution import Execution, ExecutionTrigger, Revision
from pipeviz.readers.events import Owner, events_in, executions, is_event
from tests.test_corpus import CORPUS

Json = dict[str, Any]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RUN = "4d1f6b9e-0001-4000-8000-00000000000a"
OWNER = Owner("account-1", "eu-west-1", "orders")


def event(kind: str, state: str, seconds: float, **detail: Any) -> Json:
    """An event as EventBridge sends it, so many seconds after noon; `_` in a key of the detail stands for `-`."""
    words = {key.replace("_", "-"): value for key, value in detail.items()}
    return {
        "version": "0",
        "id": f"{kind}-{state}-{seconds}",
        "detail-type": f"CodePipeline {kind} Execution State Change",
        "source": "aws.codepipeline",
        "account": "111122223333",
        "time": _iso(seconds),
        "region": "eu-west-1",
        "resources": ["arn:aws:codepipeline:eu-west-1:111122223333:orders"],
        "detail": {"pipeline": "orders", "execution-id": RUN, "state": state, "version": 7.0, **words},
    }


def action(stage: str, name: str, state: str, seconds: float, **detail: Any) -> Json:
    """An event of an action."""
    return event("Action", state, seconds, stage=stage, action=name, **detail)


def _iso(seconds: float) -> str:
    return (NOON + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def only(values: list[Any]) -> Execution:
    found = executions(values, "events.jsonl")
    assert list(found) == [OWNER]
    (run,) = found[OWNER]
    return run


CODEBUILD = {"owner": "AWS", "category": "Build", "provider": "CodeBuild", "version": "1"}
FAILED_RUN = [
    event("Pipeline", "STARTED", 0, start_time=_iso(0), execution_trigger={"trigger-type": "StartPipelineExecution", "trigger-detail": "arn:aws:iam::111122223333:role/Starter"}),
    event("Stage", "STARTED", 1, stage="Source"),
    action("Source", "Git", "STARTED", 1, action_execution_id="a-1"),
    action("Source", "Git", "SUCCEEDED", 5, action_execution_id="a-1", type={"owner": "AWS", "category": "Source", "provider": "CodeCommit", "version": "1"},
           execution_result={"external-execution-id": "4b825dc", "external-execution-summary": "Fix rounding\n\nlong", "external-execution-url": "https://eu-west-1.console.aws.amazon.com/x?region=eu-west-1"},
           output_artifacts=[{"name": "SourceArtifact", "s3location": {"bucket": "b", "key": "k"}}]),
    action("Build", "Compile", "STARTED", 6, action_execution_id="a-2", type=CODEBUILD),
    action("Build", "Compile", "FAILED", 60, action_execution_id="a-2", type=CODEBUILD, region="eu-west-1",
           execution_result={"external-execution-id": "orders:1", "external-execution-summary": "Build terminated with state: FAILED", "error-code": "JobFailed"}),
    event("Stage", "FAILED", 60, stage="Build"),
    event("Pipeline", "FAILED", 61),
]  # fmt: skip


def test_a_run_is_what_its_events_tell() -> None:
    run = only(FAILED_RUN)
    assert (run.id, run.status, run.started, run.updated, run.version) == (RUN, "Failed", at(0), at(61), 7)
    assert run.trigger == ExecutionTrigger(type="StartPipelineExecution", detail="arn:aws:iam::account-1:role/Starter")
    assert run.actions_recorded
    git, build = run.actions
    assert (git.stage, git.action, git.status, git.id, git.output_artifacts) == (
        "Source", "Git", "Succeeded", "a-1", ("SourceArtifact",))  # fmt: skip
    assert (build.started, build.updated, build.error_code) == (at(6), at(60), "JobFailed")
    assert build.error_message == build.external_summary == "Build terminated with state: FAILED"
    assert build.type == ActionType(category="Build", provider="CodeBuild")
    assert build.recorded == "events.jsonl, event 6"
    (revision,) = run.revisions
    assert (revision.source_action, revision.id, revision.summary) == ("Git", "4b825dc", "Fix rounding")


def test_order_and_doubles_do_not_matter() -> None:
    expected = only(FAILED_RUN)
    for seed in range(20):
        shuffled = random.Random(seed).sample(FAILED_RUN * 2, len(FAILED_RUN) * 2)
        found = only(shuffled)
        assert [(each.id, each.status, each.started, each.updated) for each in found.actions] == [
            (each.id, each.status, each.started, each.updated) for each in expected.actions
        ]
        assert (found.status, found.trigger, found.revisions) == (expected.status, expected.trigger, expected.revisions)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda each: {"Records": [{"body": json.dumps(each)}]},
        lambda each: {"Records": [{"Sns": {"Message": json.dumps(each)}}]},
        lambda each: {"Records": [{"body": json.dumps({"Type": "Notification", "Message": json.dumps(each)})}]},
        lambda each: {"Messages": [{"Body": json.dumps(each), "ReceiptHandle": "x"}]},
        lambda each: {"events": [{"message": json.dumps(each), "timestamp": 1}]},
        lambda each: {"data": each, "type": "aws.codepipeline.pipeline"},
        lambda each: [[each]],
        lambda each: {**{key: value for key, value in each.items() if key != "detail-type"}, "detailType": each["detail-type"]},
    ],
    ids=["sqs", "sns", "sns in sqs", "receive-message", "log group", "data", "array", "notification"],
)  # fmt: skip
def test_whatever_wraps_them(wrap: Any) -> None:
    found = only([wrap(each) for each in FAILED_RUN])
    assert found == only(FAILED_RUN)


def test_a_retry_begins_another_attempt() -> None:
    again = [
        event("Pipeline", "RESUMED", 100, pipeline_execution_attempt=2.0),
        action("Build", "Compile", "STARTED", 101, action_execution_id="a-3"),
        action("Build", "Compile", "SUCCEEDED", 150, action_execution_id="a-3"),
        event("Pipeline", "SUCCEEDED", 151, pipeline_execution_attempt=2.0),
    ]
    run = only(FAILED_RUN + again)
    assert run.status == "Succeeded"
    assert [(each.id, each.status) for each in run.actions if each.action == "Compile"] == [
        ("a-2", "Failed"),
        ("a-3", "Succeeded"),
    ]
    assert only(FAILED_RUN + again[:1]).status == "InProgress"


def test_a_retry_in_the_second_of_the_failure() -> None:
    assert only([*FAILED_RUN, event("Pipeline", "RESUMED", 61, pipeline_execution_attempt=2)]).status == "InProgress"


def test_attempts_without_ids_are_told_apart_by_their_beginnings() -> None:
    states = [("STARTED", 1), ("FAILED", 5), ("STARTED", 9), ("SUCCEEDED", 12)]
    run = only([action("Build", "Compile", state, seconds) for state, seconds in states] * 2)
    assert [(each.status, each.started, each.updated) for each in run.actions] == [
        ("Failed", at(1), at(5)),
        ("Succeeded", at(9), at(12)),
    ]


@pytest.mark.parametrize(
    ("state", "status"),
    [("STARTED", "InProgress"), ("CANCELED", "Cancelled"), ("Cancelled", "Cancelled"), ("SUPERSEDED", "Superseded"),
     ("STOPPING", "Stopping"), ("STOPPED", "Stopped")],
)  # fmt: skip
def test_the_words_of_events(state: str, status: str) -> None:
    assert only([event("Pipeline", state, 1)]).status == status


def test_stopping_and_stopped() -> None:
    stopped = [
        event("Pipeline", "STOPPING", 5, stop_execution_comments="wrong branch, says jane@corp.example\nmore"),
        event("Pipeline", "STOPPED", 5),
        action("Build", "Compile", "ABANDONED", 4),
    ]
    run = only(stopped)
    assert (run.status, run.stop_reason, run.actions[0].status) == (
        "Stopped",
        "wrong branch, says [person]",
        "Abandoned",
    )


def test_what_no_event_tells_is_unknown() -> None:
    """A rule that lets only failures pass: neither a beginning, nor what else ran."""
    run = only([action("Deploy", "Prod", "FAILED", 60)])
    assert (run.status, run.started, run.actions_recorded) == ("Unknown", None, False)
    assert run.actions[0].started is None


def test_actions_count_as_recorded_only_with_the_beginning_of_the_run() -> None:
    assert not only(FAILED_RUN[1:]).actions_recorded
    assert not only([FAILED_RUN[0], FAILED_RUN[5]]).actions_recorded


def test_a_notification_names_what_failed_where_no_event_of_the_action_does() -> None:
    notification = {
        "account": "111122223333",
        "detailType": "CodePipeline Pipeline Execution State Change",
        "region": "eu-west-1",
        "source": "aws.codepipeline",
        "detail": {"pipeline": "orders", "execution-id": RUN, "state": "FAILED", "version": 7.0},
        "additionalAttributes": {
            "failedActionCount": 1,
            "failedActions": [{"action": "Prod", "additionalInformation": "Deployment d-1 failed"}],
            "failedStage": "Deploy",
        },
    }
    (failed,) = only([notification]).actions
    assert (failed.stage, failed.action, failed.status, failed.error_message) == (
        "Deploy",
        "Prod",
        "Failed",
        "Deployment d-1 failed",
    )
    known = only(
        [notification, action("Deploy", "Prod", "FAILED", 60, execution_result={"external-execution-summary": "more"})]
    )
    assert [each.error_message for each in known.actions] == ["more"]


def test_the_trigger_of_a_connection() -> None:
    trigger = {
        "trigger-type": "WebhookV2", "full-repository-name": "acme/orders", "branch-name": "main", "commit-id": "4b825dc",
        "commit-message": "Fix it\n\nCo-authored-by: Jane Doe <jane@corp.example>", "author-email": "jane@corp.example", "author-display-name": "Jane Doe",
    }  # fmt: skip
    run = only([event("Pipeline", "STARTED", 0, execution_trigger=trigger)])
    assert run.trigger == ExecutionTrigger(type="WebhookV2", detail="acme/orders main")
    assert run.revisions == (Revision(source_action="", id="4b825dc", summary="Fix it"),)


def test_a_rollback_is_told_by_its_trigger() -> None:
    run = only([event("Pipeline", "STARTED", 0, execution_trigger={"trigger-type": "AutomatedRollback"})])
    assert run.type == "ROLLBACK"


def test_the_log_of_managed_compute() -> None:
    stream = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codepipeline/orders:log-stream:a/b"
    run = only([action("Build", "Lint", "FAILED", 1, execution_result={"external-execution-id": stream})])
    assert run.actions[0].log_stream_arn == stream.replace("111122223333", "account-1")


def test_pipelines_of_accounts_and_regions_are_kept_apart() -> None:
    here, there = event("Pipeline", "STARTED", 0), event("Pipeline", "STARTED", 0)
    there |= {"account": "444455556666", "region": "us-east-1"}
    assert set(executions([here, there], "x")) == {OWNER, Owner("account-2", "us-east-1", "orders")}


def test_runs_come_newest_first() -> None:
    values = [event("Pipeline", "STARTED", seconds, execution_id=str(seconds)) for seconds in (5, 50, 20)]
    assert [each.id for each in executions(values, "x")[OWNER]] == ["50", "20", "5"]


@pytest.mark.parametrize("time", [None, "2017-04-22T03:333:47Z", "yesterday", {"a": 1}])
def test_a_time_that_is_none(time: Any) -> None:
    run = only([{**event("Pipeline", "FAILED", 0), "time": time}])
    assert (run.status, run.started, run.updated) == ("Failed", None, None)


@pytest.mark.parametrize("version", [7, 7.0, "7", "7.0"])
def test_versions_of_every_spelling(version: Any) -> None:
    assert only([event("Pipeline", "STARTED", 0, version=version)]).version == 7


@pytest.mark.parametrize(
    "value",
    [None, [], {}, "x", 7, {"detail-type": "CodePipeline Pipeline Execution State Change"},
     {**event("Pipeline", "STARTED", 0), "source": "aws.codebuild"},
     {**event("Pipeline", "STARTED", 0), "detail-type": "CodeBuild Build State Change"},
     {**event("Pipeline", "STARTED", 0), "detail": {"pipelineName": "orders"}},
     {**event("Pipeline", "STARTED", 0), "detail": "x"}],
)  # fmt: skip
def test_what_is_no_event(value: Any) -> None:
    assert not is_event(value)
    assert executions([value], "x") == {}


def test_deeply_wrapped_text_ends() -> None:
    value: Any = event("Pipeline", "STARTED", 0)
    for _ in range(12):
        value = json.dumps({"body": value})
    assert list(events_in(value)) == []
    assert list(events_in('{"execution-id":' * 100_000)) == []


def test_the_events_of_others() -> None:
    """Recorded events of public projects: every event of CodePipeline is read, and nothing else."""
    folder = CORPUS / "executions"
    if not folder.is_dir():
        pytest.skip("the corpus is not here")
    found = {}
    for path in sorted(folder.rglob("*.json")):
        for owner, runs in executions([json.loads(path.read_text("utf-8"))], path.name).items():
            (run,) = runs
            found[path.name] = (owner.pipeline, run.status, [(each.action, each.status) for each in run.actions])
    assert len(found) == 19
    assert found["codepipeline-action-execution-stage-change-event.json"] == (
        "myPipeline",
        "Unknown",
        [("myAction", "InProgress")],
    )
    assert found["lambda.handler.test.js.event.L333.json"] == ("codepipeline-test", "Unknown", [("Lint", "Succeeded")])
    assert found["index.test.js.event.L33.json"] == ("my-pipeline", "Succeeded", [])
    assert found["index.test.js.event.L189.json"] == ("my-pipeline", "Unknown", [("compile", "Failed")])
    assert found["example_data_on_pipeline.json"] == ("demo-pipeline", "InProgress", [])
    assert found["index.spec.js.codePipelineSourceEventData.L130.json"] == (
        "MyFirstPipeline",
        "Unknown",
        [("Build1", "Succeeded")],
    )
