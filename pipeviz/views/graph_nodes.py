"""The nodes that both graph views draw: actions, rules, what starts a pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from msgspec import Struct

from pipeviz.analysis.places import foreign_account, foreign_region, home_region
from pipeviz.diagrams import Node
from pipeviz.model import Action, Condition, Pipeline, Rule, Stage, Start
from pipeviz.providers import Catalogue
from pipeviz.views.fill import fill, names_in
from pipeviz.views.sequence_action import Links, action_values

KINDS = {
    "push": "Push",
    "pull_request": "Pull request",
    "event": "Event",
    "schedule": "Schedule",
    "webhook": "Webhook",
    "polling": "Polling",
    "connection": "Change detection",
    "pipeline": "Pipeline",
}
MOST_NAMES = 50
"""A tooltip names this many folded actions; the table below the drawing has them all."""


class Palette(Struct, frozen=True):
    """What every node of one graph is made with."""

    pipeline: Pipeline
    catalogue: Catalogue
    links: Links | None = None

    def link(self, stage: Stage, action: Action | None = None) -> str | None:
        """Where a node leads: what `links` says, else the console page of the action, if it is known in full."""
        if self.links is not None:
            return self.links(stage, action)
        return None if action is None else console_link(self.pipeline, self.catalogue, stage, action)


def action_node(palette: Palette, id: str, stage: Stage, action: Action) -> Node:
    """The node of one action: its name, its provider, and where it runs if that is elsewhere."""
    return Node(
        id=id,
        lines=(action.name, *_details(palette, action)),
        shape="person" if is_approval(action) else "rounded",
        classes=classes(palette.catalogue, action),
        link=palette.link(stage, action),
        tooltip=_tooltip(stage, action),
    )


def folded_node(palette: Palette, id: str, stage: Stage, actions: Sequence[Action]) -> Node:
    """One node for several equal actions; its tooltip names them."""
    first = actions[0]
    names = ", ".join(action.name for action in actions[:MOST_NAMES])
    more = f" and {len(actions) - MOST_NAMES} more" if len(actions) > MOST_NAMES else ""
    return Node(
        id=id,
        lines=(f"{len(actions)} × {provider_name(palette.catalogue, first)}", _span(actions), *_marks(palette, first)),
        shape="person" if is_approval(first) else "rounded",
        classes=(*classes(palette.catalogue, first), "folded"),
        link=palette.link(stage),
        tooltip=f"{stage.name}: {names}{more}",
    )


def no_actions(id: str) -> Node:
    """What stands in a stage without actions."""
    return Node(id=id, lines=("no actions",), classes=("disabled",))


def start_lines(start: Start) -> tuple[str, ...]:
    """What is shown of one way to start the pipeline."""
    kind = KINDS.get(start.kind, start.kind)
    if start.kind == "pipeline":
        return (f"{kind} {start.source or ''}".strip(), f"action {start.name}")
    named = start.kind not in ("push", "pull_request", "polling", "connection")
    return tuple(line for line in (kind, start.name if named else None, start.detail) if line)


def starts_node(id: str, starts: Sequence[Start]) -> Node:
    """The node of a way to start the pipeline, or of several of one kind; its tooltip tells them all."""
    told = [" · ".join((*start_lines(start), *_origin(start))) for start in starts[:MOST_NAMES]]
    more = f" and {len(starts) - MOST_NAMES} more" if len(starts) > MOST_NAMES else ""
    lines = start_lines(starts[0])
    if any(start_lines(start) != lines for start in starts):
        lines = (f"{len(starts)} × {lines[0]}",)
    tooltip = f"Starts the pipeline: {'; '.join(told)}{more}"
    return Node(id=id, lines=lines, shape="event", classes=("trigger",), tooltip=tooltip)


def _origin(start: Start) -> Iterator[str]:
    if start.source and start.kind != "pipeline":
        yield start.source
    if start.source_action:
        yield f"for {start.source_action}"


def condition_node(palette: Palette, id: str, stage: Stage, title: str, condition: Condition) -> Node:
    """The diamond of one condition: when it is checked, and by which rules."""
    rules = tuple(_rule(palette, rule) for rule in condition.rules)
    shown = rules if len(rules) < 2 else (", ".join(rule.name for rule in condition.rules),)
    return Node(
        id=id,
        lines=(title, *shown),
        shape="diamond",
        classes=("condition",),
        link=palette.link(stage) if palette.links else None,
        tooltip=f"{stage.name}: {title}" + (f": {', '.join(rules)}" if rules else ""),
    )


def rule_node(palette: Palette, id: str, stage: Stage, rule: Rule) -> Node:
    """The diamond of one rule."""
    return condition_node(palette, id, stage, "Rule", Condition(rules=(rule,)))


def classes(catalogue: Catalogue, action: Action) -> tuple[str, ...]:
    """The looks of an action: its provider's own, else its category's."""
    own = catalogue.action(action.type).class_
    return (own or action.type.category.lower(),)


def provider_name(catalogue: Catalogue, action: Action) -> str:
    """The provider of an action, as people call it."""
    return fill(catalogue.action(action.type).name, {"provider": action.type.provider}) or action.type.provider


def is_approval(action: Action) -> bool:
    """Whether a person decides."""
    return action.type.category == "Approval"


def console_link(pipeline: Pipeline, catalogue: Catalogue, stage: Stage, action: Action) -> str | None:
    """The console page of an action's provider; None where the definition does not say enough to build it."""
    template = catalogue.action(action.type).console
    if template is None:
        return None
    values = {name: quote(value, safe="") for name, value in action_values(pipeline, stage, action).items()}
    if not all(_is_known(name, values) for name in names_in(template)):
        return None
    return fill(template, values)


def _is_known(name: str, values: Mapping[str, str]) -> bool:
    """Whether a value is there, and is neither a symbol (`${Bucket}`) nor a reference (`#{namespace.key}`) nor cut."""
    value = values.get(name, "")
    return bool(value) and not any(mark in value for mark in ("%24%7B", "%23%7B", "%E2%80%A6", "%2A%2A%2A"))


def _details(palette: Palette, action: Action) -> Iterator[str]:
    yield provider_name(palette.catalogue, action)
    yield from _marks(palette, action)


def _marks(palette: Palette, action: Action) -> Iterator[str]:
    region = foreign_region(action, home_region(palette.pipeline))
    account = foreign_account(action, palette.pipeline)
    if region:
        yield f"in {region}"
    if account:
        yield f"account {account}"
    if action.only_if:
        yield f"only if {action.only_if}"


def _span(actions: Sequence[Action]) -> str:
    return f"{actions[0].name} … {actions[-1].name}"


def _rule(palette: Palette, rule: Rule) -> str:
    provider = fill(palette.catalogue.rule(rule.provider).name, {"provider": rule.provider}) or rule.provider
    return rule.name if rule.name == provider else f"{rule.name} ({provider})"


def _tooltip(stage: Stage, action: Action) -> str:
    """One line: where the action stands and what it takes and makes."""
    facts = [f"{stage.name} / {action.name}", str(action.type), f"runOrder {action.run_order}"]
    if action.input_artifacts:
        facts.append("in: " + ", ".join(action.input_artifacts))
    if action.output_artifacts:
        facts.append("out: " + ", ".join(artifact.name for artifact in action.output_artifacts))
    return " · ".join(facts)
