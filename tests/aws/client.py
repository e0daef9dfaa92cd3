"""The real command line against the endpoint: credentials from the environment, and nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from botocore.loaders import Loader

from tests.aws.endpoint import Endpoint, key_of
from tests.aws.faults import Faults
from tests.aws.world import HOME, World

NOWHERE = "/nowhere"
_LOADER = Loader()
"""Botocore's models, read once for all tests."""


def environment(url: str, account: str = HOME[0], region: str = HOME[1]) -> dict[str, str]:
    """Environment variables that make boto3 ask the endpoint as this account, and find nothing else."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": key_of(account),
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": NOWHERE,
        "AWS_SHARED_CREDENTIALS_FILE": NOWHERE,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, world: World, faults: Faults | None = None) -> Iterator[Endpoint]:
    """An endpoint that boto3 in this process asks. Afterwards nothing may have been asked or answered wrongly."""
    with Endpoint(world, faults) as aws:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment(aws.url).items():
            monkeypatch.setenv(name, value)
        hasten(monkeypatch)
        yield aws
    assert aws.problems == []


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets nobody sleep between calls and tries, and reads botocore's models only once."""
    import botocore.endpoint

    from pipeviz.capture import connection, pace

    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=pace.time.monotonic, sleep=lambda _: None))
    monkeypatch.setattr("botocore.loaders.create_loader", lambda *_: _LOADER)
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(connection, "RETRIES", {"mode": "standard", "total_max_attempts": 10})
    monkeypatch.setattr(connection, "TIMEOUTS", {"connect_timeout": 2, "read_timeout": 2})


def profiles(monkeypatch: pytest.MonkeyPatch, folder: Path, **accounts: str) -> None:
    """Profiles by name, each with the credentials of an account."""
    file = folder / "credentials"
    file.write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {key_of(account)}\naws_secret_access_key = secret\n"
            for name, account in accounts.items()
        )
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
