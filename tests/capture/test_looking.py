"""Which failures are looked up, with how many calls, and what is kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from pipeviz.capture.call import RefusedError
from pipeviz.capture.history import Row
from pipeviz.capture.login import log_in
from pipeviz.capture.looking import CallFor, Failure
from pipeviz.capture.recording import Captured, record
from pipeviz.capture.store import Memory
from pipeviz.capture.target import Options, Target
from pipeviz.model.execution import Evidence, Gap
from tests.aws import builders
from tests.aws.client import serving
from tests.aws.world import HOME, Pipeline, World


def gather(_: Failure, attempt: Row, call_for: CallFor) -> tuple[Sequence[Evidence], Sequence[Gap]]:
    """Asks for a build and the end of its log."""
    given = attempt["input"]
    call = call_for(given.get("region"), given.get("roleArn"))
    build, operation = attempt["output"]["executionResult"]["externalExecutionId"], "codebuild:BatchGetBuilds"
    found = []
    try:
        builds = call(operation, {"ids": [build]})
        found.append(Evidence(operation=operation, answer=builds))
        logs, operation = builds["builds"][0]["logs"], "logs:GetLogEvents"
        asked = {"logGroupName": logs["groupName"], "logStreamName": logs["streamName"]}
        found.append(Evidence(operation=operation, answer=call(operation, asked)))
    except RefusedError as refused:
        return found, [Gap(operation=operation, reason=refused.reason, of=attempt["actionExecutionId"])]
    return found, []


def failing(*pipelines: Pipeline) -> World:
    """A world in which CodeBuild and the logs tell why builds failed."""
    world = builders.world(*pipelines)
    for each in pipelines:
        builders.failed_build(world[HOME], each)
    return world


def captured(memory: Memory, **options: int) -> Captured:
    return record([log_in(Target())], memory, Options(**options), gather=gather)


def evidence(memory: Memory) -> list[str]:
    return sorted(path.partition("/eu-west-1/")[2] for path in memory if "/evidence/" in path)


def test_the_latest_failed_run_of_each_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeviz.capture.fleet.AT_ONCE", 10)
    made = [builders.pipeline(f"p{number:03}", "Failed", "Failed", "Succeeded") for number in range(14)]
    memory = Memory()
    with serving(monkeypatch, failing(*made)) as aws:
        assert captured(memory).is_whole
        assert aws.count["codebuild:BatchGetBuilds"] == 2
        assert aws.count["logs:GetLogEvents"] == 14
        attempt = builders.id_of(made[0].executions[1]["pipelineExecutionId"], "Compile")
        assert evidence(memory)[:2] == [
            f"p000/evidence/Build-Compile-{attempt}/codebuild.batch-get-builds.json",
            f"p000/evidence/Build-Compile-{attempt}/logs.get-log-events.json",
        ]
        aws.calls.clear()
        assert captured(memory).is_whole
        assert len(aws.calls) == 2 + 14


def test_no_evidence_is_asked_for_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, failing(builders.pipeline("orders", "Failed"))) as aws:
        captured(Memory(), evidence=0)
        assert not aws.count["codebuild:BatchGetBuilds"]


def test_more_failed_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    with serving(monkeypatch, failing(builders.pipeline("orders", *["Failed"] * 5))):
        captured(memory, evidence=3)
    assert len(evidence(memory)) == 6


def test_denied_evidence_is_a_gap_and_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = builders.pipeline("orders", "Failed")
    memory = Memory()
    with serving(monkeypatch, failing(orders)) as aws:
        aws.faults.denied = {"logs:GetLogEvents"}
        (lack,) = captured(memory).lacks
        assert (lack.gap.operation, lack.gap.reason, lack.pipelines) == ("logs:GetLogEvents", "denied", ("orders",))
        assert len(evidence(memory)) == 1
        aws.faults.denied = set()
        assert captured(memory).is_whole
        assert len(evidence(memory)) == 2
        aws.calls.clear()
        assert captured(memory).unchanged == 1
        assert len(aws.calls) == 3


def test_evidence_that_is_gone_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = failing(builders.pipeline("orders", "Failed"))
    world[HOME].evidence[0].answers.pop()
    memory = Memory()
    with serving(monkeypatch, world) as aws:
        assert captured(memory).is_whole
        assert b'"missing"' in memory["account-1/eu-west-1/orders/capture.json"]
        aws.calls.clear()
        captured(memory)
        assert len(aws.calls) == 3


def test_a_retried_run_that_failed_again_is_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = builders.pipeline("orders", "Failed")
    world, memory = failing(orders), Memory()
    with serving(monkeypatch, world):
        captured(memory)
        builders.retry(orders, orders.executions[0]["pipelineExecutionId"], "Failed", hours=9)
        captured(memory)
    assert len(evidence(memory)) == 4


def test_a_run_that_is_still_going_but_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = builders.pipeline("orders", "Failed")
    builders.change(
        orders, orders.executions[0]["pipelineExecutionId"], "InProgress", builders.DAWN + timedelta(hours=1)
    )
    memory = Memory()
    with serving(monkeypatch, failing(orders)):
        captured(memory)
    assert len(evidence(memory)) == 2


def test_evidence_in_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    other = "444455556666"
    orders = builders.pipeline("orders", "Failed")
    orders.actions[0]["input"].update(roleArn=f"arn:aws:iam::{other}:role/deploy", region="us-east-1")
    world = builders.world(orders)
    world[other, "us-east-1"] = builders.world(place=(other, "us-east-1"))[other, "us-east-1"]
    builders.failed_build(world[other, "us-east-1"], orders)
    with serving(monkeypatch, world) as aws:
        memory = Memory()
        (lack,) = captured(memory).lacks
        assert (lack.gap.operation, lack.gap.reason) == ("codebuild:BatchGetBuilds", "denied")
        assert not evidence(memory)
        targets = [Target(), Target(role_arn=f"arn:aws:iam::{other}:role/reader")]
        assert record([log_in(each) for each in targets], memory, Options(), gather=gather).is_whole
        asked = {(call.account, call.region) for call in aws.calls if call.name == "logs:GetLogEvents"}
    assert asked == {(other, "us-east-1")}
    assert len(evidence(memory)) == 2
