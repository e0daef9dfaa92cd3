"""Addresses are pasted as they are."""

from __future__ import annotations

import pytest

from pipeviz.errors import UsageError
from pipeviz.readers.addresses import Address, address

RUN = "4d1f6b9e-0001-4000-8000-00000000000a"
IRELAND = Address("aws", "eu-west-1", None, "orders")
ORDERS = IRELAND._replace(account="111122223333")
CONSOLE = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("aws:", Address()),
        ("aws:orders", Address(pipeline="orders")),
        ("aws:team.orders_v2@x-1", Address(pipeline="team.orders_v2@x-1")),
        ("aws:orders-*", Address(pipeline="orders-*")),
        (" aws:orders\n", Address(pipeline="orders")),
        ("arn:aws:codepipeline:eu-west-1:111122223333:orders", ORDERS),
        ("arn:aws:codepipeline:eu-west-1:account-1:orders", ORDERS._replace(account="account-1")),
        ("arn:aws:codepipeline:eu-west-1:111122223333:pipeline:orders", ORDERS),
        ("arn:aws:codepipeline:eu-west-1:111122223333:orders/Deploy/Prod", ORDERS),
        ("arn:aws:codepipeline:eu-west-1:111122223333:pipeline", ORDERS._replace(pipeline="pipeline")),
        ("arn:aws:codepipeline:eu-west-1:111122223333:executions/Deploy", ORDERS._replace(pipeline="executions")),
        ("arn:aws-cn:codepipeline:cn-north-1:111122223333:orders", Address("aws-cn", "cn-north-1", "111122223333", "orders")),
        ("arn:aws-us-gov:codepipeline:us-gov-west-1:111122223333:orders",
         Address("aws-us-gov", "us-gov-west-1", "111122223333", "orders")),
        (f"arn:aws:codepipeline:eu-west-1:111122223333:orders/{RUN}", ORDERS._replace(execution=RUN)),
        (f"arn:aws:codepipeline:eu-west-1:111122223333:orders:{RUN}", ORDERS._replace(execution=RUN)),
        (f"arn:aws:codepipeline:eu-west-1:111122223333:orders/executions/{RUN}", ORDERS._replace(execution=RUN)),
        (f"arn:aws:codepipeline:eu-west-1:111122223333:pipeline-execution/orders/{RUN}", ORDERS._replace(execution=RUN)),
        (f"{CONSOLE}/orders/view?region=eu-west-1", IRELAND),
        (f"{CONSOLE}/orders/view", IRELAND),
        (f"{CONSOLE}/orders", IRELAND),
        (f"{CONSOLE}/orders/edit?region=eu-west-1", IRELAND),
        (f"<{CONSOLE}/orders/executions?region=eu-west-1>", IRELAND),
        (f"{CONSOLE}/or%64ers/view?region=eu-west-1", IRELAND),
        (f"{CONSOLE}/a%40b/view", IRELAND._replace(pipeline="a@b")),
        (f"{CONSOLE}/orders/executions/{RUN}/timeline?region=eu-west-1", IRELAND._replace(execution=RUN)),
        (f"{CONSOLE}/orders/executions/{RUN}/visualization?region=eu-west-1", IRELAND._replace(execution=RUN)),
        (f"{CONSOLE}/orders/executions/{RUN}", IRELAND._replace(execution=RUN)),
        ("https://console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view?region=eu-west-1", IRELAND),
        ("https://console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view", IRELAND._replace(region=None)),
        ("https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view?region=eu-west-1", IRELAND),
        ("https://111122223333-abcd1234.eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view", ORDERS),
        ("https://console.aws.amazon.com/codepipeline/home?region=eu-west-1#/view/orders", IRELAND),
        ("https://eu-west-1.console.aws.amazon.com/codepipeline/home?region=eu-west-1#/edit/orders", IRELAND),
        ("https://console.amazonaws-us-gov.com/codesuite/codepipeline/pipelines/orders/view?region=us-gov-west-1",
         Address("aws-us-gov", "us-gov-west-1", None, "orders")),
        ("https://cn-north-1.console.amazonaws.cn/codesuite/codepipeline/pipelines/orders/view",
         Address("aws-cn", "cn-north-1", None, "orders")),
    ],
)  # fmt: skip
def test_an_address(source: str, expected: Address) -> None:
    assert address(source) == expected


@pytest.mark.parametrize(
    "source", ["orders.json", "infra/", "./aws:orders", "-", "C:\\infra\\arn:x", "awsome", "recording"]
)
def test_a_file_is_none(source: str) -> None:
    assert address(source) is None


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("aws:my pipeline", "no name of a pipeline"),
        ("aws:" + "x" * 101, "no name of a pipeline"),
        ("arn:aws:s3:::bucket", "no ARN of CodePipeline"),
        ("arn:aws", "no ARN of CodePipeline"),
        ("arn:aws:codepipeline:eu-west-1:111122223333:webhook:hook", "names no pipeline"),
        ("arn:aws:codepipeline:eu-west-1:111122223333:actiontype:Custom/Build/x/1", "names no pipeline"),
        ("arn:aws:codepipeline:eu-west-1:111122223333:", "names no pipeline"),
        ("arn:aws:codepipeline::111122223333:orders", "names no pipeline"),
        ("https://example.com/codesuite/codepipeline/pipelines/orders/view", "no page of an AWS console"),
        ("https://console.aws.amazon.com.evil.example/codesuite/codepipeline/pipelines/orders/view", "no page of an AWS"),
        ("https://[", "no address"),
        (f"{CONSOLE}?region=eu-west-1", "none of a pipeline"),
        (f"{CONSOLE}/%2e%2e%2fx/view", "none of a pipeline"),
        ("https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/orders", "none of a pipeline"),
        (f"{CONSOLE}/orders/executions/latest/timeline", "no id of a run"),
    ],
)  # fmt: skip
def test_what_is_none_says_what_was_expected(source: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as error:
        address(source)
    assert "aws:NAME" in str(error.value)
