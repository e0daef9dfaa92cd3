"""What a user may paste for a pipeline or a run in AWS: `aws:orders`, an ARN, the address of a console page."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pipeviz.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9.@_-]{1,100}")
_GLOB = re.compile(r"[A-Za-z0-9.@_*?!\[\]-]{1,100}")
_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_HOST = re.compile(
    r"(?:(?:(?P<account>\d{12})(?:-\w+)?\.)?(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)\.)?console\.(?P<cloud>[a-z.-]+)"
)
_PARTITIONS = {"aws.amazon.com": "aws", "amazonaws-us-gov.com": "aws-us-gov", "amazonaws.cn": "aws-cn"}
_PAGE = re.compile(r"/codesuite/codepipeline/pipelines/(?P<name>[^/]+)(?:/executions/(?P<run>[^/]+))?(?:/[^/]*)*")
_OLD_PAGE = re.compile(r"/(?:view|edit|history)/(?P<name>[^/?]+).*")
_RESOURCE = re.compile(
    rf"(?:pipeline:|pipeline-execution[:/])?(?P<name>{_NAME.pattern})(?:(?:[:/][^:/]+)*?[:/](?P<run>{_ID.pattern})|[:/].*)?"
)
_NO_PIPELINES = ("webhook", "actiontype")

EXPECTED = (
    "expected aws:, aws:NAME, the ARN of a pipeline (arn:aws:codepipeline:eu-west-1:111122223333:orders), or the address of its "
    "console page (https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view)"
)


class Address(NamedTuple):
    """A pipeline, a run of it, or all pipelines. What is None the address leaves open: then the credentials decide.

    `pipeline` is a name, or after `aws:` also a glob; None means all. `execution` is the id of a run.
    """

    partition: str | None = None
    region: str | None = None
    account: str | None = None
    pipeline: str | None = None
    execution: str | None = None
    profile: str | None = None


def address(source: str) -> Address | None:
    """The address that a source is; None if it means a file or a folder.

    Raises UsageError for what begins as an address and is none of a pipeline.
    """
    text = source.strip().strip("<>")
    if text.startswith("aws:"):
        return _short(text)
    if text.startswith("arn:"):
        return _arn(text)
    if re.match(r"https?://", text, re.IGNORECASE):
        return _page(text)
    return None


def _short(text: str) -> Address:
    name = text.removeprefix("aws:")
    if name and not _GLOB.fullmatch(name):
        raise _unexpected(text, f"{name!r} is no name of a pipeline")
    return Address(pipeline=name or None)


def _arn(text: str) -> Address:
    """There is no official ARN of a run; its pipeline's with the id of the run behind it is understood."""
    parts = unquote(text).split(":", 5)
    if len(parts) < 6 or parts[2] != "codepipeline":
        raise _unexpected(text, "this is no ARN of CodePipeline")
    _, partition, _, region, account, resource = parts
    found = _RESOURCE.fullmatch(resource)
    if found is None or found["name"] in _NO_PIPELINES or not _REGION.fullmatch(region):
        raise _unexpected(text, "this ARN names no pipeline")
    return Address(partition, region, account or None, found["name"], found["run"])


def _page(text: str) -> Address:
    url = _split(text)
    host = _HOST.fullmatch((url.hostname or "").lower())
    partition = _PARTITIONS.get(host["cloud"]) if host else None
    if host is None or partition is None:
        raise _unexpected(text, "this is no page of an AWS console")
    page = _OLD_PAGE.fullmatch(url.fragment) if url.path == "/codepipeline/home" else _PAGE.fullmatch(url.path)
    name = unquote(page["name"]) if page else ""
    if page is None or not _NAME.fullmatch(name):
        raise _unexpected(text, "this page of the console is none of a pipeline")
    run = unquote(page.groupdict().get("run") or "") or None
    if run and not _ID.fullmatch(run):
        raise _unexpected(text, f"{run!r} is no id of a run")
    return Address(partition, _region(url) or host["region"], host["account"], name, run)


def _region(url: SplitResult) -> str | None:
    asked = [*parse_qs(url.query).get("region", ()), *parse_qs(url.fragment.partition("?")[2]).get("region", ())]
    return next((region for region in asked if _REGION.fullmatch(region)), None)


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError as error:
        raise _unexpected(text, f"this is no address: {error}") from error


def _unexpected(text: str, why: str) -> UsageError:
    shown = text if len(text) <= 200 else text[:199] + "…"
    return UsageError(f"{shown}: {why}; {EXPECTED}")
