"""What is missing from a record, and is known to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pipeviz import redaction
from pipeviz.model.execution import Gap
from pipeviz.model.operations import ACTIONS, EXECUTIONS, RULES
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.values import items, word

_LISTS = (EXECUTIONS, ACTIONS, RULES)
_TOKENS = ("NextToken", "nextToken")
_HINT = "is not the whole list: print it again without --max-items"


def cut(answers: Iterable[Answer]) -> Iterator[tuple[Answer, Gap]]:
    """The answers that end with a token for more which no later answer of their file follows up."""
    last = {(each.operation, each.file): each for each in answers if each.operation in _LISTS and each.folder is None}
    for answer in last.values():
        if is_cut(answer):
            yield answer, Gap(operation=answer.operation, reason="cut", detail=f"{answer.file} {_HINT}")


def is_cut(answer: Answer) -> bool:
    """Whether AWS had more to say."""
    return any(answer.value.get(token) for token in _TOKENS)


def captured(capture: dict[str, Any]) -> Iterator[Gap]:
    """The gaps that `capture.json` names."""
    for _, value in items(capture, "gaps"):
        if operation := word(value, "operation"):
            yield Gap(
                operation=operation,
                reason=word(value, "reason") or "failed",
                detail=redaction.text(word(value, "detail") or ""),
                allow=word(value, "allow"),
                of=word(value, "of") or "",
            )
