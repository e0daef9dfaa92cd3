"""Account ids get names, wherever they stand; what is no account id stays."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeviz.errors import UsageError
from pipeviz.redaction.accounts import Accounts

ID = "111122223333"


def learned(text: str) -> tuple[str, Accounts]:
    accounts = Accounts()
    accounts.learn(text)
    return accounts.hide(text), accounts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"arn:aws:iam::{ID}:role/CodePipeline", "arn:aws:iam::account-1:role/CodePipeline"),
        (f"arn:aws-us-gov:codepipeline:us-gov-west-1:{ID}:orders", "arn:aws-us-gov:codepipeline:us-gov-west-1:account-1:orders"),
        (f"stackId=arn%3Aaws-cn%3Acloudformation%3Acn-north-1%3A{ID}%3Astack%2Fa%2Fb",
         "stackId=arn%3Aaws-cn%3Acloudformation%3Acn-north-1%3Aaccount-1%3Astack%2Fa%2Fb"),
        (f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/orders:1", "account-1.dkr.ecr.eu-west-1.amazonaws.com/orders:1"),
        (f"https://sqs.eu-west-1.amazonaws.com/{ID}/queue", "https://sqs.eu-west-1.amazonaws.com/account-1/queue"),
        (f"https://x/codesuite/codebuild/{ID}/projects/a", "https://x/codesuite/codebuild/account-1/projects/a"),
        (f"codepipeline-eu-west-1-{ID}", "codepipeline-eu-west-1-account-1"),
        (f"cdk-hnb659fds-assets-{ID}-us-gov-west-1", "cdk-hnb659fds-assets-account-1-us-gov-west-1"),
        (f'{{"accountId": "{ID}"}}', '{"accountId": "account-1"}'),
        (f"AWS_ACCOUNT_ID={ID}", "AWS_ACCOUNT_ID=account-1"),
        (f"Account: {ID} was not found", "Account: account-1 was not found"),
    ],
)  # fmt: skip
def test_where_only_an_account_id_can_stand(before: str, after: str) -> None:
    assert learned(before)[0] == after


@pytest.mark.parametrize(
    "text",
    [
        f"processed {ID} bytes",
        "image orders:202603021200",
        "releases/202603021200/app.zip",
        "1772445600000",
        f"arn:aws:codepipeline:eu-west-1:{ID}4:orders",
        "arn:aws:s3:::bucket/4d1f6b9e-0001-4000-8000-000000000001",
        "",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert learned(text)[0] == text


def test_a_known_account_goes_wherever_it_stands() -> None:
    accounts = Accounts({ID: "prod"})
    text = f"processed {ID}; my{ID}bucket, 0{ID}, 4d1f6b9e-0001-4000-8000-{ID}"
    assert accounts.hide(text) == f"processed prod; myprodbucket, 0{ID}, 4d1f6b9e-0001-4000-8000-{ID}"


def test_names_are_given_in_the_order_of_appearance_and_kept() -> None:
    accounts = Accounts({"999988887777": "shared"})
    accounts.learn(f"arn:aws:iam::444455556666:root arn:aws:iam::{ID}:root arn:aws:iam::444455556666:root")
    assert accounts.names == {"999988887777": "shared", "444455556666": "account-2", ID: "account-3"}
    again = Accounts.load(accounts.dump())
    again.learn("arn:aws:iam::000000000001:root")
    assert again.names == {**accounts.names, "000000000001": "account-4"}


def test_a_name_that_stands_for_an_account_already_is_not_given_again() -> None:
    """Files that were redacted elsewhere, read beside others that were not."""
    hidden, _ = learned(f"arn:aws:iam::account-1:root arn:aws:iam::{ID}:root")
    assert hidden == "arn:aws:iam::account-1:root arn:aws:iam::account-2:root"


def test_the_map_is_json_that_a_person_can_edit() -> None:
    accounts = Accounts({ID: "prod"})
    assert accounts.dump() == '{\n  "111122223333": "prod"\n}\n'
    assert Accounts.load(accounts.dump(), {ID: "production"}).names == {ID: "production"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "must look like"),
        ('{"111122223333": 1}', "must look like"),
        ('{"1": "prod"}', "12 digits"),
        ('{"111122223333": "a/b"}', "cannot name"),
        ('{"111122223333": ".."}', "cannot name"),
        ('{"111122223333": "prod-444455556666"}', "cannot name"),
        ('{"111122223333": ""}', "cannot name"),
        ('{"111122223333": "prod", "444455556666": "Prod"}', "two accounts"),
    ],
)
def test_a_map_that_cannot_be(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        Accounts.load(text)


def test_what_was_hidden_can_be_asked_again() -> None:
    accounts = Accounts({ID: "prod", "444455556666": "account-2"})
    for text in (
        f"arn:aws:cloudformation:eu-west-1:{ID}:stack/orders-prod/4d1f6b9e",
        "arn:aws:cloudformation:eu-west-1:444455556666:stack/orders-444455556666/4d1f6b9e",
        "orders:4d1f6b9e-0001-4000-8000-00000000000a",
    ):
        assert accounts.restore(accounts.hide(text)) == text
    assert accounts.restore("my-account-22 product") == "my-account-22 product"


def test_threads_agree() -> None:
    accounts = Accounts()
    ids = [f"{number:012}" for number in range(200)] * 5
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(accounts.name, ids))
    assert len(set(names)) == 200
    assert json.loads(accounts.dump()) == dict(zip(ids, names, strict=True))


@pytest.mark.parametrize(
    "piece",
    [ID, f"{ID} ", "arn:aws:", f"arn:aws:iam::{ID}:", "4d1f6b9e-0001-4000-8000-", "account account ", "-eu-west-1-"],
)
def test_long_texts_take_linear_time(piece: str) -> None:
    """A quadratic expression would take hours on these."""
    learned(piece * 20_000)
