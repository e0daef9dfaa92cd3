"""Which failures to look up, and where what was found is kept. What to ask about a failure is known elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeviz.capture import names
from pipeviz.capture.call import Call, RefusedError
from pipeviz.capture.history import ACTIONS, GOING, RULES, RUNS, Row
from pipeviz.capture.record import Record, Word
from pipeviz.model.execution import Evidence, Gap

CallFor = Callable[[str | None, str | None], Call]
"""What asks in a region and in the account of a role; None means those of the pipeline."""

BUILDS = "codebuild:BatchGetBuilds"
_MOST = 100
_NAME = 40


class Failure(NamedTuple):
    """A failed run: what ran in it, and what of that failed and should be looked up. All are rows of AWS's own lists."""

    record: Record
    run: Row
    actions: Sequence[Row]
    rules: Sequence[Row]
    failed: Sequence[Row]


Gather = Callable[[Failure, Row, CallFor], tuple[Sequence[Evidence], Sequence[Gap]]]
"""Asks why one of the failed attempts of a run failed, in the account and region where it ran."""

Redact = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""What may be written of an answer to an operation."""


def failures(record: Record, word: Word, number: int) -> Iterator[Failure]:
    """The latest failed runs of a pipeline whose evidence was not looked up since they changed last.

    A run that is still going may have failed already.
    """
    rows = record.rows(RUNS.file, RUNS.key) if number else []
    failed = [row for row in rows if row["status"] == "Failed"][:number]
    going = [row for row in rows if row["status"] in GOING][:number]
    new = [row for row in (*going, *failed) if word.looked_at.get(row[RUNS.id]) != row.get("lastUpdateTime", "")]
    if new:
        actions, rules = record.rows(ACTIONS.file, ACTIONS.key), record.rows(RULES.file, RULES.key)
        yield from (each for run in new if (each := failure_of(record, run, actions, rules)).failed)


def failure_of(record: Record, run: Row, actions: Iterable[Row], rules: Iterable[Row]) -> Failure:
    """A run with what ran in it: of actions and rules, the last attempts count; rules only where no action failed."""
    own = [each for each in actions if each[RUNS.id] == run[RUNS.id]]
    checked = [each for each in rules if each[RUNS.id] == run[RUNS.id]]
    return Failure(record, run, own, checked, failed_attempts(own, run) or failed_attempts(checked, run))


def failed_attempts(attempts: Iterable[Row], run: Row) -> list[Row]:
    """The last attempts at the actions or rules of a run that failed, the first to begin first."""
    last: dict[tuple[str, str], Row] = {}
    for each in sorted(attempts, key=lambda row: str(row.get("startTime") or "")):
        if each[RUNS.id] == run[RUNS.id]:
            last[each["stageName"], _name_of(each)] = each
    return [each for each in last.values() if each.get("status") == "Failed"]


def look_up(failure: Failure, word: Word, gather: Gather, call_for: CallFor, redact: Redact) -> list[Gap]:
    """Asks about every failed attempt of a run, records what was found, and tells what was refused."""
    lacks: list[Gap] = []
    for attempt in failure.failed:
        found, gaps = gather(failure, attempt, call_for)
        keep_evidence(failure.record, attempt, found, redact)
        word.gaps = [gap for gap in word.gaps if gap.of != id_of(attempt)] + list(gaps)
        lacks += gaps
    if all(gap.reason in ("missing", "cut") for gap in lacks):
        word.looked_at[failure.run[RUNS.id]] = failure.run.get("lastUpdateTime", "")
    return lacks


def keep_evidence(record: Record, attempt: Row, found: Iterable[Evidence], redact: Redact) -> None:
    """Writes answers of other services into the folder of an attempt."""
    from botocore import xform_name

    short = "-".join(names.safe(part, _NAME) for part in (attempt["stageName"], _name_of(attempt)))
    folder = f"evidence/{short}-{names.safe(id_of(attempt))}"
    numbers: dict[str, int] = {}
    for each in found:
        service, _, operation = each.operation.partition(":")
        name = f"{folder}/{service}.{xform_name(operation, '-')}"
        numbers[name] = numbers.get(name, 0) + 1
        last = f".{numbers[name]}" if numbers[name] > 1 else ""
        record.keep(f"{name}{last}", redact(each.operation, each.answer))


def id_of(attempt: Row) -> str:
    """The id of an attempt at an action or a rule."""
    return str(attempt.get(ACTIONS.id) or attempt.get(RULES.id) or "")


def with_builds(found: Iterable[Failure], call_for: CallFor) -> CallFor:
    """The same, with the builds of all failed attempts asked for beforehand, many in one call."""
    wanted: dict[Call, set[str]] = {}
    for failure in found:
        for attempt in failure.failed:
            given = attempt.get("input", {})
            build = attempt.get("output", {}).get("executionResult", {}).get("externalExecutionId")
            if build and _is_build(given):
                wanted.setdefault(call_for(given.get("region"), given.get("roleArn")), set()).add(build)
    ready = {call: _answering(call, sorted(builds)) for call, builds in wanted.items() if len(builds) > 1}

    def asking(region: str | None, role: str | None) -> Call:
        call = call_for(region, role)
        return ready.get(call, call)

    return asking


def _answering(call: Call, ids: Sequence[str]) -> Call:
    """A call that asks for these builds now, and later answers from them."""
    builds: dict[str, Any] = {}
    for at in range(0, len(ids), _MOST):
        try:
            answer = call(BUILDS, {"ids": ids[at : at + _MOST]})
        except RefusedError:
            return call
        builds |= {each["id"]: each for each in answer.get("builds", ())}

    def ask(operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        wanted = params.get("ids", ()) if operation == BUILDS else ()
        if wanted and all(each in builds for each in wanted):
            return {"builds": [builds[each] for each in wanted]}
        return call(operation, params)

    return ask


def _is_build(given: Row) -> bool:
    is_batch = str(given.get("configuration", {}).get("BatchEnabled", "")).lower() == "true"
    return given.get("actionTypeId", {}).get("provider") == "CodeBuild" and not is_batch


def _name_of(attempt: Row) -> str:
    return str(attempt.get("actionName") or attempt.get("ruleName"))
