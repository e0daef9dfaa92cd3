"""Many runs of a pipeline → where each revision now stands: which stage it has passed, failed in, or waits for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from pipeviz.analysis.run import Run
from pipeviz.durations import epoch
from pipeviz.model.execution import Revision

_PASSED = ("succeeded", "skipped")
_NOTHING = ("unreached", "omitted")


class Cell(Struct, frozen=True, kw_only=True):
    """What became of a revision in one stage: the outcome of the newest run that brought it there, and that run's id.

    `current` is True for the newest revision that passed the stage: that is what the stage holds now.
    """

    outcome: str
    execution: str = ""
    when: datetime | None = None
    current: bool = False


class Standing(Struct, frozen=True, kw_only=True):
    """A set of revisions that came together, and a cell for each stage. `first` is when a run with it first began."""

    revisions: tuple[Revision, ...]
    cells: tuple[Cell, ...]
    executions: tuple[str, ...]
    first: datetime | None = None


class Board(Struct, frozen=True, kw_only=True):
    """Revisions, newest first, against the names of stages."""

    stages: tuple[str, ...]
    rows: tuple[Standing, ...]


def board(runs: Sequence[Run], most: int = 20, least: int = 5) -> Board:
    """Where the newest revisions stand, at least so many, and all down to the oldest that a stage still holds.

    Beyond `most` rows there are only those that hold a stage. Runs whose revisions were not recorded have no row.
    """
    ordered = sorted(runs, key=lambda each: epoch(each.execution.started, 0.0), reverse=True)
    stages = tuple(stage.name for stage in ordered[0].stages) if ordered else ()
    by_revisions: dict[tuple[tuple[str, str | None], ...], list[Run]] = {}
    for each in ordered:
        if each.execution.revisions:
            by_revisions.setdefault(_key(each.execution.revisions), []).append(each)
    holders = {stage: _holder(ordered, stage) for stage in stages}
    rows = [_row(stages, own, holders) for own in by_revisions.values()]
    holding = {at for at, row in enumerate(rows) if any(cell.current for cell in row.cells)}
    newest = min(most, max(least, 1 + max(holding, default=0)))
    return Board(stages=stages, rows=tuple(row for at, row in enumerate(rows) if at < newest or at in holding))


def _row(stages: Sequence[str], own: Sequence[Run], holders: dict[str, Run | None]) -> Standing:
    held = {stage: holder is not None and any(each is holder for each in own) for stage, holder in holders.items()}
    return Standing(
        revisions=own[0].execution.revisions,
        cells=tuple(_cell(stage, own, current=held[stage]) for stage in stages),
        executions=tuple(each.execution.id for each in own),
        first=min((each.execution.started for each in own if each.execution.started), default=None),
    )


def _cell(stage: str, own: Sequence[Run], *, current: bool) -> Cell:
    for each, outcome, when in _seen(stage, own):
        if outcome not in _NOTHING:
            return Cell(outcome=outcome, execution=each.execution.id, when=when, current=current)
    return Cell(outcome="unreached")


def _seen(stage: str, runs: Sequence[Run]) -> Iterator[tuple[Run, str, datetime | None]]:
    for each in runs:
        for own in each.stages:
            if own.name == stage:
                yield each, own.outcome, own.updated


def _holder(ordered: Sequence[Run], stage: str) -> Run | None:
    """The run that passed a stage last."""
    passed = [(when, each) for each, outcome, when in _seen(stage, ordered) if outcome in _PASSED and when]
    return max(passed, key=lambda pair: pair[0])[1] if passed else None


def _key(revisions: Sequence[Revision]) -> tuple[tuple[str, str | None], ...]:
    return tuple(sorted((each.source_action, each.id) for each in revisions))
