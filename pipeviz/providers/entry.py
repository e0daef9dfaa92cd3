"""What an entry of the catalogue is."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from pipeviz.providers.conversation import Template, parse

Mode = Literal["drop", "environment", "values", "url", "text"]
"""How a configuration key is redacted; `pipeviz.redaction` tells what each mode does."""


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """A participant of a conversation. `label` may hold {…}; an `actor` is a person; `link` is a console page."""

    label: str
    actor: bool = False
    class_: str | None = field(default=None, name="class")
    link: str | None = None


class Conversation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who takes part and what they say, at each level of detail, in the language of `conversation`."""

    participants: dict[str, Role] = field(default_factory=dict)
    standard: str = ""
    full: str = ""

    def items(self, detail: str) -> tuple[Template, ...]:
        """The template items at `standard` or `full`; a conversation without a full text has its standard one there."""
        return parse(self.full or self.standard if detail == "full" else self.standard)


class Provider(Conversation, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of the catalogue.

    `actions` are patterns of `Category/Owner/Provider`, `rules` patterns of rule providers. `lead` is the participant
    that CodePipeline calls. `words` tells in one clause what the action does, for the numbered list: "builds
    {ProjectName}". `reply` is its answer in an overview. `family` names the conversation in `families.yaml` that serves
    where the entry has none. `secrets` says how a configuration key is redacted. `failure` tells how its failures read
    (see `pipeviz.providers.failures`); it is only looked at when a failure is explained.
    """

    name: str
    lead: str
    actions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    family: str | None = None
    class_: str | None = field(default=None, name="class")
    words: str = ""
    reply: str = "Success"
    docs: str | None = None
    console: str | None = None
    secrets: dict[str, Mode] = field(default_factory=dict)
    failure: dict[str, Any] = field(default_factory=dict)
