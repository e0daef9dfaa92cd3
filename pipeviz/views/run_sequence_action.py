"""One attempt at an action of a run: a call, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pipeviz.diagrams import Activation, Item, Message, Note
from pipeviz.model import Action, ActionType, Stage
from pipeviz.model.execution import ActionExecution, Revision
from pipeviz.views import run_words as words
from pipeviz.views.sequence_action import Telling, action_cast

UNKNOWN = ActionType(category="Unknown", owner="Unknown", provider="Unknown provider")
"""The type of an action that neither the definition nor the record names."""


class Try(NamedTuple):
    """One attempt at an action: which one it was, and the action as the definition, else the record, has it.

    `revisions` are what it brought, if it is a source.
    """

    attempt: ActionExecution
    number: int
    action: Action
    revisions: tuple[Revision, ...] = ()

    @property
    def name(self) -> str:
        """The action's name, and from the second attempt on its number."""
        return self.attempt.action + (f", attempt {self.number}" if self.number > 1 else "")

    @property
    def approval(self) -> bool:
        """Whether somebody has to approve."""
        return self.action.type.category == "Approval"


def action_of(stage: Stage | None, attempt: ActionExecution) -> Action:
    """The action of an attempt as the definition has it; where it has none, what the record tells of it."""
    for action in stage.actions if stage else ():
        if action.name == attempt.action:
            return action
    return Action(
        name=attempt.action,
        type=attempt.type or UNKNOWN,
        configuration=attempt.configuration,
        input_artifacts=attempt.input_artifacts,
        role_arn=attempt.role_arn,
        region=attempt.region,
    )


def attempt_items(telling: Telling, stage: Stage, each: Try, *, named: bool) -> Iterator[Item]:
    """A call, and what came of it. The call is not `named` where its surroundings say what it is."""
    lead = action_cast(telling, stage, each.action, {}).lead
    verb = "Request approval" if each.approval else "Trigger"
    passed = f"with {', '.join(each.attempt.input_artifacts)}" if each.attempt.input_artifacts else ""
    yield Message(
        source=telling.cp,
        target=lead,
        text=words.lines(f"{verb} {each.name}" if named else verb, passed if telling.detail == "full" else ""),
        activate=True,
        link=telling.link(stage, each.action) or each.attempt.external_url,
    )
    yield from _came_of_it(telling, lead, each)
    if telling.detail == "full":
        yield from _told_by_service(lead, each.attempt)


def _came_of_it(telling: Telling, lead: str, each: Try) -> Iterator[Item]:
    attempt = each.attempt
    match attempt.status:
        case "Succeeded":
            yield answer(telling, lead, _success(telling, each), "succeeded")
            if each.approval and attempt.external_summary and telling.detail == "standard":
                yield Note(over=(lead,), text=words.line(attempt.external_summary))
        case "Failed":
            yield answer(telling, lead, _failure(each), "failed", lost=True)
            yield Note(over=(telling.cp, lead), text=words.error(attempt), classes=("failed",))
        case "InProgress":
            outcome = "waiting" if each.approval else "running"
            yield from unanswered(lead, words.since(outcome, attempt.started), outcome)
        case "Abandoned":
            yield from unanswered(lead, words.dotted("Abandoned", words.lasted(attempt)), "abandoned")
        case status:
            told = words.line(status) or "Not recorded what came of it"
            yield from unanswered(lead, words.dotted(told, words.lasted(attempt)), "unknown")


def answer(telling: Telling, lead: str, text: str, outcome: str, *, lost: bool = False) -> Message:
    """What came back to CodePipeline."""
    return Message(
        source=lead, target=telling.cp, text=text, reply=True, lost=lost, deactivate=True, classes=(outcome,)
    )  # fmt: skip


def unanswered(lead: str, text: str, outcome: str) -> Iterator[Item]:
    """Nothing came back."""
    yield Note(over=(lead,), text=text, classes=(outcome,))
    yield Activation(participant=lead, active=False)


def _success(telling: Telling, each: Try) -> str:
    attempt = each.attempt
    if each.approval:
        return _decided("Approved", attempt)
    brought = [words.revision(revision) for revision in each.revisions] if telling.detail != "overview" else []
    pushed = ", ".join(attempt.output_artifacts) if telling.detail == "full" else ""
    return words.lines(*brought, pushed, words.dotted("Succeeded", words.lasted(attempt)))


def _failure(each: Try) -> str:
    if each.approval and each.attempt.updated_by and not words.is_service(each.attempt.updated_by):
        return _decided("Rejected", each.attempt)
    return words.dotted("Failed", words.lasted(each.attempt))


def _decided(verdict: str, attempt: ActionExecution) -> str:
    lasted = words.lasted(attempt)
    by = f" by {words.person(attempt.updated_by)}" if attempt.updated_by else ""
    return f"{verdict}{by}" + (f" after {lasted}" if lasted else "")


def _told_by_service(lead: str, attempt: ActionExecution) -> Iterator[Note]:
    """The service's own words, where they are not told as the error already, and its id of the work."""
    summary = attempt.external_summary if attempt.status != "Failed" or attempt.error_message else None
    said = words.line(summary) if summary and summary != attempt.error_message else ""
    if text := words.lines(said, words.line(attempt.external_id or "")):
        yield Note(over=(lead,), text=text)
