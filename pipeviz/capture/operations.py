"""Every operation that is ever asked, and the policy that allows just these.

They are all read-only, and none returns the environment variables of a project or the content of an artifact.
"""

from __future__ import annotations

import json
from typing import NamedTuple


class Group(NamedTuple):
    """Operations that are needed for the same thing; `resources` as in a policy, `{partition}` filled in."""

    sid: str
    operations: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)


DEFINITIONS = Group("Definitions", ("codepipeline:ListPipelines", "codepipeline:GetPipeline"))

GROUPS = (
    DEFINITIONS,
    Group(
        "Executions",
        (
            "codepipeline:GetPipelineExecution",
            "codepipeline:GetPipelineState",
            "codepipeline:ListActionExecutions",
            "codepipeline:ListPipelineExecutions",
            "codepipeline:ListRuleExecutions",
        ),
    ),
    Group("Starts", ("codepipeline:ListWebhooks", "events:DescribeRule", "events:ListRuleNamesByTarget")),
    Group(
        "Causes",
        (
            "cloudformation:DescribeChangeSet",
            "cloudformation:DescribeEvents",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStackSetOperation",
            "cloudformation:ListStackSetOperationResults",
            "codebuild:BatchGetBuildBatches",
            "codebuild:BatchGetBuilds",
            "codeconnections:GetConnection",
            "codedeploy:BatchGetDeploymentTargets",
            "codedeploy:GetDeployment",
            "codedeploy:ListDeploymentTargets",
            "codepipeline:ListDeployActionExecutionTargets",
            "codestar-connections:GetConnection",
            "ecs:DescribeServiceDeployments",
            "ecs:DescribeServices",
            "ecs:DescribeTasks",
            "ecs:ListServiceDeployments",
            "ecs:ListTasks",
            "elasticbeanstalk:DescribeEvents",
            "states:DescribeExecution",
            "states:GetExecutionHistory",
        ),
    ),
    Group(
        "Logs",
        ("logs:FilterLogEvents", "logs:GetLogEvents"),
        tuple(
            f"arn:{{partition}}:logs:*:*:log-group:/aws/{service}/*"
            for service in ("codebuild", "codepipeline", "lambda")
        ),
    ),
)


def policy(partition: str = "aws") -> str:
    """The IAM policy that allows a capture with all evidence, as JSON."""
    statements = [
        {
            "Sid": group.sid,
            "Effect": "Allow",
            "Action": list(group.operations),
            "Resource": [each.format(partition=partition) for each in group.resources],
        }
        for group in GROUPS
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2) + "\n"


def partition_of(regions: tuple[str, ...]) -> str:
    """The partition that regions belong to, by their names."""
    first = regions[0] if regions else ""
    return "aws-cn" if first.startswith("cn-") else "aws-us-gov" if first.startswith("us-gov-") else "aws"
