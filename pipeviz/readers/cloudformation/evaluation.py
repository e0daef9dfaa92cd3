"""Evaluate a template's expressions as far as it allows; what it leaves open stays readable and never fails.

An `Fn::If` that cannot be decided keeps both branches: of a list item as two items that know when they stand, of mappings
key by key, of scalars as `${IsProd ? a : b}`. Each branch is evaluated under the assumption that belongs to it. Where a
branch decides what kind of action there is, or when it runs, the whole action stands once for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeviz import redaction
from pipeviz.readers.cloudformation.branches import both, claim, either, is_if, under
from pipeviz.readers.cloudformation.intrinsics import FUNCTIONS, applied
from pipeviz.readers.cloudformation.loops import expanded
from pipeviz.readers.cloudformation.scope import Scope, part
from pipeviz.readers.cloudformation.symbols import NOTHING, Secret, Symbol, bare, is_open, joined, secret, symbol, text
from pipeviz.readers.node import Node

_PLACEHOLDER = re.compile(r"\$\{(!?)([^{}]*)\}")
_LOOP = "Fn::ForEach::"
_LATER = ("Fn::GetArtifactAtt", "Fn::GetParam")
"""Functions that CodePipeline evaluates when it runs, not CloudFormation."""

_MOST_ASSUMED = 4
_DEEPEST_CONDITION = 40


def evaluate(value: Any, scope: Scope) -> Any:
    """The value of an expression: plain data in which open values are `Symbol` text, or `NOTHING`."""
    if isinstance(value, str) or value is None:
        return value
    scope.step()
    if isinstance(value, list):
        return list(_items(value, scope))
    if not isinstance(value, Node):
        return value
    if len(value) == 1:
        name, argument = next(iter(value.items()))
        if name in FUNCTIONS:
            return scope.spent(applied(name, evaluate(argument, scope)))
        if name in _SCOPED:
            return scope.spent(_SCOPED[name](argument, scope))
        if name.startswith("Fn::") and not name.startswith(_LOOP) and name not in _LATER:
            return symbol(f"{name.removeprefix('Fn::')}({bare(evaluate(argument, scope))})")
    return _mapping(value, scope)


def properties(resource: Node, scope: Scope) -> Node:
    """The evaluated properties of a resource, at its line; none if they are no mapping."""
    found = evaluate(part(resource, "Properties"), scope)
    return Node(found.items() if isinstance(found, Node) else (), resource.line)


def _mapping(node: Node, scope: Scope) -> Node:
    result = node.rebuilt(())
    for key, inner in with_loops(node, scope).items():
        found = inner if isinstance(inner, str) else evaluate(inner, scope)
        if found is not NOTHING:
            result[key] = found
    return result


def with_loops(node: Node, scope: Scope) -> Node:
    """A mapping with every `Fn::ForEach` in its keys replaced by what it stands for."""
    if not any(key.startswith(_LOOP) for key in node):
        return node
    result = node.rebuilt(())
    for key, inner in node.items():
        if key.startswith(_LOOP) and isinstance(inner, list) and len(inner) == 3 and isinstance(inner[2], Node):
            for turn in expanded(text(inner[0]), evaluate(inner[1], scope), inner[2], scope):
                result.update(with_loops(turn, scope))
        else:
            result[key] = inner
    return result


def _items(items: list[Any], scope: Scope) -> Iterator[Any]:
    """The items of a list: nothing is left out, and what depends on an open condition stands once for each branch."""
    for item in items:
        if isinstance(item, Node) and (is_if(item) or "ActionTypeId" in item):
            yield from _alternatives(item, scope)
        elif (found := evaluate(item, scope)) is not NOTHING:
            yield found


def _alternatives(item: Node, scope: Scope) -> Iterator[Any]:
    branches = list(_branches(item, scope))
    if len(branches) > 1 and not any(isinstance(found, list | Node) for found, _ in branches):
        branches = [(evaluate(item, scope), None)]
    for found, only_if in branches:
        if isinstance(found, list):
            yield from (under(only_if, inner) for inner in found)
        elif found is not NOTHING:
            yield under(only_if, found)


def _branches(item: Any, scope: Scope) -> Iterator[tuple[Any, str | None]]:
    """The values of an item, each with the conditions under which it stands."""
    condition = _open_condition(item, scope) if isinstance(item, Node) else None
    if condition is None or len(scope.assumed) >= _MOST_ASSUMED:
        yield evaluate(item, scope), None
        return
    for holds in (True, False):
        branch = item["Fn::If"][1 if holds else 2] if is_if(item) else item
        for found, inner in _branches(branch, scope.assume(condition, holds)):
            yield found, both(claim(condition, holds), inner)


def _open_condition(item: Node, scope: Scope) -> str | None:
    """The first open condition on which it depends what an item is: of an `Fn::If`, or in an action's type or order."""
    if is_if(item):
        name = text(item["Fn::If"][0])
        return name if decide(name, scope) is None else None
    if "ActionTypeId" not in item:
        return None
    deciding = [item["ActionTypeId"], item.get("RunOrder")]
    return next((name for name in conditions_in(deciding) if decide(name, scope) is None), None)


def conditions_in(value: Any) -> Iterator[str]:
    """The names of the conditions that a value asks for, itself and within."""
    if isinstance(value, list):
        for inner in value:
            yield from conditions_in(inner)
    elif isinstance(value, Node):
        if is_if(value):
            yield text(value["Fn::If"][0])
        for inner in value.values():
            yield from conditions_in(inner)


def _if(argument: Any, scope: Scope) -> Any:
    if not isinstance(argument, list) or len(argument) != 3:
        return symbol(f"If({bare(argument)})")
    condition = text(argument[0])
    holds = decide(condition, scope)
    if holds is not None:
        return evaluate(argument[1 if holds else 2], scope)
    yes = evaluate(argument[1], scope.assume(condition, holds=True))
    no = evaluate(argument[2], scope.assume(condition, holds=False))
    return either(condition, yes, no)


def _ref(argument: Any, scope: Scope) -> Any:
    name = text(evaluate(argument, scope))
    if name in scope.parameters:
        return scope.parameters[name]
    return scope.names.get(name) or symbol(name)


def _get_att(argument: Any, scope: Scope) -> Any:
    parts = argument if isinstance(argument, list) else [argument]
    name = ".".join(bare(evaluate(part, scope)) for part in parts)
    return scope.names.get(name) or symbol(name)


def _sub(argument: Any, scope: Scope) -> Any:
    template, given = argument if isinstance(argument, list) and len(argument) == 2 else (argument, None)
    local = evaluate(given, scope) if isinstance(given, Node) else {}
    parts: list[Any] = []
    end = 0
    pattern = text(evaluate(template, scope))
    for match in _PLACEHOLDER.finditer(pattern):
        parts += [pattern[end : match.start()], _placeholder(match[1], match[2].strip(), local, scope)]
        end = match.end()
    return joined([*parts, pattern[end:]])


def _placeholder(literal: str, name: str, local: dict[str, Any], scope: Scope) -> Any:
    if literal:
        return f"${{{name}}}"
    found = local[name] if name in local else _get_att(name, scope) if "." in name else _ref(name, scope)
    return joined(found, ",") if isinstance(found, list) else "" if found is NOTHING else found


def _find_in_map(argument: Any, scope: Scope) -> Any:
    if not isinstance(argument, list) or len(argument) < 3:
        return symbol(f"FindInMap({bare(argument)})")
    keys = [evaluate(key, scope) for key in argument[:3]]
    found: Any = scope.mappings
    for key in keys:
        found = found.get(text(key)) if isinstance(found, Node) else None
    if found is not None:
        return secret(found) if isinstance(found, str) and redaction.is_secret(text(keys[2])) else found
    default = argument[3] if len(argument) > 3 else None
    if isinstance(default, Node) and "DefaultValue" in default and not any(is_open(key) for key in keys):
        return evaluate(default["DefaultValue"], scope)
    return symbol(".".join(bare(key) for key in keys))


def decide(name: str, scope: Scope, depth: int = 0) -> bool | None:
    """Whether a condition holds; None if the parameters leave it open. `depth` counts the conditions that led here."""
    if name not in scope.decided:
        scope.decided[name] = None
        scope.decided[name] = _truth(scope.conditions.get(name), scope, depth + 1)
    return scope.decided[name]


def _truth(expression: Any, scope: Scope, depth: int) -> bool | None:
    scope.step()
    if not isinstance(expression, Node) or len(expression) != 1 or depth > _DEEPEST_CONDITION:
        return None
    name, argument = next(iter(expression.items()))
    if name == "Condition":
        return decide(text(argument), scope, depth)
    if not isinstance(argument, list):
        return None
    if name == "Fn::Equals" and len(argument) == 2:
        return _equal(evaluate(argument[0], scope), evaluate(argument[1], scope))
    truths = [_truth(inner, scope, depth + 1) for inner in argument]
    if name == "Fn::Not" and len(truths) == 1:
        return None if truths[0] is None else not truths[0]
    if name in ("Fn::And", "Fn::Or"):
        decisive = name == "Fn::Or"
        return decisive if decisive in truths else None if None in truths else not decisive
    return None


def _equal(first: Any, second: Any) -> bool | None:
    one, other = (value.hidden if isinstance(value, Secret) else value for value in (first, second))
    if one is None or other is None:
        return None
    if is_open(one) or is_open(other):
        return True if one == other and isinstance(one, Symbol) else None
    return text(one) == text(other)


_SCOPED = {"Ref": _ref, "Fn::FindInMap": _find_in_map, "Fn::GetAtt": _get_att, "Fn::If": _if, "Fn::Sub": _sub}
