"""What guards a stage: entry, success and failure conditions, retry and rollback.

Verdicts are never computed; the diagram shows what follows from either
(https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeviz.diagrams import Fragment, Item, Message, Operand
from pipeviz.model import Condition, Stage
from pipeviz.views.results import result, retried
from pipeviz.views.sequence_action import Telling, rule_items


def guarded(telling: Telling, stage: Stage, actions: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items of a stage inside what guards them."""
    items = _retried(stage, actions)
    for condition in stage.on_success:
        items += _checked(telling, stage, condition, "success condition")
    items += _failure(telling, stage)
    for condition in reversed(stage.before_entry):
        items = _entered(telling, stage, condition, items)
    return items


def _entered(telling: Telling, stage: Stage, condition: Condition, items: tuple[Item, ...]) -> tuple[Item, ...]:
    if condition.result != "SKIP":
        return _checked(telling, stage, condition, "entry condition") + items
    label = f"entry condition met, otherwise {stage.name} is skipped"
    return (*_rules(telling, stage, [condition]), _fragment("opt", label, items))


def _checked(telling: Telling, stage: Stage, condition: Condition, what: str) -> tuple[Item, ...]:
    consequence = (_consequence(telling, stage, condition.result or "FAIL"),)
    return (*_rules(telling, stage, [condition]), _fragment("break", f"{what} not met", consequence))


def _retried(stage: Stage, items: tuple[Item, ...]) -> tuple[Item, ...]:
    failure = stage.on_failure
    if failure is None or (failure.result != "RETRY" and failure.retry_mode is None):
        return items
    mode = retried(failure.retry_mode)
    label = f"on failure {stage.name} is retried once" + (f" ({mode})" if mode else "")
    return (_fragment("loop", label, items),)


def _failure(telling: Telling, stage: Stage) -> tuple[Item, ...]:
    failure = stage.on_failure
    if failure is None:
        return ()
    items: list[Item] = []
    for condition in failure.conditions:
        items.extend(_rules(telling, stage, [condition]))
        if condition.result is not None:
            items.append(_consequence(telling, stage, condition.result))
    if failure.result not in (None, "RETRY"):
        items.append(_consequence(telling, stage, failure.result or ""))
    return (_fragment("break", f"{stage.name} failed", tuple(items)),) if items else ()


def _rules(telling: Telling, stage: Stage, conditions: Iterable[Condition]) -> tuple[Item, ...]:
    return tuple(
        item for condition in conditions for rule in condition.rules for item in rule_items(telling, stage, rule)
    )


def _consequence(telling: Telling, stage: Stage, name: str) -> Message:
    text = result(name).message.replace("{stage}", stage.name)
    return Message(source=telling.cp, target=telling.cp, text=text, classes=("condition",))


def _fragment(operator: str, label: str, items: tuple[Item, ...]) -> Fragment:
    return Fragment(operator=operator, operands=(Operand(label=label, items=items),))
