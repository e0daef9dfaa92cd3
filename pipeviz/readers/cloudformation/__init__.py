"""CloudFormation and SAM templates: the pipelines in them, and what stands beside each.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from pipeviz.errors import Problem, SourceError
from pipeviz.model import Pipeline
from pipeviz.readers.cloudformation.evaluation import conditions_in, decide, properties, with_loops
from pipeviz.readers.cloudformation.names import names
from pipeviz.readers.cloudformation.resources import read_resources, secret_keys, used_by
from pipeviz.readers.cloudformation.scope import Scope, new_scope, not_allowed, parameters_of, part
from pipeviz.readers.cloudformation.starts import by_target, read_starts, starts_of
from pipeviz.readers.declaration import read_pipeline
from pipeviz.readers.fields import Context, text
from pipeviz.readers.identity import identified
from pipeviz.readers.node import Node
from pipeviz.readers.reading import Document, Reading

PIPELINE = "AWS::CodePipeline::Pipeline"


def is_template(value: Any) -> bool:
    """Whether a value is a template: resources by logical id."""
    return isinstance(value, Node) and isinstance(value.get("Resources"), Node)


def read_template(document: Document) -> Reading:
    """Every pipeline of a template, with what starts it and what it uses."""
    problems: list[Problem] = []
    try:
        pipelines = _read(document, problems)
    except SourceError as error:
        return Reading((), (*problems, *error.problems))
    declared = part(document.value, "Parameters") if pipelines else ()
    return Reading(tuple(pipelines), tuple(problems), frozenset(declared))


def _read(document: Document, problems: list[Problem]) -> list[Pipeline]:
    scope = _scope(document)
    context = Context(document.file, document.catalogue, problems, secret_keys(scope))
    declared = {
        logical_id: resource
        for logical_id, resource in scope.resources.items()
        if isinstance(resource, Node) and resource.get("Type") == PIPELINE
    }
    kept = {logical_id: node for logical_id, node in declared.items() if _stands(node, scope) is not False}
    if declared:
        problems += not_allowed(document.value, document.parameters, document.file)
    if declared and not kept:
        problems += [_left_out(logical_id, node, scope) for logical_id, node in declared.items()]
    found = [
        pipeline
        for logical_id, node in kept.items()
        if (pipeline := _pipeline(logical_id, node, scope, context, document)) is not None
    ]
    resources = read_resources(scope, context)
    starts = by_target(read_starts(scope, context))
    return [
        replace(pipeline, starts=starts_of(pipeline, starts), resources=used_by(pipeline, resources))
        for pipeline in found
    ]


def _scope(document: Document) -> Scope:
    """The template's scope, its loops unrolled and its literal names known."""
    environment = document.environment
    pseudo = {"AWS::AccountId": environment.account, "AWS::Region": environment.region}
    given = {name: value for name, value in pseudo.items() if value} | dict(document.parameters)
    scope = new_scope(document.value, given, document.file)
    scope = scope._replace(conditions=with_loops(part(document.value, "Conditions"), scope))
    scope = scope._replace(resources=with_loops(part(document.value, "Resources"), scope))
    return scope._replace(names=names(scope))


def _stands(node: Node, scope: Scope) -> bool | None:
    condition = node.get("Condition")
    return True if condition is None else decide(text(condition) or "", scope)


def _left_out(logical_id: str, node: Node, scope: Scope) -> Problem:
    condition = text(node.get("Condition")) or ""
    parameters = ", ".join(parameters_of(condition, scope))
    hint = f"give other values with --parameter: {parameters}" if parameters else None
    message = f"pipeline {logical_id} is left out: its condition {condition} does not hold"
    return Problem(message, scope.file, node.line, hint)


def _pipeline(logical_id: str, node: Node, scope: Scope, context: Context, document: Document) -> Pipeline | None:
    only_if = text(node.get("Condition")) if _stands(node, scope) is None else None
    inner = scope.assume(only_if, holds=True) if only_if else scope
    declared = properties(node, inner)
    pipeline = read_pipeline(declared, context, name=logical_id)
    if pipeline is None:
        return None
    known = {
        name: value
        for name in ("AWS::AccountId", "AWS::Region")
        if "${" not in (value := text(scope.parameters[name]) or "${")
    }
    return identified(
        replace(
            pipeline,
            logical_id=logical_id,
            account=known.get("AWS::AccountId"),
            region=known.get("AWS::Region"),
            title=_title(logical_id, node, document),
            only_if=only_if,
            defaults=_defaults(node, scope, document.parameters),
        ),
        is_named="Name" in declared,
    )


def _defaults(node: Node, scope: Scope, given: Mapping[str, str]) -> dict[str, str]:
    """The parameters whose defaults decide a condition of the pipeline; none that is given or secret."""
    names = {name for name in (*conditions_in(node), text(node.get("Condition")) or "") if name}
    decided = (name for name in names if decide(name, scope) is not None)
    asked = {parameter for name in decided for parameter in parameters_of(name, scope)} - given.keys()
    values = ((name, scope.parameters[name]) for name in sorted(asked) if not name.startswith("AWS::"))
    shown = ((name, ",".join(value) if isinstance(value, list) else value) for name, value in values)
    return {name: value for name, value in shown if type(value) is str}


def _title(logical_id: str, node: Node, document: Document) -> str | None:
    """The construct path, as CDK leaves it with the resource or in its manifest."""
    path = text(part(node, "Metadata").get("aws:cdk:path")) or document.environment.construct_paths.get(logical_id)
    return path.removesuffix("/Resource") if path else None
