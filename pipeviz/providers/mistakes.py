"""What is wrong with a conversation: participants that are missing, bars that do not close, unsafe ids and links.

The shipped entries are checked by the tests, a user's own when they are loaded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from pipeviz.diagrams import Activation, Message, Note
from pipeviz.providers.conversation import Group, Template, When
from pipeviz.providers.entry import Conversation, Provider

ALWAYS = frozenset({"CP", "S3"})
"""The participants that are always there: CodePipeline, and the artifact bucket of the action's region."""

COMBINATIONS = 4096
"""So many combinations of `when` are tried at most."""

_ID = re.compile(r"[A-WYZ][A-Z0-9_]{0,30}")
"""Mermaid takes the X of `A-->>-X` for the head of a lost message."""
_RESERVED = re.compile(
    "activate|actor|alt|and|as|autonumber|box|break|create|critical|deactivate|destroy|details|else|end|left|links?|"
    "loop|note|of|opt|option|over|par|participant|properties|rect|right|sequencediagram|title|wrap|x",
    re.IGNORECASE,
)


def provider_mistakes(entry: Provider) -> Iterator[str]:
    """What is wrong with an entry, its family's share included; nothing when it is sound."""
    if not entry.actions and not entry.rules:
        yield "it has neither actions nor rules: say which action types or rule providers it is for"
    if entry.lead not in entry.participants and entry.lead not in ALWAYS:
        yield f"its lead {entry.lead} is not among its participants"
    for name, link in (("docs", entry.docs), ("console", entry.console)):
        if link is not None and not link.startswith(("https://", "http://")):
            yield f"its {name} is no http address: {link}"
    yield from conversation_mistakes(entry)
    if entry.failure:
        from pipeviz.providers.failures import failure_mistakes

        yield from failure_mistakes(entry)


def conversation_mistakes(conversation: Conversation) -> Iterator[str]:
    """What is wrong with who takes part and what they say."""
    for name in conversation.participants:
        if not _ID.fullmatch(name) or _RESERVED.fullmatch(name) or name in ALWAYS:
            yield f"{name!r} cannot be the id of a participant: take a short word in upper case that Mermaid does not use and that does not begin with X"
    for detail in ("standard", "full"):
        try:
            items = conversation.items(detail)
        except ValueError as error:
            if detail == "standard" or conversation.full:
                yield f"its {detail} conversation: {error}"
            continue
        for name in sorted(set(_participants(items)) - ALWAYS - conversation.participants.keys()):
            yield f"its {detail} conversation: {name} is not among the participants"
        yield from (f"its {detail} conversation: {mistake}" for mistake in _unbalanced(items))


def idle(conversation: Conversation) -> set[str]:
    """The participants that never take part."""
    used = {name for detail in ("standard", "full") for name in _participants(conversation.items(detail))}
    return conversation.participants.keys() - used


def combinations(items: Iterable[Template]) -> Iterator[dict[str, str]]:
    """Values for the keys that the `when` blocks ask for, such that every block is kept and left out in every mixture."""
    choices: dict[str, dict[str, None]] = {}
    for when in _whens(items):
        choices.setdefault(when.key, {"": None, "value": None}).update(dict.fromkeys(when.values))
    yield from islice((dict(zip(choices, values, strict=True)) for values in product(*choices.values())), COMBINATIONS)


def _whens(items: Iterable[Template]) -> Iterator[When]:
    for item in items:
        if isinstance(item, When):
            yield item
            yield from _whens(item.items)
        elif isinstance(item, Group):
            for part in item.parts:
                yield from _whens(part.items)


def _participants(items: Iterable[Template]) -> Iterator[str]:
    for item in items:
        match item:
            case Message():
                yield from (item.source, item.target)
            case Note():
                yield from item.over
            case Activation():
                yield item.participant
            case When():
                yield from _participants(item.items)
            case Group():
                for part in item.parts:
                    yield from _participants(part.items)


def _unbalanced(items: tuple[Template, ...]) -> Iterator[str]:
    for values in combinations(items):
        for mistake in _bars(items, values):
            yield f"{mistake}{_where(values)}"
            return


def _bars(items: Iterable[Template], values: Mapping[str, str]) -> Iterator[str]:
    """Bars that close without having been opened, or stay open; each operand of a fragment is held to it by itself."""
    bars: Counter[str] = Counter()
    for item in _kept(items, values):
        if isinstance(item, Group):
            for part in item.parts:
                yield from _bars(part.items, values)
        elif isinstance(item, Message):
            bars[item.target] += item.activate
            if item.deactivate:
                bars[item.source] -= 1
        elif isinstance(item, Activation):
            bars[item.participant] += 1 if item.active else -1
        if any(count < 0 for count in bars.values()):
            yield f"the bar of {next(name for name, count in bars.items() if count < 0)} is closed before it is opened"
            return
    yield from (f"the bar of {name} is never closed" for name, count in bars.items() if count > 0)


def _kept(items: Iterable[Template], values: Mapping[str, str]) -> Iterator[Template]:
    for item in items:
        if isinstance(item, When):
            value = values.get(item.key, "")
            if (value in item.values if item.values else bool(value)) != item.negated:
                yield from _kept(item.items, values)
        else:
            yield item


def _where(values: Mapping[str, str]) -> str:
    given = ", ".join(f"{key}={value}" for key, value in values.items() if value)
    return f" (where {given})" if given else ""
