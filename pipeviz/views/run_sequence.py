"""Run → sequence diagram: what CodePipeline called in this run, in which order, and what came of each call.

Only recorded facts are drawn. What the catalogue knows of a provider's conversation is documented behaviour, so of it the
drawing takes the lifelines alone, which are those of the pipeline's own drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeviz.analysis.run import Run, StageAttempt, StageRun
from pipeviz.diagrams import Activation, Block, Item, Note, SequenceDiagram
from pipeviz.model import Stage
from pipeviz.providers import Catalogue
from pipeviz.views import run_words as words
from pipeviz.views.results import retried
from pipeviz.views.run_sequence_action import Try, action_of, attempts
from pipeviz.views.run_sequence_start import start_of
from pipeviz.views.scope import Scope
from pipeviz.views.sequence_action import Links, Telling


def run_sequence(
    run: Run,
    catalogue: Catalogue,
    *,
    scope: Scope = Scope(),
    links: Links | None = None,
    detail: str = "standard",
) -> SequenceDiagram:
    """The sequence diagram of a run, or of the part of it that `scope` shows.

    `detail` is `overview` (a call and what came of it), `standard` (with revisions, comments and conditions) or `full`
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
    order = ", ".join(f"{stage.name} {words.SENTENCES[stage.outcome]}" for stage in stages[:20])
    more = f", and {len(stages) - 20} more stages" if len(stages) > 20 else ""
    return f"{name} {words.SENTENCES[run.outcome]}: {order}{more}."


def _heading(run: Run) -> str:
    execution = run.execution
    finished = run.outcome not in ("running", "unknown")
    lasted = words.took(execution.started, execution.updated) if finished else ""
    version = f"definition version {execution.version}" if execution.version is not None else ""
    drawn = "" if run.exact or not version else " (not recorded; drawn on another version)"
    return "\n".join(
        line
        for line in (
            f"Run {execution.id} {words.SENTENCES[run.outcome]}" + (f" after {lasted}" if lasted else ""),
            words.dotted(words.moment(execution.started), version + drawn),
        )
        if line
    )


def _body(telling: Telling, run: Run, stages: Sequence[StageRun], scope: Scope) -> Iterator[Item]:
    last = max((at for at, stage in enumerate(stages) if stage.attempts), default=-1)
    for outcome, group in groupby(stages[: last + 1], key=lambda stage: "" if stage.attempts else stage.outcome):
        if outcome:
            yield _idle(telling, [stage.name for stage in group], outcome)
        else:
            for stage in group:
                yield from _stage(telling, run, stage, scope)
    yield from _end(telling, run)
    for outcome, group in groupby(stages[last + 1 :], key=lambda stage: stage.outcome):
        yield _idle(telling, [stage.name for stage in group], outcome)


def _stage(telling: Telling, run: Run, stage: StageRun, scope: Scope) -> Iterator[Item]:
    """A block for each time that the stage was tried."""
    counted: Counter[str] = Counter()
    for attempt in stage.attempts:
        tries = []
        for each in attempt.actions:
            counted[each.action] += 1
            tries.append(Try(each, counted[each.action], action_of(stage.stage, each)))
        yield _tried(telling, run, stage, attempt, tries, scope)


def _tried(
    telling: Telling, run: Run, stage: StageRun, attempt: StageAttempt, tries: Sequence[Try], scope: Scope
) -> Block:
    final = attempt.number == len(stage.attempts)
    outcome = stage.outcome if final else _outcome(attempt)
    number = f"attempt {attempt.number}" if len(stage.attempts) > 1 else ""
    begun = min((each.started for each in attempt.actions if each.started), default=None)
    ended = max((each.updated for each in attempt.actions if each.updated), default=None)
    lasted = words.took(begun, ended) if outcome in ("succeeded", "failed", "abandoned") else ""
    drawn = stage.stage or Stage(name=stage.name)
    items: list[Item] = []
    if attempt.mode:
        items.append(Note(over=(telling.cp,), text=f"Retried: {retried(attempt.mode)}"))
    items.extend(attempts(telling, drawn, tries, run.execution.revisions, folded=scope.fold))
    if final:
        left = ((action.name, action.outcome) for action in stage.actions if not action.attempts)
        for missing, group in groupby(left, key=lambda pair: pair[1]):
            items.append(_idle(telling, [name for name, _ in group], missing))
    return Block(
        title=words.dotted(f"{stage.name}, {number}" if number else stage.name, words.label(outcome), lasted),
        items=tuple(items),
        classes=("stage", outcome),
        link=telling.link(drawn),
    )


def _outcome(attempt: StageAttempt) -> str:
    outcomes = {words.OUTCOME_OF.get(each.status, "unknown") for each in attempt.actions}
    return next((each for each in ("running", "abandoned", "failed", "unknown") if each in outcomes), "succeeded")


def _idle(telling: Telling, names: list[str], outcome: str) -> Note:
    sentence = words.SENTENCES[outcome]
    if len(names) > 1:
        sentence = sentence.replace("was ", "were ", 1).replace("is ", "are ", 1)
    return Note(over=(telling.cp,), text=f"{words.listed(names)} {sentence}", classes=(outcome,))


def _end(telling: Telling, run: Run) -> Iterator[Item]:
    """Where the run ended before its end, and why."""
    reason = run.execution.stop_reason or run.execution.status_summary
    if run.outcome in ("stopped", "superseded", "cancelled"):
        text = f"The run {words.SENTENCES[run.outcome]}" + (f": {words.line(reason)}" if reason else "")
        yield Note(over=(telling.cp,), text=text, classes=(run.outcome,))
