"""What stands beside a pipeline: what starts it, what it uses, and what only looks like it."""

import textwrap

import pytest

from pipeviz.model import Start
from pipeviz.readers import ReadOptions, read

HEAD = """\
Parameters:
  UseEvents: {Type: String}
Conditions:
  WithEvents: !Equals [!Ref UseEvents, "yes"]
  Never: !Equals [a, b]
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: orders
      Stages:
        - Name: Source
          Actions:
            - Name: Code
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: 1}
              Configuration: {RepositoryName: !GetAtt Repository.Name, BranchName: main}
            - Name: Docs
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: 1}
              Configuration: {RepositoryName: docs, BranchName: main}
            - Name: Image
              ActionTypeId: {Category: Source, Owner: AWS, Provider: ECR, Version: 1}
              Configuration: {RepositoryName: base}
            - Name: Hub
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeStarSourceConnection, Version: 1}
              Configuration: {ConnectionArn: !Ref Connection}
        - Name: Build
          BeforeEntry:
            Conditions:
              - Rules:
                  - Name: Gate
                    RuleTypeId: {Category: Rule, Owner: AWS, Provider: CodeBuild, Version: 1}
                    Configuration: {ProjectName: gate-project}
          Actions:
            - Name: Compile
              ActionTypeId: {Category: Build, Owner: AWS, Provider: CodeBuild, Version: 1}
              Configuration: {ProjectName: !Ref Project}
            - Name: Own
              ActionTypeId: {Category: Build, Owner: Custom, Provider: Worker, Version: 2}
            - Name: Approve
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: 1}
              Configuration: {NotificationArn: !Ref Topic}
"""


def pipeline(text):
    text = HEAD + textwrap.indent(textwrap.dedent(text), "  ")
    found = read(["-"], ReadOptions(stdin=lambda: text.encode()))
    assert found.problems == ()
    return found.pipelines[0]


def starts(text):
    found = pipeline(text).starts
    assert all(start.place is not None and start.place.line > HEAD.count("\n") for start in found)
    return [(start.kind, start.name, start.source, start.detail, start.source_action) for start in found]


RULE = """\
Rule:
  Type: AWS::Events::Rule
  Properties:
    EventPattern: {{source: [aws.codecommit], detail-type: [CodeCommit Repository State Change], {more}}}
    Targets: [{{Arn: {arn}, Id: x, RoleArn: r}}]
"""
CHANGE = "CodeCommit Repository State Change"


@pytest.mark.parametrize(
    "arn",
    [
        '!Sub "arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}"',
        '!Join [":", [arn, !Ref AWS::Partition, codepipeline, !Ref AWS::Region, !Ref AWS::AccountId, !Ref Pipeline]]',
        "arn:aws:codepipeline:eu-west-1:111122223333:orders",
        '!Sub ["arn:${AWS::Partition}:codepipeline:${AWS::Region}:1:${Name}", {Name: !Ref Pipeline}]',
    ],
)
def test_a_rule_targets_by_any_spelling_of_the_arn(arn):
    more = "resources: [!GetAtt Repository.Arn], detail: {event: [referenceUpdated], referenceName: [main]}"
    assert starts(RULE.format(arn=arn, more=more)) == [("event", "Rule", "aws.codecommit", f"{CHANGE} main", "Code")]


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:codepipeline:eu-west-1:111122223333:orders-2",
        "arn:aws:lambda:eu-west-1:111122223333:function:orders",
        "arn:aws:sqs:eu-west-1:111122223333:orders",
        "!GetAtt Function.Arn",
        '!Sub "arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${OtherPipeline}"',
    ],
)
def test_a_rule_on_something_else_starts_nothing(arn):
    assert starts(RULE.format(arn=arn, more="detail: {}")) == []


ARN = '!Sub "arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}"'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "resources: ['arn:aws:codecommit:eu-west-1:1:docs'], detail: {referenceName: [main, dev]}",
            (f"{CHANGE} main, dev", "Docs"),
        ),
        ("detail: {referenceName: [{prefix: release/}]}", (f"{CHANGE} prefix release/", None)),
    ],
)
def test_what_an_event_rule_waits_for(more, expected):
    assert [start[3:] for start in starts(RULE.format(arn=ARN, more=more))] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"""\
            Pushed:
              Type: AWS::Events::Rule
              Condition: WithEvents
              Properties:
                Name: image-pushed
                EventPattern:
                  source: [aws.ecr]
                  detail-type: [ECR Image Action]
                  detail: {{action-type: [PUSH], image-tag: [latest], repository-name: [base]}}
                Targets: [{{Arn: {ARN}}}]
            """,
            [("event", "image-pushed", "aws.ecr", "ECR Image Action base latest (if WithEvents)", "Image")],
        ),
        (
            f"""\
            AnyImage:
              Type: AWS::Events::Rule
              Properties: {{EventPattern: {{source: [aws.ecr]}}, Targets: [{{Arn: {ARN}}}]}}
            """,
            [("event", "AnyImage", "aws.ecr", None, "Image")],
        ),
        (
            f"""\
            Uploaded:
              Type: AWS::Events::Rule
              Properties:
                EventPattern: '{{"source": ["aws.s3"], "detail-type": ["Object Created"],
                  "detail": {{"bucket": {{"name": ["in"]}}, "object": {{"key": ["app.zip"]}}}}}}'
                Targets: [{{Arn: {ARN}}}]
            """,
            [("event", "Uploaded", "aws.s3", "Object Created in app.zip", None)],
        ),
        (
            f"""\
            Nightly:
              Type: AWS::Events::Rule
              Properties: {{ScheduleExpression: cron(0 3 * * ? *), Targets: [{{Arn: {ARN}}}]}}
            """,
            [("schedule", "Nightly", None, "cron(0 3 * * ? *)", None)],
        ),
        (
            f"""\
            Off:
              Type: AWS::Events::Rule
              Properties: {{ScheduleExpression: rate(1 day), State: DISABLED, Targets: [{{Arn: {ARN}}}]}}
            Gone:
              Type: AWS::Events::Rule
              Condition: Never
              Properties: {{ScheduleExpression: rate(1 day), Targets: [{{Arn: {ARN}}}]}}
            """,
            [],
        ),
        (
            f"""\
            Weekly:
              Type: AWS::Scheduler::Schedule
              Properties:
                ScheduleExpression: rate(7 days)
                ScheduleExpressionTimezone: Europe/Berlin
                Target: {{Arn: {ARN}, RoleArn: r}}
            Sdk:
              Type: AWS::Scheduler::Schedule
              Properties:
                Name: by-sdk
                ScheduleExpression: rate(1 hour)
                Target:
                  Arn: arn:aws:scheduler:::aws-sdk:codepipeline:startPipelineExecution
                  Input: '{{"Name": "orders"}}'
            Elsewhere:
              Type: AWS::Scheduler::Schedule
              Properties: {{ScheduleExpression: rate(1 hour), Target: {{Arn: !GetAtt Queue.Arn, Input: orders}}}}
            """,
            [
                ("schedule", "Weekly", None, "rate(7 days) Europe/Berlin", None),
                ("schedule", "by-sdk", None, "rate(1 hour)", None),
            ],
        ),
        (
            """\
            Hook:
              Type: AWS::CodePipeline::Webhook
              Properties:
                Authentication: GITHUB_HMAC
                AuthenticationConfiguration: {SecretToken: hunter2}
                Filters: [{JsonPath: $.ref, MatchEquals: "refs/heads/{Branch}"}, {JsonPath: $.action}]
                TargetPipeline: !Ref Pipeline
                TargetAction: Hub
            Other:
              Type: AWS::CodePipeline::Webhook
              Properties: {TargetPipeline: !Ref OtherPipeline, TargetAction: Hub}
            """,
            [("webhook", "Hook", "GITHUB_HMAC", "$.ref = refs/heads/{Branch}, $.action", "Hub")],
        ),
        (
            """\
            Hook:
              Type: AWS::CodePipeline::Webhook
              Properties:
                Authentication: UNAUTHENTICATED
                Filters: [{JsonPath: $.ref, MatchEquals: "refs/heads/{BranchName}"}]
                TargetPipeline: !Ref Pipeline
                TargetAction: Docs
            """,
            [("webhook", "Hook", "UNAUTHENTICATED", "$.ref = refs/heads/main", "Docs")],
        ),
    ],
)
def test_starts(text, expected):
    assert starts(text) == expected


def test_a_start_that_names_a_pipeline_twice_is_one_start():
    text = """\
        Nightly:
          Type: AWS::Events::Rule
          Properties:
            ScheduleExpression: rate(1 day)
            Targets: [{Arn: !Sub "arn:aws:codepipeline:r:a:${Vague}"}, {Arn: "arn:aws:codepipeline:r:a:x-${AWS::Region}"}]
        Vague:
          Type: AWS::CodePipeline::Pipeline
          Properties: {Name: !Sub "x-${AWS::Region}", Stages: [{Name: S, Actions: []}]}
        """
    text = "Resources:\n" + textwrap.indent(textwrap.dedent(text), "  ")
    [pipeline] = read(["-"], ReadOptions(stdin=text.encode)).pipelines
    assert [start.name for start in pipeline.starts] == ["Nightly"]


def test_a_start_that_names_two_pipelines_belongs_to_both():
    text = (
        HEAD
        + textwrap.indent(
            RULE.format(arn=ARN, more="detail: {}").replace("Targets: [", "Targets: [{Arn: !Ref Second}, "), "  "
        )
        + "  Second:\n    Type: AWS::CodePipeline::Pipeline\n    Properties: {Stages: [{Name: S, Actions: []}]}\n"
    )
    first, second = read(["-"], ReadOptions(stdin=lambda: text.encode())).pipelines
    line = HEAD.count("\n") + 1
    expected = [Start(kind="event", name="Rule", source="aws.codecommit", detail=CHANGE)]
    assert [start.place.line for start in first.starts + second.starts] == [line, line]
    assert [start.name for start in first.starts + second.starts] == [expected[0].name] * 2


USED = """\
Project:
  Type: AWS::CodeBuild::Project
  Properties:
    Environment:
      Image: aws/codebuild/standard:7.0
      ComputeType: BUILD_GENERAL1_SMALL
      Type: LINUX_CONTAINER
      EnvironmentVariables: [{Name: STAGE, Value: x}, {Name: REGION, Value: y}]
    Source: {Type: CODEPIPELINE, BuildSpec: ci/buildspec.yml}
Gate:
  Type: AWS::CodeBuild::Project
  Properties: {Name: gate-project, Source: {BuildSpec: "version: 0.2\\nphases: {}"}}
Stranger:
  Type: AWS::CodeBuild::Project
  Properties: {Name: stranger}
Worker:
  Type: AWS::CodePipeline::CustomActionType
  Properties: {Category: Build, Provider: Worker, Version: 2, ConfigurationProperties: [{Name: Job}]}
OldWorker:
  Type: AWS::CodePipeline::CustomActionType
  Properties: {Category: Build, Provider: Worker, Version: 1}
Topic:
  Type: AWS::SNS::Topic
  Properties: {TopicName: approvals}
Watchers:
  Type: AWS::SNS::Topic
Nobody:
  Type: AWS::SNS::Topic
Connection:
  Type: AWS::CodeConnections::Connection
  Properties: {ConnectionName: hub, ProviderType: GitHub}
Watch:
  Type: AWS::CodeStarNotifications::NotificationRule
  Properties:
    Name: failures
    Resource: !Sub "arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}"
    EventTypeIds: [codepipeline-pipeline-pipeline-execution-failed]
    Targets: [{TargetType: SNS, TargetAddress: !Ref Watchers}]
Elsewhere:
  Type: AWS::CodeStarNotifications::NotificationRule
  Properties: {Name: other, Resource: "arn:aws:codepipeline:eu-west-1:1:stock", Targets: [{TargetAddress: !Ref Nobody}]}
"""


def test_what_a_pipeline_uses():
    found = {
        resource.logical_id: (resource.type, resource.name, resource.properties)
        for resource in pipeline(USED).resources
    }
    assert found == {
        "Project": (
            "AWS::CodeBuild::Project",
            "Project",
            {
                "Image": "aws/codebuild/standard:7.0",
                "ComputeType": "BUILD_GENERAL1_SMALL",
                "EnvironmentType": "LINUX_CONTAINER",
                "BuildSpec": "ci/buildspec.yml",
                "EnvironmentVariables": "STAGE, REGION",
            },
        ),
        "Gate": ("AWS::CodeBuild::Project", "gate-project", {}),
        "Worker": (
            "AWS::CodePipeline::CustomActionType",
            "Worker",
            {"ActionType": "Build/Custom/Worker/2", "ConfigurationProperties": "Job"},
        ),
        "Topic": ("AWS::SNS::Topic", "approvals", {}),
        "Watchers": ("AWS::SNS::Topic", "Watchers", {}),
        "Connection": ("AWS::CodeConnections::Connection", "hub", {"ProviderType": "GitHub"}),
        "Watch": (
            "AWS::CodeStarNotifications::NotificationRule",
            "failures",
            {"EventTypeIds": "codepipeline-pipeline-pipeline-execution-failed"},
        ),
    }
