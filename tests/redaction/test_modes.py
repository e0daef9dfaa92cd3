"""What each field of an answer becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeviz.redaction import SECRET
from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import EVENT, redact
from pipeviz.redaction.keep import Keep
from pipeviz.redaction.people import PERSON, SESSION
from pipeviz.redaction.texts import LONGEST_LINE, LONGEST_TEXT

Json = dict[str, Any]


def redacted(operation: str, answer: Json, **keep: Any) -> Json:
    return redact(operation, answer, Accounts(), Keep(**keep))


def detail(category: str = "Build", provider: str = "CodeBuild", **fields: Any) -> Json:
    """The answer of list-action-executions with one detail; `given` and `result` go into its input and its result."""
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    given, result, variables = (fields.get(key, {}) for key in ("given", "result", "variables"))
    output = {"executionResult": result, "outputVariables": variables}
    return {"actionExecutionDetails": [{"input": {"actionTypeId": kind, **given}, "output": output}]}


def one(answer: Json, **keep: Any) -> Json:
    found: Json = redacted("codepipeline:ListActionExecutions", answer, **keep)["actionExecutionDetails"][0]
    return found


@pytest.mark.parametrize(
    ("plain", "resolved", "shown"),
    [
        ("orders", "orders", "orders"),
        ("#{SourceVariables.CommitId}", "4b825dc", "4b825dc"),
        ("orders-#{S.BranchName}-#{S.CommitId}", "orders-main-4b825dc", "orders-main-4b825dc"),
        ("#{Build.ADMIN}", "sesame", SECRET),
        ("#{S.CommitId}/#{Build.ADMIN}", "4b825dc/sesame", SECRET),
        ("#{S.AuthorDisplayName}", "Jane Doe", SECRET),
        ("orders", "something else", SECRET),
        (None, "sesame", SECRET),
        ("password=sesame", "password=sesame", f"password={SECRET}"),
    ],
)
def test_a_resolved_value_says_no_more_than_may_be_said(plain: str | None, resolved: str, shown: str) -> None:
    given = {"configuration": {} if plain is None else {"Key": plain}, "resolvedConfiguration": {"Key": resolved}}
    assert one(detail(given=given))["input"]["resolvedConfiguration"] == {"Key": shown}


def test_configurations_follow_the_catalogue() -> None:
    variables = json.dumps([{"name": "STAGE", "value": "sesame", "type": "PLAINTEXT"}])
    given = {"configuration": {"ProjectName": "orders", "EnvironmentVariables": variables, "AuthToken": "sesame"}}
    shown = one(detail(given=given))["input"]["configuration"]
    assert (shown["ProjectName"], shown["AuthToken"]) == ("orders", SECRET)
    assert json.loads(shown["EnvironmentVariables"]) == [{"name": "STAGE", "type": "PLAINTEXT", "value": SECRET}]
    rule = {"ruleTypeId": {"provider": "LambdaInvoke"}, "configuration": {"UserParameters": '{"a": "sesame"}'}}
    found = redacted("codepipeline:ListRuleExecutions", {"ruleExecutionDetails": [{"input": rule}]})
    assert json.loads(found["ruleExecutionDetails"][0]["input"]["configuration"]["UserParameters"]) == {"a": SECRET}


def test_variables_keep_their_names_and_only_harmless_ones_their_values() -> None:
    variables = {"CommitId": "4b825dc", "ADMIN": "sesame", "IMAGE_TAG": "v7", "AuthorEmail": "jane@corp.example", "name": "x",
                 "CommitMessage": "Fix\n\nlong", "EMPTY": ""}  # fmt: skip
    assert one(detail(variables=variables))["output"]["outputVariables"] == {
        "CommitId": "4b825dc", "ADMIN": SECRET, "IMAGE_TAG": SECRET, "AuthorEmail": PERSON, "name": SECRET,
        "CommitMessage": "Fix", "EMPTY": "",
    }  # fmt: skip
    kept = one(detail(variables=variables | {"IMAGE_TOKEN": "sesame"}), variables=("IMAGE_*",))["output"][
        "outputVariables"
    ]
    assert (kept["IMAGE_TAG"], kept["IMAGE_TOKEN"], kept["ADMIN"]) == ("v7", SECRET, SECRET)


def test_the_id_of_an_approval_is_its_token() -> None:
    result = {"externalExecutionId": "0f8fad5b", "externalExecutionSummary": "Too risky\nsays Jane"}
    approval = one(detail("Approval", "Manual", result=result))["output"]["executionResult"]
    assert approval == {"externalExecutionId": SECRET, "externalExecutionSummary": "Too risky"}
    assert one(detail(result=result))["output"]["executionResult"] == result
    event = {"detail": {"type": {"category": "Approval"}, "execution-result": {"external-execution-id": "0f8fad5b"}}}
    assert redacted(EVENT, event)["detail"]["execution-result"] == {"external-execution-id": SECRET}


def test_of_a_commit_message_the_first_line_stays() -> None:
    summary = '{"ProviderType":"GitHub","CommitMessage":"Fix rounding password=sesame\\n\\nlong"}'
    source = one(detail("Source", "CodeStarSourceConnection", result={"externalExecutionSummary": summary}))
    shown = json.loads(source["output"]["executionResult"]["externalExecutionSummary"])
    assert shown == {"ProviderType": "GitHub", "CommitMessage": f"Fix rounding password={SECRET}"}
    commit = one(detail("Source", "CodeCommit", result={"externalExecutionSummary": "Fix rounding\n\nlong"}))
    assert commit["output"]["executionResult"]["externalExecutionSummary"] == "Fix rounding"


def test_what_went_wrong_stays_readable() -> None:
    message = "Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: exit status 2"
    result = {"errorDetails": {"code": "JobFailed", "message": message}, "externalExecutionId": "orders:4d1f6b9e"}
    assert one(detail(result=result))["output"]["executionResult"] == result


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stack/detail?stackId=arn:aws:cloudformation:eu-west-1:111122223333:stack/a/b",
         "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stack/detail?stackId=arn:aws:cloudformation:eu-west-1:account-1:stack/a/b"),
        ("https://console.amazonaws.cn/x?region=cn-north-1", "https://console.amazonaws.cn/x?region=cn-north-1"),
        ("https://ci.example.com/run/7?key=sesame#log", "https://ci.example.com/run/7#log"),
        ("https://console.aws.amazon.com.evil.example/x?key=sesame", "https://console.aws.amazon.com.evil.example/x"),
        ("https://me:sesame@github.com/acme/orders", "https://github.com/acme/orders"),
    ],
)  # fmt: skip
def test_links_lose_what_can_sign_them(link: str, shown: str) -> None:
    assert (
        one(detail(result={"externalExecutionUrl": link}))["output"]["executionResult"]["externalExecutionUrl"] == shown
    )


def test_codebuild_keeps_names_of_variables() -> None:
    build = {
        "environment": {"image": "aws/codebuild/standard:7.0", "environmentVariables": [{"name": "A", "value": "sesame", "type": "PLAINTEXT"},
                        {"name": "B", "value": "/prod/b", "type": "PARAMETER_STORE"}]},
        "exportedEnvironmentVariables": [{"name": "COLOUR", "value": "sesame"}, {"name": "ImageTag", "value": "v7"}],
        "initiator": "codepipeline/orders",
    }  # fmt: skip
    assert redacted("codebuild:BatchGetBuilds", {"builds": [build]}) == {"builds": [{
        "environment": {"image": "aws/codebuild/standard:7.0", "environmentVariables": [{"name": "A", "value": SECRET, "type": "PLAINTEXT"},
                        {"name": "B", "value": "/prod/b", "type": "PARAMETER_STORE"}]},
        "exportedEnvironmentVariables": [{"name": "COLOUR", "value": SECRET}, {"name": "ImageTag", "value": "v7"}],
        "initiator": "codepipeline/orders",
    }]}  # fmt: skip


def test_the_cause_of_a_state_machine_is_looked_into() -> None:
    cause = {"StoppedReason": "Essential container exited", "Overrides": {"ContainerOverrides": [{"Environment": [{"Name": "A", "Value": "sesame"}]}]},
             "Input": '{"a": "sesame"}'}  # fmt: skip
    answer = {"error": "States.TaskFailed", "cause": json.dumps(cause), "input": "sesame", "output": "sesame"}
    found = redacted("states:DescribeExecution", answer)
    assert set(found) == {"error", "cause"}
    assert json.loads(found["cause"]) == {
        "StoppedReason": "Essential container exited",
        "Overrides": {"ContainerOverrides": [{"Environment": [{"Name": "A", "Value": SECRET}]}]},
    }
    assert redacted("states:DescribeExecution", {"cause": "plain password=x"}) == {"cause": f"plain password={SECRET}"}


@pytest.mark.parametrize(
    "cause", ['{"a": ' * 500, "[" * 100_000, '{"a":' * 5_000 + '"sesame"' + "}" * 5_000, '{"a": ' + "9" * 5_000 + "}"]
)
def test_json_that_is_too_much_is_text(cause: str) -> None:
    assert len(redacted("states:DescribeExecution", {"cause": cause})["cause"]) <= LONGEST_TEXT


def events(*messages: str) -> Json:
    return {"events": [{"timestamp": number, "message": message} for number, message in enumerate(messages)]}


def test_the_last_lines_of_a_log_stay() -> None:
    lines = [f"line {number}" for number in range(100)]
    assert redacted("logs:GetLogEvents", events(*lines))["events"][0] == {"timestamp": 60, "message": "line 60"}
    assert len(redacted("logs:GetLogEvents", events(*lines))["events"]) == 40
    assert redacted("logs:GetLogEvents", events(*lines), log_lines=0) == {"events": []}
    target = {
        "deploymentTargets": [
            {
                "instanceTarget": {
                    "lifecycleEvents": [{"diagnostics": {"message": "x", "logTail": "\n".join(lines) + "\n"}}]
                }
            }
        ]
    }
    found = redacted("codedeploy:BatchGetDeploymentTargets", target)
    shown = found["deploymentTargets"][0]["instanceTarget"]["lifecycleEvents"][0]["diagnostics"]
    assert shown == {"message": "x", "logTail": "\n".join(lines[60:])}


def test_a_key_that_is_spread_over_a_log_goes() -> None:
    lines = [
        "cat key",
        "-----BEGIN RSA PRIVATE KEY-----",
        "c2VzYW1l",
        "b3Blbg==",
        "-----END RSA PRIVATE KEY-----",
        "exit 1",
    ]
    found = redacted("logs:GetLogEvents", events(*lines))["events"]
    assert [each["message"] for each in found] == ["cat key", SECRET, SECRET, SECRET, SECRET, "exit 1"]
    beyond = redacted("logs:GetLogEvents", events(*lines), log_lines=3)["events"]
    assert [each["message"] for each in beyond] == [SECRET, SECRET, "exit 1"]


def test_long_lines_and_texts_are_cut() -> None:
    found = redacted("logs:GetLogEvents", events("é" * 100_000))["events"][0]["message"]
    assert found == "é" * (LONGEST_LINE - 1) + "…"
    message = {"errorDetails": {"message": "\n".join(["y"] * 100_000)}}
    assert len(one(detail(result=message))["output"]["executionResult"]["errorDetails"]["message"]) == LONGEST_TEXT


def test_what_may_be_kept_is_kept() -> None:
    answer = {"pipelineExecutionSummaries": [{"trigger": {"triggerDetail": "arn:aws:sts::111122223333:assumed-role/Admin/jane"},
              "sourceRevisions": [{"revisionUrl": "https://x.example/?commit=1"}]}], "nextToken": "next"}  # fmt: skip
    (plain,) = redacted("codepipeline:ListPipelineExecutions", answer)["pipelineExecutionSummaries"]
    assert plain["trigger"]["triggerDetail"] == f"arn:aws:sts::account-1:assumed-role/Admin/{SESSION}"
    assert plain["sourceRevisions"] == [{"revisionUrl": "https://x.example/"}]
    kept = redacted(
        "codepipeline:ListPipelineExecutions", answer, account_ids=True, people=True, queries=True, pages=True
    )
    assert kept == answer


def test_secrets_go_whatever_is_kept() -> None:
    answer = detail(
        result={"externalExecutionUrl": "https://x.example/?password=sesame"}, variables={"ADMIN_PASSWORD": "sesame"}
    )
    everything = {"account_ids": True, "people": True, "queries": True, "variables": ("*",), "pages": True}
    assert "sesame" not in json.dumps(one(answer, **everything))


def test_unknown_operations_and_fields_are_scanned() -> None:
    answer = {"new": [{"text": "password=sesame", "clientSecret": {"deep": ["sesame"]}, "count": 7}], "raw": b"sesame"}
    assert redacted("codepipeline:SomethingNew", answer) == {
        "new": [{"text": f"password={SECRET}", "clientSecret": {"deep": [SECRET]}, "count": 7}],
        "raw": SECRET,
    }


def test_an_answer_is_left_as_it_was() -> None:
    answer = detail(result={"externalExecutionId": "x"}, given={"configuration": {"OAuthToken": "sesame"}})
    before = json.dumps(answer)
    one(answer)
    assert json.dumps(answer) == before
