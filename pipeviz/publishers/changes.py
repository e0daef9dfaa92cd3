"""What publishing would change, and how it differs from what is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST = 240
"""Characters of a line of a diff; lines of pictures can be very long."""


class Change(NamedTuple):
    """A file before and after. `before` is None for one that is not there, `after` for one that goes.

    `lines` are those of the markers that are stale, where the file has some.
    """

    path: Path
    before: str | None
    after: str | None
    lines: tuple[int, ...] = ()

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff."""
        shown = self.path.as_posix()
        before, after = ((text or "").splitlines(keepends=True) for text in (self.before, self.after))
        fresh = f"{shown} (fresh)" if self.after is not None else "/dev/null"
        for line in difflib.unified_diff(before, after, shown if self.before is not None else "/dev/null", fresh):
            whole = line.rstrip("\r\n")
            yield whole if len(whole) <= LONGEST else f"{whole[:LONGEST]} …"
