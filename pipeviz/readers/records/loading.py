"""The runs of one pipeline, read from its files when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from pipeviz.errors import SourceError
from pipeviz.model import Pipeline
from pipeviz.model.execution import History
from pipeviz.providers import Catalogue
from pipeviz.readers.reading import Recorded
from pipeviz.readers.records.answers import Answer, answers_in
from pipeviz.readers.records.door import entered
from pipeviz.readers.records.folder import Held, is_data
from pipeviz.readers.records.history import history

Files = Callable[[], Iterable[Held]]


def recorded(pipeline: Pipeline, files: Files, catalogue: Catalogue) -> Recorded:
    """The runs in files, not read yet."""
    return Recorded(pipeline.key, partial(_load, pipeline, files, catalogue), partial(_mentions, files))


def _load(pipeline: Pipeline, files: Files, catalogue: Catalogue) -> History:
    return history(pipeline, [entered(answer) for each in files() for answer in _answers(each)], catalogue)


def _answers(held: Held) -> Iterator[Answer]:
    try:
        text = held.read()
        found = list(answers_in(text, held.name)) if is_data(text) else []
    except SourceError:
        return
    yield from (each for each in found if held.only is None or each.number in held.only)


def _mentions(files: Files, run: str) -> bool:
    return any(each.mentions(run) for each in files())
