"""The pages of the documentation that are made from the code itself."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import click
import msgspec

import pipeviz
from pipeviz import model
from pipeviz.cli import commands
from pipeviz.model.json import schema
from pipeviz.reports import json as explanations

WRITTEN = "<!-- Written by `pytest --update`; do not edit. -->"


def command_line() -> str:
    """Every command with its help, as the terminal shows it."""
    context = click.Context(commands, info_name="pipeviz", terminal_width=100, **commands.context_settings)
    parts = ["# Command line", WRITTEN, _console(commands.get_help(context))]
    for name, command in commands.commands.items():
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100)
        parts += [f"## pipeviz {name}", _console(command.get_help(inner))]
    return "\n\n".join(parts) + "\n"


def python() -> str:
    """Every public name with its signature and what it does."""
    parts = ["# Python", WRITTEN, _code('import pipeviz\n\nreading = pipeviz.read(["infra/"])')]
    for name in sorted(pipeviz.__all__, key=str.lower):
        member = getattr(pipeviz, name)
        parts += [f"## pipeviz.{name}", _code(_signature(name, member)), inspect.getdoc(member) or ""]
    return "\n\n".join(parts) + "\n"


def json_model() -> str:
    """Every structure of the model with its fields."""
    intro = (
        '`pipeviz draw SOURCE --format json` prints a document `{"pipeviz": 1, "pipelines": […]}`, which can be read back as a '
        "source. Field names are in camelCase; a field that has its default is left out. The "
        "[JSON Schema](pipeline.schema.json) says the same for machines."
    )
    parts = ["# The JSON model", WRITTEN, intro]
    for name in ["Pipeline", *(each for each in model.__all__ if each != "Pipeline")]:
        struct = getattr(model, name)
        parts += [f"## {name}", inspect.getdoc(struct) or "", "\n".join(_fields(struct))]
    return "\n\n".join(parts) + "\n"


def json_schema() -> str:
    """The JSON Schema of a document."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def explanation_schema() -> str:
    """The JSON Schema of an explanation."""
    return json.dumps(explanations.schema(), indent=2, ensure_ascii=False) + "\n"


def _console(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def _code(text: str) -> str:
    return f"```python\n{text.rstrip()}\n```"


def _signature(name: str, member: Any) -> str:
    if inspect.isclass(member):
        return f"class {name}"
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", f"def {name}{inspect.signature(member)}")
    return (
        re.sub(r"(?<=[(,]) ?(?=\*,|\*?\*?\w+: )", "\n    ", text).replace(") ->", "\n) ->") if len(text) > 88 else text
    )


def _fields(struct: Any) -> Iterator[str]:
    yield "| Field | Type | Default |"
    yield "|---|---|---|"
    hints = get_type_hints(struct)
    for field in msgspec.structs.fields(struct):
        default = "required" if field.required else _default(field)
        yield f"| `{field.encode_name}` | {_type(hints[field.name])} | {default} |"


def _default(field: msgspec.structs.FieldInfo) -> str:
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return f"`{json.dumps(msgspec.to_builtins(value))}`"


def _type(hint: Any) -> str:
    if isinstance(hint, UnionType):
        return " or ".join(_type(each) for each in get_args(hint))
    if get_origin(hint) is tuple:
        return f"list of {_type(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return f"object of {_type(get_args(hint)[1])}"
    if hint in (str, int, bool, type(None), Any):
        return {str: "string", int: "integer", bool: "boolean", type(None): "null", Any: "anything"}[hint]
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def config_schema() -> str:
    """The JSON Schema of the configuration file."""
    from pipeviz.config import tables

    return json.dumps(tables.schema(), indent=2, ensure_ascii=False) + "\n"
