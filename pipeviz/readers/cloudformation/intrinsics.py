"""The intrinsic functions that need nothing but their arguments, which are evaluated before.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
A function whose arguments leave something open, or make no sense, gives a readable symbol.
"""

from __future__ import annotations

import base64
import ipaddress
import itertools
import re
from collections.abc import Callable
from typing import Any

from pipeviz import redaction
from pipeviz.readers.cloudformation.symbols import Symbol, bare, is_open, joined, symbol, text
from pipeviz.readers.node import Node

_SYMBOL = re.compile(r"(\$\{[^{}]*\}|\{\{[^{}]*\}\})")
_MOST_SUBNETS = 256


def _join(argument: Any) -> Any:
    delimiter, parts = argument
    return joined(parts if isinstance(parts, list) else [parts], text(delimiter))


def _select(argument: Any) -> Any:
    index, values = argument
    if isinstance(values, list) and not is_open(index):
        return values[int(index)]
    return symbol(f"{bare(values)}[{bare(index)}]")


def _split(argument: Any) -> Any:
    delimiter, value = text(argument[0]), text(argument[1])
    if not is_open(argument[1]):
        return value.split(delimiter)
    return _split_around_symbols(delimiter, value) or symbol(f"{bare(value)}.split({delimiter})")


def _split_around_symbols(delimiter: str, value: str) -> list[str] | None:
    """The parts of a text whose delimiters stand outside its symbols; None if there are none."""
    parts = [""]
    for piece in _SYMBOL.split(value):
        first, *more = [piece] if _SYMBOL.fullmatch(piece) else piece.split(delimiter)
        parts[-1] += first
        parts += more
    return [Symbol(part) if _SYMBOL.search(part) else part for part in parts] if len(parts) > 1 else None


def _base64(argument: Any) -> Any:
    if is_open(argument):
        return symbol(f"Base64({bare(argument)})")
    return base64.b64encode(redaction.text(text(argument)).encode()).decode()


def _cidr(argument: Any) -> Any:
    block, count, *bits = argument
    if any(is_open(item) for item in argument):
        return symbol(f"Cidr({', '.join(bare(item) for item in argument)})")
    network = ipaddress.ip_network(text(block))
    subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits[0] if bits else 8))
    return [str(subnet) for subnet in itertools.islice(subnets, min(int(count), _MOST_SUBNETS))]


def _zones(argument: Any) -> Any:
    region = bare(argument)
    return symbol("AZs" if region in ("", "AWS::Region") else f"AZs({region})")


def _import(argument: Any) -> Any:
    return symbol(f"import:{bare(argument)}")


def _length(argument: Any) -> Any:
    return len(argument) if isinstance(argument, list | Node) else symbol(f"Length({bare(argument)})")


def _json(argument: Any) -> Any:
    return joined([argument]) if not _holds_symbol(argument) else Symbol(text(argument))


def _transform(argument: Any) -> Any:
    return symbol(f"transform:{bare(argument.get('Name'))}")


def _holds_symbol(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_symbol(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_holds_symbol(inner) for inner in value)
    return is_open(value)


FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::GetAZs": _zones,
    "Fn::ImportValue": _import,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::ToJsonString": _json,
    "Fn::Transform": _transform,
}


def applied(name: str, argument: Any) -> Any:
    """A function of evaluated arguments: its value, or a symbol such as `${Select(…)}`. Never raises."""
    try:
        return FUNCTIONS[name](argument)
    except (ArithmeticError, AttributeError, KeyError, IndexError, TypeError, ValueError):
        return symbol(f"{name.removeprefix('Fn::')}({bare(argument)})")
