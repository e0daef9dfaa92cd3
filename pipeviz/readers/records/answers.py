"""Text → the answers of AWS in it: one, several one after another, or lists of them, as JSON or YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeviz.model.operations import operation_of
from pipeviz.readers.document import documents, parse, too_large, without_surrogates

EVIDENCE = "evidence"
"""Holds a folder for every attempt that other services were asked about."""


class Answer(NamedTuple):
    """One answer. `file` is where it was read, relative to its folder; `number` counts the answers of the file."""

    operation: str
    value: dict[str, Any]
    file: str
    number: int = 0

    @property
    def folder(self) -> str | None:
        """The folder of the attempt whose evidence it is; None for an answer that lies flat."""
        parts = self.file.split("/")
        return parts[-2] if len(parts) > 2 and parts[-3] == EVIDENCE else None

    def place(self, *path: str | int) -> str:
        """Where something in it stands: `list-action-executions.json, actionExecutionDetails[3]`."""
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        number = f"answer {self.number + 1}" if self.number else ""
        return ", ".join(filter(None, (self.file, number, steps)))


def values_in(text: str, file: str) -> list[Any]:
    """All values that a text holds, lists opened. Raises SourceError."""
    too_large(text, file)
    try:
        found = without_surrogates(text, list(documents(text, json.JSONDecoder())))
    except (ValueError, RecursionError):
        found = parse(text, file)
    return [item for value in found for item in (value if isinstance(value, list) else [value])]


def answers_in(values: Sequence[Any], file: str) -> Iterator[Answer]:
    """The answers among the values of a file."""
    for number, value in enumerate(values):
        if operation := operation_of(value):
            yield Answer(operation, value, file, number)
