"""What a template leaves open, as readable text: `${Bucket}`, `${Table.Arn}`, `${import:Name}`, `${IsProd ? a : b}`."""

from __future__ import annotations

import enum
import re
from typing import Any

from pipeviz.readers import fields
from pipeviz.redaction import SECRET

MAX_TEXT = 65_536
_WHOLE = re.compile(r"\$\{([^{}]*)\}")


class Symbol(str):
    """Text in which something is left open."""

    __slots__ = ()


class Secret(Symbol):
    """A value that is never shown; conditions may still compare what it hides."""

    hidden: str | None = None


def secret(hidden: str | None) -> Secret:
    """The placeholder of a secret value, which may be unknown."""
    found = Secret(SECRET)
    found.hidden = hidden
    return found


class Nothing(enum.Enum):
    """`AWS::NoValue`: what holds it is left out."""

    NOTHING = "none"


NOTHING = Nothing.NOTHING


def symbol(inner: str) -> Symbol:
    """`${inner}`, cut where hostile input would let it grow without end."""
    return Symbol(f"${{{inner[:MAX_TEXT]}}}")


def bare(value: Any) -> str:
    """A value as it reads inside a symbol: `${Bucket}` as `Bucket`."""
    found = text(value)
    whole = _WHOLE.fullmatch(found)
    return whole[1] if whole else found


def text(value: Any) -> str:
    """A value as text; nothing is `none`."""
    return "none" if value is NOTHING else fields.text(value) or ""


def is_open(value: Any) -> bool:
    """Whether a value leaves anything open."""
    return isinstance(value, Symbol) or (isinstance(value, str) and "{{resolve:" in value)


def joined(parts: list[Any], delimiter: str = "") -> str:
    """Scalars as one text, which is a symbol if one of them is."""
    found = delimiter.join(text(part) for part in parts)
    if len(found) > MAX_TEXT:
        return Symbol(f"{found[:MAX_TEXT]}…")
    return Symbol(found) if any(is_open(part) for part in parts) else found
