"""Links that can be shared: without what signs them."""

from __future__ import annotations

import re

from pipeviz.redaction.scanner import text
from pipeviz.redaction.values import url

_CONSOLE = re.compile(
    r"https://(?:[\w-]{1,63}\.){0,3}console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)/"
)


def link(value: str) -> str:
    """A link without its query and user; consoles of AWS need their query, and sign nothing with it."""
    return text(value) if _CONSOLE.match(value) else url(value)
