"""Whatever goes wrong costs no more than its own part, and is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeviz.capture.operations import GROUPS
from tests.aws import builders
from tests.aws.client import environment, serving
from tests.aws.endpoint import Endpoint
from tests.aws.faults import Faults
from tests.aws.world import HOME, World
from tests.capture.recordings import FOLDER, files, holds, is_sound, without_times
from tests.command import Run
from tests.conftest import ROOT

HISTORY = [
    "codepipeline:GetPipeline",
    "codepipeline:GetPipelineState",
    "codepipeline:ListPipelineExecutions",
    "codepipeline:ListActionExecutions",
    "codepipeline:ListRuleExecutions",
    "codepipeline:ListWebhooks",
    "events:ListRuleNamesByTarget",
    "events:DescribeRule",
]


def busy_world() -> World:
    """Three pipelines with everything that there is to ask for."""
    made = [builders.pipeline(name, "Succeeded", "Failed", "Succeeded") for name in ("bills", "orders", "users")]
    for each in made:
        each.versions[1] = builders.definition(each.name, conditions=True)
    world = builders.world(*made)
    place = world[HOME]
    place.event_rules["nightly"] = {"Name": "nightly", "ScheduleExpression": "rate(1 day)", "State": "ENABLED"}
    place.targets["nightly"] = [made[0].arn]
    return world


def undisturbed(run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, object]:
    """What a recording is when nothing goes wrong."""
    with serving(monkeypatch, busy_world()):
        assert run("capture", "-o", folder).code == 0
    return without_times(files(folder))


@pytest.mark.parametrize(
    "faults",
    [
        Faults(throttle_every=3),
        Faults(errors={2: 500, 3: 503, 5: 500, 11: 502}),
        Faults(resets={2, 6, 7}),
        Faults(throttle_every=3, errors={4: 500, 8: 503}, resets={10}),
    ],
    ids=["a third is throttled", "errors of servers", "connections are cut", "all at once"],
)
def test_what_passes_leaves_no_trace(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, faults: Faults) -> None:
    expected = undisturbed(run, monkeypatch, tmp_path / "calm")
    with serving(monkeypatch, busy_world(), faults):
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 0, outcome.err
    assert without_times(files(tmp_path / "rec")) == expected


def test_throttled_calls_are_counted(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, busy_world(), Faults(throttle_every=3)) as aws:
        outcome = run("capture", "-o", tmp_path / "rec")
        throttled = sum(number % 3 == 0 for number in range(2, len(aws.calls) + 1))
    assert f"{throttled} throttled" in outcome.err


def test_no_answer_in_time(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    expected = undisturbed(run, monkeypatch, tmp_path / "calm")
    with serving(monkeypatch, busy_world(), Faults(silent={3: 1, 5: 1})):
        monkeypatch.setattr("pipeviz.capture.connection.TIMEOUTS", {"connect_timeout": 1, "read_timeout": 0.2})
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert without_times(files(tmp_path / "rec")) == expected


def test_aws_cannot_be_reached_any_more(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, busy_world()) as aws:
        aws.faults.resets = set(range(4, 1000))
        outcome = run("capture", "-o", tmp_path / "rec")
        assert len(aws.calls) < 200
        assert outcome.code == 2
        assert "AWS cannot be reached" in outcome.err
        aws.faults.resets = set()
        aws.calls.clear()
        assert run("capture", "-o", tmp_path / "rec").code == 0
    for pipeline in aws.world[HOME].pipelines.values():
        holds(tmp_path / "rec" / FOLDER / pipeline.name, pipeline)


@pytest.mark.parametrize("denied", HISTORY)
def test_a_denied_operation_costs_its_own_part(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, denied: str
) -> None:
    whole = undisturbed(run, monkeypatch, tmp_path / "calm")
    with serving(monkeypatch, busy_world(), Faults(denied={denied})) as aws:
        outcome = run("capture", "-o", tmp_path / "rec")
        assert outcome.code == 1
        assert f"{denied} was denied in {FOLDER}" in outcome.err
        assert f"allow {denied}" in outcome.err
        assert "jane.doe" not in outcome.err
        assert HOME[0] not in outcome.err
        recorded = without_times(files(tmp_path / "rec"))
        kept = {path for path in whole if not path.endswith("capture.json")} & recorded.keys()
        assert len(kept) >= len(whole) / 3
        gaps = [gap for path in recorded if path.endswith("capture.json") for gap in recorded[path]["gaps"]]
        assert {(gap["operation"], gap["reason"], gap["allow"]) for gap in gaps} == {(denied, "denied", denied)}
        is_sound(tmp_path / "rec", aws.world)
        aws.faults.denied = set()
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert without_times(files(tmp_path / "rec")) == whole


def test_nothing_may_be_listed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, busy_world(), Faults(denied={"codepipeline:ListPipelines"})):
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 2
    assert "codepipeline:ListPipelines was denied" in outcome.err
    assert not (tmp_path / "rec").exists()


@pytest.mark.parametrize("after", [4, 8, 12, 16])
def test_credentials_expire_in_the_middle(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, after: int
) -> None:
    expected = undisturbed(run, monkeypatch, tmp_path / "calm")
    with serving(monkeypatch, busy_world(), Faults(expires_after=after)) as aws:
        outcome = run("capture", "-o", tmp_path / "rec")
        assert outcome.code in (1, 2)
        assert "no longer accepted" in outcome.err
        assert len(aws.calls) <= after + 4
        aws.faults.expires_after = None
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert without_times(files(tmp_path / "rec")) == expected


@pytest.mark.parametrize("at", [3, 5, 6, 8, 10, 13, 16])
def test_killed_at_a_call_and_taken_up_again(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: int
) -> None:
    expected = undisturbed(run, monkeypatch, tmp_path / "calm")
    kill(busy_world(), at, tmp_path / "rec")
    with serving(monkeypatch, busy_world()):
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert without_times(files(tmp_path / "rec")) == expected


@pytest.mark.parametrize("at", [3, 4, 5, 7, 9])
def test_killed_while_adding(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, at: int) -> None:
    undisturbed(run, monkeypatch, tmp_path / "rec")
    world = busy_world()
    for each in world[HOME].pipelines.values():
        builders.retry(each, each.executions[1]["pipelineExecutionId"], "Failed", hours=30)
        builders.run(each, "Failed")
    kill(world, at, tmp_path / "rec")
    with serving(monkeypatch, world):
        assert run("capture", "-o", tmp_path / "rec").code == 0
    for each in world[HOME].pipelines.values():
        holds(tmp_path / "rec" / FOLDER / each.name, each)
    is_sound(tmp_path / "rec", world)


def kill(world: World, at: int, folder: Path) -> None:
    """Lets a capture run in a process of its own, which is killed when it makes some call."""
    process: subprocess.Popen[bytes] | None = None

    def end(number: int) -> None:
        if number >= at and process is not None:
            process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    with Endpoint(world, Faults(before=end)) as aws:
        command = [sys.executable, "-m", "pipeviz", "capture", "--rate", "100000", "-o", str(folder)]
        process = subprocess.Popen(
            command, env={**os.environ, **environment(aws.url)}, cwd=ROOT, stderr=subprocess.DEVNULL
        )
        assert process.wait(60) != 0


def test_the_printed_policy_is_enough(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import json

    printed = json.loads(run("capture", "--print-policy").out)
    allowed = {action for statement in printed["Statement"] for action in statement["Action"]}
    assert {statement["Effect"] for statement in printed["Statement"]} == {"Allow"}
    assert not [
        each for each in allowed if not each.split(":")[1].startswith(("Get", "List", "Describe", "BatchGet", "Filter"))
    ]
    with serving(monkeypatch, busy_world(), Faults(allowed=allowed)) as aws:
        assert run("capture", "-o", tmp_path / "rec").code == 0
        assert {call.name for call in aws.calls} - {"sts:GetCallerIdentity"} <= allowed


def test_the_policy_knows_partitions(run: Run) -> None:
    assert "arn:aws-cn:logs:" in run("capture", "--print-policy", "--region", "cn-north-1").out
    assert "arn:aws-us-gov:logs:" in run("capture", "--print-policy", "--region", "us-gov-west-1").out
    assert all(group.operations == tuple(sorted(group.operations)) or group.sid == "Definitions" for group in GROUPS)
