"""Nothing that may not leave is left of an answer, whatever the operation and the field."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import EVENT, redact
from tests.answers import OPERATIONS, answer, paths
from tests.nasty import NASTY

BARE = "S3CR3T-7f1c"
PLANTS = {
    "access key": ("AKIAIOSFODNN7EXAMPLE", "AKIA"),
    "token": ("see ghp_0123456789abcdefghijABCDEFGHIJ012345 there", "ghp_"),
    "password": (f"login with password={BARE} failed", BARE),
    "private key": (f"-----BEGIN RSA PRIVATE KEY-----\n{BARE}\n-----END RSA PRIVATE KEY-----", BARE),
    "address": ("ask jane.doe@corp.example, please", "jane"),
    "session": ("arn:aws:sts::111122223333:assumed-role/Admin/jane.doe", "jane"),
    "user": ("arn:aws-cn:iam::111122223333:user/team/jane.doe", "jane"),
    "account": ("https://sqs.eu-west-1.amazonaws.com/111122223333/q and artifacts-111122223333", "111122223333"),
    "link": (f"https://b.s3.amazonaws.com/k?X-Amz-Credential=x&X-Amz-Signature={BARE}", BARE),
    "user of a link": (f"https://user:{BARE}@example.com/x", BARE),
    "approval": ("https://x/#/view/P/S/A/approve/0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b"),
}  # fmt: skip
"""What may stand in any text, and what of it may not be left."""

NEVER = {
    "codepipeline:GetPipelineState": ("token", "externalExecutionId"),
    "codepipeline:GetPipelineExecution": ("resolvedValue",),
    "codepipeline:ListActionExecutions": ("outputVariables", "s3location", "updatedBy"),
    "codepipeline:ListRuleExecutions": ("s3location", "updatedBy"),
    "codepipeline:ListWebhooks": ("url", "SecretToken"),
    "codepipeline:GetPipeline": ("environmentVariables.value",),
    "codebuild:BatchGetBuilds": ("ariables.value", "sessionTarget", "initiator", "buildspec"),
    "codebuild:BatchGetBuildBatches": ("ariables.value", "initiator", "buildspec"),
    "codedeploy:GetDeployment": ("content", "s3Location"),
    "cloudformation:DescribeEvents": ("ResourceProperties",),
    "cloudformation:DescribeStackEvents": ("ResourceProperties",),
    "cloudformation:DescribeChangeSet": ("ParameterValue", "ResolvedValue", "BeforeValue", "AfterValue", "Context",
                                         "PreviousValue", "ActualValue"),
    "states:DescribeExecution": ("input", "output"),
    "states:GetExecutionHistory": ("input", "output", "parameters", "assignedVariables"),
    "ecs:DescribeTasks": ("environment.value", "startedBy"),
}  # fmt: skip
"""Fields whose value may not be left, whatever it is: by the end of their path or a part of it."""


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("plant", PLANTS)
def test_no_planted_text_is_left(operation: str, plant: str) -> None:
    planted, secret = PLANTS[plant]
    found = redact(operation, answer(operation, lambda _: planted), Accounts())
    assert secret not in json.dumps(found, default=str)


@pytest.mark.parametrize("plant", PLANTS)
def test_no_text_planted_in_an_event_is_left(plant: str) -> None:
    planted, secret = PLANTS[plant]
    result = ("external-execution-url", "external-execution-summary", "external-execution-id", "error-code")
    trigger = ("trigger-detail", "author-display-name", "author-email", "author-id", "commit-message", "connection-arn")
    detail = ("pipeline", "execution-id", "stage", "action", "state", "stop-execution-comments", "action-execution-id")
    event = {
        **dict.fromkeys(("id", "account", "source", "region", "time", "notificationRuleArn"), planted),
        "resources": [planted],
        "detail": {
            **dict.fromkeys(detail, planted),
            "execution-result": dict.fromkeys(result, planted),
            "execution-trigger": dict.fromkeys(trigger, planted),
            "output-artifacts": [{"name": planted, "s3location": {"bucket": planted, "key": planted}}],
        },
        "additionalAttributes": {
            "failedActions": [{"action": planted, "additionalInformation": planted}],
            "sourceActions": [
                {"sourceActionVariables": {"CommitId": planted, "Other": BARE, "AuthorDisplayName": "jane"}}
            ],
            **dict.fromkeys(("externalEntityLink", "customData"), planted),
            **dict.fromkeys(("token", "approvalReviewLink"), f"{BARE} jane"),
        },
    }
    found = json.dumps(redact(EVENT, event, Accounts()))
    assert [text for text in (secret, BARE, "jane") if text in found] == []


@pytest.mark.parametrize("operation", NEVER)
def test_what_may_not_be_left_is_not(operation: str) -> None:
    never = [path for path in paths(operation) if any(part in path for part in NEVER[operation])]
    assert len(never) >= len(NEVER[operation])
    found = redact(operation, answer(operation, lambda path: BARE if path in never else "x"), Accounts())
    assert BARE not in json.dumps(found, default=str)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_others_refer_to_stays(operation: str) -> None:
    """Names, ids and ARNs join the answers."""
    names = [path for path in paths(operation) if path.lower().endswith(("name", "id", "arn"))]
    kept = [path for path in names if not path.endswith(("externalExecutionId", "AccountId", "executionName"))]
    found = json.dumps(
        redact(
            operation,
            answer(operation, lambda path: f"orders-{names.index(path)}" if path in names else ""),
            Accounts(),
        ),
        default=str,
    )
    gone = [path for path in kept if f'"orders-{names.index(path)}"' not in found]
    assert [path for path in gone if not any(part in path for part in ("s3location", "searchedLogStreams"))] == []


@pytest.mark.parametrize("operation", [*OPERATIONS, EVENT])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_twice_changes_nothing(operation: str, data: st.DataObject) -> None:
    pieces = st.sampled_from([*NASTY.values(), *(planted for planted, _ in PLANTS.values()), "arn:aws:s3:::b-444455556666",
                              '{"token": "x", "Environment": [{"Name": "A", "Value": "b"}]}', "444455556666", "password=", "@", "/"])  # fmt: skip
    texts = st.lists(pieces, max_size=3).map("".join)
    before = (
        answer(operation, lambda _: data.draw(texts)) if operation != EVENT else {"detail": {"state": data.draw(texts)}}
    )
    accounts = Accounts()
    once = redact(operation, before, accounts)
    assert redact(operation, once, accounts) == once
