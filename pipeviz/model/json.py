"""The model as JSON and back, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import Struct, field

from pipeviz.model.pipeline import Pipeline

SCHEMA_ID = "urn:pipeviz:schema:1"


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """What `dumps` writes: the version of the format and the pipelines."""

    pipelines: tuple[Pipeline, ...]
    schema: str = field(default=SCHEMA_ID, name="$schema")
    version: int = field(default=1, name="pipeviz")


def dumps(pipelines: Iterable[Pipeline]) -> str:
    """The pipelines as an indented JSON document that ends with a newline."""
    document = {"$schema": SCHEMA_ID, "pipeviz": 1, "pipelines": tuple(pipelines)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"


def loads(text: str) -> tuple[Pipeline, ...]:
    """The pipelines of a document that `dumps` wrote. Raises ValueError that names the place."""
    return msgspec.json.decode(text, type=Document).pipelines


def from_builtins(value: Mapping[str, Any]) -> tuple[Pipeline, ...]:
    """The pipelines of such a document that is parsed already. Raises ValueError that names the place."""
    return msgspec.convert(value, type=Document).pipelines


def schema() -> dict[str, Any]:
    """The JSON Schema of the document (https://json-schema.org/draft/2020-12/schema)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "pipeviz's model of pipelines",
        **_describe(msgspec.json.schema(Document)),
    }


def _describe(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with docstrings as descriptions; only Python 3.13 and later take their indentation away."""
    for shape in schema["$defs"].values():
        if "description" in shape:
            shape["description"] = cleandoc(shape["description"])
    return schema
