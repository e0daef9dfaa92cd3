"""Typed access to what a definition holds. What has the wrong type is noted with its place and left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeviz import redaction
from pipeviz.errors import Problem
from pipeviz.model import Place
from pipeviz.providers import Catalogue
from pipeviz.readers.node import Node


class Context(NamedTuple):
    """What reading one file needs and gathers.

    `secrets` maps custom action types, as `Category/Owner/Provider`, to their secret configuration keys.
    """

    file: str
    catalogue: Catalogue
    problems: list[Problem]
    secrets: Mapping[str, Mapping[str, str]] = {}

    def place(self, node: Node) -> Place:
        """Where a mapping stands."""
        return Place(file=self.file, line=node.line)

    def note(self, message: str, node: Node, hint: str | None = None) -> None:
        """Keep a problem at the place of a mapping."""
        self.problems.append(Problem(message, self.file, node.line, hint))


class Fields:
    """The fields of a mapping in the API's letter case, whichever case the file has; `rest` is what nobody asked for."""

    __slots__ = ("_context", "_rest", "node", "what")

    def __init__(self, node: Node, what: str, context: Context) -> None:
        self.node = node
        self.what = what
        self._context = context
        self._rest = {key[:1].lower() + key[1:]: value for key, value in node.items()}

    def take(self, key: str) -> Any:
        """The value as it is, or None."""
        return self._rest.pop(key, None)

    def text(self, key: str) -> str | None:
        """A scalar as text."""
        value = self.take(key)
        if isinstance(value, list | dict):
            self._wrong(key, value, "text")
        return text(value)

    def word(self, key: str, default: str) -> str:
        """A scalar with a default; what says no more than the default is the default, which the model's JSON leaves out."""
        value = self.text(key)
        return value if value and value != default else default

    def required(self, key: str, fallback: str) -> str:
        """A scalar as text that must be there."""
        value = self.text(key)
        if not value:
            self._context.note(
                f"{self.what} has no {key}", self.node, f"add {key}, or {key[0].upper()}{key[1:]} in a template"
            )
        return value or fallback

    def scanned(self, key: str) -> str | None:
        """Free text without secrets."""
        value = self.text(key)
        return None if value is None else redaction.text(value)

    def integer(self, key: str) -> int | None:
        """A whole number; a symbol that stands for one stays with the unknown fields."""
        value = self.take(key)
        if value is None:
            return None
        try:
            return int(value)
        except (ValueError, TypeError):
            if not isinstance(value, str) or "${" not in value:
                self._wrong(key, value, "a whole number")
            self._rest[key] = value
            return None

    def items(self, key: str) -> list[Any]:
        """A list; empty where there is none."""
        value = self.take(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        if not _is_symbol(value):
            self._wrong(key, value, "a list")
        return []

    def nodes(self, key: str) -> list[Node]:
        """The mappings of a list."""
        items = self.items(key)
        for item in items:
            if not isinstance(item, Node | None) and not _is_symbol(item):
                self._wrong(f"an item of {key}", item, "a mapping")
        return [item for item in items if isinstance(item, Node)]

    def texts(self, key: str) -> tuple[str, ...]:
        """The scalars of a list as text; one scalar alone counts as a list of one."""
        value = self.take(key)
        items = value if isinstance(value, list) else [value]
        return tuple(redaction.text(found) for item in items if (found := text(item)) is not None)

    def mapping(self, key: str) -> Node | None:
        """A mapping, or None."""
        value = self.take(key)
        if value is None or isinstance(value, Node):
            return value
        if not _is_symbol(value):
            self._wrong(key, value, "a mapping")
        return None

    def inner(self, key: str) -> Fields:
        """The fields of a mapping in a field; none where there is none."""
        node = self.mapping(key)
        return Fields(Node(line=self.node.line) if node is None else node, f"{key} of {self.what}", self._context)

    def rest(self) -> dict[str, Any]:
        """The fields that were not taken, without secrets."""
        found = redaction.tree({key: plain(value) for key, value in self._rest.items() if value is not None})
        return dict(found)

    def _wrong(self, key: str, value: Any, expected: str) -> None:
        self._context.note(f"{key} of {self.what} is {_kind(value)}, not {expected}", self.node)


def text(value: Any) -> str | None:
    """A value as CodePipeline would see it: text, `true`, a number's digits, nested values as compact JSON."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value without lines and symbols: dicts, lists, text, numbers."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value


def pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Keys and values of a mapping, or of a list of `{Key, Value}`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, text(inner) or ""
    elif isinstance(value, list):
        for item in value:
            folded = {key.lower(): inner for key, inner in item.items()} if isinstance(item, dict) else {}
            if "key" in folded:
                yield text(folded["key"]) or "", text(folded.get("value")) or ""


def _is_symbol(value: Any) -> bool:
    return isinstance(value, str) and "${" in value


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, bool | int):
        return "a number" if not isinstance(value, bool) else "true or false"
    return "a list" if isinstance(value, list) else "a mapping"
