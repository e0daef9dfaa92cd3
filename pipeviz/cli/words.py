"""Words for people: what somebody typed into a definition is shown, but never obeyed by a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeviz.publishers.changes import Change

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, but no tab or newline, and what turns the direction of writing."""


def printable(text: str) -> str:
    """The text with every character that a terminal obeys as an escape, such as `\\x1b`."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def say(text: str) -> None:
    """One message on stderr."""
    click.echo(printable(text), err=True)


def show(changes: Iterable[Change]) -> None:
    """The unified diff of some changes on stdout."""
    for change in changes:
        for line in change.diff():
            click.echo(printable(line))
