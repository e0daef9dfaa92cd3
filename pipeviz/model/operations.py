"""What AWS can be asked about a run, and how an answer tells which question it answers.

An operation is named as IAM names it (`codebuild:BatchGetBuilds`); answers are what boto3 gives and the AWS CLI prints. Of
an answer nothing but its content counts: its file may be called anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple


class Operation(NamedTuple):
    """An operation and the keys that tell its answers: all must be there; `events.message` is a key of the first event."""

    name: str
    keys: tuple[str, ...]


PIPELINE = "codepipeline:GetPipeline"
EXECUTIONS = "codepipeline:ListPipelineExecutions"
EXECUTION = "codepipeline:GetPipelineExecution"
ACTIONS = "codepipeline:ListActionExecutions"
RULES = "codepipeline:ListRuleExecutions"
STATE = "codepipeline:GetPipelineState"
WEBHOOKS = "codepipeline:ListWebhooks"
EVENT_RULE = "events:DescribeRule"

RUNS = frozenset({EXECUTIONS, EXECUTION, ACTIONS, RULES, STATE})
"""Their answers say what ran."""

OPERATIONS: tuple[Operation, ...] = (
    Operation(PIPELINE, ("pipeline.stages",)),
    Operation(EXECUTIONS, ("pipelineExecutionSummaries",)),
    Operation(EXECUTION, ("pipelineExecution.pipelineExecutionId",)),
    Operation(ACTIONS, ("actionExecutionDetails",)),
    Operation(RULES, ("ruleExecutionDetails",)),
    Operation(STATE, ("stageStates",)),
    Operation(WEBHOOKS, ("webhooks.definition",)),
    Operation("codepipeline:ListDeployActionExecutionTargets", ("targets.targetId", "targets.events")),
    Operation("codepipeline:ListDeployActionExecutionTargets", ("targets.targetId", "targets.actionExecutionId")),
    Operation(EVENT_RULE, ("Name", "Arn", "State", "EventPattern")),
    Operation(EVENT_RULE, ("Name", "Arn", "State", "ScheduleExpression")),
    Operation("codebuild:BatchGetBuilds", ("builds.id", "builds.projectName")),
    Operation("codebuild:BatchGetBuilds", ("builds", "buildsNotFound")),
    Operation("codebuild:BatchGetBuilds", ("buildsNotFound",)),
    Operation("codebuild:BatchGetBuildBatches", ("buildBatches",)),
    Operation("codedeploy:GetDeployment", ("deploymentInfo.deploymentId",)),
    Operation("codedeploy:BatchGetDeploymentTargets", ("deploymentTargets",)),
    Operation("codedeploy:ListDeploymentTargets", ("targetIds",)),
    Operation("cloudformation:DescribeStackEvents", ("StackEvents",)),
    Operation("cloudformation:DescribeEvents", ("OperationEvents",)),
    Operation("cloudformation:DescribeChangeSet", ("ChangeSetName", "StackId", "Status")),
    Operation("cloudformation:DescribeStackSetOperation", ("StackSetOperation",)),
    Operation("cloudformation:ListStackInstances", ("Summaries.StackSetId", "Summaries.Account")),
    Operation(
        "cloudformation:ListStackSetOperationResults", ("Summaries.Account", "Summaries.Region", "Summaries.Status")
    ),
    Operation("logs:FilterLogEvents", ("events", "searchedLogStreams")),
    Operation("logs:FilterLogEvents", ("events.message", "events.logStreamName")),
    Operation("logs:GetLogEvents", ("events", "nextForwardToken")),
    Operation("logs:GetLogEvents", ("events.message", "events.timestamp")),
    Operation("states:DescribeExecution", ("executionArn", "stateMachineArn", "status")),
    Operation("states:GetExecutionHistory", ("events.id", "events.type", "events.timestamp")),
    Operation("ecs:DescribeServices", ("services.serviceArn",)),
    Operation("ecs:DescribeServices", ("services.serviceName", "services.deployments")),
    Operation("ecs:DescribeServiceDeployments", ("serviceDeployments.deploymentConfiguration",)),
    Operation("ecs:DescribeServiceDeployments", ("serviceDeployments", "failures")),
    Operation("ecs:ListServiceDeployments", ("serviceDeployments",)),
    Operation("ecs:DescribeTasks", ("tasks.taskArn",)),
    Operation("ecs:ListTasks", ("taskArns",)),
    Operation("elasticbeanstalk:DescribeEvents", ("Events.EventDate", "Events.Message")),
    Operation("codeconnections:GetConnection", ("Connection.ConnectionStatus",)),
)
"""The first row that fits counts."""

_PATHS = tuple((each.name, tuple(tuple(key.split(".")) for key in each.keys)) for each in OPERATIONS)
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def operation_of(value: Any) -> str | None:
    """The operation that a value is an answer to; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    return next((name for name, paths in _PATHS if all(_has(value, path) for path in paths)), None)


def file_name(operation: str) -> str:
    """What a recording calls the answers: `codebuild.batch-get-builds`, of CodePipeline itself `list-action-executions`."""
    service, _, name = operation.partition(":")
    words = _WORD.sub("-", name).lower()
    return words if service == "codepipeline" else f"{service}.{words}"


def named_by(path: str) -> str | None:
    """The operation that a file of a recording is named after, as in `codebuild.batch-get-builds.2.json`."""
    name = path.rpartition("/")[2]
    return next((each for each, stem in _STEMS if name.startswith(stem)), None)


def _has(value: Any, path: tuple[str, ...]) -> bool:
    for key in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, Mapping) or key not in value:
            return False
        value = value[key]
    return True


_STEMS = sorted({(each.name, f"{file_name(each.name)}.") for each in OPERATIONS})
