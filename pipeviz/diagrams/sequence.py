"""What a sequence diagram is, in UML's words: frozen data that knows nothing of AWS.

Fragments and blocks nest as a tree, so none can be left open. All text is plain: what is shown is what is written here,
and each writer escapes it for its own format. `classes` name looks ("build", "failed"); the writers' theme gives colours.
"""

from __future__ import annotations

from msgspec import Struct


class Participant(Struct, frozen=True, kw_only=True):
    """A lifeline. `id` is a safe short identifier; `label` is what is shown; an `actor` is drawn as a person."""

    id: str
    label: str
    actor: bool = False
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Message(Struct, frozen=True, kw_only=True):
    """An arrow from one participant to another, or to itself.

    A `reply` is dashed, a `lost` message ends in a cross. `activate` opens a bar on the target, `deactivate` closes the
    newest bar of the source (Mermaid's `+` and `-`).
    """

    source: str
    target: str
    text: str
    reply: bool = False
    lost: bool = False
    activate: bool = False
    deactivate: bool = False
    classes: tuple[str, ...] = ()
    link: str | None = None


class Activation(Struct, frozen=True, kw_only=True):
    """Opens (`active`) or closes a bar on a participant without a message."""

    participant: str
    active: bool


class Note(Struct, frozen=True, kw_only=True):
    """Text over one participant, or across the span from the first to the last named one."""

    over: tuple[str, ...]
    text: str
    classes: tuple[str, ...] = ()


class Operand(Struct, frozen=True, kw_only=True):
    """One compartment of a fragment."""

    label: str
    items: tuple[Item, ...] = ()


class Fragment(Struct, frozen=True, kw_only=True):
    """A combined fragment: `par`, `alt`, `opt`, `loop`, `break` or `critical`."""

    operator: str
    operands: tuple[Operand, ...]
    classes: tuple[str, ...] = ()


class Block(Struct, frozen=True, kw_only=True):
    """A titled stretch of the diagram, drawn as a tinted band across all lifelines."""

    title: str
    items: tuple[Item, ...] = ()
    classes: tuple[str, ...] = ()
    link: str | None = None


Item = Message | Activation | Note | Fragment | Block


class SequenceDiagram(Struct, frozen=True, kw_only=True):
    """A whole diagram. `title` and `description` are its accessible name and text."""

    title: str
    description: str
    participants: tuple[Participant, ...]
    items: tuple[Item, ...]
