"""Text to plain values whose mappings remember their line.

JSON goes through the library's own parser; a scan of the braces, with all strings blanked out, tells the lines. YAML is
built from the C parser's events, in a loop and not by recursion, so deep nesting and alias bombs end in an error.

YAML is read without the guesses of YAML 1.1: only true, false, null and merge keys mean anything, so account ids,
versions, dates and octal numbers stay what was written. CloudFormation's short tags become their long form
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from pipeviz.errors import Problem, SourceError
from pipeviz.readers.node import MAX_DEPTH, MOST_NODES, MOST_REPEATED, Node, repeated, too_deep, too_many
from pipeviz.readers.yaml_text import yaml_values

_STRING = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')
_STRUCTURE = re.compile(r"[{}\[\]\n]")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_BLANK = re.compile(r"\s*")
_PLACEHOLDER = re.compile(r"\{\{(?!resolve:)[^\n{}]*\}\}|\{%|%[A-Z_]+%")
_LONGEST_NUMBER = 15


def parse(text: str, file: str, problems: list[Problem] | None = None) -> list[Any]:
    """All documents of a text, as dicts (`Node`), lists, strings, integers, booleans and None.

    A text that opens with a brace or bracket is JSON first and YAML only if that fails. Keys that stand twice in a mapping
    go to `problems`. Raises SourceError with the line of what is wrong.
    """
    problems = [] if problems is None else problems
    if not text.lstrip().startswith(("{", "[")):
        try:
            return yaml_values(text, file, problems)
        except SourceError as error:
            raise SourceError([_of_another_tool(problem, text) for problem in error.problems]) from error
    try:
        return json_values(text, file, problems)
    except json.JSONDecodeError as error:
        try:
            return yaml_values(text, file, problems)
        except SourceError:
            hint = "JSON knows no comments, no trailing commas and no single quotes"
            problem = Problem(f"not valid JSON: {error.msg} (column {error.colno})", file, error.lineno, hint)
            raise SourceError([_of_another_tool(problem, text)]) from error


def _of_another_tool(problem: Problem, text: str) -> Problem:
    """The problem with a better hint where the text is a template of Jinja, Go or the like."""
    if not _PLACEHOLDER.search(text):
        return problem
    return replace(problem, hint="it looks like the template of another tool: render it first, then give the result")


def json_values(text: str, file: str, problems: list[Problem]) -> list[Any]:
    """The JSON documents of a text, one after another. Raises JSONDecodeError, or SourceError for deep nesting."""
    too_large(text, file)
    nodes: list[Node] = []
    doubtful: list[tuple[Node, list[tuple[str, Any]]]] = []

    def kept(pairs: list[tuple[str, Any]]) -> Node:
        node = Node(pairs)
        nodes.append(node)
        if len(node) < len(pairs) and len(doubtful) < MOST_REPEATED:
            doubtful.append((node, pairs))
        return node

    decoder = json.JSONDecoder(object_pairs_hook=kept, parse_float=str, parse_int=_number, parse_constant=str)
    try:
        values = list(documents(text, decoder))
    except RecursionError:
        raise too_deep(file, 1) from None
    for node, line in zip(nodes, _lines_of_objects(text, file), strict=True):
        node.line = line
    found = (problem for node, pairs in doubtful for problem in _repeated(node, pairs, file))
    problems += sorted(islice(found, MOST_REPEATED), key=lambda problem: problem.line or 0)
    return without_surrogates(text, values)


def too_large(text: str, file: str) -> None:
    """Raises SourceError for a text with more mappings and lists than `MOST_NODES`."""
    if text.count("{") + text.count("[") > MOST_NODES:
        raise too_many(file)


def documents(text: str, decoder: json.JSONDecoder) -> Iterator[Any]:
    """The JSON documents of a text, one after another. Raises JSONDecodeError, or RecursionError for deep nesting."""
    position = _after_blank(text, 0)
    while position < len(text):
        value, end = decoder.raw_decode(text, position)
        yield value
        position = _after_blank(text, end)


def without_surrogates(text: str, values: list[Any]) -> list[Any]:
    """The values of a text; lone surrogates, which JSON can hold and UTF-8 cannot, become U+FFFD."""
    return [_without_surrogates(value) for value in values] if _SURROGATE.search(text) else values


def _repeated(node: Node, pairs: list[tuple[str, Any]], file: str) -> Iterator[Problem]:
    """The keys that stand again, at their later value where that is an object and so has a line."""
    seen: set[str] = set()
    for key, value in pairs:
        if key in seen:
            yield repeated(key, file, value.line if isinstance(value, Node) else node.line)
        seen.add(key)


def _after_blank(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    return match.end() if match else position


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _lines_of_objects(text: str, file: str) -> list[int]:
    """The line of every object's opening brace in a valid text, in the order in which the objects are closed."""
    line = 1
    opened: list[int] = []
    closed: list[int] = []
    for match in _STRUCTURE.finditer(_STRING.sub("", text)):
        character = match[0]
        if character == "\n":
            line += 1
        elif character in "{[":
            opened.append(line)
            if len(opened) > MAX_DEPTH:
                raise too_deep(file, line)
        elif character == "}":
            closed.append(opened.pop())
        else:
            opened.pop()
    return closed


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Node):
        return value.rebuilt((_without_surrogates(key), _without_surrogates(inner)) for key, inner in value.items())
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_surrogates(inner) for inner in value]
    return value
