"""Several accounts and regions at once, and what is wrong with credentials and targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.aws import builders
from tests.aws.client import profiles, serving
from tests.aws.endpoint import key_of
from tests.aws.faults import Faults
from tests.aws.world import HOME, Place, World
from tests.capture.recordings import FOLDER, files, holds, is_sound, read
from tests.command import Run

OTHER = "444455556666"
ROLE = f"arn:aws:iam::{OTHER}:role/reader"


def two_alike() -> World:
    """Two accounts with pipelines of the same name that did different things, the first one in two regions."""
    places = [HOME, (HOME[0], "us-east-1"), (OTHER, "eu-west-1")]
    statuses = [["Succeeded"], ["Succeeded", "Failed"], ["Failed", "Failed", "Succeeded"]]
    return {
        place: builders.world(builders.pipeline("orders", *each, place=place), place=place)[place]
        for place, each in zip(places, statuses, strict=True)
    }


def names(recording: Path) -> dict[str, Path]:
    """The folders of pipelines by where they are."""
    return {each.relative_to(recording).as_posix(): each for each in recording.glob("*/*/*")}


def test_accounts_by_profile_and_regions(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = two_alike()
    with serving(monkeypatch, world):
        profiles(monkeypatch, tmp_path, shop=HOME[0], bank=OTHER)
        regions = ("--region", "eu-west-1", "--region", "us-east-1")
        assert run("capture", "--profile", "shop", "--profile", "bank", *regions, "-o", tmp_path / "rec").code == 0
    folders = names(tmp_path / "rec")
    assert set(folders) == {"account-1/eu-west-1/orders", "account-1/us-east-1/orders", "account-2/eu-west-1/orders"}
    holds(folders["account-1/eu-west-1/orders"], world[HOME].pipelines["orders"])
    holds(folders["account-1/us-east-1/orders"], world[HOME[0], "us-east-1"].pipelines["orders"])
    holds(folders["account-2/eu-west-1/orders"], world[OTHER, "eu-west-1"].pipelines["orders"])
    is_sound(tmp_path / "rec", world)


def test_accounts_by_role(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = two_alike()
    with serving(monkeypatch, world) as aws:
        assert run("capture", "--role-arn", ROLE, "--external-id", "x1", "-o", tmp_path / "rec").code == 0
        (assumed,) = [call for call in aws.calls if call.name == "sts:AssumeRole"]
        assert assumed.params["ExternalId"] == "x1"
    holds(names(tmp_path / "rec")["account-1/eu-west-1/orders"], world[OTHER, "eu-west-1"].pipelines["orders"])


def test_accounts_of_the_configuration(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = two_alike()
    (tmp_path / "pipeviz.toml").write_text(
        f"""
        [capture]
        output = "kept"
        executions = 2
        [[capture.accounts]]
        name = "shop"
        regions = ["us-east-1"]
        [[capture.accounts]]
        name = "bank"
        role-arn = "{ROLE}"
        external-id = "x1"
        include = ["orders"]
        """
    )
    monkeypatch.chdir(tmp_path)
    with serving(monkeypatch, world):
        assert run("capture").code == 0
    folders = names(tmp_path / "kept")
    assert set(folders) == {"shop/us-east-1/orders", "bank/eu-west-1/orders"}
    holds(folders["bank/eu-west-1/orders"], world[OTHER, "eu-west-1"].pipelines["orders"], 2)


@pytest.mark.parametrize(
    ("table", "folder"),
    [('accounts = {"111122223333" = "production"}', "production"), ('keep = ["accounts"]', HOME[0])],
    ids=["a name", "its id"],
)
def test_what_an_account_is_called(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, folder: str
) -> None:
    (tmp_path / "pipeviz.toml").write_text(f"[redaction]\n{table}\n")
    monkeypatch.chdir(tmp_path)
    with serving(monkeypatch, builders.world(builders.pipeline("orders", "Succeeded"))):
        assert run("capture").code == 0
    answer = (tmp_path / f"recording/{folder}/eu-west-1/orders/get-pipeline.json").read_text()
    assert f"arn:aws:codepipeline:eu-west-1:{folder}:orders" in answer


def test_two_sets_of_credentials_for_the_same_pipelines(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = [builders.pipeline(f"p{number}", "Succeeded", "Failed") for number in range(8)]
    with serving(monkeypatch, builders.world(*made)) as aws:
        profiles(monkeypatch, tmp_path, one=HOME[0], other=HOME[0])
        assert run("capture", "--profile", "one", "--profile", "other", "-o", tmp_path / "rec").code == 0
        assert aws.count["codepipeline:GetPipeline"] == 8
    for each in made:
        holds(tmp_path / "rec" / FOLDER / each.name, each)


def test_every_region_of_the_partition(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = two_alike()
    with serving(monkeypatch, world, Faults(disabled={"ap-east-1"})) as aws:
        outcome = run("capture", "--all-regions", "-o", tmp_path / "rec")
        asked = {call.region for call in aws.calls if call.name == "codepipeline:ListPipelines"}
    assert outcome.code == 0, outcome.err
    assert len(asked) >= 20
    assert "cn-north-1" not in asked
    assert "not enabled, and left out: ap-east-1" in outcome.err
    assert set(names(tmp_path / "rec")) == {"account-1/eu-west-1/orders", "account-1/us-east-1/orders"}


def test_one_account_is_not_spoilt_by_another(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    world = two_alike()
    with serving(monkeypatch, world, Faults(disabled={"us-east-1"})):
        outcome = run("capture", "--region", "eu-west-1", "--region", "us-east-1", "-o", tmp_path / "rec")
    assert outcome.code == 1
    assert "us-east-1 is not enabled" in outcome.err
    assert set(names(tmp_path / "rec")) == {"account-1/eu-west-1/orders"}


def test_nothing_there(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, {HOME: Place()}):
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 2
    assert "there are no pipelines in account-1/eu-west-1" in outcome.err


@pytest.mark.parametrize(
    ("unset", "arguments", "said"),
    [
        (("AWS_ACCESS_KEY_ID",), (), "no AWS credentials were found"),
        (("AWS_DEFAULT_REGION",), (), "no region is known"),
        ((), ("--profile", "nope"), "there is no profile 'nope'"),
        ((), ("--since", "yesterday"), "--since takes 30d"),
        ((), ("--role-arn", "arn:aws:iam::1:role/x"), "not accepted"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_user_can_mend(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    unset: tuple[str, ...],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    with serving(monkeypatch, two_alike()) as aws:
        for name in unset:
            monkeypatch.delenv(name)
        outcome = run("capture", *arguments, "-o", tmp_path / "rec")
        aws.problems.clear()
    assert outcome.code == 2
    assert said in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "rec").exists()


@pytest.mark.parametrize("region", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_the_region_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, region: str) -> None:
    with serving(monkeypatch, two_alike()):
        monkeypatch.delenv("AWS_DEFAULT_REGION")
        monkeypatch.setenv(region, "us-east-1")
        assert run("capture", "-o", tmp_path / "rec").code == 0
    assert set(names(tmp_path / "rec")) == {"account-1/us-east-1/orders"}


def test_a_role_that_may_not_be_assumed(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, two_alike(), Faults(denied={"sts:AssumeRole"})):
        outcome = run("capture", "--role-arn", ROLE, "-o", tmp_path / "rec")
    assert outcome.code == 2
    assert f"{ROLE} cannot be assumed" in outcome.err
    assert "--external-id" in outcome.err


def test_expired_before_it_began(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, two_alike(), Faults(expires_after=0)):
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 2
    assert "expired" in outcome.err
    assert "log in" in outcome.err


def test_a_folder_that_is_no_recording(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep me")
    with serving(monkeypatch, two_alike()) as aws:
        outcome = run("capture", "-o", tmp_path / "mine")
        assert not aws.calls
    assert outcome.code == 2
    assert "is not empty and is no recording" in outcome.err
    assert files(tmp_path / "mine") == {"notes.txt": b"keep me"}


def test_a_recording_that_somebody_has_damaged(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, two_alike()):
        run("capture", "-o", tmp_path / "rec")
        (tmp_path / "rec" / FOLDER / "orders/list-pipeline-executions.json").write_text("[<<<<<<< HEAD")
        outcome = run("capture", "-o", tmp_path / "rec")
    assert outcome.code == 2
    assert f"{FOLDER}/orders/list-pipeline-executions.json is damaged" in outcome.err


def test_another_partition(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = (HOME[0], "cn-north-1")
    world = builders.world(builders.pipeline("orders", "Succeeded", place=place), place=place)
    with serving(monkeypatch, world):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key_of(HOME[0]))
        assert run("capture", "--region", "cn-north-1", "-o", tmp_path / "rec").code == 0
    assert read(tmp_path / "rec/account-1/cn-north-1/orders", "capture")["region"] == "cn-north-1"
    assert FOLDER not in names(tmp_path / "rec")
