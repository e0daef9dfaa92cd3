"""`ActionExecutionDetail` and `RuleExecutionDetail` to the model.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RuleExecutionDetail.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeviz.model import ActionType, Pipeline
from pipeviz.model.execution import UNKNOWN, ActionExecution, RuleExecution
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.values import integer, items, json_text, mapping, names, or_default, texts, time, word


def actions(answer: Answer) -> Iterator[tuple[str, ActionExecution]]:
    """The attempts at actions in an answer of `list-action-executions`, each with the run that it belongs to."""
    for index, detail in items(answer.value, "actionExecutionDetails"):
        given, output = mapping(detail, "input"), mapping(detail, "output")
        run, stage, action = (word(detail, key) for key in ("pipelineExecutionId", "stageName", "actionName"))
        if not (run and stage and action):
            continue
        yield (
            run,
            ActionExecution(
                stage=stage,
                action=action,
                status=word(detail, "status") or UNKNOWN,
                id=word(detail, "actionExecutionId") or "",
                started=time(detail.get("startTime")),
                updated=time(detail.get("lastUpdateTime")),
                updated_by=word(detail, "updatedBy"),
                version=integer(detail, "pipelineVersion"),
                type=action_type(mapping(given, "actionTypeId")),
                configuration=_configuration(given),
                role_arn=word(given, "roleArn"),
                region=word(given, "region"),
                namespace=word(given, "namespace"),
                input_artifacts=names(given, "inputArtifacts"),
                output_artifacts=names(output, "outputArtifacts"),
                output_variables=texts(output.get("outputVariables")),
                log_stream_arn=word(mapping(output, "executionResult"), "logStreamARN"),
                recorded=answer.place("actionExecutionDetails", index),
                **result(mapping(output, "executionResult")),
            ),
        )


def rules(answer: Answer, pipeline: Pipeline) -> Iterator[tuple[str, RuleExecution]]:
    """The checks of rules in an answer of `list-rule-executions`, each with the run that it belongs to."""
    for index, detail in items(answer.value, "ruleExecutionDetails"):
        given, output = mapping(detail, "input"), mapping(detail, "output")
        run, stage, rule = (word(detail, key) for key in ("pipelineExecutionId", "stageName", "ruleName"))
        if not (run and stage and rule):
            continue
        yield (
            run,
            RuleExecution(
                stage=stage,
                rule=rule,
                status=word(detail, "status") or UNKNOWN,
                id=word(detail, "ruleExecutionId") or "",
                provider=word(mapping(given, "ruleTypeId"), "provider"),
                condition=_condition(pipeline, stage, rule),
                started=time(detail.get("startTime")),
                updated=time(detail.get("lastUpdateTime")),
                updated_by=word(detail, "updatedBy"),
                version=integer(detail, "pipelineVersion"),
                configuration=_configuration(given),
                role_arn=word(given, "roleArn"),
                region=word(given, "region"),
                recorded=answer.place("ruleExecutionDetails", index),
                **result(mapping(output, "executionResult")),
            ),
        )


def action_type(value: dict[str, Any]) -> ActionType | None:
    """The type of an action; None where category or provider is missing."""
    category, provider = word(value, "category"), word(value, "provider")
    if not (category and provider):
        return None
    return ActionType(
        category=category,
        provider=provider,
        owner=or_default(value, "owner", "AWS"),
        version=or_default(value, "version", "1"),
    )


def result(value: dict[str, Any]) -> dict[str, Any]:
    """What the service answered: its own id of the work, a summary, a link, and the error if there was one."""
    error = mapping(value, "errorDetails")
    return {
        "external_id": word(value, "externalExecutionId"),
        "external_summary": message(word(value, "externalExecutionSummary")),
        "external_url": word(value, "externalExecutionUrl"),
        "error_code": word(error, "code"),
        "error_message": word(error, "message"),
    }


def message(summary: str | None) -> str | None:
    """A summary; of the JSON that connections write (`{"ProviderType":…,"CommitMessage":…}`), the commit's message."""
    return None if summary is None else word(json_text(summary), "CommitMessage") or summary


def _configuration(given: dict[str, Any]) -> dict[str, str]:
    return texts(given.get("resolvedConfiguration") or given.get("configuration"))


def _condition(pipeline: Pipeline, stage: str, rule: str) -> str | None:
    """The condition that a rule belongs to, if the definition has it in one alone."""
    defined = next((each for each in pipeline.stages if each.name == stage), None)
    if defined is None:
        return None
    kinds = {
        "BEFORE_ENTRY": defined.before_entry,
        "ON_SUCCESS": defined.on_success,
        "ON_FAILURE": defined.on_failure.conditions if defined.on_failure else (),
    }
    having = [
        kind
        for kind, conditions in kinds.items()
        if any(each.name == rule for condition in conditions for each in condition.rules)
    ]
    return having[0] if len(having) == 1 else None
