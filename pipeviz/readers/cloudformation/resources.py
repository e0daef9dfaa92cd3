"""What a pipeline of the template uses: build projects, custom action types, topics, connections, notification rules."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeviz import redaction
from pipeviz.model import Pipeline, Resource
from pipeviz.readers.cloudformation.evaluation import decide, properties
from pipeviz.readers.cloudformation.scope import Scope, part
from pipeviz.readers.cloudformation.targets import names, referenced, target
from pipeviz.readers.fields import Context, text
from pipeviz.readers.node import Node

CUSTOM_ACTION = "AWS::CodePipeline::CustomActionType"
_PROJECT = "AWS::CodeBuild::Project"
_TOPIC = "AWS::SNS::Topic"
_NOTIFICATION_RULE = "AWS::CodeStarNotifications::NotificationRule"
_CONNECTIONS = ("AWS::CodeStarConnections::Connection", "AWS::CodeConnections::Connection")
_USED_BY_KEY = {
    "ProjectName": (_PROJECT,),
    "NotificationArn": (_TOPIC,),
    "ConnectionArn": _CONNECTIONS,
}
_BUILD_FILE = re.compile(r"[^\s{}]+\.ya?ml")


class FoundResource(NamedTuple):
    """A resource, one more text by which pipelines are matched with it, and the topics that it tells."""

    resource: Resource
    label: str
    tells: tuple[str, ...] = ()


class Resources(NamedTuple):
    """What a template's pipelines might use, in its order, and where in it each stands by type and label."""

    found: tuple[FoundResource, ...]
    places: Mapping[tuple[str, str], list[int]]


def secret_keys(scope: Scope) -> dict[str, Mapping[str, str]]:
    """The configuration keys that the template's custom action types call secret, by `Category/Owner/Provider`."""
    found: dict[str, Mapping[str, str]] = {}
    for node in scope.resources.values():
        if isinstance(node, Node) and node.get("Type") == CUSTOM_ACTION:
            declared = properties(node, scope)
            keys = {
                text(inner.get("Name")) or "": "drop"
                for inner in _nodes(declared.get("ConfigurationProperties"))
                if (text(inner.get("Secret")) or "").lower() == "true"
            }
            found[f"{text(declared.get('Category'))}/Custom/{text(declared.get('Provider'))}"] = keys
    return found


def read_resources(scope: Scope, context: Context) -> Resources:
    """Everything of a template that a pipeline might use."""
    found = tuple(
        _found(logical_id, node, _READERS[node["Type"]], scope, context)
        for logical_id, node in scope.resources.items()
        if isinstance(node, Node) and str(node.get("Type")) in _READERS and _may_stand(node, scope)
    )
    places: dict[tuple[str, str], list[int]] = {}
    for index, (resource, label, _) in enumerate(found):
        for name in {resource.name, f"${{{resource.logical_id}}}", label}:
            places.setdefault((resource.type, name), []).append(index)
    return Resources(found, places)


def used_by(pipeline: Pipeline, resources: Resources) -> tuple[Resource, ...]:
    """The resources that a pipeline's actions and rules name, the rules that watch it, and the topics these tell."""
    watching = [index for name in names(pipeline) for index in resources.places.get((_NOTIFICATION_RULE, name), ())]
    told = [(_TOPIC, label) for index in watching for topic in resources.found[index].tells for label in _labels(topic)]
    used = [index for wanted in (*_wanted(pipeline), *told) for index in resources.places.get(wanted, ())]
    return tuple(resources.found[index].resource for index in sorted({*watching, *used}))


def _wanted(pipeline: Pipeline) -> Iterator[tuple[str, str]]:
    """The types and labels of what actions and rules name."""
    for action in pipeline.actions:
        yield from _named_in(action.configuration)
        if action.type.owner == "Custom":
            yield CUSTOM_ACTION, f"{action.type}/{action.type.version}"
    for stage in pipeline.stages:
        on_failure = stage.on_failure.conditions if stage.on_failure else ()
        for condition in (*stage.before_entry, *stage.on_success, *on_failure):
            for rule in condition.rules:
                yield from _named_in(rule.configuration)


def _named_in(configuration: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, kinds in _USED_BY_KEY.items():
        if key in configuration:
            yield from itertools.product(kinds, _labels(configuration[key]))


def _labels(name: str) -> list[str]:
    return [name, *(f"${{{logical_id}}}" for logical_id in referenced(name))]


def _may_stand(node: Node, scope: Scope) -> bool:
    condition = text(node.get("Condition"))
    return condition is None or decide(condition, scope) is not False


def _found(logical_id: str, node: Node, reader: Callable[[Node], Any], scope: Scope, context: Context) -> FoundResource:
    name, facts, *more = reader(properties(node, scope))
    resource = Resource(
        type=node["Type"],
        logical_id=logical_id,
        name=name or logical_id,
        properties={key: redaction.text(value) for key, value in facts.items() if value},
        place=context.place(node),
    )
    label, tells = more or (resource.name, ())
    return FoundResource(resource, label, tells)


def _project(properties: Node) -> tuple[str | None, dict[str, str | None]]:
    environment, source = part(properties, "Environment"), part(properties, "Source")
    variables = [text(inner.get("Name")) or "" for inner in _nodes(environment.get("EnvironmentVariables"))]
    build_file = text(source.get("BuildSpec")) or ""
    return text(properties.get("Name")), {
        "Image": text(environment.get("Image")),
        "ComputeType": text(environment.get("ComputeType")),
        "EnvironmentType": text(environment.get("Type")),
        "BuildSpec": build_file if _BUILD_FILE.fullmatch(build_file) else None,
        "EnvironmentVariables": ", ".join(variables),
    }


def _custom_action(properties: Node) -> tuple[Any, ...]:
    category, provider, version = (text(properties.get(key)) for key in ("Category", "Provider", "Version"))
    keys = [text(inner.get("Name")) or "" for inner in _nodes(properties.get("ConfigurationProperties"))]
    label = f"{category}/Custom/{provider}/{version}"
    return provider, {"ActionType": label, "ConfigurationProperties": ", ".join(keys)}, label, ()


def _topic(properties: Node) -> tuple[str | None, dict[str, str | None]]:
    return text(properties.get("TopicName")), {"DisplayName": text(properties.get("DisplayName"))}


def _connection(properties: Node) -> tuple[str | None, dict[str, str | None]]:
    return text(properties.get("ConnectionName")), {"ProviderType": text(properties.get("ProviderType"))}


def _notification_rule(properties: Node) -> tuple[Any, ...]:
    events = [text(inner) or "" for inner in properties.get("EventTypeIds") or () if inner is not None]
    targets = [text(inner.get("TargetAddress")) or "" for inner in _nodes(properties.get("Targets"))]
    facts = {"Status": text(properties.get("Status")), "EventTypeIds": ", ".join(events)}
    return text(properties.get("Name")), facts, target(text(properties.get("Resource")) or ""), tuple(targets)


_READERS: dict[str, Callable[[Node], Any]] = {
    _PROJECT: _project,
    CUSTOM_ACTION: _custom_action,
    _TOPIC: _topic,
    _NOTIFICATION_RULE: _notification_rule,
    **dict.fromkeys(_CONNECTIONS, _connection),
}


def _nodes(value: Any) -> list[Node]:
    return [item for item in value if isinstance(item, Node)] if isinstance(value, list) else []
