"""Sequence diagram → Mermaid text (https://mermaid.js.org/syntax/sequenceDiagram.html).

Only syntax that Mermaid 10.3 knows. One function for each kind of item, each a line shape of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from pipeviz.diagrams import Activation, Block, Fragment, Item, Message, Note, Participant, SequenceDiagram
from pipeviz.writers.mermaid_text import label, line, text

BAND = "rgba(128, 128, 128, 0.1)"
"""The tint behind a block: readable on light and dark pages alike."""

ALARM, ALARMING = "failed", "rgba(224, 49, 49, 0.2)"
"""The class of what must not be missed, and the tint behind it. Such a note may be long, and Mermaid does not wrap notes."""

WIDEST_NOTE = 80
"""Characters on a line of such a note."""

SEPARATORS = {"par": "and", "alt": "else", "critical": "option"}


def mermaid(diagram: SequenceDiagram) -> str:
    """The Mermaid text of a sequence diagram, ending in a line break."""
    lines = [
        "sequenceDiagram",
        f"    accTitle: {line(diagram.title)}",
        f"    accDescr: {line(diagram.description)}",
        *(f"    {_participant(participant)}" for participant in diagram.participants),
    ]
    span = tuple(participant.id for participant in diagram.participants[:1] + diagram.participants[-1:])
    for item in diagram.items:
        lines.extend(_item(item, span, "    "))
    return "\n".join(lines) + "\n"


def _participant(participant: Participant) -> str:
    return f"{'actor' if participant.actor else 'participant'} {participant.id} as {text(participant.label)}"


def _item(item: Item, span: tuple[str, ...], indent: str) -> Iterator[str]:
    match item:
        case Message():
            yield indent + _message(item)
        case Note() if ALARM in item.classes:
            yield f"{indent}rect {ALARMING}"
            yield f"{indent}    Note over {','.join(_ends(item.over))}: {text(_wrapped(item.text))}"
            yield f"{indent}end"
        case Note():
            yield f"{indent}Note over {','.join(_ends(item.over))}: {text(item.text)}"
        case Activation():
            yield f"{indent}{'activate' if item.active else 'deactivate'} {item.participant}"
        case Block():
            yield f"{indent}rect {_tint(item.classes)}"
            yield f"{indent}    Note over {','.join(_ends(span))}: {text(item.title)}"
            yield from _items(item.items, span, indent)
            yield f"{indent}end"
        case Fragment():
            yield from _fragment(item, span, indent)


def _items(items: tuple[Item, ...], span: tuple[str, ...], indent: str) -> Iterator[str]:
    for item in items:
        yield from _item(item, span, indent + "    ")


def _message(message: Message) -> str:
    shaft = "--" if message.reply else "-"
    head = "x" if message.lost else ">>"
    bar = "+" if message.activate else "-" if message.deactivate else ""
    return f"{message.source}{shaft}{head}{bar}{message.target}: {text(message.text)}"


def _fragment(fragment: Fragment, span: tuple[str, ...], indent: str) -> Iterator[str]:
    word = fragment.operator
    for operand in fragment.operands:
        yield f"{indent}{word} {label(operand.label)}"
        yield from _items(operand.items, span, indent)
        word = SEPARATORS.get(fragment.operator, fragment.operator)
    yield f"{indent}end"


def _tint(classes: Iterable[str]) -> str:
    return ALARMING if ALARM in classes else BAND


def _wrapped(value: str) -> str:
    lines = (wrap(line, WIDEST_NOTE, break_long_words=False, break_on_hyphens=False) for line in value.splitlines())
    return "\n".join(line for wrapped in lines for line in wrapped)


def _ends(over: tuple[str, ...]) -> tuple[str, ...]:
    return over[:1] if over[0] == over[-1] else (over[0], over[-1])
