"""The tables of a pipeline's page, as plain values; the templates say how they look."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeviz.analysis.lineage import Flow, Step
from pipeviz.analysis.run_order import groups
from pipeviz.analysis.wording import cut
from pipeviz.model import Action, Condition, Pipeline, Place, Rule, Stage
from pipeviz.pages.anchors import action_anchor, stage_anchor
from pipeviz.pages.entries import Provider, provider_of, rule_provider
from pipeviz.providers import Catalogue
from pipeviz.templating.escape import Markdown
from pipeviz.views.results import result

MOST_COMMANDS = 12
"""Of more commands than this the page shows only the first ones; the model beside it has them all."""


LONGEST_UNKNOWN = 200
"""Characters of a field that pipeviz does not know."""


class ActionRow(NamedTuple):
    """An action; `anchor` is None where another row of the page has it."""

    action: Action
    anchor: Markdown | None
    provider: Provider
    settings: tuple[tuple[str, str], ...]
    line: int | None


class StageTable(NamedTuple):
    """A stage, and its actions in the order in which they run."""

    stage: Stage
    anchor: Markdown | None
    rows: tuple[ActionRow, ...]
    line: int | None

    def any(self, field: str) -> bool:
        """Whether an action of the stage has this: a column that is empty is left out."""
        return any(getattr(row.action, field) for row in self.rows)


class Use(NamedTuple):
    """A step that makes or takes something, and where it is on the page."""

    name: str
    link: Markdown


class FlowRow(NamedTuple):
    """An artifact or a variable: who makes it and who takes it."""

    name: str
    producers: tuple[Use, ...]
    consumers: tuple[Use, ...]
    findings: tuple[str, ...]
    given: bool


class ConditionRow(NamedTuple):
    """A rule of a condition: where it is checked, and what happens when it is not met."""

    stage: str
    link: Markdown
    when: str
    rule: Rule
    provider: Provider
    settings: tuple[tuple[str, str], ...]
    otherwise: str


class RoleRow(NamedTuple):
    """A role, and the actions that assume it; none for the pipeline's own."""

    role: str
    uses: tuple[Use, ...]


def stage_tables(pipeline: Pipeline, catalogue: Catalogue) -> tuple[StageTable, ...]:
    """The stages of a pipeline with their actions."""
    taken: set[str] = set()
    home = pipeline.place.file if pipeline.place else None

    def first(anchor: str) -> Markdown | None:
        if anchor in taken:
            return None
        taken.add(anchor)
        return Markdown(anchor)

    def row(stage: Stage, action: Action) -> ActionRow:
        return ActionRow(
            action=action,
            anchor=first(action_anchor(stage.name, action.name)),
            provider=provider_of(action.type, catalogue),
            settings=tuple(_settings(action)),
            line=_line(action.place, home),
        )

    return tuple(
        StageTable(
            stage=stage,
            anchor=first(stage_anchor(stage.name)),
            rows=tuple(row(stage, action) for group in groups(stage) for action in group),
            line=_line(stage.place, home),
        )
        for stage in pipeline.stages
    )


def flow_rows(pipeline: Pipeline, flows: Iterable[Flow]) -> tuple[FlowRow, ...]:
    """Artifacts or variables, with links to the steps that make and take them."""
    return tuple(
        FlowRow(
            name=flow.name,
            producers=tuple(_use(pipeline, step) for step in flow.producers),
            consumers=tuple(_use(pipeline, step) for step in flow.consumers),
            findings=flow.findings,
            given=flow.given,
        )
        for flow in flows
    )


def condition_rows(pipeline: Pipeline, catalogue: Catalogue) -> Iterator[ConditionRow]:
    """Every rule that guards a stage."""
    for stage in pipeline.stages:
        failure = stage.on_failure.conditions if stage.on_failure else ()
        guards = (("before entry", stage.before_entry), ("after success", stage.on_success), ("on failure", failure))
        for when, conditions in guards:
            for condition in conditions:
                for rule in condition.rules:
                    yield ConditionRow(
                        stage=stage.name,
                        link=Markdown(f"#{stage_anchor(stage.name)}"),
                        when=when,
                        rule=rule,
                        provider=rule_provider(rule.provider, catalogue),
                        settings=tuple(_rule_settings(rule)),
                        otherwise=_otherwise(when, condition),
                    )


def role_rows(pipeline: Pipeline) -> tuple[RoleRow, ...]:
    """The roles that a pipeline and its actions assume."""
    uses: dict[str, list[Use]] = defaultdict(list)
    if pipeline.role_arn:
        uses[pipeline.role_arn] = []
    for stage in pipeline.stages:
        for action in stage.actions:
            if action.role_arn:
                uses[action.role_arn].append(_action_use(stage, action))
    return tuple(RoleRow(role, tuple(each)) for role, each in uses.items())


def region_rows(pipeline: Pipeline) -> tuple[tuple[str, tuple[Use, ...]], ...]:
    """The regions that actions name, and the actions that do."""
    uses: dict[str, list[Use]] = defaultdict(list)
    for stage in pipeline.stages:
        for action in stage.actions:
            if action.region:
                uses[action.region].append(_action_use(stage, action))
    return tuple((region, tuple(each)) for region, each in uses.items())


def other_rows(pipeline: Pipeline) -> tuple[tuple[str, str, str], ...]:
    """Fields that pipeviz does not know: where, which, and what is in them."""
    return tuple(
        (where, key, value)
        for where, unknown in (
            ("pipeline", pipeline.unknown),
            *((f"stage {stage.name}", stage.unknown) for stage in pipeline.stages),
        )
        for key, value in _unknown(unknown)
    )


def _use(pipeline: Pipeline, step: Step) -> Use:
    stage = pipeline.stages[step.stage]
    if step.action is None:
        return Use(f"{stage.name} / {step.name}", Markdown(f"#{stage_anchor(stage.name)}"))
    return _action_use(stage, stage.actions[step.action])


def _action_use(stage: Stage, action: Action) -> Use:
    return Use(f"{stage.name} / {action.name}", Markdown(f"#{action_anchor(stage.name, action.name)}"))


def _settings(action: Action) -> Iterator[tuple[str, str]]:
    yield from action.configuration.items()
    yield from (("command", command) for command in action.commands[:MOST_COMMANDS])
    if len(action.commands) > MOST_COMMANDS:
        yield "commands", f"and {len(action.commands) - MOST_COMMANDS} more"
    yield from ((variable.name, variable.value) for variable in action.environment_variables)
    if action.namespace:
        yield "namespace", action.namespace
    if action.output_variables:
        yield "output variables", ", ".join(action.output_variables)
    if action.timeout_in_minutes:
        yield "timeout", f"{action.timeout_in_minutes} minutes"
    yield from _unknown(action.unknown)


def _unknown(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in fields.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        yield key, cut(text, LONGEST_UNKNOWN)


def _rule_settings(rule: Rule) -> Iterator[tuple[str, str]]:
    yield from rule.configuration.items()
    yield from (("command", command) for command in rule.commands[:MOST_COMMANDS])
    if rule.region:
        yield "region", rule.region
    if rule.timeout_in_minutes:
        yield "timeout", f"{rule.timeout_in_minutes} minutes"


def _otherwise(when: str, condition: Condition) -> str:
    if when == "on failure":
        return f"when met, {result(condition.result or 'ROLLBACK').sentence}"
    return result(condition.result or "FAIL").sentence


def _line(place: Place | None, home: str | None) -> int | None:
    return place.line if place and place.file == home else None
