import pytest

from pipeviz.analysis.places import (
    clone_references,
    foreign_account,
    foreign_region,
    home_region,
    resource_of,
    store_of,
)
from pipeviz.model import ArtifactStore
from tests.builders import action, pipeline, stage

IRELAND = ArtifactStore(location="ireland", region="eu-west-1")
HOME = ArtifactStore(location="home")
VIRGINIA = ArtifactStore(location="virginia", region="us-east-1")


def test_home_is_what_was_recorded():
    assert home_region(pipeline(region="eu-west-1", artifact_stores=(VIRGINIA,))) == "eu-west-1"


def test_home_is_the_region_of_the_only_store_that_no_action_names():
    abroad = stage("Deploy", action("Deploy", region="us-east-1"))
    assert home_region(pipeline(abroad, artifact_stores=(IRELAND, VIRGINIA))) == "eu-west-1"


def test_home_stays_unknown_where_it_could_be_either():
    assert home_region(pipeline(artifact_stores=(IRELAND, VIRGINIA))) is None


@pytest.mark.parametrize(
    ("region", "home", "foreign"),
    [(None, "eu-west-1", None), ("eu-west-1", "eu-west-1", None), ("us-east-1", "eu-west-1", "us-east-1"),
     ("${AWS::Region}", None, None)],
)  # fmt: skip
def test_a_region_is_foreign_when_it_is_not_home(region, home, foreign):
    assert foreign_region(action("A", region=region), home) == foreign


@pytest.mark.parametrize(
    ("role", "account"),
    [
        (None, None),
        ("arn:aws:iam::111122223333:role/deploy", None),
        ("arn:aws:iam::444455556666:role/deploy", "444455556666"),
        ("arn:aws-cn:iam::444455556666:role/deploy", "444455556666"),
        ("arn:${AWS::Partition}:iam::444455556666:role/deploy", "444455556666"),
        ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deploy", None),
        ("${Role.Arn}", None),
    ],
)
def test_an_account_is_foreign_when_the_role_belongs_to_another(role, account):
    assert foreign_account(action("A", role_arn=role), pipeline(account="111122223333")) == account


def test_without_an_own_account_none_is_foreign():
    assert foreign_account(action("A", role_arn="arn:aws:iam::444455556666:role/x"), pipeline()) is None


@pytest.mark.parametrize(
    ("stores", "region", "store"),
    [
        ((IRELAND, VIRGINIA), "eu-west-1", IRELAND),
        ((IRELAND, VIRGINIA), "us-east-1", VIRGINIA),
        ((IRELAND, VIRGINIA), "ap-south-1", None),
        ((IRELAND, VIRGINIA), None, None),
        ((HOME,), "eu-west-1", HOME),
        ((HOME,), None, HOME),
        ((IRELAND,), None, IRELAND),
        ((IRELAND,), "us-east-1", None),
        ((), "eu-west-1", None),
    ],
)
def test_each_region_has_its_own_store(stores, region, store):
    assert store_of(stores, region) == store


def test_a_clone_reference_is_told_from_an_archive():
    cloned = action(
        "A", "Source/AWS/CodeCommit", out="Ref", configuration={"OutputArtifactFormat": "CODEBUILD_CLONE_REF"}
    )
    archived = action("B", "Source/AWS/CodeCommit", out="Zip", configuration={"OutputArtifactFormat": "CODE_ZIP"})
    assert clone_references(pipeline(stage("Source", cloned, archived))) == {"Ref"}


@pytest.mark.parametrize(
    ("arn", "resource"),
    [
        ("arn:aws:kms:eu-west-1:111122223333:key/1234", "key/1234"),
        ("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/${Name}", "alias/${Name}"),
        ("arn:aws:codepipeline:eu-west-1:111122223333:orders", "orders"),
        ("{{resolve:ssm:/keys/artifacts}}", "{{resolve:ssm:/keys/artifacts}}"),
        ("${Key.Arn}", "${Key.Arn}"),
        ("alias/artifacts", "alias/artifacts"),
    ],
)
def test_what_an_arn_names(arn, resource):
    assert resource_of(arn) == resource
