"""What a timeline is: frozen data that knows nothing of AWS.

All text is plain; each writer escapes it. `classes` name looks; the writers' theme gives colours. Times are in UTC.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Bar(Struct, frozen=True, kw_only=True):
    """A stretch of time. `end` None means that it was still going on; a bar without length marks a moment.

    What is `waiting` is drawn hollow. `label` is a character or two, such as a number, and stands in the bar where it fits;
    `result` is what became of it, in a few words.
    """

    start: datetime
    end: datetime | None
    label: str = ""
    result: str = ""
    waiting: bool = False
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Row(Struct, frozen=True, kw_only=True):
    """What happened to one thing: `result` is that in a few words, `note` what must not be missed, such as an error.

    A row without bars is shown all the same.
    """

    label: str
    detail: str = ""
    result: str = ""
    note: str = ""
    bars: tuple[Bar, ...] = ()
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Group(Struct, frozen=True, kw_only=True):
    """A titled lot of rows. Its own bars sum them up."""

    label: str
    result: str = ""
    rows: tuple[Row, ...] = ()
    bars: tuple[Bar, ...] = ()
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str | None = None


class Timeline(Struct, frozen=True, kw_only=True):
    """A whole timeline, from `start` to `end`; these are None where no time is known. What goes on goes on beyond `end`."""

    title: str
    description: str
    start: datetime | None = None
    end: datetime | None = None
    groups: tuple[Group, ...] = ()
    classes: tuple[str, ...] = ()
