"""Which run is meant: `latest`, `last-failed`, or an id, of which the beginning is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf

from pipeviz.analysis.definitions import definition_of
from pipeviz.analysis.run import Run, run
from pipeviz.durations import epoch
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.model.execution import UNKNOWN, Execution, History

LATEST, LAST_FAILED = "latest", "last-failed"

MOST_CANDIDATES = 10
"""Of more runs than this the others are counted."""


def choose(history: History, wanted: str) -> Execution:
    """The run of a pipeline that `wanted` means.

    Raises UsageError that names the candidates, newest first, where there is no such run or several begin with `wanted`.
    """
    newest_first = sorted(history.executions, key=lambda each: epoch(each.started, -inf), reverse=True)
    if not newest_first:
        raise UsageError(f"no run of {history.key} is recorded")
    if wanted == LATEST:
        return newest_first[0]
    if wanted == LAST_FAILED:
        failed = next((each for each in newest_first if has_failed(each)), None)
        if failed is None:
            raise _with_candidates(f"no failed run of {history.key} is recorded; there are", newest_first)
        return failed
    exact = next((each for each in newest_first if each.id == wanted), None)
    fitting = [exact] if exact else [each for each in newest_first if wanted and each.id.startswith(wanted)]
    if not fitting:
        raise _with_candidates(f"no run {wanted!r} of {history.key} is recorded; there are", newest_first)
    if len(fitting) > 1:
        raise _with_candidates(f"{wanted!r} fits several runs of {history.key}", fitting)
    return fitting[0]


def run_of(history: History, execution: Execution, current: Pipeline) -> Run:
    """What happened in a run, on the definition that it ran with; on the `current` one where that was not recorded."""
    definition, exact = definition_of(history, execution, current)
    return run(execution, definition, exact=exact)


def has_failed(execution: Execution) -> bool:
    """Whether a run failed, or is still going, or of unknown status, and the last attempt at one of its actions failed."""
    if execution.status not in ("InProgress", UNKNOWN):
        return execution.status == "Failed"
    last = {(each.stage, each.action): each.status for each in execution.actions}
    return "Failed" in last.values()


def candidates(executions: Iterable[Execution]) -> str:
    """Runs, one a line: id, status, when it began."""
    listed = list(executions)
    more = f"\n  … and {len(listed) - MOST_CANDIDATES} more" if len(listed) > MOST_CANDIDATES else ""
    wide = max((len(each.status) for each in listed[:MOST_CANDIDATES]), default=0)
    lines = (f"  {each.id}  {each.status:{wide}}  {_when(each.started)}" for each in listed[:MOST_CANDIDATES])
    return "\n".join(lines) + more


def _with_candidates(message: str, executions: Sequence[Execution]) -> UsageError:
    return UsageError(f"{message}:\n{candidates(executions)}")


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "at an unknown time"
