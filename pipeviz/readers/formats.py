"""What a file is gets told from its content: the table of formats, each with how to tell it and how to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from pipeviz.errors import Problem
from pipeviz.model import json
from pipeviz.readers.cloudformation import is_template, read_template
from pipeviz.readers.declared import is_declaration, read_declaration
from pipeviz.readers.node import Node, too_deep
from pipeviz.readers.reading import Document, Reading, joined


class Format(NamedTuple):
    """A kind of document: whether a value is one, and what it says."""

    recognises: Callable[[Any], bool]
    read: Callable[[Document], Reading]


def read_document(document: Document) -> Reading:
    """The pipelines of a document, of each item of a list, or of what a mapping wraps, such as `{"data": …}`."""
    items = document.value if isinstance(document.value, list) else [document.value]
    try:
        return joined(_read(document._replace(value=item)) for item in items)
    except RecursionError:
        return Reading((), too_deep(document.file, 1).problems)


def _read(document: Document) -> Reading:
    known = _known(document)
    if known is not None:
        return known
    wrapped = document.value.values() if isinstance(document.value, Node) else ()
    return joined(filter(None, (_known(document._replace(value=value)) for value in wrapped)))


def _known(document: Document) -> Reading | None:
    kind = next((kind for kind in FORMATS if kind.recognises(document.value)), None)
    return None if kind is None else kind.read(document)


def _is_model(value: Any) -> bool:
    return isinstance(value, Node) and "pipeviz" in value and "pipelines" in value


def _read_model(document: Document) -> Reading:
    try:
        return Reading(json.from_builtins(document.value))
    except ValueError as error:
        hint = "write it anew with: pipeviz draw --format json"
        return Reading((), (Problem(f"not a pipeviz document: {error}", document.file, document.value.line, hint),))


FORMATS: tuple[Format, ...] = (
    Format(_is_model, _read_model),
    Format(is_template, read_template),
    Format(is_declaration, read_declaration),
)
