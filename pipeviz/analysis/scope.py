"""What the expressions of a failure's entry (`pipeviz.providers.failures`) can speak of, and how they are asked.

action    the attempt: stage, action (or rule), externalId, configuration, outputVariables, region, …, and its times as
          ISO text (`started`, `updated`) and in milliseconds (`sinceMs`, `untilMs`, a minute later)
execution the run's id, status and start
found     what `find` took out of texts
answers   by operation, the answers there are, in the order in which they were asked for
answer    the one answer that is being read; `item`, the one item that is being asked for
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from pipeviz.model.execution import ActionExecution, Evidence, Execution, RuleExecution
from pipeviz.providers.failures import Failure

Attempt = ActionExecution | RuleExecution
Scope = dict[str, Any]

LONGEST = 4000
"""So many characters of a recorded text are looked at by patterns."""

_MARGIN = timedelta(minutes=1)
"""Services write down the end of a thing a little after, and clocks differ."""


def scope(attempt: Attempt, execution: Execution, failure: Failure, evidence: Iterable[Evidence] = ()) -> Scope:
    """What is known of an attempt at first."""
    answers: dict[str, list[Any]] = {}
    for each in evidence:
        answers.setdefault(each.operation, []).append(plain(each.answer))
    known: Scope = {
        "action": _action(attempt),
        "execution": {"id": execution.id, "status": execution.status, "started": plain(execution.started)},
        "found": {},
        "answers": answers,
    }
    for find in failure.find:
        known["found"] |= groups(find.pattern, search(find.within, known))
    return known


def search(expression: str, known: Mapping[str, Any]) -> Any:
    """What a JMESPath expression finds; None where it does not fit what there is."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return jmespath.search(expression, known)
    except JMESPathError:
        return None


def groups(pattern: str, text: Any) -> dict[str, str]:
    """The named groups of a pattern in a text, those that took part; none where the text is none."""
    found = matched(pattern, text)
    return {name: value for name, value in found.groupdict().items() if value} if found else {}


def matched(pattern: str, text: Any) -> re.Match[str] | None:
    """Where a pattern fits in the beginning of a text."""
    return re.search(pattern, text[:LONGEST]) if isinstance(text, str) else None


def during(attempt: Attempt, time: Any) -> bool:
    """Whether a recorded time lies within an attempt, as far as both are known."""
    when = moment(time)
    if when is None:
        return True
    after = attempt.started is None or when >= attempt.started - _MARGIN
    before = attempt.updated is None or attempt.status == "InProgress" or when <= attempt.updated + _MARGIN
    return after and before


def moment(time: Any) -> datetime | None:
    """A time as AWS or its CLI writes it: a datetime, seconds or milliseconds since 1970, ISO 8601."""
    try:
        if isinstance(time, str):
            time = datetime.fromisoformat(time)
        elif isinstance(time, int | float) and not isinstance(time, bool):
            time = datetime.fromtimestamp(time / 1000 if time > 1e11 else time, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if not isinstance(time, datetime):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def plain(value: Any) -> Any:
    """A value as JSON holds it: times become ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _action(attempt: Attempt) -> dict[str, Any]:
    action: dict[str, Any] = msgspec.to_builtins(attempt)
    if attempt.started is not None:
        action["sinceMs"] = int(attempt.started.timestamp() * 1000)
    if attempt.updated is not None:
        action["untilMs"] = int((attempt.updated + _MARGIN).timestamp() * 1000)
    return action
