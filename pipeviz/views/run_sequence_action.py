"""The attempts at actions of a run as they happened: what overlapped side by side, each as a call and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pipeviz.analysis.folding import fold
from pipeviz.diagrams import Activation, Fragment, Item, Message, Note, Operand
from pipeviz.durations import in_words
from pipeviz.model import Action, ActionType, Stage
from pipeviz.model.execution import ActionExecution, Revision
from pipeviz.views import run_words as words
from pipeviz.views.fill import fill
from pipeviz.views.sequence_action import Telling, action_cast

UNKNOWN = ActionType(category="Unknown", owner="Unknown", provider="Unknown provider")
"""The type of an action that neither the definition nor the record names."""


class Try(NamedTuple):
    """One attempt at an action: which one it was, and the action as the definition, else the record, has it."""

    attempt: ActionExecution
    number: int
    action: Action

    @property
    def name(self) -> str:
        """The action's name, and from the second attempt on its number."""
        again = f", attempt {self.number}" if self.number > 1 else ""
        return self.attempt.action + again

    @property
    def approval(self) -> bool:
        """Whether somebody has to approve."""
        return self.action.type.category == "Approval"


def action_of(stage: Stage | None, attempt: ActionExecution) -> Action:
    """The action of an attempt as the definition has it; where it has none, what the record tells of it."""
    defined = (action for action in stage.actions if action.name == attempt.action) if stage else iter(())
    recorded = Action(
        name=attempt.action,
        type=attempt.type or UNKNOWN,
        configuration=attempt.configuration,
        input_artifacts=attempt.input_artifacts,
        role_arn=attempt.role_arn,
        region=attempt.region,
    )
    return next(defined, recorded)


def together(tries: Sequence[Try]) -> Iterator[tuple[Try, ...]]:
    """Attempts that overlapped in time, in the order in which they began; one that did not overlap is alone.

    An attempt whose times were not recorded is alone: nothing is known of what ran beside it.
    """
    group: list[Try] = []
    until: datetime | None = None
    for each in tries:
        started, ended = each.attempt.started, _ended(each.attempt)
        if group and not (started and until and started < until):
            yield tuple(group)
            group, until = [], None
        group.append(each)
        if started and ended:
            until = max(until or ended, ended)
    if group:
        yield tuple(group)


def attempts(
    telling: Telling, stage: Stage, tries: Sequence[Try], revisions: Sequence[Revision], *, folded: bool
) -> Iterator[Item]:
    """The items of attempts in the order in which they happened; `folded` draws equal ones that succeeded as one."""
    for group in together(tries):
        bundles = _bundles(group) if folded else [(each,) for each in group]
        if len(bundles) == 1:
            yield from _bundle(telling, stage, bundles[0], revisions, alone=True)
        else:
            operands = tuple(
                Operand(
                    label=_bundle_name(telling, bundle),
                    items=tuple(_bundle(telling, stage, bundle, revisions, alone=False)),
                )
                for bundle in bundles
            )
            yield Fragment(operator="par", operands=operands)


def _ended(attempt: ActionExecution) -> datetime | None:
    return (
        datetime.max.replace(tzinfo=attempt.started.tzinfo)
        if attempt.started and attempt.status == "InProgress"
        else attempt.updated
    )


def _bundles(group: Sequence[Try]) -> list[tuple[Try, ...]]:
    """Equal attempts that succeeded together, all others alone; each stands where its first one stood."""
    by_name = {each.action.name: each for each in group if each.attempt.status == "Succeeded" and not each.approval}
    alike = {
        names[0]: names
        for names in (tuple(a.name for a in run) for run in fold(each.action for each in by_name.values()))
    }
    bundles: list[tuple[Try, ...]] = []
    for each in group:
        if by_name.get(each.action.name) is not each:
            bundles.append((each,))
        elif each.action.name in alike:
            bundles.append(tuple(by_name[name] for name in alike[each.action.name]))
    return bundles


def _bundle(
    telling: Telling, stage: Stage, bundle: tuple[Try, ...], revisions: Sequence[Revision], *, alone: bool
) -> Iterator[Item]:
    if len(bundle) == 1:
        yield from _told(telling, stage, bundle[0], revisions, named=alone)
        return
    name = _bundle_name(telling, bundle)
    lead = action_cast(telling, stage, bundle[0].action, {}).lead
    telling.footnotes.append(f"{stage.name}, {name}: " + ", ".join(each.name for each in bundle))
    lengths = sorted(
        each.attempt.updated - each.attempt.started for each in bundle if each.attempt.updated and each.attempt.started
    )
    span = [in_words(length) for length in (lengths[:1] + lengths[-1:])]
    yield Message(source=telling.cp, target=lead, text=f"Trigger {name}" if alone else "Trigger", activate=True)
    yield Message(
        source=lead, target=telling.cp, text=words.dotted(f"{len(bundle)} × Succeeded", " to ".join(dict.fromkeys(span))),
        reply=True, deactivate=True, classes=("succeeded",),
    )  # fmt: skip


def _bundle_name(telling: Telling, bundle: tuple[Try, ...]) -> str:
    if len(bundle) == 1:
        return bundle[0].name
    provider = telling.catalogue.action(bundle[0].action.type)
    return f"{len(bundle)} × {fill(provider.name, {'provider': bundle[0].action.type.provider})}"


def _told(telling: Telling, stage: Stage, each: Try, revisions: Sequence[Revision], *, named: bool) -> Iterator[Item]:
    """A call, and what came of it."""
    lead = action_cast(telling, stage, each.action, {}).lead
    verb = "Request approval" if each.approval else "Trigger"
    yield Message(
        source=telling.cp, target=lead, text=f"{verb} {each.name}" if named else verb, activate=True,
        link=telling.link(stage, each.action) or each.attempt.external_url,
    )  # fmt: skip
    yield from _came_of_it(telling, lead, each, revisions)


def _came_of_it(telling: Telling, lead: str, each: Try, revisions: Sequence[Revision]) -> Iterator[Item]:
    attempt = each.attempt
    lasted = words.took(attempt.started, attempt.updated)
    both = (telling.cp, lead)
    match attempt.status:
        case "Succeeded":
            yield Message(
                source=lead,
                target=telling.cp,
                text=_success(each, lasted, revisions),
                reply=True,
                deactivate=True,
                classes=("succeeded",),
            )
            if each.approval and attempt.external_summary and telling.detail != "overview":
                yield Note(over=(lead,), text=words.line(attempt.external_summary))
        case "Failed":
            yield Message(
                source=lead,
                target=telling.cp,
                text=_failure(each, lasted),
                reply=True,
                lost=True,
                deactivate=True,
                classes=("failed",),
            )
            yield Note(over=both, text=words.error(attempt), classes=("failed",))
        case "InProgress":
            since = f"since {words.moment(attempt.started)}" if attempt.started else ""
            outcome = "waiting" if each.approval else "running"
            yield Note(
                over=(lead,),
                text=" ".join(part for part in (words.label(outcome).capitalize(), since) if part),
                classes=(outcome,),
            )
            yield Activation(participant=lead, active=False)
        case "Abandoned":
            yield Note(over=(lead,), text=words.dotted("Abandoned", lasted), classes=("abandoned",))
            yield Activation(participant=lead, active=False)
        case status:
            yield Note(
                over=(lead,),
                text=words.dotted(words.line(status) or "Status not recorded", lasted),
                classes=("unknown",),
            )
            yield Activation(participant=lead, active=False)


def _success(each: Try, lasted: str, revisions: Sequence[Revision]) -> str:
    if each.approval:
        by = f" by {words.person(each.attempt.updated_by)}" if each.attempt.updated_by else ""
        return f"Approved{by}" + (f" after {lasted}" if lasted else "")
    brought = [words.revision(revision) for revision in revisions if revision.source_action == each.action.name]
    done = words.dotted("Succeeded", lasted)
    return "\n".join([*brought, done]) if each.action.type.category == "Source" else done


def _failure(each: Try, lasted: str) -> str:
    if each.approval and each.attempt.updated_by:
        return f"Rejected by {words.person(each.attempt.updated_by)}" + (f" after {lasted}" if lasted else "")
    return words.dotted("Failed", lasted)
