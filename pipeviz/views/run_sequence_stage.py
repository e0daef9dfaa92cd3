"""A stage of a run: a titled block for each time that it was tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from pipeviz.analysis.run import ATTEMPTS, Run, StageAttempt, StageRun
from pipeviz.analysis.wording import listed
from pipeviz.diagrams import Block, Item, Note
from pipeviz.durations import in_words
from pipeviz.model import Stage
from pipeviz.model.execution import ActionExecution, RuleExecution
from pipeviz.views import run_words as words
from pipeviz.views.results import retried
from pipeviz.views.run_sequence_action import Try, action_of
from pipeviz.views.run_sequence_conditions import Checks, check_items, checks
from pipeviz.views.run_sequence_overlap import attempts
from pipeviz.views.run_sequence_start import told_revision
from pipeviz.views.scope import Scope
from pipeviz.views.sequence_action import Telling

MOST_TRIES, FIRST_TRIES = 8, 3
"""Of a stage that was tried more often, a folded drawing shows the first and the last tries."""

LONG = timedelta(minutes=1)
"""From this length on, a time in which nothing ran is told."""

_NEVER = StageAttempt(number=1, actions=())


def stage_items(telling: Telling, run: Run, stage: StageRun, scope: Scope, left: datetime | None) -> Iterator[Item]:
    """The blocks of a stage, and between them how long nothing ran; `left` is when the stage before it was done."""
    counted: Counter[str] = Counter()
    revisions = [each for each in run.execution.revisions if each is not told_revision(run)]
    for attempt, around in zip(stage.attempts or (_NEVER,), checks(stage), strict=True):
        tries = []
        for each in attempt.actions:
            counted[each.action] += 1
            brought = tuple(one for one in revisions if one.source_action == each.action)
            action = action_of(stage.stage, each)
            source = action.type.category == "Source"
            tries.append(Try(each, counted[each.action], action, brought if source else ()))
        shown = [each for each in tries if scope.actions is None or each.action.name in _names(scope)]
        begun, ended = _extent(attempt, around)
        if begun and left and begun - left >= LONG:
            again = "was retried" if attempt.number > 1 else "began"
            yield Note(
                over=(telling.cp,), text=f"{in_words(begun - left)} until {stage.name} {again}", classes=("waiting",)
            )
        left = ended or left
        if scope.fold and attempt.number in (hidden := _hidden(len(stage.attempts))):
            if attempt.number == hidden[0]:
                text = f"{stage.name}, attempts {hidden[0]} to {hidden[-1]} are left out"
                yield Note(over=(telling.cp,), text=text, classes=("fold",))
        elif shown or not tries:
            yield _block(telling, run, stage, attempt, around, shown, scope)


def idle(telling: Telling, run: Run, names: Sequence[str], outcome: str) -> Note:
    """That nothing of these is recorded, and what that means."""
    yet = " yet" if outcome == "unreached" and run.outcome == "running" else ""
    return Note(
        over=(telling.cp,), text=f"{listed(names, 5)} {words.sentence(outcome, len(names))}{yet}", classes=(outcome,)
    )


def _block(
    telling: Telling,
    run: Run,
    stage: StageRun,
    attempt: StageAttempt,
    around: Checks,
    tries: Sequence[Try],
    scope: Scope,
) -> Block:
    final = attempt.number >= len(stage.attempts)
    outcome = stage.outcome if final else _outcome(attempt)
    ended = outcome in ("succeeded", "failed", "abandoned")
    drawn = stage.stage or Stage(name=stage.name)
    items: list[Item] = []
    if attempt.mode:
        items.append(Note(over=(telling.cp,), text=f"Retried: {retried(attempt.mode)}"))
    if telling.detail != "overview":
        items.extend(check_items(telling, run, stage, around.before))
    items.extend(attempts(telling, drawn, tries, folded=scope.fold))
    if telling.detail != "overview":
        items.extend(check_items(telling, run, stage, around.after))
    if final:
        missing = [each for each in stage.actions if not each.attempts and scope.actions is None]
        for why, group in groupby(missing, key=lambda action: action.outcome):
            items.append(idle(telling, run, [action.name for action in group], why))
    name = f"{stage.name}, attempt {attempt.number}" if len(stage.attempts) > 1 else stage.name
    return Block(
        title=words.dotted(name, words.label(outcome), words.took(*_extent(attempt, around)) if ended else ""),
        items=tuple(items),
        classes=("stage", outcome),
        link=telling.link(drawn),
    )


def _hidden(tries: int) -> range:
    """The numbers of the tries that a folded drawing leaves out."""
    return range(FIRST_TRIES + 1, tries - (MOST_TRIES - FIRST_TRIES) + 1) if tries > MOST_TRIES else range(0)


def _outcome(attempt: StageAttempt) -> str:
    outcomes = {ATTEMPTS.get(each.status, "unknown") for each in attempt.actions}
    return next((each for each in ("running", "abandoned", "failed", "unknown") if each in outcomes), "succeeded")


def _extent(attempt: StageAttempt, around: Checks) -> tuple[datetime | None, datetime | None]:
    records: tuple[ActionExecution | RuleExecution, ...] = (*around.before, *attempt.actions, *around.after)
    begun = min((each.started for each in records if each.started), default=None)
    return begun, max((each.updated for each in records if each.updated), default=None)


def _names(scope: Scope) -> set[str]:
    return {action.name for action in scope.actions or ()}
