"""What the expressions of a template are evaluated against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeviz import redaction
from pipeviz.errors import Problem, SourceError
from pipeviz.readers import fields
from pipeviz.readers.cloudformation.symbols import NOTHING, Symbol, secret, symbol
from pipeviz.readers.node import Node

MOST_STEPS = 1_000_000
_CHARACTERS_A_STEP = 128

_PSEUDO = ("AccountId", "NotificationARNs", "Partition", "Region", "StackId", "StackName", "URLSuffix")


class Scope(NamedTuple):
    """A template's parts, and what is known of them.

    `parameters` holds values and symbols, pseudo parameters too. `decided` holds what is assumed of conditions and what
    was found; a condition that is being looked at, or is open, is None. `names` holds the literal names of resources.
    `steps` counts what evaluation has cost: one number, shared by all scopes of a template.
    """

    file: str
    parameters: Mapping[str, Any]
    mappings: Mapping[str, Any]
    conditions: Mapping[str, Any]
    resources: Mapping[str, Any]
    names: Mapping[str, str]
    assumed: Mapping[str, bool]
    decided: dict[str, bool | None]
    steps: list[int]

    def assume(self, condition: str, holds: bool) -> Scope:
        """The scope in which an open condition is taken to hold, or not to."""
        assumed = {**self.assumed, condition: holds}
        return self._replace(assumed=assumed, decided=dict(assumed))

    def spent(self, value: Any) -> Any:
        """The value, its size counted."""
        if isinstance(value, str):
            self.step(len(value) // _CHARACTERS_A_STEP)
        elif isinstance(value, list):
            self.step(len(value))
        return value

    def step(self, count: int = 1) -> None:
        """Count steps. Raises SourceError when a template costs more than any honest one does."""
        self.steps[0] += count
        if self.steps[0] > MOST_STEPS:
            raise SourceError([Problem("the template expands to more than pipeviz reads", self.file)])


def part(template: Node, name: str) -> Node:
    """A section of a template, empty where there is none."""
    found = template.get(name)
    return found if isinstance(found, Node) else Node()


def new_scope(template: Node, given: Mapping[str, str], file: str) -> Scope:
    """The scope of a template with its parameters and pseudo parameters, of which some are `given`."""
    pseudo: dict[str, Any] = {f"AWS::{name}": symbol(f"AWS::{name}") for name in _PSEUDO}
    pseudo |= {name: value for name, value in given.items() if name.startswith("AWS::")}
    declared = {
        name: _parameter(name, node, given)
        for name, node in part(template, "Parameters").items()
        if isinstance(node, Node)
    }
    return Scope(
        file=file,
        parameters={**pseudo, **declared, "AWS::NoValue": NOTHING},
        mappings=part(template, "Mappings"),
        conditions=part(template, "Conditions"),
        resources=part(template, "Resources"),
        names={},
        assumed={},
        decided={},
        steps=[0],
    )


def _parameter(name: str, node: Node, given: Mapping[str, str]) -> Any:
    """A parameter's value: given, or its default, or a symbol; never a secret one."""
    kind = fields.text(node.get("Type")) or "String"
    value = fields.text(given.get(name, node.get("Default")))
    if _is_secret(name, node):
        return secret(value)
    if value is None:
        return symbol(name)
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return Symbol(f"{{{{resolve:ssm:{value}}}}}")
    if "List" in kind:
        return [item.strip() for item in value.split(",")]
    return value


def _is_secret(name: str, node: Node) -> bool:
    return fields.text(node.get("NoEcho")) in ("true", "True") or redaction.is_secret(name)


def not_allowed(template: Node, given: Mapping[str, str], file: str) -> Iterator[Problem]:
    """The parameters that were given a value which the template does not allow; the values are not quoted."""
    for name, node in part(template, "Parameters").items():
        allowed = node.get("AllowedValues") if isinstance(node, Node) else None
        if name in given and isinstance(allowed, list):
            words = [fields.text(value) or "" for value in allowed]
            if given[name] not in words and "List" not in (fields.text(node.get("Type")) or ""):
                hint = None if _is_secret(name, node) else f"it allows {', '.join(words)}"
                yield Problem(f"parameter {name} does not allow the value that was given", file, node.line, hint)


def parameters_of(condition: str, scope: Scope) -> list[str]:
    """The names of the parameters that a condition asks for, itself or through other conditions."""
    conditions, found = [condition], set()
    for name in conditions:
        for reference, target in _references(scope.conditions.get(name)):
            if reference == "Ref" and target in scope.parameters:
                found.add(target)
            elif reference == "Condition" and target not in conditions:
                conditions.append(target)
    return sorted(found)


def _references(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for inner in value:
            yield from _references(inner)
    elif isinstance(value, Node):
        for key, inner in value.items():
            if key in ("Ref", "Condition") and isinstance(inner, str):
                yield key, inner
            yield from _references(inner)
