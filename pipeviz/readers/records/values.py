"""Tolerant access to answers: what has the wrong type counts as not there, since no answer should stop the others."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeviz.readers.fields import text

__all__ = ["integer", "items", "mapping", "names", "or_default", "text", "texts", "time", "word"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS = 1e11
"""Numbers beyond this are milliseconds since 1970, as CloudWatch Logs has them; below, seconds."""


def mapping(value: Any, *path: str) -> dict[str, Any]:
    """The mapping at a path; an empty one where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of a list, each with its index."""
    found = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield index, item


def word(value: dict[str, Any], key: str) -> str | None:
    """A scalar as text; None where it is missing or empty."""
    found = value.get(key)
    return None if isinstance(found, dict | list) else text(found) or None


def or_default(value: dict[str, Any], key: str, default: str) -> str:
    """A scalar as text; what says no more than the default is the default, which the model's JSON leaves out."""
    found = word(value, key)
    return found if found and found != default else default


def texts(value: Any) -> dict[str, str]:
    """A mapping of text to text."""
    return {str(key): found for key, inner in mapping(value).items() if (found := text(inner)) is not None}


def names(value: dict[str, Any], key: str) -> tuple[str, ...]:
    """The names of the items of a list."""
    return tuple(name for _, item in items(value, key) if (name := word(item, "name")))


def integer(value: dict[str, Any], key: str) -> int | None:
    """A whole number, which events also write as `4.0` or `"4.0"`."""
    try:
        return int(float(value.get(key, "")))
    except (ValueError, TypeError, OverflowError):
        return None


def time(value: Any) -> datetime | None:
    """A time in UTC: a datetime, seconds or milliseconds since 1970, or ISO 8601, with UTC where it names no zone."""
    try:
        if isinstance(value, datetime):
            found = value
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        else:
            seconds = _seconds(value)
            found = datetime.fromisoformat(str(value)) if seconds is None else _EPOCH + timedelta(seconds=seconds)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def json_text(value: str) -> dict[str, Any]:
    """The mapping that a text holds as JSON; an empty one where it holds none."""
    try:
        return mapping(json.loads(value)) if value.startswith("{") else {}
    except (ValueError, RecursionError):
        return {}


def _seconds(value: str | float) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        raise ValueError(value)
    return number / 1000 if number > _MILLISECONDS else number
