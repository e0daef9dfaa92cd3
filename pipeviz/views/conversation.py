"""Catalogue conversation + values → diagram items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from pipeviz.diagrams import Activation, Fragment, Item, Message, Note, Operand
from pipeviz.providers.conversation import Group, Part, Template, When
from pipeviz.views.fill import fill


def tell(templates: Iterable[Template], values: Mapping[str, str], lifeline: Callable[[str], str]) -> tuple[Item, ...]:
    """The items of a conversation: placeholders filled in, `when` blocks decided.

    `lifeline` turns a participant id of the conversation into one of the diagram.
    """
    return tuple(_told(templates, values, lifeline))


def _told(templates: Iterable[Template], values: Mapping[str, str], lifeline: Callable[[str], str]) -> Iterator[Item]:
    for template in templates:
        match template:
            case When():
                if holds(template, values):
                    yield from _told(template.items, values, lifeline)
            case Group():
                yield Fragment(
                    operator=template.operator,
                    operands=tuple(_operand(part, values, lifeline) for part in template.parts),
                )
            case Message():
                yield msgspec.structs.replace(
                    template,
                    source=lifeline(template.source),
                    target=lifeline(template.target),
                    text=fill(template.text, values),
                )
            case Note():
                over = tuple(lifeline(each) for each in template.over)
                yield Note(over=over, text=fill(template.text, values))
            case Activation():
                yield Activation(participant=lifeline(template.participant), active=template.active)


def _operand(part: Part, values: Mapping[str, str], lifeline: Callable[[str], str]) -> Operand:
    return Operand(label=fill(part.label, values), items=tell(part.items, values, lifeline))


def holds(when: When, values: Mapping[str, str]) -> bool:
    """Whether the key of a `when` block has a value, or one of those it names."""
    value = values.get(when.key, "")
    return (value in when.values if when.values else bool(value)) != when.negated
