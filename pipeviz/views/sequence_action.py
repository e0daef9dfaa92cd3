"""One action, or one rule, as a conversation between lifelines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from pipeviz.analysis.places import (
    clone_references,
    foreign_account,
    foreign_region,
    home_region,
    resource_of,
    store_of,
)
from pipeviz.analysis.wording import cut
from pipeviz.diagrams import Fragment, Item, Message, Note, Operand
from pipeviz.model import Action, Pipeline, Rule, Stage
from pipeviz.providers import Catalogue, Conversation, Provider
from pipeviz.views.conversation import tell
from pipeviz.views.fill import fill
from pipeviz.views.lifelines import PIPELINE, STORE, Lifelines

Links = Callable[[Stage, Action | None], str | None]
"""Where a stage, or an action of it, leads to; None where it leads nowhere."""

LONGEST_VALUE = 100
"""Configuration values are cut to this many characters in a drawing."""


@dataclass
class Telling:
    """What the telling of one diagram needs at every step, and the lifelines that have appeared so far."""

    pipeline: Pipeline
    catalogue: Catalogue
    detail: str
    links: Links | None = None
    lifelines: Lifelines = field(default_factory=Lifelines)
    encrypted: set[str] = field(default_factory=set)
    footnotes: list[str] = field(default_factory=list)
    stores: dict[str | None, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = home_region(self.pipeline)
        self.references = clone_references(self.pipeline)

    @property
    def cp(self) -> str:
        """The lifeline of CodePipeline itself."""
        return self.lifelines.id(PIPELINE, "CodePipeline", classes=("pipeline",))

    def store(self, region: str | None) -> str:
        """The lifeline of the artifact store of a region (None: the pipeline's own)."""
        if region not in self.stores:
            where = region or (self.home or "home region" if len(self.pipeline.artifact_stores) > 1 else None)
            label = f"S3 artifact bucket ({where})" if where else "S3 artifact bucket"
            store = store_of(self.pipeline.artifact_stores, region or self.home)
            tooltip = store.location if store else None
            self.stores[region] = self.lifelines.id(STORE, label, classes=("store",), tooltip=tooltip)
        return self.stores[region]

    def link(self, stage: Stage, action: Action | None = None) -> str | None:
        """Where a stage or an action leads to."""
        return self.links(stage, action) if self.links else None


class Cast(NamedTuple):
    """Who takes part when an action runs or a rule is checked: its `provider`, and the lifelines by the ids it uses."""

    provider: Provider
    values: dict[str, str]
    lifeline: Callable[[str], str]

    @property
    def lead(self) -> str:
        """The lifeline that CodePipeline calls."""
        return self.lifeline(self.provider.lead)


def action_cast(telling: Telling, stage: Stage, action: Action, changes: Mapping[str, str]) -> Cast:
    """Who takes part when an action runs. `changes` replace values of the action."""
    provider = telling.catalogue.action(action.type)
    cloned = ", ".join(name for name in action.input_artifacts if name in telling.references)
    values = {**action_values(telling.pipeline, stage, action), "clone": cloned, **changes}
    region = foreign_region(action, telling.home)
    where = ", ".join(each for each in (region, foreign_account(action, telling.pipeline)) if each)
    color = provider.class_ or action.type.category.lower()
    return Cast(provider, values, _lifelines(telling, provider, provider.lead, values, color, where, region))


def rule_cast(telling: Telling, stage: Stage, rule: Rule) -> Cast:
    """Who takes part when a rule is checked."""
    provider = telling.catalogue.rule(rule.provider)
    values = rule_values(telling.pipeline, stage, rule)
    return Cast(provider, values, _lifelines(telling, provider, provider.lead, values, "condition", "", rule.region))


def action_items(telling: Telling, stage: Stage, action: Action, changes: dict[str, str]) -> tuple[Item, ...]:
    """What happens between the lifelines when an action runs. `changes` replace values of the action."""
    provider, values, lifeline = action_cast(telling, stage, action, changes)
    region = foreign_region(action, telling.home)
    account = foreign_account(action, telling.pipeline)
    if telling.detail == "overview":
        return _call_and_reply(telling, provider, lifeline(provider.lead), values, telling.link(stage, action))
    items: list[Item] = []
    if telling.detail == "full" and values["action"]:
        items.append(Note(over=(telling.cp, lifeline(provider.lead)), text=values["action"]))
    if region and values["in"]:
        copy = Message(source=telling.store(None), target=telling.store(region), text=f"copy {values['in']}")
        items.append(copy)
    if account:
        items.append(Message(source=telling.cp, target=telling.cp, text=f"assume {values['role']}"))
    items.extend(tell(provider.items(telling.detail), values, lifeline))
    return tuple(_with_encryption(telling, _with_link(items, telling.link(stage, action)), region))


def rule_items(telling: Telling, stage: Stage, rule: Rule) -> tuple[Item, ...]:
    """What happens between the lifelines when a rule is checked."""
    cast = rule_cast(telling, stage, rule)
    provider, values, lifeline = cast
    if telling.detail == "overview":
        return (Message(source=telling.cp, target=cast.lead, text=f"check {rule.name}"),)
    return tell(provider.items(telling.detail), values, lifeline)


def start_items(telling: Telling, kind: str, source: Action | None, values: Mapping[str, str]) -> tuple[Item, ...]:
    """The first messages: how one kind of start reaches the pipeline."""
    conversation = telling.catalogue.start(kind)
    whole = dict(values)
    provider: Provider | None = None
    if source is not None:
        provider = telling.catalogue.action(source.type)
        whole = action_values(telling.pipeline, telling.pipeline.stages[0], source) | whole
    lifeline = _lifelines(telling, conversation, None, whole, "trigger", "", None, source=provider)
    return tell(conversation.items("standard" if telling.detail == "overview" else telling.detail), whole, lifeline)


def action_values(pipeline: Pipeline, stage: Stage, action: Action) -> dict[str, str]:
    """What the {…} of an action's conversation, label or words stand for."""
    alone = len(stage.actions) == 1 and action.name.casefold() == stage.name.casefold()
    inputs = action.input_artifacts
    return {key: _clip(value) for key, value in action.configuration.items()} | {
        "name": action.name,
        "action": "" if alone else action.name,
        "stage": stage.name,
        "pipeline": pipeline.name,
        "provider": action.type.provider,
        "category": action.type.category,
        "region": action.region or pipeline.region or "",
        "in": ", ".join(inputs),
        "first_in": inputs[0] if inputs else "",
        "out": ", ".join(artifact.name for artifact in action.output_artifacts),
        "variables": ", ".join(action.output_variables),
        "namespace": action.namespace or "",
        "commands": str(len(action.commands) or ""),
        "command": _clip(action.commands[0]) if action.commands else "",
        "timeout": str(action.timeout_in_minutes or ""),
        "role": _clip(_role_name(action.role_arn or "")),
    }


def _role_name(arn: str) -> str:
    role = resource_of(arn)
    return arn if role == arn else role.rpartition("/")[2]


def rule_values(pipeline: Pipeline, stage: Stage, rule: Rule) -> dict[str, str]:
    """What the {…} of a rule's conversation stand for."""
    return {key: _clip(value) for key, value in rule.configuration.items()} | {
        "rule": rule.name,
        "name": rule.name,
        "stage": stage.name,
        "pipeline": pipeline.name,
        "provider": rule.provider,
        "region": rule.region or pipeline.region or "",
        "in": ", ".join(rule.input_artifacts),
        "commands": str(len(rule.commands) or ""),
        "command": _clip(rule.commands[0]) if rule.commands else "",
        "timeout": str(rule.timeout_in_minutes or ""),
    }


def _lifelines(
    telling: Telling,
    conversation: Conversation,
    lead: str | None,
    values: Mapping[str, str],
    color: str,
    where: str,
    region: str | None,
    source: Provider | None = None,
) -> Callable[[str], str]:
    """From the ids of a conversation to lifelines of the diagram; `where` names a foreign region or account."""
    known: dict[str, str] = {}

    def lifeline(id: str) -> str:
        if id not in known:
            known[id] = found(id)
        return known[id]

    def found(id: str) -> str:
        if id == PIPELINE:
            return telling.cp
        if id == STORE:
            return telling.store(region)
        if id == "SRC" and source is not None:
            role = source.participants[source.lead]
            return telling.lifelines.id(
                source.lead, fill(role.label, values), actor=role.actor, classes=(role.class_ or "source",)
            )
        role = conversation.participants[id]
        label = fill(role.label, values) or id
        if where and not role.actor:
            label = f"{label} ({where})"
        classes = (color if id == lead or lead is None else role.class_ or "plain",)
        return telling.lifelines.id(id, label, actor=role.actor, classes=classes)

    return lifeline


def _call_and_reply(
    telling: Telling, provider: Provider, lead: str, values: Mapping[str, str], link: str | None
) -> tuple[Item, ...]:
    call = Message(source=telling.cp, target=lead, text=values["name"], activate=True, link=link)
    reply = Message(source=lead, target=telling.cp, text=provider.reply, reply=True, deactivate=True)
    return call, reply


def _with_link(items: Iterable[Item], link: str | None) -> tuple[Item, ...]:
    """The items, the first message of them leading to the action."""
    items = tuple(items)
    if link is None:
        return items
    for index, item in enumerate(items):
        if isinstance(item, Message):
            return (*items[:index], msgspec.structs.replace(item, link=link), *items[index + 1 :])
    return items


def _with_encryption(telling: Telling, items: Iterable[Item], region: str | None) -> Iterable[Item]:
    """The items; where a store with a key of the customer's is first used, the key is named."""
    store = store_of(telling.pipeline.artifact_stores, region or telling.home)
    if store is None or store.encryption_key is None:
        return items
    bucket = telling.store(region)
    if bucket in telling.encrypted:
        return items
    return _name_key(telling, tuple(items), bucket, store.encryption_key)


def _name_key(telling: Telling, items: tuple[Item, ...], bucket: str, key: str) -> tuple[Item, ...]:
    named: list[Item] = []
    for item in items:
        if isinstance(item, Fragment) and bucket not in telling.encrypted:
            operands = tuple(
                Operand(label=each.label, items=_name_key(telling, each.items, bucket, key)) for each in item.operands
            )
            item = Fragment(operator=item.operator, operands=operands, classes=item.classes)
        named.append(item)
        if isinstance(item, Message) and item.target == bucket and bucket not in telling.encrypted:
            telling.encrypted.add(bucket)
            kms = telling.lifelines.id("KMS", "AWS KMS", classes=("store",))
            named.append(Message(source=bucket, target=kms, text=f"encrypt with {_clip(resource_of(key))}"))
    return tuple(named)


def _clip(value: str) -> str:
    return cut(value, LONGEST_VALUE)
