"""The attributes of a marker as a typed wish. A new attribute is a new field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import Struct

from pipeviz.drawing import DETAILS, ENGINES, VIEWS
from pipeviz.embedding.hosts import HOSTS
from pipeviz.errors import Problem, SourceError

FORMS = ("mermaid", "svg", "table", "list", "explanation")
"""What a place can be filled with."""


class Wish(Struct, frozen=True, kw_only=True, rename="kebab"):
    """What a place is to be filled with.

    `source` is a SOURCE of `draw`, relative to the Markdown file; `parameter` may repeat, as KEY=VALUE. `as` is one of FORMS;
    by default a Mermaid block where the host draws one of that size, else an SVG file. `file` is the SVG file beside the
    Markdown file, `base` the address that its folder has where the host needs one, `link` where the picture leads to.
    `execution` is an id, `latest` or `last-failed`.
    """

    source: str | None = None
    pipeline: str | None = None
    stage: str | None = None
    view: str = "sequence"
    detail: str = "standard"
    engine: str = "embedded"
    execution: str | None = None
    parameters: str | None = None
    parameter: tuple[str, ...] = ()
    as_: str | None = msgspec.field(default=None, name="as")
    for_: str | None = msgspec.field(default=None, name="for")
    file: str | None = None
    base: str | None = None
    link: str | None = None


_WORDS = {"view": (*VIEWS, "timeline"), "detail": DETAILS, "engine": ENGINES, "as": FORMS, "for": tuple(HOSTS)}


def asked(attributes: Sequence[tuple[str, str]], file: str, line: int) -> Wish:
    """What some attributes ask for. Raises SourceError for names and words that there are not."""
    names = [each.encode_name for each in msgspec.structs.fields(Wish)]
    problems = tuple(_mistakes(attributes, names, file, line))
    if problems:
        raise SourceError(problems)
    values: dict[str, Any] = dict(attributes)
    if "parameter" in values:
        values["parameter"] = tuple(value for name, value in attributes if name == "parameter")
    return msgspec.convert(values, Wish)


def _mistakes(attributes: Sequence[tuple[str, str]], names: list[str], file: str, line: int) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, value in attributes:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            yield Problem(f"there is no attribute {name!r}", file, line, hint)
        elif name in seen and name != "parameter":
            yield Problem(f"the attribute {name} stands twice", file, line)
        elif value not in _WORDS.get(name, (value,)):
            yield Problem(f"{name} cannot be {value!r}", file, line, f"it can be {', '.join(_WORDS[name])}")
        seen.add(name)
