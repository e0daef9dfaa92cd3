"""What a diagnosis is made of."""

from __future__ import annotations

from msgspec import Struct


class Fact(Struct, frozen=True, kw_only=True):
    """One thing that is recorded: what it says, and `recorded`, where it was read (file and item, or the call).

    `kind` is `error` (what CodePipeline says of the failed action), `detail` (what its service says, each nearer to the
    cause than the one before), `trigger`, `before` (what had succeeded), `beside` (what failed or ran beside it),
    `unreached`, `retry`, `good` (the last good run), `change` (what differs from it) or `open` (what is still going on).
    """

    kind: str
    text: str
    recorded: str | None = None


class LogTail(Struct, frozen=True, kw_only=True):
    """The last lines of a log. `marked` is the index of the line that explains the failure, if one does."""

    title: str
    lines: tuple[str, ...]
    marked: int | None = None
    recorded: str | None = None
