"""YAML to plain values with lines, from the parser's events: in a loop, so no text can exhaust the stack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import yaml

from pipeviz.errors import Problem, SourceError
from pipeviz.readers.node import MAX_DEPTH, MOST_NODES, MOST_REPEATED, Node, repeated, too_deep, too_many

_MEANINGS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_MERGE = "<<"
_OWN_TAG = "tag:yaml.org,2002:"
_LONG_NAMES = {"!Ref": "Ref", "!Condition": "Condition"}
_CHARACTERS_A_NODE = 64
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Part(NamedTuple):
    """A finished value: its line, how many nodes it has with all aliases followed, and how deep it is."""

    value: Any
    line: int
    size: int
    height: int


class _Open(NamedTuple):
    """A list or mapping whose end is not reached; `line` is that of the key whose value it is, if there is one."""

    event: Any
    line: int
    parts: list[_Part]

    @property
    def awaits_value(self) -> bool:
        """Whether it is a mapping that has a key without a value."""
        return isinstance(self.event, yaml.MappingStartEvent) and len(self.parts) % 2 == 1


def yaml_values(text: str, file: str, problems: list[Problem]) -> list[Any]:
    """The YAML documents of a text that are not empty; keys that stand twice go to `problems`.

    Raises SourceError with the line of what is wrong.
    """
    loader = _Loader(text)
    try:
        return [value for value in _documents(loader, file, problems) if value is not None]
    except yaml.MarkedYAMLError as error:
        raise _as_source_error(error, file) from error
    except (yaml.YAMLError, ValueError) as error:
        raise SourceError([Problem(f"not valid YAML: {' '.join(str(error).split())}", file)]) from error
    finally:
        loader.dispose()


def _as_source_error(error: yaml.MarkedYAMLError, file: str) -> SourceError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    if "nesting depth" in str(error.problem):
        return too_deep(file, line or 1)
    context = f"{error.context}, " if error.context else ""
    hint = "YAML indents with spaces, never with tabs" if "tab" in str(error.problem) else None
    return SourceError([Problem(f"not valid YAML: {context}{error.problem}", file, line, hint)])


def _documents(loader: Any, file: str, problems: list[Problem]) -> Iterator[Any]:
    """Every document's value. What an alias stands for counts again each time: a bomb writes little and means much."""
    nodes = 0
    stack: list[_Open] = []
    anchors: dict[str, _Part] = {}
    while loader.check_event():
        event = loader.get_event()
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            part = _Part(_scalar(event, line), line, 1 + len(event.value) // _CHARACTERS_A_NODE, 0)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_Open(event, stack[-1].parts[-1].line if stack and stack[-1].awaits_value else line, []))
            if len(stack) > MAX_DEPTH:
                raise too_deep(file, line)
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            done = stack.pop()
            if isinstance(done.event, yaml.MappingStartEvent):
                problems += islice(_repeated(done, file), MOST_REPEATED - len(problems))
            part, event = _finished(done), done.event
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise SourceError([Problem(f"the alias *{event.anchor} names no finished anchor", file, line)])
            part = anchors[event.anchor]._replace(line=line)
        else:
            anchors.clear()
            continue
        if len(stack) + part.height > MAX_DEPTH:
            raise too_deep(file, line)
        nodes += part.size if isinstance(event, yaml.AliasEvent) else 1
        if nodes > MOST_NODES:
            raise too_many(file, line)
        if event.anchor:
            anchors[event.anchor] = part
        if stack:
            stack[-1].parts.append(part)
        else:
            yield part.value


def _repeated(done: _Open, file: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for part in done.parts[::2]:
        key = _key(part.value)
        if key in seen and key != _MERGE:
            yield repeated(key, file, part.line)
        seen.add(key)


def _finished(done: _Open) -> _Part:
    is_mapping = isinstance(done.event, yaml.MappingStartEvent)
    value = _mapping(done) if is_mapping else [part.value for part in done.parts]
    size = 1 + sum(part.size for part in done.parts)
    height = 1 + max((part.height for part in done.parts), default=0)
    return _Part(_tagged(done.event.tag, value, done.line), done.line, size, height)


def _scalar(event: Any, line: int) -> Any:
    if event.implicit[0]:
        return _MEANINGS.get(event.value, event.value)
    return _tagged(event.tag, event.value, line)


def _tagged(tag: str | None, value: Any, line: int) -> Any:
    """`!Sub x` as `{"Fn::Sub": x}`; YAML's own tags say nothing that the value does not."""
    if tag is None or tag == "!" or tag.startswith(_OWN_TAG):
        return value
    if tag == "!GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return Node([(_LONG_NAMES.get(tag, f"Fn::{tag.lstrip('!')}"), value)], line)


def _mapping(done: _Open) -> Node:
    values = [part.value for part in done.parts]
    pairs = list(zip(values[::2], values[1::2], strict=True))
    node = Node([(_key(key), value) for key, value in pairs if key != _MERGE], done.line)
    for key, value in pairs:
        for parent in (value if isinstance(value, list) else [value]) if key == _MERGE else ():
            for inherited in parent if isinstance(parent, Node) else ():
                node.setdefault(inherited, parent[inherited])
    return node


def _key(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key, ensure_ascii=False)
