"""Where to look further: pages of AWS that the record leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct

from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.words import provider
from pipeviz.templating.escape import is_web_page

_CONSOLES = {"cn-": "console.amazonaws.cn", "us-gov-": "console.amazonaws-us-gov.com"}
_IN_ADDRESS = re.compile("[A-Za-z0-9.@_-]+")
_ACCOUNT = re.compile("arn:[^:]*:[^:]*:[^:]*:([^:]+):")


class Link(Struct, frozen=True, kw_only=True):
    """A page, and what it shows."""

    title: str
    url: str


def links(explanation: Explanation) -> tuple[Link, ...]:
    """The run in the console, and what the failed action points to."""
    return tuple(_links(explanation))


def _links(explanation: Explanation) -> Iterator[Link]:
    address = console(explanation.pipeline, explanation.execution)
    if address:
        yield Link(title="This run in the console", url=address)
    culprit = explanation.run.culprit
    url = leading_somewhere(culprit.external_url) if culprit else None
    if culprit and url:
        yield Link(title=f"{culprit.stage} / {culprit.action} in {provider(culprit) or 'its service'}", url=url)


def leading_somewhere(url: str | None) -> str | None:
    """An address, unless it is no web page, or names an account whose id was replaced."""
    if url is None or not is_web_page(url):
        return None
    accounts = _ACCOUNT.findall(unquote(url))
    return url if all(re.fullmatch("[0-9]{12}", account) for account in accounts) else None


def console(pipeline: Pipeline, execution: Execution) -> str | None:
    """The address of a run in the AWS console, if the region is known."""
    region = pipeline.region or ""
    if not all(_IN_ADDRESS.fullmatch(part) for part in (region, pipeline.name, execution.id)):
        return None
    other = next((host for prefix, host in _CONSOLES.items() if region.startswith(prefix)), None)
    host = other or f"{region}.console.aws.amazon.com"
    path = f"codesuite/codepipeline/pipelines/{pipeline.name}/executions/{execution.id}/timeline"
    return f"https://{host}/{path}?region={region}"
