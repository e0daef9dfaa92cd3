"""Runs → the strip of the latest ones: how each ended and how long it took, at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from pipeviz.analysis.run import EXECUTIONS
from pipeviz.diagrams.strip import Mark, Strip
from pipeviz.durations import in_words
from pipeviz.model.execution import Execution
from pipeviz.views.outcomes import told
from pipeviz.views.run_words import dotted, moment, revision, took

MOST = 30
"""Runs that are shown if nothing else is said."""

LONG_GAP = timedelta(days=7)
"""A longer time without any run is shown as a gap."""

RunLinks = Callable[[Execution], str | None]
"""Where a run leads to; None where it leads nowhere."""


def strip(executions: Iterable[Execution], *, links: RunLinks | None = None, most: int = MOST, name: str = "") -> Strip:
    """The latest runs, the newest last. `links` leads to their pages; `name` is the pipeline's, for those who only hear it.

    A run whose start was not recorded comes before all others.
    """
    ordered = sorted(executions, key=lambda each: each.started.timestamp() if each.started else float("-inf"))
    shown = ordered[-most:] if most else []
    gaps = ["", *(_gap(one, other) for one, other in pairwise(shown))]
    starts = [each.started for each in shown if each.started]
    number = f"the last {len(shown)} of {len(ordered)} runs" if len(shown) < len(ordered) else _runs(len(shown))
    return Strip(
        title=number[0].upper() + number[1:] + (f" of {name}" if name else ""),
        description=_description(shown),
        marks=tuple(_mark(each, gap, links) for each, gap in zip(shown, gaps, strict=False)),
        first=_day(starts[0]) if starts else "",
        last=_day(starts[-1]) if starts else "",
    )


def _mark(each: Execution, gap: str, links: RunLinks | None) -> Mark:
    outcome = EXECUTIONS.get(each.status, "unknown")
    going = outcome == "running"
    known = each.started and each.updated and each.updated >= each.started and not going
    word = told(outcome).word if outcome != "unknown" else each.status
    trigger = each.trigger
    return Mark(
        seconds=(each.updated - each.started).total_seconds() if known and each.updated and each.started else None,
        going=going,
        gap=gap,
        classes=(outcome,),
        link=links(each) if links else None,
        tooltip=dotted(
            each.id,
            word,
            moment(each.started) or "start not recorded",
            "" if going else took(each.started, each.updated) or "duration not recorded",
            "rollback" if each.type == "ROLLBACK" else "",
            dotted(trigger.type, trigger.detail or "") if trigger else "",
            *(revision(brought) for brought in each.revisions),
        ),
    )


def _gap(one: Execution, other: Execution) -> str:
    if one.started is None or other.started is None or other.started - one.started <= LONG_GAP:
        return ""
    return f"{in_words(other.started - one.started)} without a recorded run"


def _description(shown: Sequence[Execution]) -> str:
    counts = Counter(told(EXECUTIONS.get(each.status, "unknown")).word.lower() for each in shown)
    return ", ".join(f"{count} {word}" for word, count in counts.most_common()) or "No run is recorded"


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number} runs"


def _day(time: datetime) -> str:
    return f"{time:%Y-%m-%d}"
