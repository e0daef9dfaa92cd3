"""A pipeline's declaration to the model.

The shape is `PipelineDeclaration`
(https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html), in either letter case, which
also covers the properties of `AWS::CodePipeline::Pipeline`
(https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html). Keys
inside `configuration` are CodePipeline's own business and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeviz import redaction
from pipeviz.model import (
    Action,
    ActionType,
    ArtifactStore,
    Condition,
    EnvironmentVariable,
    Failure,
    Filter,
    GitFilter,
    OutputArtifact,
    Pipeline,
    Rule,
    Stage,
    Transition,
    Trigger,
    Variable,
)
from pipeviz.readers.fields import Context, Fields, pairs, text
from pipeviz.readers.node import Node

UNNAMED = "(unnamed)"
ENABLED = Stage(name=UNNAMED).transition
"""The default itself, which the model's JSON leaves out."""


def read_pipeline(node: Node, context: Context, name: str | None = None) -> Pipeline | None:
    """The pipeline that a declaration describes; its key is its name until the caller knows better.

    `name` serves where the declaration has none. None, and a problem, when there are no stages to draw.
    """
    fields = Fields(node, "the pipeline", context)
    own_name = fields.text("name") or name
    if own_name is None:
        context.note("the pipeline has no name", node, "add name")
    name = own_name or UNNAMED
    fields.what = f"pipeline {name}"
    stages = _stages(fields, context)
    if not stages:
        context.note(f"pipeline {name} has no stages", node, "a pipeline has a list named stages")
        return None
    return Pipeline(
        key=name,
        name=name,
        type=fields.word("pipelineType", "V1"),
        execution_mode=fields.word("executionMode", "SUPERSEDED"),
        stages=stages,
        role_arn=fields.text("roleArn"),
        artifact_stores=_artifact_stores(fields, context),
        variables=tuple(_variable(inner, context) for inner in fields.nodes("variables")),
        triggers=tuple(_trigger(inner, context) for inner in fields.nodes("triggers")),
        tags=read_tags(fields.take("tags")),
        version=fields.integer("version"),
        restart_execution_on_update=_boolean(fields, "restartExecutionOnUpdate"),
        unknown=fields.rest(),
        place=context.place(node),
    )


def read_tags(value: Any) -> dict[str, str]:
    """Tags, as a mapping or as a list of `{key, value}`."""
    return {key: redaction.named(key, inner) for key, inner in pairs(value)}


def _stages(fields: Fields, context: Context) -> tuple[Stage, ...]:
    transitions = {
        stage: Transition(enabled=False, reason=inner.scanned("reason"))
        for node in fields.nodes("disableInboundStageTransitions")
        if (stage := (inner := Fields(node, "a disabled transition", context)).text("stageName"))
    }
    return tuple(_stage(node, transitions, context) for node in fields.nodes("stages"))


def _stage(node: Node, transitions: dict[str, Transition], context: Context) -> Stage:
    fields = Fields(node, "a stage", context)
    name = fields.required("name", UNNAMED)
    fields.what = f"stage {name}"
    if not any(key in node for key in ("actions", "Actions")):
        context.note(f"stage {name} has no actions", node, "a stage has a list named actions")
    return Stage(
        name=name,
        actions=tuple(_action(inner, name, context) for inner in fields.nodes("actions")),
        before_entry=_conditions(fields.inner("beforeEntry"), context),
        on_success=_conditions(fields.inner("onSuccess"), context),
        on_failure=_failure(fields, context),
        transition=transitions.get(name, ENABLED),
        blockers=tuple(
            Fields(inner, "a blocker", context).text("name") or UNNAMED for inner in fields.nodes("blockers")
        ),
        only_if=node.only_if,
        unknown=fields.rest(),
        place=context.place(node),
    )


def _action(node: Node, stage: str, context: Context) -> Action:
    fields = Fields(node, f"an action of stage {stage}", context)
    name = fields.required("name", UNNAMED)
    fields.what = f"action {name} of stage {stage}"
    kind = _action_type(fields, context)
    secrets = {**context.catalogue.action(kind).secrets, **context.secrets.get(str(kind), {})}
    return Action(
        name=name,
        type=kind,
        run_order=fields.integer("runOrder") or 1,
        configuration=_configuration(fields, secrets),
        commands=fields.texts("commands"),
        environment_variables=_environment(fields, context),
        input_artifacts=tuple(_named(item) for item in fields.items("inputArtifacts")),
        output_artifacts=tuple(_output_artifact(item, context) for item in fields.items("outputArtifacts")),
        output_variables=fields.texts("outputVariables"),
        namespace=fields.text("namespace"),
        role_arn=fields.text("roleArn"),
        region=fields.text("region"),
        timeout_in_minutes=fields.integer("timeoutInMinutes"),
        only_if=node.only_if,
        unknown=fields.rest(),
        place=context.place(node),
    )


def _action_type(fields: Fields, context: Context) -> ActionType:
    node = fields.mapping("actionTypeId")
    if node is None:
        context.note(f"{fields.what} has no actionTypeId", fields.node, "add category, owner, provider and version")
        return ActionType(category="unknown", provider="unknown", owner="unknown")
    inner = Fields(node, f"actionTypeId of {fields.what}", context)
    return ActionType(
        category=inner.required("category", "unknown"),
        provider=inner.required("provider", "unknown"),
        owner=inner.word("owner", "AWS"),
        version=inner.word("version", "1"),
    )


def _configuration(fields: Fields, secrets: Mapping[str, str]) -> dict[str, str]:
    node = fields.mapping("configuration") or Node()
    values = {str(key): found for key, value in node.items() if (found := text(value)) is not None}
    return redaction.configuration(values, secrets)


def _environment(fields: Fields, context: Context) -> tuple[EnvironmentVariable, ...]:
    return redaction.environment(
        _variable_of_environment(node, context) for node in fields.nodes("environmentVariables")
    )


def _variable_of_environment(node: Node, context: Context) -> EnvironmentVariable:
    fields = Fields(node, "an environment variable", context)
    return EnvironmentVariable(
        name=fields.required("name", UNNAMED), value=fields.text("value") or "", type=fields.word("type", "PLAINTEXT")
    )


def _named(item: Any) -> str:
    """An artifact's name: `{name}`, or the name alone."""
    if isinstance(item, Node):
        return text(item.get("name", item.get("Name"))) or UNNAMED
    return text(item) or UNNAMED


def _output_artifact(item: Any, context: Context) -> OutputArtifact:
    if not isinstance(item, Node):
        return OutputArtifact(name=_named(item))
    return OutputArtifact(name=_named(item), files=Fields(item, "an output artifact", context).texts("files"))


def _conditions(fields: Fields, context: Context) -> tuple[Condition, ...]:
    return tuple(_condition(node, context) for node in fields.nodes("conditions"))


def _condition(node: Node, context: Context) -> Condition:
    fields = Fields(node, "a condition", context)
    return Condition(
        result=fields.text("result"), rules=tuple(_rule(inner, context) for inner in fields.nodes("rules"))
    )


def _rule(node: Node, context: Context) -> Rule:
    fields = Fields(node, "a rule", context)
    name = fields.required("name", UNNAMED)
    fields.what = f"rule {name}"
    kind = fields.inner("ruleTypeId")
    provider = kind.required("provider", "unknown")
    return Rule(
        name=name,
        provider=provider,
        version=kind.word("version", "1"),
        configuration=_configuration(fields, context.catalogue.rule(provider).secrets),
        commands=fields.texts("commands"),
        input_artifacts=tuple(_named(item) for item in fields.items("inputArtifacts")),
        role_arn=fields.text("roleArn"),
        region=fields.text("region"),
        timeout_in_minutes=fields.integer("timeoutInMinutes"),
        place=context.place(node),
    )


def _failure(fields: Fields, context: Context) -> Failure | None:
    node = fields.mapping("onFailure")
    if node is None:
        return None
    inner = Fields(node, f"onFailure of {fields.what}", context)
    return Failure(
        result=inner.text("result"),
        retry_mode=inner.inner("retryConfiguration").text("retryMode"),
        conditions=_conditions(inner, context),
    )


def _artifact_stores(fields: Fields, context: Context) -> tuple[ArtifactStore, ...]:
    single = fields.mapping("artifactStore")
    several = fields.take("artifactStores")
    stores = [_artifact_store(single, None, context)] if single is not None else []
    if isinstance(several, Node):
        stores += [_artifact_store(node, region, context) for region, node in several.items() if isinstance(node, Node)]
    elif isinstance(several, list):
        for item in several:
            if isinstance(item, Node):
                outer = Fields(item, "an artifact store", context)
                store = outer.mapping("artifactStore")
                stores.append(_artifact_store(item if store is None else store, outer.text("region"), context))
    return tuple(stores)


def _artifact_store(node: Node, region: str | None, context: Context) -> ArtifactStore:
    fields = Fields(node, "the artifact store", context)
    return ArtifactStore(
        location=fields.text("location") or UNNAMED,
        type=fields.word("type", "S3"),
        region=region,
        encryption_key=fields.inner("encryptionKey").text("id"),
    )


def _variable(node: Node, context: Context) -> Variable:
    fields = Fields(node, "a variable", context)
    name = fields.required("name", UNNAMED)
    default = fields.text("defaultValue")
    return Variable(
        name=name,
        default_value=None if default is None else redaction.named(name, default),
        description=fields.scanned("description"),
    )


def _trigger(node: Node, context: Context) -> Trigger:
    fields = Fields(node, "a trigger", context)
    git = fields.inner("gitConfiguration")
    return Trigger(
        source_action=git.text("sourceActionName") or UNNAMED,
        provider_type=fields.word("providerType", "CodeStarSourceConnection"),
        push=tuple(_git_filter(inner, context) for inner in git.nodes("push")),
        pull_request=tuple(_git_filter(inner, context) for inner in git.nodes("pullRequest")),
        place=context.place(node),
    )


def _git_filter(node: Node, context: Context) -> GitFilter:
    fields = Fields(node, "a filter of a trigger", context)
    return GitFilter(
        branches=_filter(fields, "branches"),
        tags=_filter(fields, "tags"),
        file_paths=_filter(fields, "filePaths"),
        events=fields.texts("events"),
    )


def _filter(fields: Fields, key: str) -> Filter | None:
    if fields.node.get(key, fields.node.get(key[0].upper() + key[1:])) is None:
        return None
    inner = fields.inner(key)
    return Filter(includes=inner.texts("includes"), excludes=inner.texts("excludes"))


def _boolean(fields: Fields, key: str) -> bool | None:
    value = fields.text(key)
    return None if value is None else value.lower() == "true"
