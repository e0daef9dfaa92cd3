"""What lists say of the runs of a pipeline: small enough to be kept for all pipelines at once."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.analysis.run import Run
from pipeviz.pages.pictures import element
from pipeviz.pages.run_rows import became, minute
from pipeviz.pages.runs import Runs, run_path
from pipeviz.reports.words import one_line, provider
from pipeviz.templating.escape import Markdown
from pipeviz.views.outcomes import Told, told
from pipeviz.views.strip import strip
from pipeviz.writers.strip_svg import strip_svg

TREND = 20
"""So many of the last runs make the trend."""


class Failure(NamedTuple):
    """A pipeline whose newest finished run failed: since when, how often in a row, and what is wrong now.

    `page` is that of the newest failed run; `good` is when the last run before that succeeded began, if one is recorded.
    """

    headline: str
    provider: str
    page: str
    since: str
    last: str
    times: int
    good: str


class Digest(NamedTuple):
    """The state of a pipeline, and what became of its last runs, oldest first, as signs and as a small picture."""

    outcome: str
    told: Told
    began: str
    page: str | None
    signs: tuple[str, ...]
    spark: Markdown
    failure: Failure | None


def digest(path: str, runs: Runs) -> Digest:
    """What lists say; `path` is that of the page of the pipeline."""
    newest, last = runs.newest, tuple(reversed(runs.all[:TREND]))
    run = newest.execution.id
    return Digest(
        outcome=became(newest),
        told=told(became(newest)),
        began=minute(newest.execution.started),
        page=run_path(path, run) if run in runs.told else None,
        signs=tuple(told(became(each)).sign for each in last),
        spark=_in_a_cell(strip_svg(strip([each.execution for each in last], most=TREND), spark=True)),
        failure=_failure(path, runs),
    )


def _failure(path: str, runs: Runs) -> Failure | None:
    """Runs that were superseded, stopped or cancelled, and those still going, tell neither this nor that."""
    finished = [each for each in runs.all if became(each) in ("succeeded", "failed")]
    failed = finished[: next((at for at, each in enumerate(finished) if became(each) != "failed"), len(finished))]
    if not failed:
        return None
    newest, oldest = failed[0].execution, failed[-1].execution
    good = finished[len(failed)].execution if len(finished) > len(failed) else None
    return Failure(
        headline=one_line(runs.told[newest.id].diagnosis.headline),
        provider=_provider(failed[0]),
        page=run_path(path, newest.id),
        since=minute(oldest.started),
        last=minute(newest.started),
        times=len(failed),
        good=minute(good.started) if good else "",
    )


def _in_a_cell(svg: str) -> Markdown:
    """The picture on one line, as a table wants it."""
    return Markdown(" ".join(element(svg).split("\n")).replace("|", "&#124;"))


def _provider(run: Run) -> str:
    return provider(run.culprit) if run.culprit else (run.failed_rule.provider or "") if run.failed_rule else ""
