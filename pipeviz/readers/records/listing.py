"""What the lists of attempts cover: that none is listed of a run says something only then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pipeviz.model.execution import Execution, Gap
from pipeviz.readers.records import gaps
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.values import items, time, word


class Listing(NamedTuple):
    """Attempts of all runs are listed since `since`, in seconds since 1970. `gaps` are those of runs that a list breaks off in."""

    since: float | None
    gaps: dict[str, tuple[Gap, ...]]

    def covers(self, run: Execution) -> bool:
        """Whether the attempts of a run would be listed if there were any."""
        return self.since is not None and run.started is not None and run.started.timestamp() >= self.since


def listed(answers: Sequence[Answer], capture: Mapping[str, Any]) -> Listing:
    """What answers of `list-action-executions` cover.

    One that names several runs was not asked for one run alone, and AWS lists the newest first; so it covers all from its
    oldest attempt on. A capture says itself since when it has all.
    """
    starts = {id(answer): _starts(answer) for answer in answers}
    whole = [min(times for times, _ in found) for found in starts.values() if len({run for _, run in found}) > 1]
    if not answers:
        return Listing(None, {})
    if capture.get("whole") is True:
        whole.append(float("-inf"))
    elif since := time(capture.get("since")):
        whole.append(since.timestamp())
    broken = [(min(starts[id(answer)], default=None), gap) for answer, gap in gaps.cut(answers)]
    return Listing(min(whole, default=None), {oldest[1]: (gap,) for oldest, gap in broken if oldest})


def _starts(answer: Answer) -> list[tuple[float, str]]:
    return [
        (start.timestamp(), run)
        for _, each in items(answer.value, "actionExecutionDetails")
        if (start := time(each.get("startTime"))) and (run := word(each, "pipelineExecutionId"))
    ]
