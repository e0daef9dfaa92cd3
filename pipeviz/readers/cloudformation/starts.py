"""What starts a pipeline of the template: EventBridge rules, schedules and webhooks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from pipeviz import redaction
from pipeviz.model import Action, Pipeline, Start
from pipeviz.readers.cloudformation.evaluation import decide, properties
from pipeviz.readers.cloudformation.scope import Scope, part
from pipeviz.readers.cloudformation.targets import names, target
from pipeviz.readers.fields import Context, text
from pipeviz.readers.node import Node

_SDK_TARGET = ":aws-sdk:codepipeline:startPipelineExecution"
_SOURCE_PROVIDERS = {"aws.codecommit": "CodeCommit", "aws.ecr": "ECR", "aws.s3": "S3"}
_REPOSITORY_KEYS = ("RepositoryName", "S3Bucket")
_FILTER_KEY = re.compile(r"(?<![#$])\{(\w+)\}")
_TELLING = (
    ("repository-name",),
    ("bucket", "name"),
    ("requestParameters", "bucketName"),
    ("object", "key"),
    ("requestParameters", "key"),
    ("referenceName",),
    ("image-tag",),
    ("pipeline",),
    ("state",),
)
"""What of an event's detail says which event is meant, in the order in which it reads well."""


class FoundStart(NamedTuple):
    """A start, the pipelines it names, and its event pattern as text."""

    start: Start
    targets: tuple[str, ...]
    pattern: str = ""


def read_starts(scope: Scope, context: Context) -> list[FoundStart]:
    """Everything of a template that could start a pipeline and is not switched off."""
    return [
        found
        for logical_id, node in scope.resources.items()
        if isinstance(node, Node) and (reader := _READERS.get(str(node.get("Type"))))
        for found in _conditioned(logical_id, node, reader, scope, context)
    ]


def by_target(starts: Sequence[FoundStart]) -> dict[str, list[FoundStart]]:
    """The starts by the name or reference that they target."""
    found: dict[str, list[FoundStart]] = {}
    for start in starts:
        for name in dict.fromkeys(map(target, start.targets)):
            found.setdefault(name, []).append(start)
    return found


def starts_of(pipeline: Pipeline, starts: dict[str, list[FoundStart]]) -> tuple[Start, ...]:
    """The starts that target a pipeline, each with the source action that it belongs to."""
    targeting = dict.fromkeys(found for name in names(pipeline) for found in starts.get(name, ()))
    return tuple(with_source_action(found, pipeline) for found in targeting)


def _conditioned(logical_id: str, node: Node, reader: Any, scope: Scope, context: Context) -> Iterator[FoundStart]:
    condition = text(node.get("Condition"))
    stands = decide(condition, scope) if condition else True
    if stands is False:
        return
    inner = scope.assume(condition, holds=True) if condition and stands is None else scope
    declared = properties(node, inner)
    if text(declared.get("State")) == "DISABLED":
        return
    for found in reader(logical_id, declared):
        detail = " ".join(filter(None, (found.start.detail, f"(if {condition})" if stands is None else None)))
        start = replace(found.start, detail=redaction.text(detail) or None, place=context.place(node))
        yield found._replace(start=start)


def event_rule(logical_id: str, properties: Node) -> Iterator[FoundStart]:
    """The starts by a rule: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html."""
    name = text(properties.get("Name")) or logical_id
    targets = tuple(text(target.get("Arn")) or "" for target in _nodes(properties.get("Targets")))
    schedule = text(properties.get("ScheduleExpression"))
    if schedule:
        yield FoundStart(Start(kind="schedule", name=name, detail=schedule), targets)
    pattern = _mapping(properties.get("EventPattern"))
    if pattern:
        source = _words(pattern.get("source")) or None
        yield FoundStart(
            Start(kind="event", name=name, source=source, detail=_detail(pattern)), targets, json.dumps(pattern)
        )


def _schedule(logical_id: str, properties: Node) -> Iterator[FoundStart]:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html."""
    target = part(properties, "Target")
    arn = text(target.get("Arn")) or ""
    if arn.endswith(_SDK_TARGET):
        arn = text(_mapping(target.get("Input")).get("Name")) or ""
    words = filter(None, (text(properties.get(key)) for key in ("ScheduleExpression", "ScheduleExpressionTimezone")))
    yield FoundStart(
        Start(kind="schedule", name=text(properties.get("Name")) or logical_id, detail=" ".join(words) or None), (arn,)
    )


def webhook(logical_id: str, properties: Node) -> Iterator[FoundStart]:
    """The start by a webhook.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-webhook.html
    """
    filters = (
        f"{text(inner.get('JsonPath'))} = {text(inner.get('MatchEquals'))}"
        if inner.get("MatchEquals") is not None
        else text(inner.get("JsonPath")) or ""
        for inner in _nodes(properties.get("Filters"))
    )
    start = Start(
        kind="webhook",
        name=text(properties.get("Name")) or logical_id,
        source=text(properties.get("Authentication")),
        detail=", ".join(filters) or None,
        source_action=text(properties.get("TargetAction")),
    )
    yield FoundStart(start, (text(properties.get("TargetPipeline")) or "",))


_READERS = {
    "AWS::Events::Rule": event_rule,
    "AWS::Scheduler::Schedule": _schedule,
    "AWS::CodePipeline::Webhook": webhook,
}


def with_source_action(found: FoundStart, pipeline: Pipeline) -> Start:
    """The start with the source action that it belongs to, if there is but one."""
    if found.start.kind == "webhook":
        return _with_filled_filter(found.start, pipeline)
    provider = _SOURCE_PROVIDERS.get(found.start.source or "")
    if found.start.kind != "event" or provider is None:
        return found.start
    candidates = [
        action for action in pipeline.actions if action.type.category == "Source" and action.type.provider == provider
    ]
    meant = [action for action in candidates if _is_in_pattern(action, found.pattern)] or candidates
    if len(meant) != 1:
        return found.start
    return replace(found.start, source_action=meant[0].name)


def _with_filled_filter(start: Start, pipeline: Pipeline) -> Start:
    """The webhook with the `{Branch}` of its filter replaced, as CodePipeline does it, by what its action is configured with.

    https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookFilterRule.html
    """
    action = next((each for each in pipeline.actions if each.name == start.source_action), None)
    if action is None or start.detail is None:
        return start
    known = action.configuration
    return replace(start, detail=_FILTER_KEY.sub(lambda match: known.get(match[1], match[0]), start.detail))


def _is_in_pattern(action: Action, pattern: str) -> bool:
    """Whether an event pattern speaks of the repository or bucket that a source action reads."""
    names = [action.configuration[key] for key in _REPOSITORY_KEYS if key in action.configuration]
    return any(name.rstrip("}").split(".")[0] in pattern for name in names)


def _detail(pattern: dict[str, Any]) -> str | None:
    detail = pattern.get("detail")
    words = [_words(pattern.get("detail-type")), *(_words(_inner(detail, path)) for path in _TELLING)]
    return " ".join(filter(None, words)) or None


def _inner(value: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _words(value: Any) -> str:
    """The alternatives of a pattern: `main`, `main, prod`, `prefix release/`."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(
        " ".join(f"{key} {text(inner)}" for key, inner in item.items()) if isinstance(item, dict) else text(item) or ""
        for item in items
    )


def _nodes(value: Any) -> list[Node]:
    return [item for item in value if isinstance(item, Node)] if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    """A mapping, or one written as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}
