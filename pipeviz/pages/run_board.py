"""Where each commit stands, as rows of a table."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.analysis.standing import Cell, Standing, board
from pipeviz.pages.run_rows import Brought, brought, minute, run_link
from pipeviz.pages.runs import Runs
from pipeviz.templating.escape import Markdown
from pipeviz.views.outcomes import Told, told


class StageCell(NamedTuple):
    """What became of revisions in a stage, and whether they are what it holds now."""

    outcome: str
    told: Told
    link: Markdown | None
    current: bool


class BoardRow(NamedTuple):
    """Revisions that came together: when they first did, and a cell for each stage."""

    revisions: tuple[Brought, ...]
    first: str
    cells: tuple[StageCell, ...]


class BoardTable(NamedTuple):
    """Revisions, newest first, against stages."""

    stages: tuple[str, ...]
    rows: tuple[BoardRow, ...]


def board_table(path: str, runs: Runs, page: str) -> BoardTable:
    """The table as it stands on a `page`; `path` is that of the page of the pipeline."""

    def cell(each: Cell) -> StageCell:
        return StageCell(each.outcome, told(each.outcome), run_link(path, each.execution, runs, page), each.current)

    def row(each: Standing) -> BoardRow:
        return BoardRow(tuple(brought(each.revisions)), minute(each.first), tuple(map(cell, each.cells)))

    found = board(runs.all)
    return BoardTable(found.stages, tuple(map(row, found.rows)))
