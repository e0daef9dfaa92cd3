"""A run explained: what happened, why it failed, and what differs from the last run that did not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from pipeviz.analysis.choose import choose, run_of
from pipeviz.analysis.comparison import Comparison, compare, good_runs, last_good
from pipeviz.analysis.diagnosis import Diagnosis, diagnose
from pipeviz.analysis.run import Run
from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution
from pipeviz.providers import Catalogue
from pipeviz.providers.failures import Failures, own_failures
from pipeviz.reports.choice import Choice

SHORTEST_ID = 8


class Explanation(Struct, frozen=True, kw_only=True):
    """Everything that a report says.

    `good` is the run that it is compared with, if one is recorded. `short_id` is the beginning of the run's id that no other
    recorded run shares. `captured` is when the recording was made: what is in progress was so at that time. `note`
    says why this pipeline was chosen among several. `catalogue` tells how to draw it.
    """

    run: Run
    diagnosis: Diagnosis
    short_id: str
    good: Run | None = None
    comparison: Comparison | None = None
    captured: datetime | None = None
    note: str = ""
    catalogue: Catalogue = Catalogue()

    @property
    def pipeline(self) -> Pipeline:
        """The definition that the run ran with, as far as it is recorded."""
        return self.run.pipeline

    @property
    def execution(self) -> Execution:
        """The record of the run."""
        return self.run.execution


def explain(choice: Choice, wanted: str, catalogue: Catalogue) -> Explanation:
    """The run of a pipeline that `wanted` means (see `pipeviz.analysis.choose`), explained.

    Raises UsageError where there is no such run.
    """
    return next(explained(choice, [choose(choice.history, wanted)], catalogue))


def explained(choice: Choice, executions: Iterable[Execution], catalogue: Catalogue) -> Iterator[Explanation]:
    """Some of the runs of a pipeline, explained one after another."""
    current, history = choice.pipeline, choice.history
    measures = good_runs(history.executions)
    ids = sorted(each.id for each in history.executions)
    failures = Failures(own_failures(catalogue.own))
    for execution in executions:
        other = last_good(execution, measures)
        happened = run_of(history, execution, current)
        good = run_of(history, other, current) if other else None
        comparison = compare(happened, good) if good else None
        before = good if comparison and not comparison.later else None
        yield Explanation(
            run=happened,
            diagnosis=diagnose(happened, before, history, failures),
            short_id=_short(execution.id, ids),
            good=good,
            comparison=comparison,
            captured=history.captured,
            note=choice.note,
            catalogue=catalogue,
        )


def _short(id: str, ids: Sequence[str]) -> str:
    """The beginning of an id that none of the others, in order, shares: the nearest of them share most."""
    at = bisect_left(ids, id)
    beside = (*ids[max(at - 1, 0) : at], *ids[at + 1 : at + 2])
    shared = max((_shared(id, other) for other in beside), default=0)
    return id[: max(SHORTEST_ID, shared + 1)]


def _shared(one: str, other: str) -> int:
    """How many characters two ids begin with alike."""
    differ = (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return next(differ, min(len(one), len(other)))
