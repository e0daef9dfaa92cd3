"""What the page of a pipeline says of its runs, and the list of all of them where that would be too long for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeviz.analysis.metrics import metrics
from pipeviz.model.execution import Execution
from pipeviz.pages.crumbs import crumbs
from pipeviz.pages.drawings import Drawing
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.pictures import Picture, element, is_inline, pictures
from pipeviz.pages.relative import relative
from pipeviz.pages.run_board import BoardTable, board_table
from pipeviz.pages.run_numbers import ActionNumbers, Number, action_numbers, numbers
from pipeviz.pages.run_rows import RunRow, run_row
from pipeviz.pages.runs import Runs, run_name, run_path
from pipeviz.pages.size import LONGEST_TABLE, Size
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown
from pipeviz.views.run_words import moment
from pipeviz.views.strip import strip
from pipeviz.writers.strip_svg import strip_svg

MOST_ROWS = 20
"""More runs than this are listed on a page of their own."""


class Section(NamedTuple):
    """The section: `strip` is the history as SVG within the page, or None where the page points to its file.

    `painted` are the stages as the last run left them; `listed` is the page with all runs, if the section has not all.
    """

    last: RunRow
    strip: Markdown | None
    strip_file: Markdown
    described: str
    numbers: tuple[Number, ...]
    actions: tuple[ActionNumbers, ...]
    since: str
    until: str
    board: BoardTable
    rows: tuple[RunRow, ...]
    total: int
    listed: Markdown | None
    painted: tuple[Picture, ...]


def section(entry: Entry, runs: Runs, painted: Sequence[Drawing], options: PageOptions, size: Size) -> Section:
    """What the page of a pipeline says; `painted` is the graph of stages of the last run."""
    page, files = entry.path, Markdown(entry.path.rpartition("/")[2])
    last = run_path(entry.path, runs.newest.execution.id)
    inline = is_inline(painted, options.inline, by_size=size.inline)
    found = metrics(runs.all)
    drawn = strip([each.execution for each in runs.all])
    return Section(
        last=run_row(entry.path, runs.newest, runs, page),
        strip=element(_strip(runs)) if inline else None,
        strip_file=Markdown(f"{files}/history.svg"),
        described=f"{drawn.title}: {drawn.description}",
        numbers=tuple(numbers(found)),
        actions=action_numbers(found),
        since=moment(found.since),
        until=moment(found.until),
        board=board_table(entry.path, runs, page),
        rows=tuple(run_row(entry.path, each, runs, page) for each in runs.all[:MOST_ROWS]),
        total=len(runs.all),
        listed=relative(f"{entry.path}/runs/index.md", page) if len(runs.all) > MOST_ROWS else None,
        painted=pictures(painted, relative(last, page), inline=inline),
    )


def run_lists(entry: Entry, runs: Runs, options: PageOptions, size: Size) -> Iterator[File]:
    """The history as a picture, and the pages with all runs where the section has not all."""
    yield File(f"{entry.path}/history.svg", _strip(runs))
    if len(runs.all) <= MOST_ROWS:
        return
    starts = range(0, len(runs.all), LONGEST_TABLE)
    names = [f"{entry.path}/runs/{'index' if not at else f'index~{at // LONGEST_TABLE + 1}'}.md" for at in starts]
    template = environment(options.templates).get_template("runs.md")
    for number, (at, name) in enumerate(zip(starts, names, strict=True), 1):
        text = template.render(
            title=f"Runs of {entry.title}",
            crumbs=(*crumbs(entry, name), (entry.title, relative(f"{entry.path}.md", name))),
            rows=tuple(run_row(entry.path, each, runs, name) for each in runs.all[at : at + LONGEST_TABLE]),
            total=len(runs.all),
            number=number,
            pages=tuple((each, relative(other, name)) for each, other in enumerate(names, 1)),
            size=size,
        )
        yield File(name, text, aside=True)


def _strip(runs: Runs) -> str:
    def link(each: Execution) -> str | None:
        return f"runs/{run_name(each.id)}/" if each.id in runs.told else None

    return strip_svg(strip([each.execution for each in runs.all], links=link))
