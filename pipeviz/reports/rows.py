"""Run → its stages and actions as rows that any format can lay out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pipeviz.analysis.comparison import seconds
from pipeviz.analysis.run import ATTEMPTS, ActionRun, StageRun
from pipeviz.model.execution import RuleExecution
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.links import leading_somewhere
from pipeviz.reports.words import provider, revision, took
from pipeviz.views.outcomes import Told, told
from pipeviz.views.run_words import CONDITIONS


class ActionRow(Struct, frozen=True, kw_only=True):
    """An action or a rule: what became of it (`outcome` by name, `told` in words), how long it took, and how long in the good run.

    `note` is what else is worth a look: attempts, the revision that a source brought. `culprit` tells that it made the run fail.
    """

    name: str
    outcome: str
    told: Told
    provider: str = ""
    note: str = ""
    took: str = ""
    good: str = ""
    url: str | None = None
    culprit: bool = False


class StageRow(Struct, frozen=True, kw_only=True):
    """A stage and its actions."""

    name: str
    outcome: str
    told: Told
    note: str = ""
    took: str = ""
    good: str = ""
    actions: tuple[ActionRow, ...] = ()


def stage_rows(explanation: Explanation) -> tuple[StageRow, ...]:
    """The stages of the run, in order."""
    good = {stage.name: stage for stage in explanation.good.stages} if explanation.good else {}
    return tuple(_stage(explanation, stage, good.get(stage.name)) for stage in explanation.run.stages)


def _stage(explanation: Explanation, stage: StageRun, good: StageRun | None) -> StageRow:
    before = {action.name: action for action in good.actions} if good else {}
    tries = len(stage.attempts)
    return StageRow(
        name=stage.name,
        outcome=stage.outcome,
        told=told(stage.outcome),
        note=f"tried {tries} times" if tries > 1 else "",
        took=took(_span(stage)),
        good=took(_span(good)),
        actions=(
            *(_action(explanation, action, before.get(action.name)) for action in stage.actions),
            *(_rule(explanation, rule) for rule in _verdicts(stage)),
        ),
    )


def _span(stage: StageRun | None) -> float | None:
    if stage is None or stage.outcome in ("running", "waiting") or stage.started is None or stage.updated is None:
        return None
    return (stage.updated - stage.started).total_seconds()


def _action(explanation: Explanation, action: ActionRun, good: ActionRun | None) -> ActionRow:
    last = action.last
    kind = action.action.type.category if action.action else ""
    return ActionRow(
        name=action.name,
        outcome=action.outcome,
        told=told("approved" if kind == "Approval" and action.outcome == "succeeded" else action.outcome),
        provider=action.action.type.provider if action.action else provider(last),
        note=", ".join(_notes(explanation, action)),
        took=took(seconds(last)),
        good=took(seconds(good.last)) if good else "",
        url=leading_somewhere(last.external_url) if last else None,
        culprit=last is not None and last is explanation.run.culprit,
    )


def _verdicts(stage: StageRun) -> Iterable[RuleExecution]:
    """The last check of each rule."""
    return {(each.rule, each.condition): each for each in stage.rules}.values()


def _rule(explanation: Explanation, rule: RuleExecution) -> ActionRow:
    outcome = ATTEMPTS.get(rule.status, "unknown")
    return ActionRow(
        name=f"Rule {rule.rule}",
        outcome=outcome,
        told=told(outcome),
        provider=rule.provider or "",
        note=CONDITIONS.get(rule.condition or "", ""),
        took=took(seconds(rule)),
        url=leading_somewhere(rule.external_url),
        culprit=rule is explanation.run.failed_rule,
    )


def _notes(explanation: Explanation, action: ActionRun) -> Iterator[str]:
    if len(action.attempts) > 1:
        failed = sum(each.status == "Failed" for each in action.attempts)
        yield f"attempt {len(action.attempts)}" + (
            f", {failed} failed" if action.outcome != "failed" and failed else ""
        )
    for each in explanation.execution.revisions:
        if each.source_action == action.name and revision(each):
            yield revision(each)
