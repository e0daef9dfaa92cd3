"""Fills in the {…} of the catalogue's templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"(?<![#$])\{(\w+)\}")
_SPACES = re.compile(r"  +")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with every {name} replaced; a name without a value leaves nothing, and no gap."""
    if "{" not in template:
        return template
    return _SPACES.sub(" ", _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), template)).strip(" /,")


def names_in(template: str) -> tuple[str, ...]:
    """The names that a template asks for, in order."""
    return tuple(_PLACEHOLDER.findall(template))
