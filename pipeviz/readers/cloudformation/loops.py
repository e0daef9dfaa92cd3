"""`Fn::ForEach`: one mapping for each item of a collection.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeviz.readers.cloudformation.scope import Scope
from pipeviz.readers.cloudformation.symbols import MAX_TEXT, text
from pipeviz.readers.node import Node

_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")


def expanded(identifier: str, collection: Any, body: Node, scope: Scope) -> Iterator[Node]:
    """The body once for each item; once as it is, with `${Identifier}` in it, where the collection is left open."""
    if not isinstance(collection, list):
        yield body
        return
    for item in collection:
        found = text(item)
        words = {f"${{{identifier}}}": found, f"&{{{identifier}}}": _NOT_ALPHANUMERIC.sub("", found)}
        yield _filled(body, identifier, words, scope)


def _filled(value: Any, identifier: str, words: dict[str, str], scope: Scope) -> Any:
    scope.step()
    if isinstance(value, str):
        for placeholder, word in words.items():
            value = value.replace(placeholder, word)[:MAX_TEXT]
        return scope.spent(value)
    if isinstance(value, list):
        return [_filled(inner, identifier, words, scope) for inner in value]
    if not isinstance(value, Node):
        return value
    if value == {"Ref": identifier}:
        return words[f"${{{identifier}}}"]
    return value.rebuilt(
        (_filled(key, identifier, words, scope), _filled(inner, identifier, words, scope))
        for key, inner in value.items()
    )
