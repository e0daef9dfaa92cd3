"""Run → what failed and why, as far as it was recorded: one honest paragraph, and the facts it stands on.

Nothing here guesses: every sentence is made of facts, and every fact names the record that it was read from. How each
provider's failures read is data (`pipeviz/providers/data/failures`).
"""

from __future__ import annotations

from msgspec import Struct

from pipeviz.model.execution import Gap


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


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What can be said of a run.

    `headline` is one line, `paragraph` the whole in a few sentences. `cause` is the fact nearest to the cause, or None: then
    the cause was not recorded, and the paragraph says so. `gaps` are what could not be asked or is missing; with any, the
    evidence is incomplete.
    """

    headline: str
    paragraph: str
    facts: tuple[Fact, ...] = ()
    cause: Fact | None = None
    log: LogTail | None = None
    gaps: tuple[Gap, ...] = ()
