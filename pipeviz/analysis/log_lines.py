"""Lines of a log → the one that explains the failure, and the few around it that are worth keeping.

Which lines explain is data: `pipeviz/providers/data/log_lines.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeviz.providers.failures import Line, explaining_lines

KEPT = 40
"""So many lines of a log are kept and shown."""

_BEFORE = 8
_LONGEST = 2000


def explaining(lines: Sequence[str]) -> int | None:
    """The index of the line that explains: the first that fits the most telling group of patterns that any line fits."""
    for group in explaining_lines():
        for index in range(len(lines)):
            found = _found(group, lines, index)
            if found is not None:
                return found
    return None


def window(lines: Sequence[str]) -> range:
    """The indices of the lines worth keeping: the last ones, or, where it stands earlier, those around the one that explains."""
    last = max(len(lines) - KEPT, 0)
    marked = explaining(lines)
    first = last if marked is None else min(last, max(marked - _BEFORE, 0))
    return range(first, min(first + KEPT, len(lines)))


def _found(group: Sequence[Line], lines: Sequence[str], index: int) -> int | None:
    for each in group:
        line = lines[index][:_LONGEST]
        if not re.search(each.pattern, line) or (each.but_not and re.search(each.but_not, line)):
            continue
        if each.then is None:
            return index
        after = range(index + 1, min(index + 1 + KEPT, len(lines)))
        return next((other for other in after if re.search(each.then, lines[other][:_LONGEST])), index)
    return None
