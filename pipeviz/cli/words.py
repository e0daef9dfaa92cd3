"""Words for people: what somebody typed into a definition is shown, but never obeyed by a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from pipeviz.templating.terminal import printable

if TYPE_CHECKING:
    from pipeviz.publishers.changes import Change

__all__ = ["printable", "say", "show"]


def say(text: str) -> None:
    """One message on stderr."""
    click.echo(printable(text), err=True)


def show(changes: Iterable[Change]) -> None:
    """The unified diff of some changes on stdout."""
    for change in changes:
        for line in change.diff():
            click.echo(printable(line))
