"""AWS into memory: one run at three in the morning, and recording alone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pipeviz.capture.live import one, recording
from pipeviz.capture.store import Memory
from pipeviz.capture.target import Target
from pipeviz.errors import CaptureError
from tests.aws import builders
from tests.aws.client import serving
from tests.aws.faults import Faults
from tests.aws.world import HOME, Pipeline
from tests.capture.test_looking import evidence, failing, gather


def runs_looked_at(memory: Memory) -> set[str]:
    """The ids of the runs that were asked about one by one."""
    return {path.split(".")[-2] for path in memory if "get-pipeline-execution." in path}


def busy() -> Pipeline:
    """A pipeline with conditions, whose definition changed before its last run, which failed."""
    orders = builders.pipeline("orders", "Failed", *["Succeeded"] * 150)
    orders.versions[1] = builders.definition("orders", conditions=True)
    orders.versions[2] = builders.definition("orders", version=2, conditions=True)
    builders.run(orders, "Failed")
    builders.run(orders, "InProgress")
    orders.versions[3] = builders.definition("orders", version=3, conditions=True)
    return orders


def test_the_last_failed_run_costs_fifteen_calls_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = busy()
    said: list[str] = []
    with serving(monkeypatch, failing(orders)) as aws:
        memory = one(Target(), "orders", gather=gather, say=said.append)
        assert len(aws.calls) <= 15
    failed, good = orders.executions[1]["pipelineExecutionId"], orders.executions[2]["pipelineExecutionId"]
    assert runs_looked_at(memory) == {failed}
    folder = "account-1/eu-west-1/orders"
    for key in (failed, good):
        rows = json.loads(memory[f"{folder}/list-action-executions.{key}.json"])["actionExecutionDetails"]
        assert {row["pipelineExecutionId"] for row in rows} == {key}
    assert {f"{folder}/get-pipeline{version}.json" for version in ("", ".v1", ".v2")} <= memory.keys()
    assert len(evidence(memory)) == 2
    assert memory["pipeviz-recording.json"]
    assert said[0] == "asking for the runs of orders in account-1/eu-west-1"
    assert said[-1] == "asking why Compile failed"
    assert HOME[0].encode() not in b"".join(memory.values())


def test_a_run_that_is_still_going_but_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    orders = builders.pipeline("orders", "Failed", "Succeeded", "Failed")
    going = orders.executions[0]["pipelineExecutionId"]
    builders.change(orders, going, "InProgress", builders.DAWN + timedelta(hours=9))
    with serving(monkeypatch, failing(orders)):
        memory = one(Target(), "orders", gather=gather)
    assert runs_looked_at(memory) == {going}
    assert "account-1/eu-west-1/orders/get-pipeline-state.json" in memory
    assert len(evidence(memory)) == 2


@pytest.mark.parametrize("wanted", ["latest", "whole id", "beginning"])
def test_other_runs(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    orders = builders.pipeline("orders", *["Succeeded"] * 130)
    key = orders.executions[0 if wanted == "latest" else 120]["pipelineExecutionId"]
    asked = {"latest": "latest", "whole id": key, "beginning": key[:13]}[wanted]
    with serving(monkeypatch, builders.world(orders)):
        assert runs_looked_at(one(Target(), "orders", asked)) == {key}


def test_no_such_run_leaves_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(monkeypatch, builders.world(builders.pipeline("orders", "Succeeded"))):
        memory = one(Target(), "orders")
    assert runs_looked_at(memory) == set()
    assert (
        len(
            json.loads(memory["account-1/eu-west-1/orders/list-pipeline-executions.json"])["pipelineExecutionSummaries"]
        )
        == 1
    )


def test_what_is_denied_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    denied = {"codepipeline:GetPipelineExecution", "codepipeline:ListActionExecutions", "codepipeline:GetPipeline"}
    with serving(monkeypatch, failing(busy()), Faults(denied=denied)):
        memory = one(Target(), "orders", gather=gather)
    gaps = json.loads(memory["account-1/eu-west-1/orders/capture.json"])["gaps"]
    assert {gap["allow"] for gap in gaps} == denied


@pytest.mark.parametrize(
    ("target", "pipeline", "account", "faults", "said"),
    [
        (Target(), "nope", None, Faults(), "there is no pipeline 'nope' in account-1/eu-west-1"),
        (Target(), "orders", "444455556666", Faults(), "the pipeline is in account 444455556666"),
        (Target(), "orders", None, Faults(denied={"codepipeline:ListPipelineExecutions"}), "was denied"),
        (Target(), "orders", None, Faults(expires_after=1), "no longer accepted"),
        (Target(regions=("eu-north-1",)), "orders", None, Faults(disabled={"eu-north-1"}), "eu-north-1 is not enabled"),
        (Target(profile="x"), "orders", None, Faults(), "there is no profile 'x'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_user_can_mend(
    monkeypatch: pytest.MonkeyPatch, target: Target, pipeline: str, account: str | None, faults: Faults, said: str
) -> None:
    world = builders.world(builders.pipeline("orders", "Failed"))
    with serving(monkeypatch, world, faults), pytest.raises(CaptureError, match=said):
        one(target, pipeline, account=account)


def test_definitions_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [builders.pipeline(name, "Failed") for name in ("orders", "bills")]
    allowed = {"codepipeline:ListPipelines", "codepipeline:GetPipeline"}
    with serving(monkeypatch, builders.world(*made), Faults(allowed=allowed)) as aws:
        memory, captured = recording(Target())
        assert captured.is_whole
        assert {path for path in memory if path.endswith("get-pipeline.json")} == {
            "account-1/eu-west-1/bills/get-pipeline.json",
            "account-1/eu-west-1/orders/get-pipeline.json",
        }
        assert len(aws.calls) == 4
        only, _ = recording(Target(include=("ord*",)))
        assert not [path for path in only if "bills" in path]
