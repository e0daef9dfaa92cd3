"""The events of one run, in their order, to what it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pipeviz.model import ActionType
from pipeviz.model.execution import UNKNOWN, ActionExecution, Execution, ExecutionTrigger, Revision
from pipeviz.readers.records.attempts import action_type
from pipeviz.readers.records.values import integer, items, mapping, names, time, word

_STATUS = {
    "STARTED": "InProgress",
    "RESUMED": "InProgress",
    "SUCCEEDED": "Succeeded",
    "FAILED": "Failed",
    "STOPPING": "Stopping",
    "STOPPED": "Stopped",
    "SUPERSEDED": "Superseded",
    "CANCELED": "Cancelled",
    "ABANDONED": "Abandoned",
}
_REVISION_IDS = ("CommitId", "ImageDigest", "VersionId")


class Event(NamedTuple):
    """One event, redacted. `kind` is Pipeline, Stage or Action; `recorded` tells where it was read."""

    kind: str
    state: str
    time: datetime | None
    attempt: int
    detail: dict[str, Any]
    attributes: dict[str, Any]
    recorded: str


def execution(run: str, events: Sequence[Event]) -> Execution:
    """The run with an id that these events, oldest first, tell of.

    Its status is `Unknown` where no event is about the run itself. Attempts count as recorded only if the beginnings of
    both the run and an action are among the events.
    """
    own = [each for each in events if each.kind == "Pipeline"]
    actions = tuple(_with_failures(_attempts(events), events))
    begun = next((each for each in own if each.state == "STARTED"), None)
    started_actions = any(each.kind == "Action" and each.state == "STARTED" for each in events)
    trigger = _trigger(own)
    return Execution(
        id=run,
        status=_STATUS.get(own[-1].state, own[-1].state) if own else UNKNOWN,
        started=_start(begun) if begun else next(filter(None, map(_start_time, own)), None),
        updated=max((each.time for each in events if each.time), default=None),
        version=next((found for each in events if (found := integer(each.detail, "version")) is not None), None),
        type="ROLLBACK" if trigger and trigger.type.endswith("Rollback") else "STANDARD",
        trigger=trigger,
        revisions=tuple(_revisions(events, own)),
        stop_reason=next(filter(None, (word(each.detail, "stop-execution-comments") for each in own)), None),
        actions=actions,
        actions_recorded=begun is not None and started_actions,
        recorded=events[0].recorded,
    )


def _attempts(events: Iterable[Event]) -> Iterator[ActionExecution]:
    """Events with the same id are of one attempt; without one, an attempt reaches from a start to the next end."""
    tries: dict[tuple[str, str, str], list[Event]] = {}
    for number, event in enumerate(each for each in events if each.kind == "Action"):
        stage, action, own = (word(event.detail, key) or "" for key in ("stage", "action", "action-execution-id"))
        new = stage, action, own or f"#{number}"
        running = [key for key, each in tries.items() if key[:2] == (stage, action) and _is_open(each)]
        key = new if own or not running or event.state == "STARTED" else running[-1]
        tries.setdefault(key, []).append(event)
    return (_attempt(*key, events=own) for key, own in tries.items() if key[0] and key[1])


def _is_open(events: Sequence[Event]) -> bool:
    return events[-1].state == "STARTED" and not word(events[-1].detail, "action-execution-id")


def _attempt(stage: str, action: str, id: str, *, events: Sequence[Event]) -> ActionExecution:
    last = events[-1]
    result: dict[str, Any] = {}
    for each in events:
        result |= mapping(each.detail, "execution-result")
    external, summary = word(result, "external-execution-id"), word(result, "external-execution-summary")
    begun = next((each for each in events if each.state == "STARTED"), None)
    return ActionExecution(
        stage=stage,
        action=action,
        status=_STATUS.get(last.state, last.state),
        id="" if id.startswith("#") else id,
        started=_start(begun) if begun else next(filter(None, map(_start_time, events)), None),
        updated=last.time,
        version=integer(last.detail, "version"),
        type=_type(mapping(last.detail, "type")),
        region=word(last.detail, "region"),
        input_artifacts=names(last.detail, "input-artifacts"),
        output_artifacts=names(last.detail, "output-artifacts"),
        external_id=external,
        external_summary=summary,
        external_url=word(result, "external-execution-url"),
        error_code=word(result, "error-code"),
        error_message=summary if last.state == "FAILED" else None,
        log_stream_arn=external if external and ":log-stream:" in external else None,
        recorded=last.recorded,
    )


def _with_failures(attempts: Iterable[ActionExecution], events: Iterable[Event]) -> Iterator[ActionExecution]:
    """The attempts, and those failed ones that only a notification about the run or the stage names."""
    known = set()
    for attempt in attempts:
        known.add(attempt.action)
        yield attempt
    for event in events:
        stage = word(event.attributes, "failedStage") or word(event.detail, "stage")
        for _, failed in items(event.attributes, "failedActions"):
            action = word(failed, "action")
            if stage and action and action not in known:
                known.add(action)
                message = word(failed, "additionalInformation")
                yield ActionExecution(
                    stage=stage, action=action, status="Failed", error_message=message, recorded=event.recorded
                )


def _trigger(own: Iterable[Event]) -> ExecutionTrigger | None:
    found: dict[str, Any] = {}
    for each in own:
        found |= mapping(each.detail, "execution-trigger")
    if not found:
        return None
    place = " ".join(filter(None, (word(found, key) for key in ("full-repository-name", "branch-name", "tag-name"))))
    return ExecutionTrigger(
        type=word(found, "trigger-type") or UNKNOWN, detail=word(found, "trigger-detail") or place or None
    )


def _revisions(events: Sequence[Event], own: Sequence[Event]) -> Iterator[Revision]:
    """What source actions brought, as far as their own events, notifications or the trigger tell."""
    found: dict[str, Revision] = {}
    for event in events:
        result = mapping(event.detail, "execution-result")
        if word(mapping(event.detail, "type"), "category") == "Source" and word(result, "external-execution-id"):
            name = word(event.detail, "action") or ""
            found[name] = Revision(
                source_action=name,
                id=word(result, "external-execution-id"),
                summary=word(result, "external-execution-summary"),
                url=word(result, "external-execution-url"),
            )
        for _, source in items(event.attributes, "sourceActions"):
            name, variables = word(source, "sourceActionName") or "", mapping(source, "sourceActionVariables")
            revision = next(filter(None, (word(variables, key) for key in _REVISION_IDS)), None)
            found.setdefault(name, Revision(source_action=name, id=revision, summary=word(variables, "CommitMessage")))
    for event in own:
        trigger = mapping(event.detail, "execution-trigger")
        commit = word(trigger, "commit-id")
        if commit and commit not in {each.id for each in found.values()}:
            found[""] = Revision(source_action="", id=commit, summary=word(trigger, "commit-message"))
    yield from found.values()


def _start(event: Event) -> datetime | None:
    return _start_time(event) or event.time


def _start_time(event: Event) -> datetime | None:
    return time(event.detail.get("start-time"))


def _type(value: dict[str, Any]) -> ActionType | None:
    version = integer(value, "version")
    return action_type(value if version is None else {**value, "version": version})
