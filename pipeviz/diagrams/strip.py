"""What a history strip is: frozen data that knows nothing of AWS. One mark a run, the newest last."""

from __future__ import annotations

from msgspec import Struct


class Mark(Struct, frozen=True, kw_only=True):
    """One run. `seconds` is how long it took; None where that is not known, or it is `going` on.

    `gap` says what lies between it and the one before, where that is longer than usual.
    """

    seconds: float | None = None
    going: bool = False
    gap: str = ""
    classes: tuple[str, ...] = ()
    link: str | None = None
    tooltip: str = ""


class Strip(Struct, frozen=True, kw_only=True):
    """A whole strip. `first` and `last` tell when its first and last run began."""

    title: str
    description: str
    marks: tuple[Mark, ...] = ()
    first: str = ""
    last: str = ""
