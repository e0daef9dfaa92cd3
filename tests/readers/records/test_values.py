"""Times and texts as AWS, the CLI and boto3 write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeviz.model.operations import OPERATIONS, file_name, named_by, operation_of
from pipeviz.readers.records.attempts import message
from pipeviz.readers.records.values import time

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        NOON,
        datetime(2026, 3, 2, 14, 0, tzinfo=timezone(timedelta(hours=2))),
        datetime(2026, 3, 2, 12, 0),
        1772452800,
        1772452800.0,
        "1772452800.0",
        1772452800000,
        "2026-03-02T12:00:00Z",
        "2026-03-02T12:00:00+00:00",
        "2026-03-02T13:00:00.000000+01:00",
        "2026-03-02T12:00:00",
    ],
)
def test_a_time_in_every_writing(value):
    assert time(value) == NOON


@pytest.mark.parametrize(
    "value",
    [None, True, "", "yesterday", [], {}, "NaN", "inf", 1e300, -1e300, "9" * 400, "0001-01-01T00:00:00+23:59", 10**400],
)
def test_what_is_no_time_is_none(value):
    assert time(value) is None


def test_the_message_in_the_summary_of_a_connection():
    assert message('{"ProviderType":"GitHub","CommitMessage":"Fix totals"}') == "Fix totals"
    assert message('{"ProviderType":"GitHub"}') == '{"ProviderType":"GitHub"}'
    assert message('{"CommitMessage": ["no"]}') == '{"CommitMessage": ["no"]}'
    assert message("{broken") == "{broken"
    assert message(None) is None


def test_file_names_of_operations():
    assert file_name("codebuild:BatchGetBuilds") == "codebuild.batch-get-builds"
    assert file_name("codepipeline:ListActionExecutions") == "list-action-executions"
    for each in OPERATIONS:
        assert named_by(f"a/{file_name(each.name)}.2.json") == each.name


@pytest.mark.parametrize(
    ("value", "operation"),
    [
        ({"events": [], "nextForwardToken": "f"}, "logs:GetLogEvents"),
        ({"events": [], "searchedLogStreams": []}, "logs:FilterLogEvents"),
        ({"events": [{"timestamp": 1, "id": 2, "type": "TaskFailed"}]}, "states:GetExecutionHistory"),
        ({"events": []}, None),
        ({"builds": [], "buildsNotFound": ["a:b"]}, "codebuild:BatchGetBuilds"),
        (
            {"Summaries": [{"Account": "1", "Region": "r", "Status": "FAILED"}]},
            "cloudformation:ListStackSetOperationResults",
        ),
        (
            {"Summaries": [{"StackSetId": "s", "Account": "1", "Region": "r", "Status": "OUTDATED"}]},
            "cloudformation:ListStackInstances",
        ),
        ({"serviceDeployments": [{"serviceArn": "s", "targetServiceRevisionArn": "t"}]}, "ecs:ListServiceDeployments"),
        ({"serviceDeployments": [], "failures": []}, "ecs:DescribeServiceDeployments"),
        ({"pipelineExecution": "x"}, None),
        ([{"StackEvents": []}], None),
        ("StackEvents", None),
    ],
)
def test_what_answers_what(value, operation):
    assert operation_of(value) == operation
