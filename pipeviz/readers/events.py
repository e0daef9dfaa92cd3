"""CodePipeline's events, as EventBridge and notification rules send them, to executions.

https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html

Events come at least once and in any order, bare or wrapped by SQS, SNS, a log group or a program. A stream may begin in the
middle of a run, and a rule may let only some events pass: what no event says stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pipeviz.model.execution import Execution
from pipeviz.readers.event_runs import Event, execution
from pipeviz.readers.records.values import integer, mapping, time, word
from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import EVENT, redact
from pipeviz.redaction.keep import DEFAULT, Keep

_TYPES = ("detail-type", "detailType", "detail_type")
_KIND = re.compile(r"CodePipeline (Pipeline|Stage|Action) Execution State Change")
_ARN = re.compile(r"arn:[\w-]+:codepipeline:([\w-]*):([\w.-]*):.+")
_DEEPEST = 6
_FIRST, _LAST = ("STARTED", "RESUMED"), ("STOPPING",)


class Owner(NamedTuple):
    """The pipeline that events tell of; what they do not say is None."""

    account: str | None
    region: str | None
    pipeline: str


def is_event(value: Any) -> bool:
    """Whether a value is an event of CodePipeline."""
    return (
        isinstance(value, dict)
        and _kind(value) is not None
        and word(value, "source") in (None, "aws.codepipeline")
        and all(word(mapping(value, "detail"), key) for key in ("pipeline", "execution-id", "state"))
    )


def events_in(value: Any, depth: int = _DEEPEST) -> Iterator[dict[str, Any]]:
    """The events in a value, also in lists, in whatever wraps them, and in JSON that is a text in it."""
    if is_event(value):
        yield value
    elif depth and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from events_in(inner, depth - 1)
    elif depth and isinstance(value, str) and "execution-id" in value:
        yield from events_in(_parsed(value), depth - 1)


def executions(
    values: Iterable[Any], file: str, accounts: Accounts | None = None, keep: Keep = DEFAULT
) -> dict[Owner, tuple[Execution, ...]]:
    """The runs that the events in values tell of, newest first, by their pipeline."""
    known = accounts or Accounts()
    runs: dict[Owner, dict[str, list[Event]]] = {}
    seen: set[str] = set()
    for number, raw in enumerate((event for value in values for event in events_in(value)), 1):
        same = json.dumps(raw, sort_keys=True, default=str)
        if same not in seen:
            seen.add(same)
            value = redact(EVENT, raw, known, keep)
            event = _event(value, f"{file}, event {number}")
            runs.setdefault(_owner(value), {}).setdefault(str(event.detail["execution-id"]), []).append(event)
    return {owner: _newest_first(own) for owner, own in runs.items()}


def _newest_first(runs: dict[str, list[Event]]) -> tuple[Execution, ...]:
    made = [execution(run, sorted(events, key=_order)) for run, events in runs.items()]
    never = datetime.min.replace(tzinfo=UTC)
    return tuple(sorted(made, key=lambda each: each.started or each.updated or never, reverse=True))


def _event(value: dict[str, Any], recorded: str) -> Event:
    detail = mapping(value, "detail")
    return Event(
        kind=_kind(value) or "",
        state=str(detail["state"]).upper().replace("CANCELLED", "CANCELED"),
        time=time(value.get("time")),
        attempt=integer(detail, "pipeline-execution-attempt") or 0,
        detail=detail,
        attributes=mapping(value, "additionalAttributes"),
        recorded=recorded,
    )


def _order(event: Event) -> tuple[float, int, int]:
    """Times are whole seconds: of events in the same one, those of a later attempt and those that end something are later."""
    at = event.time.timestamp() if event.time else float("inf")
    return at, event.attempt, 0 if event.state in _FIRST else 1 if event.state in _LAST else 2


def _owner(value: dict[str, Any]) -> Owner:
    resources = value.get("resources")
    arns = (
        _ARN.fullmatch(each) for each in (resources if isinstance(resources, list) else ()) if isinstance(each, str)
    )
    region, account = next((found.groups() for found in arns if found), ("", ""))
    return Owner(
        account=word(value, "account") or account or None,
        region=word(value, "region") or region or None,
        pipeline=str(mapping(value, "detail")["pipeline"]),
    )


def _kind(value: dict[str, Any]) -> str | None:
    found = (_KIND.fullmatch(str(value.get(key, ""))) for key in _TYPES)
    return next((each[1] for each in found if each), None)


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None
