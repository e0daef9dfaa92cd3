"""Who is asked about a failure: of each case in the library exactly the recorded answers, with requests that AWS accepts.

Requests and answers are judged by botocore's service models.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import OperationModel, Shape
from botocore.session import get_session
from botocore.validate import validate_parameters

from pipeviz.analysis.scope import Attempt
from pipeviz.capture.call import Call, RefusedError
from pipeviz.capture.evidence import LIMIT, gather
from pipeviz.model.execution import ActionExecution
from pipeviz.providers.failures import Failure, Failures, Question, operations
from tests.runs import attempt, execution
from tests.scenarios import NAMES, RUNS, Scenario, evidence_files, scenario

_CLIENTS = {"states": "stepfunctions"}
_OURS = ("capture.json", "expected.json", "pipeviz-recording.json")


@lru_cache(maxsize=None)
def _service(name: str) -> Any:
    return get_session().get_service_model(_CLIENTS.get(name, name))


def _operation(name: str) -> OperationModel:
    service, _, operation = name.partition(":")
    return _service(service).operation_model(operation)


def _named(path: Path) -> str:
    """The operation that a file of a recording is named after."""
    parts = path.name.split(".")
    service, name = ("codepipeline", parts[0]) if path.parent.parent.name != "evidence" else (parts[0], parts[1])
    found = {xform_name(each, "-"): each for each in _service(service).operation_names}
    return f"{service}:{found[name]}"


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_shaped_as_those_of_aws(name: str) -> None:
    for path in sorted((RUNS / name).rglob("*.json")):
        if path.name not in _OURS:
            value = json.loads(path.read_text("utf-8"))
            shape = _operation(_named(path)).output_shape
            validate_parameters(value, shape)
            assert list(_unknown_words(value, shape)) == [], path


def _unknown_words(value: Any, shape: Shape) -> Iterator[str]:
    if shape.type_name == "structure":
        for key, each in value.items():
            yield from _unknown_words(each, shape.members[key])
    elif shape.type_name == "list":
        for each in value:
            yield from _unknown_words(each, shape.member)
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield value


class World:
    """Answers from the files of a case, in their order; everything else is denied."""

    def __init__(self, folder: Path | None, refused: Mapping[str, str] = {}) -> None:
        self.asked: list[tuple[str, str | None, str | None]] = []
        self._answers: dict[str, list[Any]] = defaultdict(list)
        self._refused = refused
        for path in (
            sorted(folder.glob("*.json"), key=lambda each: (len(each.name.split(".")), each.name)) if folder else ()
        ):
            self._answers[_named(path)].append(json.loads(path.read_text("utf-8")))

    def call_for(self, region: str | None, role: str | None) -> Call:
        def call(operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
            validate_parameters(dict(parameters), _operation(operation).input_shape)
            self.asked.append((operation, region, role))
            if not self._answers[operation]:
                raise RefusedError(operation, self._refused.get(operation, "denied"), "not authorized")
            return self._answers[operation].pop(0)

        return call


def _failed(found: Scenario) -> list[Attempt]:
    run = found.run
    return [each for each in (run.culprit, run.failed_rule, *run.also_failed, *run.flaky) if each is not None]


@pytest.mark.parametrize("name", NAMES)
def test_exactly_what_is_recorded_is_asked_for(name: str) -> None:
    found = scenario(name)
    for failed in _failed(found):
        files = [path for path in evidence_files(name) if path.parent.name.endswith(failed.id)]
        world = World(files[0].parent if files else None)
        evidence, gaps = gather(failed, found.run.execution, world.call_for)
        assert sorted(each.operation for each in evidence) == sorted(map(_named, files)), gaps
        assert {each.of for each in (*evidence, *gaps)} <= {failed.id}
        assert len(world.asked) <= LIMIT
        if isinstance(failed, ActionExecution):
            own = {(failed.region, failed.role_arn), (None, None)}
            assert {(region, role) for _, region, role in world.asked} <= own


@pytest.mark.parametrize("name", [name for name in NAMES if evidence_files(name)])
def test_a_refusal_costs_only_its_own_part_and_names_the_permission(name: str) -> None:
    found = scenario(name)
    failed = _failed(found)[0]
    evidence, gaps = gather(failed, found.run.execution, World(None).call_for)
    assert evidence == ()
    assert gaps
    for gap in gaps:
        assert (gap.reason, gap.allow, gap.of) == ("denied", gap.operation, failed.id)


def test_the_account_and_the_region_of_the_action() -> None:
    found = scenario("stack-instances-limit")
    failed = found.run.culprit
    assert failed is not None
    world = World(None)
    gather(failed, found.run.execution, world.call_for)
    assert {region for _, region, _ in world.asked} == {"eu-central-1"}
    assert all(role and role.endswith("role/pipeline-deploy") for _, _, role in world.asked)


def test_targets_of_a_deploy_action_are_asked_for_in_the_account_of_the_pipeline() -> None:
    found = scenario("ec2-deploy-failed")
    failed = found.run.culprit
    assert failed is not None
    world = World(None)
    gather(failed, found.run.execution, world.call_for)
    assert world.asked == [("codepipeline:ListDeployActionExecutionTargets", None, None)]


def test_a_log_is_kept_from_the_line_that_explains() -> None:
    lines = ["started", "ERROR: disk full", *(f"cleaning up {number}" for number in range(90))]
    answer = {"events": [{"timestamp": 1, "message": line} for line in lines], "nextForwardToken": "f"}
    failed = attempt(
        "Migrate",
        "Run",
        "Failed",
        0,
        9,
        type=_COMMANDS,
        log_stream_arn="arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s",
    )
    [evidence], gaps = gather(
        failed, execution("Failed", failed), lambda region, role: lambda operation, parameters: answer
    )
    kept = [each["message"] for each in evidence.answer["events"]]
    assert len(kept) == 40
    assert "ERROR: disk full" in kept
    assert gaps == ()


def test_no_more_than_so_many_calls() -> None:
    endless = Failure(
        name="Endless",
        actions=("*",),
        ask=(Question(call="ecs:ListTasks", each="[{a: 'x'}] | [*] || answers.x", parameters={"cluster": "item.a"}),)
        * 2
        + tuple(Question(call="ecs:ListTasks", parameters={"cluster": f"'{number}'"}) for number in range(20)),
    )
    failed = attempt("Deploy", "It", "Failed", 0, 9)
    asked: list[str] = []

    def call(operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(str(parameters))
        return {}

    _, gaps = gather(failed, execution("Failed", failed), lambda region, role: call, _Fixed(endless))
    assert len(asked) == LIMIT
    assert len(asked) == len(set(asked)), "the same is asked for but once"
    assert {gap.reason for gap in gaps} == {"cut"}


class _Fixed(Failures):
    def __init__(self, entry: Failure) -> None:
        super().__init__((entry,))
        self.entry = entry

    def action(self, type: Any) -> Failure:
        return self.entry


def test_every_call_is_one_of_aws() -> None:
    for name in operations():
        assert _operation(name).name == name.partition(":")[2]


_COMMANDS = scenario("commands-failed").run.culprit.type  # type: ignore[union-attr]
