"""A run explained: what happened, why it failed, and what differs from the last run that did not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from pipeviz.analysis.choose import choose, run_of
from pipeviz.analysis.comparison import Comparison, compare, last_good
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
    return explained(choice, choose(choice.history, wanted), catalogue)


def explained(choice: Choice, execution: Execution, catalogue: Catalogue) -> Explanation:
    """One of the runs of a pipeline, explained."""
    current, history = choice.pipeline, choice.history
    other = last_good(execution, history.executions)
    happened = run_of(history, execution, current)
    good = run_of(history, other, current) if other else None
    comparison = compare(happened, good) if good else None
    before = good if comparison and not comparison.later else None
    return Explanation(
        run=happened,
        diagnosis=diagnose(happened, before, history, Failures(own_failures(catalogue.own))),
        short_id=_short(execution.id, history.executions),
        good=good,
        comparison=comparison,
        captured=history.captured,
        note=choice.note,
        catalogue=catalogue,
    )


def _short(id: str, executions: Iterable[Execution]) -> str:
    others = [each.id for each in executions if each.id != id]
    lengths = range(min(SHORTEST_ID, len(id)), len(id))
    return next((id[:length] for length in lengths if not any(each.startswith(id[:length]) for each in others)), id)
