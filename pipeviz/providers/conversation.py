"""The small language in which the catalogue tells a provider's conversation.

It is a subset of Mermaid's sequence syntax, a statement a line, plus `when` blocks:

    CP->>+CB: Trigger {action}          a call; `+` opens a bar on the target
    loop build phases                   loop, opt, alt, par, break; `else` and `and` start a further operand; `end`
        CB->>CB: build {ProjectName}    {…} is filled in from the action
    end
    when in                             kept only where {in} has a value; also `when not in`, `when Key=a|b`
        CB->>+S3: pull {in}
        S3-->>-CB: {in}
    end
    CB-->>-CP: Success                  a reply; `-` closes the bar of its sender
    CB--xCP: Failed                     a message that is lost
    note over CP,CB: text
    activate CB                         deactivate CB

`parse` turns such text into template items; the views fill them in. A mistake raises ValueError naming its line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from pipeviz.diagrams import Activation, Message, Note


class When(Struct, frozen=True, kw_only=True):
    """Items that are kept only where `key` has a value, or one of `values`; `negated` turns it round."""

    key: str
    values: tuple[str, ...] = ()
    negated: bool = False
    items: tuple[Template, ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """One operand of a group."""

    label: str
    items: tuple[Template, ...] = ()


class Group(Struct, frozen=True, kw_only=True):
    """A fragment to be."""

    operator: str
    parts: tuple[Part, ...]


Template = Message | Note | Activation | Group | When

OPERATORS = ("loop", "opt", "alt", "par", "break", "critical")

_MESSAGE = re.compile(r"(\w+)(--?)(>>|x|\))([+-]?)(\w+)\s*:\s*(.*)")
_NOTE = re.compile(r"note over (\w+)(?:\s*,\s*(\w+))?\s*:\s*(.*)", re.IGNORECASE)
_ACTIVATION = re.compile(r"(activate|deactivate) (\w+)")
_WHEN = re.compile(r"when (not )?(\w+)(?:\s*=\s*(.+))?")
_SEPARATOR = {"alt": "else", "par": "and", "critical": "option"}


@lru_cache(maxsize=None)
def parse(text: str) -> tuple[Template, ...]:
    """The template items of a conversation. Raises ValueError with the number of the line that is wrong."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    items, rest = _items(lines, 0, until=())
    if rest < len(lines):
        raise ValueError(f"line {lines[rest][0]}: {lines[rest][1]!r} has no beginning")
    return items


def _items(lines: list[tuple[int, str]], at: int, until: tuple[str, ...]) -> tuple[tuple[Template, ...], int]:
    items: list[Template] = []
    while at < len(lines):
        word = lines[at][1].split(maxsplit=1)[0]
        if word in ("end", "else", "and", "option"):
            if word in until:
                break
            raise ValueError(f"line {lines[at][0]}: {word!r} does not belong here")
        item, at = _item(lines, at)
        items.append(item)
    return tuple(items), at


def _item(lines: list[tuple[int, str]], at: int) -> tuple[Template, int]:
    number, line = lines[at]
    word, _, label = line.partition(" ")
    if word in OPERATORS:
        return _group(lines, at, word, label.strip())
    if match := _WHEN.fullmatch(line):
        negated, key, values = match.groups()
        items, end = _closed(lines, at)
        options = tuple(value.strip() for value in values.split("|")) if values else ()
        return When(key=key, values=options, negated=bool(negated), items=items), end
    if match := _MESSAGE.fullmatch(line):
        source, dashes, head, bar, target, text = match.groups()
        return Message(
            source=source, target=target, text=text, reply=dashes == "--", lost=head == "x",
            activate=bar == "+", deactivate=bar == "-",
        ), at + 1  # fmt: skip
    if match := _NOTE.fullmatch(line):
        first, last, text = match.groups()
        return Note(over=(first, last) if last else (first,), text=text), at + 1
    if match := _ACTIVATION.fullmatch(line):
        return Activation(participant=match[2], active=match[1] == "activate"), at + 1
    raise ValueError(f"line {number}: {line!r} is no statement")


def _group(lines: list[tuple[int, str]], at: int, operator: str, label: str) -> tuple[Template, int]:
    start, parts = at, []
    until = ("end", _SEPARATOR[operator]) if operator in _SEPARATOR else ("end",)
    while True:
        items, at = _items(lines, at + 1, until)
        parts.append(Part(label=label, items=items))
        if at == len(lines):
            raise ValueError(f"line {lines[start][0]}: {operator!r} has no end")
        word, _, label = lines[at][1].partition(" ")
        if word == "end":
            return Group(operator=operator, parts=tuple(parts)), at + 1


def _closed(lines: list[tuple[int, str]], at: int) -> tuple[tuple[Template, ...], int]:
    items, end = _items(lines, at + 1, ("end",))
    if end == len(lines):
        raise ValueError(f"line {lines[at][0]}: {lines[at][1]!r} has no end")
    return items, end + 1
