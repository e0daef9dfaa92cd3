"""The few words that every format of a report shares."""

from __future__ import annotations

import json
from datetime import timedelta

from pipeviz.analysis.diagnosis import Diagnosis, Fact
from pipeviz.analysis.wording import REASONS, cut, short
from pipeviz.durations import in_words
from pipeviz.model.execution import ActionExecution, Execution, ExecutionTrigger, Gap, Revision

LONGEST_ID = 20
LONGEST_VALUE = 160
CHAIN = ("error", "detail")
TOLD_BY_COMPARISON = ("good", "change")
"""Kinds of facts: those that lead to the cause, and those that the comparison tells."""


def took(seconds: float | None) -> str:
    """A duration as `1 min 25 s`, or nothing."""
    return "" if seconds is None or seconds < 0 else in_words(timedelta(seconds=seconds))


def lasted(execution: Execution) -> float | None:
    """How long a run that has ended took, in seconds."""
    if execution.started is None or execution.updated is None or execution.status in ("InProgress", "Stopping"):
        return None
    return (execution.updated - execution.started).total_seconds()


def short_revision(id: str | None) -> str:
    """The id of a commit, a digest or a version, as people write it."""
    return cut(short(id or ""), LONGEST_ID)


def revision(it: Revision | None) -> str:
    """A revision as its id and what it is about, on one line."""
    summary = (it.summary or "").strip().partition("\n")[0] if it else ""
    return "" if it is None else shortened(f"{short_revision(it.id)} {summary}")


def trigger(it: ExecutionTrigger | None) -> str:
    """What started a run."""
    return "" if it is None else shortened(f"{it.type} {_plain(it.detail or '')}")


def _plain(detail: str) -> str:
    """The detail of a trigger; of a rollback AWS writes it as JSON, of which only the values say something."""
    try:
        found = json.loads(detail)
    except ValueError:
        return detail
    return " ".join(map(str, found.values())) if isinstance(found, dict) else detail


def gap(it: Gap) -> str:
    """What could not be asked, and what AWS said."""
    said = one_line(it.detail)
    return f"{it.operation} {REASONS.get(it.reason, it.reason)}" + (f": {said}" if said else "")


def shortened(text: str) -> str:
    """The text on one line that is not too long to be shown beside another."""
    return cut(one_line(text), LONGEST_VALUE)


def one_line(text: str) -> str:
    """The text with its white space, line ends too, as single spaces."""
    return " ".join(text.split())


def provider(attempt: ActionExecution | None) -> str:
    """Who provides an action, if the record says."""
    return attempt.type.provider if attempt and attempt.type else ""


def chain(diagnosis: Diagnosis) -> tuple[Fact, ...]:
    """The facts that lead from the failed action to the cause."""
    return tuple(fact for fact in diagnosis.facts if fact.kind in CHAIN)


def around(diagnosis: Diagnosis) -> tuple[Fact, ...]:
    """The other facts, without those that the comparison tells."""
    return tuple(fact for fact in diagnosis.facts if fact.kind not in (*CHAIN, *TOLD_BY_COMPARISON))
