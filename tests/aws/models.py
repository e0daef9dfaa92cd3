"""The services as botocore describes them, and plain data held against these descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel, Shape
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

SERVICES = {
    "CodePipeline_20150709": "codepipeline",
    "CodeBuild_20161006": "codebuild",
    "CodeDeploy_20141006": "codedeploy",
    "com.amazonaws.codeconnections.CodeConnections_20231201": "codeconnections",
    "com.amazonaws.codestar.connections.CodeStar_connections_20191201": "codestar-connections",
    "Logs_20140328": "logs",
    "AmazonEC2ContainerServiceV20141113": "ecs",
    "AWSStepFunctions": "states",
    "AWSEvents": "events",
}
"""The services that are told by a prefix of what is asked, and their names in policies. The others speak by forms."""

BY_FORM = ("cloudformation", "elasticbeanstalk", "sts")
_BOTO = {"states": "stepfunctions"}


@cache
def model(service: str) -> ServiceModel:
    """What botocore knows of a service."""
    return botocore.session.get_session().get_service_model(_BOTO.get(service, service))


def wrong(shape: Shape | None, value: Any) -> str:
    """What is wrong with a value of some shape; empty where nothing is."""
    if shape is None:
        return "" if not value else f"takes nothing, not {value!r}"
    report = ParamValidator().validate(value, shape)
    return str(report.generate_report()) if report.has_errors() else ""


def shaped(shape: Shape | None, value: Any, place: str = "answer") -> Any:
    """An answer with times as datetimes. Raises AssertionError for what the shape does not have."""
    if shape is None:
        assert not value, f"{place} should be empty"
        return {}
    if shape.type_name == "structure":
        assert isinstance(value, Mapping), f"{place} should be a structure, not {value!r}"
        extra = value.keys() - shape.members.keys()
        assert not extra, f"{place} has no {', '.join(sorted(extra))}"
        return {key: shaped(shape.members[key], inner, f"{place}.{key}") for key, inner in value.items()}
    if shape.type_name == "list":
        return [shaped(shape.member, inner, f"{place}[{at}]") for at, inner in enumerate(value)]
    if shape.type_name == "map":
        return {key: shaped(shape.value, inner, f"{place}.{key}") for key, inner in value.items()}
    return _time(value) if shape.type_name == "timestamp" else value


def _time(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return parse_timestamp(value).astimezone(UTC)
