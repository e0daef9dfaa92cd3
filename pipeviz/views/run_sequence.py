"""Run → sequence diagram: what CodePipeline called in this run, in which order, and what came of each call.

Only recorded facts are drawn. What the catalogue knows of a provider's conversation is documented behaviour, so of it the
drawing takes the lifelines alone, which are those of the pipeline's own drawing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeviz.analysis.run import Run, StageRun
from pipeviz.analysis.waiting import waits
from pipeviz.analysis.wording import short
from pipeviz.diagrams import Activation, Item, Message, Note, SequenceDiagram
from pipeviz.providers import Catalogue
from pipeviz.views import run_words as words
from pipeviz.views.run_sequence_stage import idle, stage_items
from pipeviz.views.run_sequence_start import start_of
from pipeviz.views.scope import Scope
from pipeviz.views.sequence_action import Links, Telling

MOST_TOLD = 20
"""Of more stages than this the description counts the rest."""


def run_sequence(
    run: Run,
    catalogue: Catalogue,
    *,
    scope: Scope = Scope(),
    links: Links | None = None,
    detail: str = "standard",
) -> SequenceDiagram:
    """The sequence diagram of a run, or of the part of it that `scope` shows.

    `detail` is `overview` (each call and what came of it), `standard` (with revisions, comments and conditions) or `full`
    (with the artifacts that were passed and the services' own words); `links` gives stages and actions their targets.
    """
    telling = Telling(run.pipeline, catalogue, detail, links)
    stages = [stage for stage in run.stages if scope.stage in (None, stage.name)]
    first = bool(run.stages) and scope.stage in (None, run.stages[0].name)
    start = tuple(start_of(telling, run)) if first else ()
    cp = telling.cp
    body = tuple(_body(telling, run, stages, scope))
    participants = telling.lifelines.all()
    span = (participants[0].id, participants[-1].id)
    name = f"Run {run.execution.id} of {run.pipeline.friendly_name}" + (f", stage {scope.stage}" if scope.stage else "")
    return SequenceDiagram(
        title=name,
        description=describe(name, run, stages),
        participants=participants,
        items=(
            Note(over=span, text=_heading(run), classes=(run.outcome,)),
            *start,
            Activation(participant=cp, active=True),
            *body,
            Activation(participant=cp, active=False),
            *(Note(over=span, text=footnote, classes=("fold",)) for footnote in telling.footnotes),
        ),
    )


def describe(name: str, run: Run, stages: Sequence[StageRun]) -> str:
    """The diagram in a sentence, for those who cannot see it."""
    order = ", ".join(f"{stage.name} {words.SENTENCES[stage.outcome]}" for stage in stages[:MOST_TOLD])
    more = f", and {len(stages) - MOST_TOLD} more stages" if len(stages) > MOST_TOLD else ""
    return f"{name} {words.verdict(run.outcome)}: {order}{more}."


def _heading(run: Run) -> str:
    execution = run.execution
    lasted = words.lasted(execution) if run.outcome not in ("running", "unknown") else ""
    name = f"{run.pipeline.friendly_name}, run {short(execution.id)}"
    failed = f", {run.culprit.action} has failed" if run.outcome == "running" and run.culprit else ""
    version = f"definition version {execution.version}" if execution.version is not None else ""
    drawn = "" if run.exact else " (not recorded, drawn on another)" if version else "definition not recorded"
    return words.lines(
        words.dotted(f"{name} {words.verdict(run.outcome)}{failed}", lasted),
        words.dotted(words.moment(execution.started), version + drawn),
    )


def _body(telling: Telling, run: Run, stages: Sequence[StageRun], scope: Scope) -> Iterator[Item]:
    """The stages in order; where the run ended before its end, why; and then what was not reached."""
    last = max((at for at, stage in enumerate(stages) if stage.attempts or stage.rules), default=-1)
    left = run.execution.started if scope.stage is None else None
    for nothing, group in groupby(stages[: last + 1], key=_nothing):
        alike = tuple(group)
        if nothing:
            yield idle(telling, run, [stage.name for stage in alike], nothing)
            continue
        for stage in alike:
            yield from [_summed_up(telling, stage)] if scope.overview else stage_items(telling, run, stage, scope, left)
            left = stage.updated or left
    if scope.stage in (None, next((stage.name for stage in reversed(run.stages) if not _nothing(stage)), None)):
        yield from _end(telling, run)
    for outcome, group in groupby(stages[last + 1 :], key=lambda stage: stage.outcome):
        yield idle(telling, run, [stage.name for stage in group], outcome)


def _nothing(stage: StageRun) -> str:
    """What it means that nothing of a stage is recorded; empty where something is."""
    return "" if stage.attempts or stage.rules else stage.outcome


def _summed_up(telling: Telling, stage: StageRun) -> Message:
    count = sum(len(attempt.actions) for attempt in stage.attempts)
    failed = sum(each.status == "Failed" for attempt in stage.attempts for each in attempt.actions)
    text = words.lines(
        words.dotted(f"{stage.name} {words.label(stage.outcome)}", words.took(stage.started, stage.updated)),
        f"{count} attempt{'' if count == 1 else 's'}" + (f", {failed} failed" if failed else ""),
    )
    return Message(
        source=telling.cp, target=telling.cp, text=text, lost=stage.outcome == "failed", classes=(stage.outcome,)
    )  # fmt: skip


def _end(telling: Telling, run: Run) -> Iterator[Note]:
    """Where the run ended before its end, and why; what it waits for; or why it failed though no action did."""
    reason = words.line(run.execution.stop_reason or run.execution.status_summary or "")
    if run.outcome in ("stopped", "superseded", "cancelled"):
        yield _remark(telling, f"The run {words.SENTENCES[run.outcome]}", reason, run.outcome)
    elif run.outcome == "failed" and run.culprit is None and run.failed_rule is None:
        yield _remark(telling, "The run failed", reason or "no failed action is recorded", "failed")
    elif run.outcome == "running":
        for span in waits(run).spans:
            if span.kind == "entry" and span.going:
                since = f" since {words.moment(span.start)}" if span.start else ""
                yield _remark(telling, f"Waiting to enter {span.stage}{since}", span.reason or "", "waiting")


def _remark(telling: Telling, text: str, reason: str, outcome: str) -> Note:
    return Note(over=(telling.cp,), text=f"{text}: {reason}" if reason else text, classes=(outcome,))
