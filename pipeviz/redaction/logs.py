"""The last lines of a log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeviz.redaction.scanner import SECRET

_BEGIN, _END = "-----BEGIN ", "-----END "


def last_lines(text: str, count: int) -> str:
    """The last lines of a text."""
    lines = text.rstrip("\n").split("\n")
    return "\n".join(lines[-count:]) if count else ""


def last_events(events: Iterable[Any], count: int) -> list[Any]:
    """The last events of a log; of a key or a certificate that is spread over several, only the first begins to show."""
    return list(_without_keys(events))[-count:] if count else []


def _without_keys(events: Iterable[Any]) -> Iterator[Any]:
    inside = False
    for event in events:
        message = event.get("message") if isinstance(event, Mapping) else event
        if not isinstance(message, str):
            yield event
            continue
        yield {**event, "message": SECRET} if inside and isinstance(event, Mapping) else SECRET if inside else event
        begun, ended = message.rfind(_BEGIN), message.rfind(_END)
        inside = begun > ended or (inside and ended < 0)
