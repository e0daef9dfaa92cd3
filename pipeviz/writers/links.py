"""Which links may stand in a picture."""

from __future__ import annotations

import re

_SAFE = re.compile(r"https?://[^/?#\\]|#|(?!//)[^:/?#\\]*(?:[/?#]|$)", re.IGNORECASE)
_RAW = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\\^`{|}\ud800-\udfff\u2028\u2029]")


def safe_link(link: str | None) -> str | None:
    """The link if it is `http`, `https`, relative to the page or into it; None for every other scheme.

    Characters that have no place in a URL are percent-encoded.
    """
    if link is None or not link.strip():
        return None
    escaped = _RAW.sub(lambda match: _percent(match[0]), link.strip())
    return escaped if _SAFE.match(escaped) else None


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
