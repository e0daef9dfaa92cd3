"""Links of a report: only where they lead."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeviz.reports.links import console, leading_somewhere
from tests.runs import execution, pipeline

RUN = execution("Failed", id="9b3c1f6e-4d70")
STACK = "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#/stack/detail?stackId=arn:aws:cloudformation:eu-west-1:{}:stack/x"


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://github.com/acme/orders/commit/1", True),
        (STACK.format("111122223333"), True),
        (STACK.format("account-1"), False),
        (STACK.format("production"), False),
        (STACK.format("account-1").replace(":", "%3A").replace("https%3A", "https:"), False),
        ("https://x.example/?connectionArn=arn:aws:codeconnections:eu-west-1:account-1:connection/7d&Commit=1", False),
        ("https://x.example/?bucket=arn:aws:s3:::bucket", True),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_an_address_with_an_account_that_was_replaced_leads_nowhere(url, leads):
    assert leading_somewhere(url) == (url if leads else None)


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("cn-north-1", "console.amazonaws.cn"),
        ("us-gov-west-1", "console.amazonaws-us-gov.com"),
    ],
)
def test_the_run_in_the_console_of_its_partition(region, host):
    url = f"https://{host}/codesuite/codepipeline/pipelines/orders/executions/9b3c1f6e-4d70/timeline?region={region}"
    assert console(replace(pipeline(), region=region), RUN) == url


@pytest.mark.parametrize("fields", [{"region": None}, {"region": "x/../y"}, {"region": "eu-west-1", "name": 'a"b'}])
def test_no_address_is_made_up(fields):
    assert console(replace(pipeline(), **fields), RUN) is None
