"""Runs and their attempts as rows of tables; the templates say how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pipeviz.analysis.choose import has_failed
from pipeviz.analysis.comparison import seconds
from pipeviz.analysis.run import ATTEMPTS, Run
from pipeviz.analysis.wording import short
from pipeviz.model.execution import ActionExecution, Revision
from pipeviz.pages.relative import relative
from pipeviz.pages.runs import Runs, run_path
from pipeviz.reports.links import leading_somewhere
from pipeviz.reports.words import lasted, one_line, revision, shortened, took, trigger
from pipeviz.templating.escape import Markdown
from pipeviz.views.outcomes import Told, told
from pipeviz.views.run_words import moment, person


class Brought(NamedTuple):
    """A revision in words, and the page about it."""

    words: str
    url: str | None


class RunRow(NamedTuple):
    """A run in a list; `link` is None where it has no page. `headline` says what failed, if that is known."""

    id: str
    link: Markdown | None
    outcome: str
    told: Told
    began: str
    took: str
    trigger: str
    revisions: tuple[Brought, ...]
    headline: str


class AttemptRow(NamedTuple):
    """One attempt at one action, in the try of its stage with this number; `said` is its error, or what its service says."""

    number: int
    attempt: ActionExecution
    outcome: str
    told: Told
    began: str
    took: str
    who: str
    url: str | None
    said: str


def run_row(path: str, run: Run, runs: Runs, page: str) -> RunRow:
    """A run as listed on a `page`; `path` is that of the page of its pipeline."""
    execution, explanation = run.execution, runs.told.get(run.execution.id)
    outcome = became(run)
    return RunRow(
        id=explanation.short_id if explanation else short(execution.id),
        link=run_link(path, execution.id, runs, page),
        outcome=outcome,
        told=told(outcome),
        began=minute(execution.started),
        took=took(lasted(execution)),
        trigger=trigger(execution.trigger),
        revisions=tuple(brought(execution.revisions)),
        headline=one_line(explanation.diagnosis.headline) if explanation and outcome == "failed" else "",
    )


def run_link(path: str, id: str, runs: Runs, page: str) -> Markdown | None:
    """The way from a `page` to the page of a run, if it has one."""
    return relative(f"{run_path(path, id)}.md", page) if id in runs.told else None


def minute(time: datetime | None) -> str:
    """A time in a table that says that its times are in UTC."""
    return f"{time:%Y-%m-%d %H:%M}" if time else ""


def became(run: Run) -> str:
    """What became of a run; one that goes on has failed as soon as something in it has, and waits if an approval does."""
    if has_failed(run.execution):
        return "failed"
    waits = run.outcome == "running" and any(stage.outcome == "waiting" for stage in run.stages)
    return "waiting" if waits else run.outcome


def brought(revisions: Iterable[Revision]) -> Iterator[Brought]:
    """Revisions in words."""
    return (Brought(revision(each) or each.source_action, leading_somewhere(each.url)) for each in revisions)


def attempt_rows(run: Run) -> Iterator[AttemptRow]:
    """Every attempt, by stage and in the order in which they began."""
    for stage in run.stages:
        for tried in stage.attempts:
            for each in tried.actions:
                outcome = ATTEMPTS.get(each.status, "unknown")
                said = each.error_message or each.external_summary or ""
                yield AttemptRow(
                    number=tried.number,
                    attempt=each,
                    outcome=outcome,
                    told=told(outcome),
                    began=moment(each.started),
                    took=took(seconds(each)),
                    who=person(each.updated_by) if each.updated_by else "",
                    url=leading_somewhere(each.external_url),
                    said=shortened(": ".join(part for part in (each.error_code, said) if part)),
                )
