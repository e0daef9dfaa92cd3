"""Pipeline → the same order in words: nested steps, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pipeviz.analysis.folding import fold
from pipeviz.analysis.places import foreign_account, foreign_region, home_region
from pipeviz.analysis.run_order import groups
from pipeviz.analysis.starts import starts
from pipeviz.model import Action, Condition, Pipeline, Rule, Stage, Start
from pipeviz.providers import Catalogue
from pipeviz.views.fill import fill
from pipeviz.views.results import result, retried
from pipeviz.views.sequence_action import Links, action_values, rule_values

MOST_TOGETHER = 12
"""Of more parallel actions than this, equal ones are told as one."""


class Step(Struct, frozen=True, kw_only=True):
    """One step, and the steps it consists of. `name` is a stage's or an action's, and `words` go on from there.

    `together` tells that its steps run at the same time, not one after another.
    """

    name: str = ""
    words: str = ""
    link: str | None = None
    together: bool = False
    steps: tuple[Step, ...] = ()


def steps(
    pipeline: Pipeline, catalogue: Catalogue, *, others: Iterable[Pipeline] = (), links: Links | None = None
) -> tuple[Step, ...]:
    """What starts the pipeline, then its stages in order, each with its conditions and actions."""
    return (
        *_starts(starts(pipeline, others)),
        *(_stage(pipeline, stage, catalogue, links) for stage in pipeline.stages),
    )


def start_words(start: Start) -> str:
    """What starts a pipeline, as the end of "It is started by …"."""
    detail = start.detail or ""
    match start.kind:
        case "push":
            return f"a push {detail}".strip()
        case "pull_request":
            return f"a pull request {detail}".strip()
        case "event":
            return f"the event {detail or start.source or start.name}"
        case "schedule":
            return f"the schedule {detail or start.name}"
        case "webhook":
            return f"the webhook {start.name}"
        case "connection":
            return f"a change that the connection of {start.name} reports"
        case "polling":
            return f"a change that polling finds for {start.name}"
        case "pipeline":
            return f"the pipeline {start.source} with its action {start.name}"
        case kind:
            return f"{kind} {start.name}"


def _starts(found: Sequence[Start]) -> Iterator[Step]:
    if len(found) == 1:
        yield Step(words=f"Started by {start_words(found[0])}")
    elif found:
        yield Step(
            words="Started by any of", together=True, steps=tuple(Step(words=start_words(each)) for each in found)
        )


def _stage(pipeline: Pipeline, stage: Stage, catalogue: Catalogue, links: Links | None) -> Step:
    return Step(
        name=stage.name,
        words=f"only if {stage.only_if}" if stage.only_if else "",
        link=links(stage, None) if links else None,
        steps=(
            *_entry(pipeline, stage, catalogue),
            *(_group(pipeline, stage, group, catalogue, links) for group in groups(stage)),
            *(_condition("After success", pipeline, stage, each, catalogue) for each in stage.on_success),
            *_failure(pipeline, stage, catalogue),
        ),
    )


def _entry(pipeline: Pipeline, stage: Stage, catalogue: Catalogue) -> Iterator[Step]:
    if not stage.transition.enabled:
        reason = f": {stage.transition.reason}" if stage.transition.reason else ""
        yield Step(words=f"The transition into this stage is disabled{reason}")
    for condition in stage.before_entry:
        yield _condition("Before entry", pipeline, stage, condition, catalogue)


def _group(
    pipeline: Pipeline, stage: Stage, group: tuple[Action, ...], catalogue: Catalogue, links: Links | None
) -> Step:
    bundles = fold(group) if len(group) > MOST_TOGETHER else tuple((action,) for action in group)
    told = tuple(_bundle(pipeline, stage, bundle, catalogue, links) for bundle in bundles)
    return told[0] if len(told) == 1 else Step(words="At the same time", together=True, steps=told)


def _bundle(
    pipeline: Pipeline, stage: Stage, bundle: tuple[Action, ...], catalogue: Catalogue, links: Links | None
) -> Step:
    first = bundle[0]
    if len(bundle) > 1:
        provider = fill(catalogue.action(first.type).name, {"provider": first.type.provider})
        names = ", ".join(action.name for action in bundle)
        return Step(words=f"{len(bundle)} × {provider} at the same time: {names}")
    return Step(
        name=first.name,
        words=action_words(pipeline, stage, first, catalogue),
        link=links(stage, first) if links else None,
    )


def action_words(pipeline: Pipeline, stage: Stage, action: Action, catalogue: Catalogue) -> str:
    """What an action does, where, and with which artifacts: the words after its name."""
    values = action_values(pipeline, stage, action)
    words = fill(catalogue.action(action.type).words, values) or f"is done by {action.type.provider}"
    region = foreign_region(action, home_region(pipeline))
    account = foreign_account(action, pipeline)
    parts = [
        words,
        f"in {region}" if region else "",
        f"in account {account}" if account else "",
        f"with {values['in']}" if values["in"] else "",
        f"and gives {values['out']}" if values["out"] else "",
        f"(only if {action.only_if})" if action.only_if else "",
    ]
    return " ".join(part for part in parts if part)


def _condition(when: str, pipeline: Pipeline, stage: Stage, condition: Condition, catalogue: Catalogue) -> Step:
    otherwise = result(condition.result or "FAIL").sentence
    if len(condition.rules) == 1:
        rule = condition.rules[0]
        return Step(words=f"{when}, {rule.name} {rule_words(pipeline, stage, rule, catalogue)}; otherwise {otherwise}")
    rules = tuple(Step(name=rule.name, words=rule_words(pipeline, stage, rule, catalogue)) for rule in condition.rules)
    return Step(words=f"{when}, all of these must hold, otherwise {otherwise}", together=True, steps=rules)


def rule_words(pipeline: Pipeline, stage: Stage, rule: Rule, catalogue: Catalogue) -> str:
    """What a rule checks: the words after its name."""
    words = fill(catalogue.rule(rule.provider).words, rule_values(pipeline, stage, rule))
    return words or f"is checked by {rule.provider}"


def _failure(pipeline: Pipeline, stage: Stage, catalogue: Catalogue) -> Iterator[Step]:
    failure = stage.on_failure
    if failure is None:
        return
    for condition in failure.conditions:
        rules = tuple(
            Step(name=rule.name, words=rule_words(pipeline, stage, rule, catalogue)) for rule in condition.rules
        )
        yield Step(
            words=f"On failure, {result(condition.result or 'ROLLBACK').sentence} if", together=True, steps=rules
        )
    if failure.result == "RETRY" or failure.retry_mode:
        mode = retried(failure.retry_mode)
        yield Step(words="On failure, the stage is retried once" + (f" ({mode})" if mode else ""))
    elif failure.result:
        yield Step(words=f"On failure, {result(failure.result).sentence}")
