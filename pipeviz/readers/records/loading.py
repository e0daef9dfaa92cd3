"""The runs of one pipeline, read from its files when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from pipeviz.errors import SourceError
from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, Gap, History
from pipeviz.model.operations import PIPELINE, named_by, operation_of
from pipeviz.readers.document import parse
from pipeviz.readers.events import executions
from pipeviz.readers.files import CAPTURE, holds_runs, is_capture
from pipeviz.readers.formats import read_document
from pipeviz.readers.reading import Document, Recorded
from pipeviz.readers.records.answers import Answer, answers_in, values_in
from pipeviz.readers.records.door import Door
from pipeviz.readers.records.folder import Held, is_data
from pipeviz.readers.records.history import Found, history
from pipeviz.readers.records.values import mapping

Files = Callable[[], Iterable[Held]]


def recorded(pipeline: Pipeline, files: Files, door: Door) -> Recorded:
    """The runs in files, not read yet."""
    load, mentions, stamp = partial(_load, pipeline, files, door), partial(_mentions, files), partial(_stamp, files)
    return Recorded(pipeline.key, load, mentions, stamp, door.accounts)


def _load(pipeline: Pipeline, files: Files, door: Door) -> History:
    return history(pipeline, found_in(files(), pipeline, door))


def found_in(files: Iterable[Held], pipeline: Pipeline, door: Door) -> Found:
    """All that files hold about a pipeline. What cannot be read of them is a gap."""
    answers: list[Answer] = []
    definitions: dict[int, Pipeline] = {}
    capture: dict[str, Any] = {}
    events: list[Execution] = []
    gaps: list[Gap] = []
    for held in files:
        operation = named_by(held.name)
        try:
            text = held.read()
            if held.name == CAPTURE and is_capture(text):
                capture = next((mapping(value) for value in values_in(text, held.shown)), {})
            elif is_data(text) or holds_runs(text):
                values = values_in(text, held.shown)
                own = list(answers_in(values, held.name))
                events += _of_events(values, held.name, pipeline, door)
                if any(each.operation == PIPELINE for each in own):
                    definitions |= _definitions(text, held, pipeline, door)
                for answer in own:
                    operation = answer.operation
                    if operation != PIPELINE and held.holds(answer.number):
                        answers.append(door.entered(answer))
        except SourceError as error:
            if operation is not None:
                gaps.append(Gap(operation=operation, reason="failed", detail=str(error).replace("\n", " ")))
    return Found(answers, tuple(events), definitions, capture, tuple(gaps))


def _of_events(values: list[Any], file: str, pipeline: Pipeline, door: Door) -> Iterator[Execution]:
    """The runs that events tell of, as far as these may be about a pipeline."""
    others = [value for value in values if operation_of(value) is None]
    account = None if pipeline.account is None else door.named(pipeline.account)
    for owner, runs in executions(others, file, door.accounts, door.keep).items():
        if (
            owner.pipeline == pipeline.name
            and _may_be(owner.account, account)
            and _may_be(owner.region, pipeline.region)
        ):
            yield from runs


def _may_be(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _definitions(text: str, held: Held, pipeline: Pipeline, door: Door) -> dict[int, Pipeline]:
    """The definitions of a pipeline in a text, by version."""
    values = parse(text, held.shown)
    found = [each for value in values for each in read_document(Document(value, held.shown, door.catalogue)).pipelines]
    return {
        each.version: door.hidden(each) for each in found if each.version is not None and each.name == pipeline.name
    }


def _stamp(files: Files) -> str:
    return "\n".join(each.stamp for each in files())


def _mentions(files: Files, run: str) -> bool:
    return any(each.mentions(run) for each in files())
