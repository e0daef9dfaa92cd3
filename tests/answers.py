"""Answers of AWS made of botocore's own description of them, every text in them chosen by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import botocore.session

OPERATIONS = tuple(
    f"{service}:{operation}"
    for service, operations in {
        "codepipeline": (
            "GetPipeline GetPipelineState GetPipelineExecution ListPipelineExecutions ListActionExecutions ListRuleExecutions "
            "ListDeployActionExecutionTargets ListWebhooks ListPipelines ListTagsForResource"
        ),
        "events": "DescribeRule ListRuleNamesByTarget",
        "codebuild": "BatchGetBuilds BatchGetBuildBatches",
        "codedeploy": "GetDeployment ListDeploymentTargets BatchGetDeploymentTargets",
        "cloudformation": (
            "DescribeEvents DescribeStackEvents DescribeChangeSet DescribeStackSetOperation ListStackSetOperationResults"
        ),
        "logs": "GetLogEvents FilterLogEvents",
        "states": "DescribeExecution GetExecutionHistory",
        "ecs": "DescribeServices ListServiceDeployments DescribeServiceDeployments DescribeTasks",
        "elasticbeanstalk": "DescribeEvents",
        "codeconnections": "GetConnection",
    }.items()
    for operation in operations.split()
)
"""Every operation whose answers pipeviz reads, in IAM's spelling."""

_BOTO = {"states": "stepfunctions"}
_OTHERS = {
    "timestamp": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    "integer": 7,
    "long": 7,
    "float": 0.5,
    "double": 0.5,
    "boolean": True,
    "blob": b"bytes",
}


def answer(operation: str, text: Callable[[str], str]) -> dict[str, Any]:
    """An answer with every field set; `text` gives the text at a path such as `builds.phases.contexts.message`."""
    return dict(_value(_output(operation), "", text, ()))


def paths(operation: str) -> tuple[str, ...]:
    """The paths of all free texts of an operation's answer."""
    found: list[str] = []
    answer(operation, lambda path: found.append(path) or "x")  # type: ignore[func-returns-value]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=None)
def _output(operation: str) -> Any:
    service, _, name = operation.partition(":")
    model = botocore.session.get_session().get_service_model(_BOTO.get(service, service))
    return model.operation_model(name).output_shape


def _value(shape: Any, path: str, text: Callable[[str], str], above: tuple[str, ...]) -> Any:
    if shape.type_name == "structure":
        return dict(_fields(shape, path, text, above))
    if shape.type_name == "list":
        return [_value(shape.member, path, text, above)]
    if shape.type_name == "map":
        return {key: _value(shape.value, f"{path}.{key}", text, above) for key in ("Stage", "Colour")}
    if shape.type_name == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else text(path)
    return _OTHERS[shape.type_name]


def _fields(shape: Any, path: str, text: Callable[[str], str], above: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name, member in shape.members.items():
        if member.name not in above:
            inner = f"{path}.{name}" if path else name
            yield name, _value(member, inner, text, (*above, shape.name))
