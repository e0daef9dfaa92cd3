"""Who makes and who takes each artifact and each variable of a pipeline.

Artifacts are named by the actions themselves. Variables are found where they are used, as `#{namespace.key}`
(https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html): in configurations, commands and
environment variables of actions and in the rules of conditions. The namespaces `codepipeline` and `variables` belong to
the pipeline itself; every other one to an action.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from msgspec import Struct

from pipeviz.model import Action, Condition, Pipeline, Rule, Stage

REFERENCE = re.compile(r"#\{([A-Za-z0-9@_-]+)\.([^}]+)\}")

NEVER_PRODUCED = "never produced"
NEVER_CONSUMED = "never consumed"
PRODUCED_TWICE = "produced twice"
CONSUMED_EARLY = "consumed before it is produced"


class Step(Struct, frozen=True):
    """An action, or a rule of a stage's condition, that makes or takes something.

    `stage` and `action` are positions in `Pipeline.stages` and `Stage.actions`; `action` is None for a rule. `name` is
    the action's or the rule's.
    """

    stage: int
    action: int | None
    name: str


class Flow(Struct, frozen=True, kw_only=True):
    """The way of one artifact or variable. `name` of a variable is `namespace.key`.

    `given` tells that the pipeline itself makes it: a variable of `codepipeline` or a declared one of `variables`.
    `findings` holds what is wrong, in the words of this module's constants.
    """

    name: str
    producers: tuple[Step, ...] = ()
    consumers: tuple[Step, ...] = ()
    given: bool = False
    findings: tuple[str, ...] = ()


class Lineage(Struct, frozen=True, kw_only=True):
    """Every artifact and every variable of a pipeline, in the order of first appearance."""

    artifacts: tuple[Flow, ...] = ()
    variables: tuple[Flow, ...] = ()


class _Part(Struct, frozen=True):
    """A step with its place in time and all that it names. Parts of equal `time` run together."""

    step: Step
    time: tuple[int, int]
    condition: tuple[str | None, str | None]
    makes: tuple[str, ...]
    takes: tuple[str, ...]
    namespace: str | None
    sets: tuple[str, ...]
    reads: tuple[str, ...]


def lineage(pipeline: Pipeline) -> Lineage:
    """The flows of a pipeline. A broken definition has findings, never an error."""
    parts = tuple(part for at, stage in enumerate(pipeline.stages) for part in _parts(at, stage))
    return Lineage(artifacts=_artifacts(parts), variables=_variables(pipeline, parts))


def _artifacts(parts: tuple[_Part, ...]) -> tuple[Flow, ...]:
    makers: dict[str, list[_Part]] = defaultdict(list)
    takers: dict[str, list[_Part]] = defaultdict(list)
    names: dict[str, None] = {}
    for part in parts:
        for name in part.takes:
            takers[name].append(part)
        for name in part.makes:
            makers[name].append(part)
        names.update(dict.fromkeys((*part.takes, *part.makes)))
    return tuple(_flow(name, makers[name], takers[name]) for name in names)


def _variables(pipeline: Pipeline, parts: tuple[_Part, ...]) -> tuple[Flow, ...]:
    owners: dict[str, list[_Part]] = defaultdict(list)
    readers: dict[str, list[_Part]] = defaultdict(list)
    declared = tuple(f"variables.{variable.name}" for variable in pipeline.variables)
    names = dict.fromkeys(declared)
    for part in parts:
        for name in part.reads:
            readers[name].append(part)
        if part.namespace is not None:
            owners[part.namespace].append(part)
        names.update(dict.fromkeys((*part.reads, *part.sets)))
    flows = []
    for name in names:
        namespace = name.partition(".")[0]
        given = namespace == "codepipeline" or name in declared
        flows.append(_flow(name, [] if given else owners[namespace], readers[name], given))
    return tuple(flows)


def _flow(name: str, makers: list[_Part], takers: list[_Part], given: bool = False) -> Flow:
    return Flow(
        name=name,
        producers=tuple(part.step for part in makers),
        consumers=tuple(part.step for part in takers),
        given=given,
        findings=tuple(_findings(makers, takers, given)),
    )


def _findings(makers: list[_Part], takers: list[_Part], given: bool) -> Iterator[str]:
    if not makers and not given:
        yield NEVER_PRODUCED
    if not takers:
        yield NEVER_CONSUMED
    if any(not _alternatives(one, other) for one, other in combinations(makers, 2)):
        yield PRODUCED_TWICE
    if makers and any(taker.time <= min(maker.time for maker in makers) for taker in takers):
        yield CONSUMED_EARLY


def _alternatives(one: _Part, other: _Part) -> bool:
    """Whether undecided template conditions keep two parts from ever standing in one pipeline, as far as can be told."""
    return any(a is not None and b is not None and a != b for a, b in zip(one.condition, other.condition, strict=True))


def _parts(at: int, stage: Stage) -> Iterator[_Part]:
    yield from _rules(at, stage, stage.before_entry, 0)
    for index, action in enumerate(stage.actions):
        yield _part(Step(at, index, action.name), stage, action)
    late = max((action.run_order for action in stage.actions), default=0) + 1
    failure = stage.on_failure.conditions if stage.on_failure else ()
    yield from _rules(at, stage, (*stage.on_success, *failure), late)


def _part(step: Step, stage: Stage, action: Action) -> _Part:
    texts = (*action.configuration.values(), *action.commands, *(each.value for each in action.environment_variables))
    return _Part(
        step=step,
        time=(step.stage, action.run_order),
        condition=(stage.only_if, action.only_if),
        makes=tuple(output.name for output in action.output_artifacts),
        takes=_once(action.input_artifacts),
        namespace=action.namespace,
        sets=tuple(f"{action.namespace}.{key}" for key in action.output_variables) if action.namespace else (),
        reads=references(texts),
    )


def _rules(at: int, stage: Stage, conditions: Iterable[Condition], time: int) -> Iterator[_Part]:
    for rule in (rule for condition in conditions for rule in condition.rules):
        yield _Part(
            step=Step(at, None, rule.name),
            time=(at, time),
            condition=(stage.only_if, None),
            makes=(),
            takes=_once(rule.input_artifacts),
            namespace=None,
            sets=(),
            reads=_rule_references(rule),
        )


def _rule_references(rule: Rule) -> tuple[str, ...]:
    return references((*rule.configuration.values(), *rule.commands))


def references(texts: Iterable[str]) -> tuple[str, ...]:
    """Every variable named in some texts, as `namespace.key`, each once, in order."""
    return _once(f"{namespace}.{key}" for text in texts for namespace, key in REFERENCE.findall(text))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
