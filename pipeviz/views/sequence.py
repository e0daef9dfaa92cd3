"""Pipeline → sequence diagram: where CodePipeline's order becomes calls and replies.

Stages become titled blocks, equal `runOrder` becomes `par`, undecided template conditions become `alt` and `opt`; what an
action does is told by the catalogue, what guards a stage by `sequence_conditions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from pipeviz.analysis.folding import fold
from pipeviz.analysis.run_order import groups
from pipeviz.analysis.starts import source_of, starts
from pipeviz.diagrams import Activation, Block, Fragment, Item, Message, Note, Operand, SequenceDiagram
from pipeviz.model import Action, Pipeline, Stage, Start
from pipeviz.providers import Catalogue
from pipeviz.views.fill import fill
from pipeviz.views.scope import Scope, shows_start, stages_in
from pipeviz.views.sequence_action import Links, Telling, action_items, action_values, start_items
from pipeviz.views.sequence_conditions import guarded

MOST_NAMES = 3
"""Of more starts that look the same than this, the others are counted."""

FOOTNOTE_WIDTH = 100
"""Characters on a line of the list of folded actions."""


def sequence(
    pipeline: Pipeline,
    catalogue: Catalogue,
    *,
    detail: str = "standard",
    scope: Scope = Scope(),
    others: Iterable[Pipeline] = (),
    links: Links | None = None,
) -> SequenceDiagram:
    """The sequence diagram of a pipeline, or of the part of it that `scope` shows.

    `detail` is `overview`, `standard` or `full`; `others` are looked through for actions that start this pipeline; `links`
    gives stages and actions their targets.
    """
    telling = Telling(pipeline, catalogue, detail, links)
    shown = stages_in(pipeline, scope)
    start = tuple(_starts(telling, others)) if shows_start(pipeline, scope) else ()
    cp = telling.cp
    body = _alternatives([(stage.only_if, tuple(_stage(telling, stage, scope))) for stage in shown])
    participants = telling.lifelines.all()
    span = (participants[0].id, participants[-1].id)
    name = f"Pipeline {pipeline.friendly_name}" + (f", stage {scope.stage}" if scope.stage else "")
    return SequenceDiagram(
        title=name,
        description=describe(name, shown),
        participants=participants,
        items=(
            *start,
            Activation(participant=cp, active=True),
            *body,
            Activation(participant=cp, active=False),
            *(Note(over=span, text=footnote, classes=("fold",)) for footnote in telling.footnotes),
        ),
    )


def describe(name: str, stages: Sequence[Stage]) -> str:
    """The diagram in a sentence, for those who cannot see it."""
    actions = sum(len(stage.actions) for stage in stages)
    order = ", ".join(f"{stage.name} ({_count(len(stage.actions), 'action')})" for stage in stages[:20])
    more = f" and {len(stages) - 20} more" if len(stages) > 20 else ""
    return f"{name} runs {_count(actions, 'action')} in {_count(len(stages), 'stage')}: {order}{more}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _starts(telling: Telling, others: Iterable[Pipeline]) -> Iterator[Item]:
    """The ways to start the pipeline; those that look the same are told once."""
    ways: dict[tuple[str, tuple[Item, ...]], list[str]] = {}
    for start in starts(telling.pipeline, others):
        source = source_of(telling.pipeline, start)
        values = {"name": start.name, "source": start.source or "", "detail": start.detail or ""}
        items = start_items(telling, start.kind, source, values)
        ways.setdefault((start.kind, items), []).append(_way(start, source))
    if len(ways) == 1:
        yield from next(iter(ways))[1]
    elif ways:
        operands = tuple(_operand(_named(kind, names), items) for (kind, items), names in ways.items())
        yield Fragment(operator="alt", operands=operands)


def _way(start: Start, source: Action | None) -> str:
    only_if = f" (if {source.only_if})" if source is not None and source.only_if else ""
    return (start.source_action or start.name) + only_if


def _named(kind: str, names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{kind.replace('_', ' ')}: {', '.join(names[:MOST_NAMES])}{more}"


def _stage(telling: Telling, stage: Stage, scope: Scope) -> Iterator[Item]:
    if not stage.transition.enabled:
        reason = f": {stage.transition.reason}" if stage.transition.reason else ""
        text = f"Transition into {stage.name} is disabled{reason}"
        yield Note(over=(telling.cp,), text=text, classes=("disabled",))
    color = stage.actions[0].type.category.lower() if stage.actions else "plain"
    yield Block(
        title=stage.name,
        items=_overview(telling, stage) if scope.overview else guarded(telling, stage, _actions(telling, stage, scope)),
        classes=("stage", color),
        link=telling.link(stage),
    )


def _overview(telling: Telling, stage: Stage) -> tuple[Item, ...]:
    text = f"{stage.name}: {_count(len(stage.actions), 'action')}"
    return (Message(source=telling.cp, target=telling.cp, text=text),)


def _actions(telling: Telling, stage: Stage, scope: Scope) -> tuple[Item, ...]:
    items: list[Item] = []
    for group in groups(stage):
        items.extend(_group(telling, stage, fold(group) if scope.fold else tuple((action,) for action in group)))
    return tuple(items)


def _group(telling: Telling, stage: Stage, bundles: tuple[tuple[Action, ...], ...]) -> tuple[Item, ...]:
    """Actions that run together: one operand for each, alternatives of one action sharing theirs."""
    units: list[list[tuple[Action, ...]]] = []
    for bundle in bundles:
        if units and _excludes(units[-1][-1][0].only_if, bundle[0].only_if):
            units[-1].append(bundle)
        else:
            units.append([bundle])
    if len(units) == 1:
        return _unit(telling, stage, units[0], {})
    named = {"action": ""}
    operands = tuple(_operand(_bundle_name(telling, unit[0]), _unit(telling, stage, unit, named)) for unit in units)
    return (Fragment(operator="par", operands=operands),)


def _unit(
    telling: Telling, stage: Stage, bundles: Sequence[tuple[Action, ...]], changes: dict[str, str]
) -> tuple[Item, ...]:
    return _alternatives([(bundle[0].only_if, _bundle(telling, stage, bundle, changes)) for bundle in bundles])


def _bundle(telling: Telling, stage: Stage, bundle: tuple[Action, ...], changes: dict[str, str]) -> tuple[Item, ...]:
    first = bundle[0]
    if len(bundle) == 1:
        return action_items(telling, stage, first, changes)
    name = _bundle_name(telling, bundle)
    telling.footnotes.append(_wrapped(f"{stage.name}, {name}: " + ", ".join(action.name for action in bundle)))
    inputs = {action.input_artifacts for action in bundle}
    together = _common([action_values(telling.pipeline, stage, action) for action in bundle])
    together |= {"name": name, "action": name if "action" not in changes else ""}
    if first.output_artifacts:
        together["out"] = _count(sum(len(action.output_artifacts) for action in bundle), "artifact")
    if len(inputs) > 1:
        together["in"] = _count(len({name for names in inputs for name in names}), "artifact")
    return action_items(telling, stage, first, changes | together)


def _common(values: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The values of several actions as one: what differs among them is cut to how it begins."""
    return {key: _beginning([each.get(key, "") for each in values]) for key in values[0]}


def _beginning(texts: Sequence[str]) -> str:
    first, last = min(texts), max(texts)
    if first == last:
        return first
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(character for character, _ in alike) + "…"


def _bundle_name(telling: Telling, bundle: tuple[Action, ...]) -> str:
    if len(bundle) == 1:
        return bundle[0].name
    provider = telling.catalogue.action(bundle[0].type)
    return f"{len(bundle)} × {fill(provider.name, {'provider': bundle[0].type.provider})}"


def _alternatives(parts: Sequence[tuple[str | None, tuple[Item, ...]]]) -> tuple[Item, ...]:
    """Items in order; those under an undecided condition in an `opt`, or in an `alt` with what excludes them."""
    items: list[Item] = []
    index = 0
    while index < len(parts):
        only_if, own = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else (None, ())
        if only_if is None:
            items.extend(own)
        elif _excludes(only_if, following[0]):
            operands = (_operand(f"if {only_if}", own), _operand(f"if {following[0]}", following[1]))
            items.append(Fragment(operator="alt", operands=operands))
            index += 1
        else:
            items.append(Fragment(operator="opt", operands=(_operand(f"if {only_if}", own),)))
        index += 1
    return tuple(items)


def _excludes(one: str | None, other: str | None) -> bool:
    return one is not None and other == f"not {one}"


def _operand(label: str, items: tuple[Item, ...]) -> Operand:
    return Operand(label=label, items=items)


def _wrapped(text: str) -> str:
    """The text with a line break after about every hundred characters, at a comma."""
    lines = [""]
    for word in text.split(", "):
        if len(lines[-1]) + len(word) > FOOTNOTE_WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += word + ", "
    return "\n".join(lines).removesuffix(", ")
