"""A conversation as lines of text, for the tests to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeviz.diagrams import Activation, Message, Note
from pipeviz.providers import Conversation
from pipeviz.providers.conversation import Group, Template, When


def told(conversation: Conversation, detail: str, values: Mapping[str, str]) -> list[str]:
    """What is said where the placeholders have these values, a statement a line."""
    return list(_lines(conversation.items(detail), values))


def _lines(items: Iterable[Template], values: Mapping[str, str]) -> Iterator[str]:
    for item in items:
        match item:
            case When():
                value = values.get(item.key, "")
                if (value in item.values if item.values else value != "") is not item.negated:
                    yield from _lines(item.items, values)
            case Group():
                for index, part in enumerate(item.parts):
                    yield _filled(f"{item.operator if index == 0 else 'and'} {part.label}", values)
                    yield from _lines(part.items, values)
                yield "end"
            case Message():
                line = "--" if item.reply else "-"
                head = "x" if item.lost else ">>"
                bar = "+" if item.activate else "-" if item.deactivate else ""
                yield _filled(f"{item.source}{line}{head}{bar}{item.target}: {item.text}", values)
            case Note():
                yield _filled(f"note over {','.join(item.over)}: {item.text}", values)
            case Activation():
                yield f"{'activate' if item.active else 'deactivate'} {item.participant}"


def _filled(text: str, values: Mapping[str, str]) -> str:
    return " ".join(re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), text).split())
