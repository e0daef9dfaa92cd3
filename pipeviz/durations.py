"""Moments as numbers to sort by, and how long something took, in words: `1 min 25 s`."""

from __future__ import annotations

from datetime import datetime, timedelta

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def epoch(moment: datetime | None, unknown: float) -> float:
    """A moment in seconds since 1970; one that is not known counts as `unknown`, such as infinity for last."""
    return moment.timestamp() if moment else unknown


def in_words(span: timedelta) -> str:
    """A span in its two largest units, rounded: `3 s`, `1 min 25 s`, `2 h 5 min`, `3 d 4 h`; never longer than 10 characters
    within 999 days.
    """
    seconds = span.total_seconds()
    if seconds < 1:
        return "under 1 s"
    at = next(at for at, (_, size) in enumerate(_UNITS) if seconds >= size)
    finest = _UNITS[min(at + 1, len(_UNITS) - 1)][1]
    rest = round(seconds / finest) * finest
    words = []
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {unit}")
    return " ".join(words)
