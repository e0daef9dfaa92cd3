"""What an undecided `Fn::If` leaves of its two branches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeviz.readers.cloudformation.symbols import NOTHING, bare, symbol
from pipeviz.readers.node import Node


def is_if(value: Any) -> bool:
    """Whether a value is a complete `Fn::If`."""
    if not isinstance(value, Node) or len(value) != 1:
        return False
    argument = value.get("Fn::If")
    return isinstance(argument, list) and len(argument) == 3


def claim(condition: str, holds: bool) -> str:
    """`IsProd`, or `not IsProd`."""
    return condition if holds else f"not {condition}"


def both(first: str | None, second: str | None) -> str | None:
    """Two claims as one; either may be missing."""
    return " and ".join(filter(None, (first, second))) or None


def under(only_if: str | None, value: Any) -> Any:
    """A mapping that stands only under a claim; anything else cannot remember it."""
    if only_if is None or not isinstance(value, Node):
        return value
    return Node(value.items(), value.line, both(only_if, value.only_if))


def either(condition: str, yes: Any, no: Any) -> Any:
    """Both branches of an open condition as one value."""
    if yes == no:
        return yes
    if isinstance(yes, list) or isinstance(no, list):
        sides = [(side, holds) for side, holds in ((yes, True), (no, False)) if isinstance(side, list)]
        return _without_repeats(under(claim(condition, holds), item) for side, holds in sides for item in side)
    if isinstance(yes, Node) and isinstance(no, Node):
        keys = [*yes, *(key for key in no if key not in yes)]
        return yes.rebuilt((key, either(condition, yes.get(key, NOTHING), no.get(key, NOTHING))) for key in keys)
    if isinstance(yes, Node) and no is NOTHING:
        return yes
    if isinstance(no, Node) and yes is NOTHING:
        return no
    return symbol(f"{condition} ? {bare(yes)} : {bare(no)}")


def _without_repeats(items: Iterable[Any]) -> list[Any]:
    """The items without texts that stand twice."""
    kept = list(items)
    texts = dict.fromkeys(item for item in kept if isinstance(item, str))
    return [*texts, *(item for item in kept if not isinstance(item, str))]
