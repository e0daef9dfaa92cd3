"""Files with values for the parameters of templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeviz.errors import Problem, SourceError
from pipeviz.readers.document import parse
from pipeviz.readers.files import decoded

SHAPES = 'a mapping of names to values, {"Parameters": {…}}, or a list of ParameterKey and ParameterValue'


def read_parameters(file: Path) -> dict[str, str]:
    """The values in a JSON or YAML file, in any of the shapes that AWS tools use.

    These are a plain mapping, a template configuration file of CodePipeline, and the list that the AWS CLI takes
    (https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/). Raises SourceError for anything else.
    """
    try:
        documents = parse(decoded(file.read_bytes(), str(file)), str(file))
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror}", str(file))]) from error
    try:
        return dict(pair for document in documents for pair in _pairs(document))
    except (TypeError, KeyError) as error:
        raise SourceError([Problem("holds no parameters", str(file), hint=f"write {SHAPES}")]) from error


def _pairs(document: Any) -> Iterator[tuple[str, str]]:
    if isinstance(document, dict):
        inner = document.get("Parameters", document)
        for name, value in inner.items():
            yield str(name), _text(value)
    elif isinstance(document, list):
        for entry in document:
            yield str(entry["ParameterKey"]), _text(entry.get("ParameterValue", ""))
    else:
        raise TypeError(document)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    if isinstance(value, dict):
        raise TypeError(value)
    return "" if value is None else str(value)


def undeclared(typed: Iterable[str], declared: Collection[str]) -> Iterator[Problem]:
    """The parameters of these that no template declares, by their names."""
    for name in typed:
        if name not in declared and not name.startswith("AWS::"):
            message = f"no template with a pipeline declares the parameter {name}"
            yield Problem(message, hint=_nearest(name, declared))


def _nearest(name: str, declared: Collection[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(name, declared, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"there are {', '.join(sorted(declared))}" if declared else None
