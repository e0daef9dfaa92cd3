"""How long something took, in words: `1 min 25 s`."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


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
