"""What overlapped in time stands side by side, the rest one after another; equal attempts that succeeded may fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from pipeviz.analysis.folding import fold
from pipeviz.diagrams import Fragment, Item, Message, Operand
from pipeviz.durations import in_words
from pipeviz.model import Stage
from pipeviz.model.execution import ActionExecution, RuleExecution
from pipeviz.views import run_words as words
from pipeviz.views.fill import fill
from pipeviz.views.run_sequence_action import Try, answer, attempt_items
from pipeviz.views.sequence_action import Telling, action_cast

T = TypeVar("T")


def overlapping(things: Sequence[T], record: Callable[[T], ActionExecution | RuleExecution]) -> Iterator[tuple[T, ...]]:
    """Things in the order in which they began, those that overlapped in time together.

    What has no recorded times is alone: nothing is known of what ran beside it.
    """
    group: list[T] = []
    until: datetime | None = None
    for each in things:
        started, ended = record(each).started, _ended(record(each))
        if group and not (started and until and started < until):
            yield tuple(group)
            group, until = [], None
        group.append(each)
        if started and ended:
            until = max(until or ended, ended)
    if group:
        yield tuple(group)


def _ended(record: ActionExecution | RuleExecution) -> datetime | None:
    if record.started and record.status == "InProgress":
        return datetime.max.replace(tzinfo=record.started.tzinfo)
    return record.updated


def attempts(telling: Telling, stage: Stage, tries: Sequence[Try], *, folded: bool) -> Iterator[Item]:
    """The items of attempts as they happened; `folded` draws equal parallel ones that succeeded as one."""
    for group in overlapping(tries, lambda each: each.attempt):
        bundles = _bundles(group) if folded else [(each,) for each in group]
        if len(bundles) == 1:
            yield from _bundle(telling, stage, bundles[0], named=True)
        else:
            operands = (
                Operand(label=_name(telling, bundle), items=tuple(_bundle(telling, stage, bundle, named=False)))
                for bundle in bundles
            )
            yield Fragment(operator="par", operands=tuple(operands))


def _bundles(group: Sequence[Try]) -> list[tuple[Try, ...]]:
    """Equal attempts that succeeded together, all others alone; each stands where its first one stood."""
    done = {each.action.name: each for each in group if each.attempt.status == "Succeeded" and not each.approval}
    alike = {run[0].name: run for run in fold(each.action for each in done.values())}
    bundles: list[tuple[Try, ...]] = []
    for each in group:
        if done.get(each.action.name) is not each:
            bundles.append((each,))
        elif each.action.name in alike:
            bundles.append(tuple(done[action.name] for action in alike[each.action.name]))
    return bundles


def _bundle(telling: Telling, stage: Stage, bundle: tuple[Try, ...], *, named: bool) -> Iterator[Item]:
    if len(bundle) == 1:
        yield from attempt_items(telling, stage, bundle[0], named=named)
        return
    name = _name(telling, bundle)
    lead = action_cast(telling, stage, bundle[0].action, {}).lead
    telling.footnotes.append(words.wrapped(f"{stage.name}, {name}: " + ", ".join(each.name for each in bundle)))
    text = f"Trigger {name}" if named else "Trigger"
    yield Message(source=telling.cp, target=lead, text=text, activate=True)
    yield answer(telling, lead, words.lines(f"{len(bundle)} × Succeeded", _lengths(bundle)), "succeeded")


def _name(telling: Telling, bundle: tuple[Try, ...]) -> str:
    first = bundle[0]
    if len(bundle) == 1:
        return first.name
    provider = telling.catalogue.action(first.action.type)
    return f"{len(bundle)} × {fill(provider.name, {'provider': first.action.type.provider})}"


def _lengths(bundle: Sequence[Try]) -> str:
    """From the shortest to the longest."""
    known = sorted(
        each.attempt.updated - each.attempt.started
        for each in bundle
        if each.attempt.started and each.attempt.updated
    )  # fmt: skip
    return " to ".join(dict.fromkeys(in_words(length) for length in (*known[:1], *known[-1:])))
