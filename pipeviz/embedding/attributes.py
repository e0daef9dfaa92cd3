"""The attributes of a marker as a typed wish. A new attribute is a new field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_type_hints

import msgspec
from msgspec import Struct

from pipeviz.drawing import Detail, Engine, View
from pipeviz.errors import Problem, SourceError

Form = Literal["mermaid", "svg", "table", "list", "explanation"]
HostName = Literal["github", "gitlab", "bitbucket", "pypi", "mkdocs", "hugo", "html"]

DIAGRAM = "diagram"
"""The attribute that names a wish of the configuration, for all that the marker itself does not say."""


REPEATED = frozenset({"parameter", "providers"})


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What a place is to be filled with; None is what nobody said.

    `source` is a SOURCE of `draw`, relative to the Markdown file; `parameter`, as KEY=VALUE, and `providers` may repeat. `as` is one of Form;
    by default a Mermaid block where the host draws one of that size, else an SVG file. `file` is the SVG file beside the
    Markdown file, `base` the address that its folder has where the host needs one, `link` where the picture leads to.
    `execution` is an id, `latest` or `last-failed`.
    """

    source: str | None = None
    pipeline: str | None = None
    stage: str | None = None
    view: View | None = None
    detail: Detail | None = None
    engine: Engine | None = None
    execution: str | None = None
    parameters: str | None = None
    parameter: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    as_: Form | None = msgspec.field(default=None, name="as")
    for_: HostName | None = msgspec.field(default=None, name="for")
    file: str | None = None
    base: str | None = None
    link: str | None = None

    def over(self, other: Wish) -> Wish:
        """What both say together; where both say something, this one counts."""
        said = {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) not in (None, ())}
        return msgspec.structs.replace(other, **said)


def _words() -> Iterator[tuple[str, tuple[str, ...]]]:
    types = get_type_hints(Wish)
    for each in msgspec.structs.fields(Wish):
        words = tuple(word for kind in get_args(types[each.name]) for word in get_args(kind))
        if words:
            yield each.encode_name, words


_WORDS = dict(_words())
"""The attributes that take one of some words."""


def asked(attributes: Sequence[tuple[str, str]], file: str, line: int | None) -> Wish:
    """What some attributes ask for. Raises SourceError for names and words that there are not."""
    names = [each.encode_name for each in msgspec.structs.fields(Wish)]
    problems = tuple(_mistakes(attributes, names, file, line))
    if problems:
        raise SourceError(problems)
    values: dict[str, Any] = dict(attributes)
    values.pop(DIAGRAM, None)
    for each in values.keys() & REPEATED:
        values[each] = tuple(value for name, value in attributes if name == each)
    return msgspec.convert(values, Wish)


def _mistakes(
    attributes: Sequence[tuple[str, str]], names: list[str], file: str, line: int | None
) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, value in attributes:
        if name not in (*names, DIAGRAM):
            from difflib import get_close_matches

            near = get_close_matches(name, [*names, DIAGRAM], n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            yield Problem(f"there is no attribute {name!r}", file, line, hint)
        elif name in seen and name not in REPEATED:
            yield Problem(f"the attribute {name} stands twice", file, line)
        elif value not in _WORDS.get(name, (value,)):
            yield Problem(f"{name} cannot be {value!r}", file, line, f"it can be {', '.join(_WORDS[name])}")
        seen.add(name)
