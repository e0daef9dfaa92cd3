"""Which captured folders are worth reading for one pipeline or one run: told from names and bytes, before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from pipeviz.errors import SourceError
from pipeviz.model import Pipeline
from pipeviz.model.operations import EXECUTION, EXECUTIONS, file_name
from pipeviz.readers.files import File, content
from pipeviz.readers.records.answers import values_in
from pipeviz.readers.records.folder import Held, held_in
from pipeviz.readers.records.values import mapping, word
from pipeviz.readers.wanted import Wanted

_GLOB = re.compile(r"[*?\[]")
_TELLING = (file_name(EXECUTION), file_name(EXECUTIONS))


def chosen(captures: Sequence[File], wanted: Wanted, others: Iterable[Pipeline]) -> Sequence[File]:
    """Those of the folders, each by its `capture.json`, that may hold what is wanted; all of them if nothing does.

    `others` are pipelines that were read already.
    """
    if wanted.pipeline is not None:
        anywhere = _anywhere(wanted.pipeline)
        literal = _literal(wanted.pipeline)
        fitting = [each for each in captures if Held("", each).mentions(literal) and _fits(_names(each), anywhere)]
        is_found = any(_fits(names, wanted.pipeline) for names in map(_names_of, others))
        return fitting if fitting or is_found else captures
    if wanted.execution is not None:
        quick = _having(captures, wanted.execution, lambda held: held.name.startswith(_TELLING))
        return quick or _having(captures, wanted.execution, lambda _: True) or captures
    return captures


def _having(captures: Iterable[File], run: str, worth: Callable[[Held], bool]) -> list[File]:
    return [
        each for each in captures if any(held.mentions(run) for held in held_in(each.path.parent, "") if worth(held))
    ]


def _fits(names: Iterable[str], wanted: str) -> bool:
    return any(name == wanted or fnmatchcase(name, wanted) for name in names)


def _names_of(pipeline: Pipeline) -> Iterator[str]:
    names = (pipeline.key, pipeline.name, pipeline.arn, pipeline.title, pipeline.logical_id)
    return (name for name in names if name is not None)


def _names(capture: File) -> Iterator[str]:
    """What the pipeline of a folder may be called."""
    try:
        values = values_in(content(capture) or "", capture.shown)
    except SourceError:
        return
    value = mapping(values[0] if values else None)
    name, region = word(value, "pipeline") or "", word(value, "region") or ""
    yield name
    yield f"*/{region}/{name}"


def _literal(wanted: str) -> str:
    """The name in a name, key or ARN; nothing of a glob."""
    return "" if _GLOB.search(wanted) else re.split("[:/]", wanted)[-1]


def _anywhere(wanted: str) -> str:
    """A name as it is; an ARN or a key without its account, which a recording may know by another name."""
    arn = wanted.split(":")
    if len(arn) == 6 and arn[0] == "arn":
        return f"*/{arn[3]}/{arn[5]}"
    _, slash, rest = wanted.partition("/")
    return f"*/{rest}" if slash else wanted
