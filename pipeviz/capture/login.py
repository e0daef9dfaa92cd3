"""Credentials → somebody who may ask: who that is, in which account, partition and regions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from pipeviz.capture.target import Target
from pipeviz.errors import CaptureError

SESSION_NAME = "pipeviz"

_CREDENTIALS = "log in (aws sso login, aws configure), set AWS_PROFILE, or name a profile with --profile"


class Login:
    """Credentials that were found to be good. `account` is the id; `ended` says why they no longer are."""

    def __init__(self, target: Target, session: Any, regions: tuple[str, ...], identity: dict[str, str]) -> None:
        self.target, self.regions = target, regions
        self.account = identity["Account"]
        self.partition = identity["Arn"].split(":")[1]
        self.ended: str | None = None
        self._session, self._lock = session, Lock()

    @property
    def named(self) -> dict[str, str]:
        """What the target calls the account, by its id."""
        return {self.account: self.target.name} if self.target.name else {}

    def client(self, service: str, region: str, config: Any) -> Any:
        """A client of boto3, whose sessions are not safe to share between threads."""
        with self._lock:
            return self._session.client(service, region_name=region, config=config)


def log_in(target: Target) -> Login:
    """Finds credentials, assumes the role that the target names, and asks whose they are. Raises CaptureError."""
    with _explained(target):
        session = _session(target)
        own = _own_region(session)
        if not own and not target.regions and not target.all_regions:
            raise CaptureError("no region is known; name one with --region, or set AWS_REGION, or take --all-regions")
        start = next(iter(own + target.regions), "us-east-1")
        if target.role_arn is not None:
            session = _assumed(session, target.role_arn, target.external_id, start)
        identity = session.client("sts", region_name=start).get_caller_identity()
        regions = target.regions or own
        if target.all_regions:
            partition = identity["Arn"].split(":")[1]
            regions = tuple(sorted(session.get_available_regions("codepipeline", partition_name=partition)))
        return Login(target, session, regions, identity)


def time_text(value: Any) -> str:
    """A time as recordings have it, `2026-03-02T12:00:05.123000Z`, from what any protocol of AWS carries."""
    if isinstance(value, int | float):
        moment = datetime.fromtimestamp(value, UTC)
    else:
        from botocore.utils import parse_timestamp

        moment = parse_timestamp(value).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def _session(target: Target) -> Any:
    import boto3
    import botocore.session

    core = botocore.session.Session(profile=target.profile)
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=time_text)
    return boto3.Session(botocore_session=core)


def _own_region(session: Any) -> tuple[str, ...]:
    region = session.region_name or os.environ.get("AWS_REGION")
    return (region,) if region else ()


def _assumed(session: Any, role: str, external_id: str | None, region: str) -> Any:
    """A session of the role; it renews itself as long as the credentials behind it are good."""
    import boto3
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    core = session._session
    fetcher = AssumeRoleCredentialFetcher(
        lambda service, **options: core.create_client(service, **{"region_name": region, **options}),
        core.get_credentials() or _no_credentials(),
        role,
        extra_args={"RoleSessionName": SESSION_NAME, **({"ExternalId": external_id} if external_id else {})},
    )
    core._credentials = DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    return boto3.Session(botocore_session=core)


def _no_credentials() -> Any:
    from botocore.exceptions import NoCredentialsError

    raise NoCredentialsError


@contextmanager
def _explained(target: Target) -> Iterator[None]:
    """Turns what boto3 says into what a user can do about it."""
    from botocore.exceptions import (
        BotoCoreError,
        ClientError,
        NoCredentialsError,
        PartialCredentialsError,
        ProfileNotFound,
    )

    who = f"profile {target.profile}" if target.profile else "the credentials found"
    try:
        yield
    except ProfileNotFound as error:
        raise CaptureError(f"there is no profile {target.profile!r} in the AWS configuration") from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise CaptureError(f"no AWS credentials were found; {_CREDENTIALS}") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        code, message = said.get("Code", ""), said.get("Message", "")
        if error.operation_name == "AssumeRole" and "Denied" in code:
            raise CaptureError(
                f"{target.role_arn} cannot be assumed by {who}: its trust policy must allow it, and an external id must be "
                f"given (--external-id) if it asks for one. AWS says: {message}"
            ) from error
        raise CaptureError(f"{who} are not accepted ({code}: {message}); {_CREDENTIALS}") from error
    except BotoCoreError as error:
        raise CaptureError(f"{who} cannot be used: {error}; {_CREDENTIALS}") from error
