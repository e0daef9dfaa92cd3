"""Text that somebody typed, written so that a terminal shows it and obeys nothing of it."""

from __future__ import annotations

import re

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, but no tab or newline, and what turns the direction of writing."""


def printable(text: str) -> str:
    """The text with every character that a terminal obeys as an escape, such as `\\x1b`."""
    return OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
