"""Answers of other services that lie flat in a folder: whose they are, as far as they say."""

import pytest

from pipeviz.model import ActionType
from pipeviz.model.operations import operation_of
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.evidence import evidence
from tests.runs import at, attempt, execution

STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/5c1f7a20-162f-11f1-8d3e-02468ace1357"
NESTED = "arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-Data-1K2X/6d2f7a20-162f-11f1-8d3e-02468ace1357"
SHA = "9f2c61d0b7a84e5f93c1de0a4b6f8e7d12c3a456"


def done(action, provider, begun, ended, status="Failed", category="Deploy", **fields):
    kind = ActionType(category=category, provider=provider)
    return attempt("Stage", action, status, begun, ended, type=kind, id=f"attempt-{action}-{begun}", **fields)


def owners(value, *runs):
    """Whose a flat answer is: pairs of run and attempt."""
    operation = operation_of(value)
    assert operation is not None
    found = evidence([Answer(operation, value, "x.json")], runs)
    return [(run, each.of) for run, each in found]


def run(number, *attempts):
    return execution("Failed", *attempts, id=f"run-{number}")


def iso(seconds):
    return at(seconds).isoformat()


SOURCE = done("Source", "CodeCommit", 0, 5, "Succeeded", "Source", external_id=SHA)
BUILD = done("Build", "CodeBuild", 10, 100, category="Build", external_id="orders:b1100000-0000-4000-8000-000000000001")
OTHER = done("Lint", "CodeBuild", 10, 60, category="Test", external_id="lint:b1100000-0000-4000-8000-000000000002")


def build(uuid, **fields):
    return {"id": uuid, "projectName": "orders", "resolvedSourceVersion": SHA, "startTime": iso(11), **fields}


def test_a_build_by_its_id_and_not_by_its_commit():
    answer = {"builds": [build(BUILD.external_id)], "buildsNotFound": []}
    assert owners(answer, run(1, SOURCE, BUILD, OTHER)) == [("run-1", BUILD.id)]


def test_builds_of_one_answer_are_told_apart():
    answer = {
        "builds": [build(BUILD.external_id), build("x:b1100000-0000-4000-8000-00000000ffff"), build(OTHER.external_id)]
    }
    found = list(evidence([Answer("codebuild:BatchGetBuilds", answer, "x.json")], [run(1, BUILD, OTHER), run(2)]))
    assert [(each.of, [one["id"] for one in each.answer["builds"]], each.recorded) for _, each in found] == [
        (BUILD.id, [BUILD.external_id], "x.json, builds[0]"),
        ("", ["x:b1100000-0000-4000-8000-00000000ffff"], "x.json, builds[1]"),
        (OTHER.id, [OTHER.external_id], "x.json, builds[2]"),
    ]


def test_the_log_of_a_build_by_the_name_of_its_stream():
    events = [{"timestamp": 5, "message": "x", "logStreamName": "b1100000-0000-4000-8000-000000000002"}]
    assert owners({"events": events, "searchedLogStreams": []}, run(1, BUILD, OTHER)) == [("run-1", OTHER.id)]


def log(*seconds):
    events = [{"timestamp": int(at(each).timestamp() * 1000), "message": "x", "ingestionTime": 9} for each in seconds]
    return {"events": events, "nextForwardToken": "f/1"}


def test_a_log_by_its_time_if_only_one_can_have_written_it():
    assert owners(log(20, 90), run(1, BUILD)) == [("run-1", BUILD.id)]
    assert owners(log(20, 50), run(1, BUILD, OTHER), run(2)) == [(None, "")], "both were at work"
    assert owners(log(20, 900), run(1, BUILD), run(2)) == [(None, "")], "nobody was at work all the time"
    deploy = done("Prod", "CodeDeploy", 10, 100)
    assert owners(log(20, 90), run(1, deploy), run(2)) == [(None, "")], "CodeDeploy writes no log"


def test_what_nobody_owns_belongs_to_the_only_run():
    assert owners(log(900), run(1, BUILD)) == [("run-1", "")]


def event(stack, seconds, **fields):
    return {
        "StackId": stack,
        "StackName": "orders",
        "Timestamp": iso(seconds),
        "ResourceStatus": "CREATE_FAILED",
        **fields,
    }


def test_a_stack_that_every_run_deploys_by_the_time():
    older = done("Prod", "CloudFormation", 1000, 1200, external_id=f"stack/detail?stackId={STACK}")
    newer = done("Prod", "CloudFormation", 5000, 5300, external_id=f"stack/detail?stackId={STACK}")
    assert owners({"StackEvents": [event(STACK, 5100)]}, run(1, older), run(2, newer)) == [("run-2", newer.id)]
    assert owners({"OperationEvents": [event(STACK, 3000)]}, run(1, older), run(2, newer)) == [(None, "")]


def test_an_encoded_stack_and_a_change_set():
    encoded = STACK.replace(":", "%3A").replace("/", "%2F")
    change = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/orders/6d2f7a20"
    deploy = done(
        "Prod", "CloudFormation", 0, 50, external_id=f"changeset/detail?changeSetId={change}&stackId={encoded}"
    )
    assert owners({"StackEvents": [event(STACK, 10)]}, run(1, deploy), run(2)) == [("run-1", deploy.id)]
    answer = {"ChangeSetName": "orders", "ChangeSetId": change, "StackId": STACK, "Status": "FAILED"}
    assert owners(answer, run(1, deploy), run(2)) == [("run-1", deploy.id)]


def test_a_nested_stack_by_the_stack_around_it():
    deploy = done("Prod", "CloudFormation", 0, 50, external_id=f"stack/detail?stackId={STACK}")
    outer = {"StackEvents": [event(STACK, 10, ResourceType="AWS::CloudFormation::Stack", PhysicalResourceId=NESTED)]}
    inner = {"StackEvents": [event(NESTED, 9)]}
    answers = [Answer("cloudformation:DescribeStackEvents", each, "x.json") for each in (inner, outer)]
    assert [(key, each.of) for key, each in evidence(answers, [run(1, deploy), run(2)])] == [("run-1", deploy.id)] * 2


@pytest.mark.parametrize(
    ("provider", "fields", "answer"),
    [
        ("CodeDeploy", {"external_id": "d-A1B2C3D4E"}, {"deploymentInfo": {"deploymentId": "d-A1B2C3D4E"}}),
        (
            "CodeDeploy",
            {"external_id": "d-A1B2C3D4E"},
            {"deploymentTargets": [{"instanceTarget": {"deploymentId": "d-A1B2C3D4E", "status": "Failed"}}]},
        ),
        (
            "CloudFormationStackSet",
            {"output_variables": {"OperationId": "6d2f7a20-162f"}},
            {"StackSetOperation": {"OperationId": "6d2f7a20-162f", "Status": "FAILED"}},
        ),
        (
            "StepFunctions",
            {"output_variables": {"ExecutionArn": "arn:aws:states:eu-west-1:111122223333:execution:m:x"}},
            {
                "executionArn": "arn:aws:states:eu-west-1:111122223333:execution:m:x",
                "stateMachineArn": "arn:aws:states:eu-west-1:111122223333:stateMachine:m",
                "status": "FAILED",
            },
        ),
        (
            "StepFunctions",
            {},
            {"events": [{"id": 7, "type": "ExecutionFailed", "timestamp": iso(30)}]},
        ),
        (
            "EC2",
            {},
            {"targets": [{"targetId": "i-1", "actionExecutionId": "attempt-Prod-10", "status": "Failed"}]},
        ),
        (
            "ECS",
            {"configuration": {"ServiceName": "web", "ClusterName": "main"}},
            {
                "services": [
                    {"serviceArn": "arn:…:service/main/web", "events": [{"createdAt": iso(40), "message": "m"}]}
                ]
            },
        ),
        (
            "ECS",
            {"configuration": {"ServiceName": "web"}},
            {"tasks": [{"taskArn": "arn:…:task/main/1", "group": "service:web", "stoppedAt": iso(40)}], "failures": []},
        ),
        (
            "ElasticBeanstalk",
            {"configuration": {"EnvironmentName": "prod"}},
            {"Events": [{"EventDate": iso(20), "Message": "m", "EnvironmentName": "prod"}]},
        ),
        (
            "CodeStarSourceConnection",
            {"configuration": {"ConnectionArn": "arn:aws:codeconnections:…:connection/1"}},
            {"Connection": {"ConnectionArn": "arn:aws:codeconnections:…:connection/1", "ConnectionStatus": "ERROR"}},
        ),
    ],
)
def test_each_service(provider, fields, answer):
    mine = done("Prod", provider, 10, 100, **fields)
    others = (done("Else", "Manual", 10, 100), done("Later", provider, 5000, 5100, "Succeeded"))
    assert owners(answer, run(1, mine), run(2, *others)) == [("run-1", mine.id)]


def test_a_connection_concerns_only_the_attempts_that_failed():
    given = {"configuration": {"ConnectionArn": "arn:aws:codeconnections:…:connection/1"}}
    failed = done("Checkout", "CodeStarSourceConnection", 10, 20, category="Source", **given)
    went = done("Checkout", "CodeStarSourceConnection", 500, 520, "Succeeded", "Source", **given)
    answer = {"Connection": {"ConnectionArn": "arn:aws:codeconnections:…:connection/1", "ConnectionStatus": "PENDING"}}
    assert owners(answer, run(1, failed), run(2, went)) == [("run-1", failed.id)]
