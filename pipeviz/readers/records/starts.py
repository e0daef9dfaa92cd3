"""What starts a pipeline, from answers of `list-webhooks` and `events describe-rule` that lie beside its definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from pipeviz import redaction
from pipeviz.errors import SourceError
from pipeviz.model import Pipeline, Place, Start
from pipeviz.model.operations import EVENT_RULE, WEBHOOKS
from pipeviz.readers.cloudformation.starts import FoundStart, event_rule, webhook, with_source_action
from pipeviz.readers.node import Node
from pipeviz.readers.records.answers import Answer, answers_in, values_in
from pipeviz.readers.records.door import Door
from pipeviz.readers.records.folder import Held
from pipeviz.readers.records.values import items, mapping

_WORDS = ("webhooks", "EventPattern", "ScheduleExpression")


def with_starts(pipeline: Pipeline, files: Iterable[Held], door: Door, *, alone: bool) -> Pipeline:
    """A pipeline with the webhooks that target it, and with the rules in the files if these are about it `alone`.

    What `describe-rule` prints does not say what the rule starts.
    """
    found = dict.fromkeys(start for held in files if held.file for start in _starts(held, pipeline, door, alone))
    return replace(pipeline, starts=(*pipeline.starts, *found)) if found else pipeline


def _starts(held: Held, pipeline: Pipeline, door: Door, alone: bool) -> Iterator[Start]:
    try:
        text = held.read()
        read = answers_in(values_in(text, held.shown), held.name) if any(map(text.__contains__, _WORDS)) else ()
        found = [door.entered(each) for each in read if each.operation in (EVENT_RULE, WEBHOOKS)]
    except SourceError:
        return
    for answer in found:
        for each in _found(answer, pipeline, alone):
            yield _placed(with_source_action(each, pipeline), held)


def _placed(start: Start, held: Held) -> Start:
    place = Place(file=held.shown, line=1)
    return replace(start, detail=redaction.text(start.detail) if start.detail else None, place=place)


def _found(answer: Answer, pipeline: Pipeline, alone: bool) -> Iterator[FoundStart]:
    if answer.operation == EVENT_RULE and alone and answer.value.get("State") != "DISABLED":
        yield from event_rule(str(answer.value.get("Name")), Node(answer.value.items()))
    if answer.operation == WEBHOOKS:
        for _, item in items(answer.value, "webhooks"):
            definition = mapping(item, "definition")
            if definition.get("targetPipeline") == pipeline.name:
                yield from webhook(str(definition.get("name")), _as_resource(definition))


def _as_resource(value: dict[str, Any]) -> Node:
    """A mapping with its keys as CloudFormation writes them."""
    return Node((key[:1].upper() + key[1:], _resource_value(inner)) for key, inner in value.items())


def _resource_value(value: Any) -> Any:
    if isinstance(value, dict):
        return _as_resource(value)
    return [_resource_value(each) for each in value] if isinstance(value, list) else value
