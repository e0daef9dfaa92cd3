"""What is wrong with a configuration file: its line, and the nearest right word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct

from pipeviz.config.tables import Config
from pipeviz.embedding.attributes import Wish
from pipeviz.errors import Problem


def unknown(values: Any, kind: type[Struct], above: tuple[str, ...], text: str, file: Path) -> Iterator[Problem]:
    """The keys that no table knows, each with the nearest one that there is."""
    if not isinstance(values, dict):
        return
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    for key, value in values.items():
        if key not in fields:
            where = f" in [{'.'.join(above)}]" if above else ""
            near = get_close_matches(key.replace("_", "-"), fields, n=1)
            hint = (
                f"did you mean {near[0]}?"
                if near
                else f"there are {', '.join(name for name in fields if name[0] != '$')}"
            )
            yield Problem(f"there is no option {key!r}{where}", str(file), line_of(text, (*above, key)), hint)
            continue
        inner = _table_of(fields[key].type)
        for names, each in _tables((*above, key), value, named=get_origin(fields[key].type) is dict):
            if inner is not None:
                yield from unknown(each, inner, names, text, file)


def _tables(above: tuple[str, ...], value: Any, *, named: bool) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The tables that stand at a key: one, a list of them, or some by their names."""
    if named and isinstance(value, dict):
        yield from (((*above, name), each) for name, each in value.items())
    else:
        yield from ((above, each) for each in (value if isinstance(value, list) else [value]))


def _table_of(kind: Any) -> type[Struct] | None:
    """The table that a field holds, alone, in a list or by names."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind
    return next((table for each in get_args(kind) if (table := _table_of(each))), None)


def wrong(message: str, values: Any, text: str, file: Path) -> Problem:
    """What msgspec says of a value, with its line and what it could be."""
    what, _, path = message.partition(" - at `$")
    keys = tuple(re.findall(r"\.\.\.|[^.\[\]`]+", path.rstrip("`")))
    named = next(_wrong_diagrams(values), "...") if keys[:2] == ("embed", "diagrams") else "..."
    names = tuple(named if key == "..." else key for key in keys if not key.isdigit())
    names = tuple(name for name in names if name != "...")
    said = f"{what[0].lower()}{what[1:]}".replace("`", "")
    return Problem(f"{'.'.join(names) or 'the file'}: {said}", str(file), line_of(text, names), _hint(said, names))


def _wrong_diagrams(values: Any) -> Iterator[str]:
    """The names of diagrams that are wrong: msgspec's messages do not tell which value of a mapping they mean."""
    found = values["embed"]["diagrams"]
    for name, each in found.items() if isinstance(found, dict) else ():
        try:
            msgspec.convert(each, Wish)
        except msgspec.ValidationError:
            yield name


def _hint(said: str, names: tuple[str, ...]) -> str | None:
    if said.startswith("expected array"):
        return f'write a list: {names[-1]} = ["…"]' if names else None
    words = _words_of(Config, names)
    if not words or not said.startswith("invalid enum value"):
        return None
    near = get_close_matches(said.rpartition(" ")[2].strip("'"), words, n=1)
    return f"did you mean {near[0]}?" if near else f"it can be {', '.join(words)}"


def _words_of(kind: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """The words that a key may have for a value; none for one that takes anything."""
    if not names:
        return tuple(word for each in (kind, *get_args(kind)) for word in _literals(each))
    table = _table_of(kind)
    fields = {each.encode_name: each.type for each in msgspec.structs.fields(table)} if table else {}
    return next((_words_of(fields[name], names[at + 1 :]) for at, name in enumerate(names) if name in fields), ())


def _literals(kind: Any) -> tuple[str, ...]:
    return get_args(kind) if get_origin(kind) is Literal else ()


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line of a key, or of the table that it names, below what stands above it, as far as the text tells."""
    lines = text.splitlines()
    found = None
    for name in keys:
        key = re.escape(name)
        there = re.compile(
            rf"""\s*\[+[^\]]*?["']?{key}["']?\s*\]+|\s*["']?{key}["']?\s*=|.*[{{,]\s*["']?{key}["']?\s*="""
        )
        after = range(found - 1 if found else 0, len(lines))
        found = next(
            (number + 1 for number in after if there.match(lines[number])), None if name == keys[-1] else found
        )
    return found
