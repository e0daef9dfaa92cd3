"""The page of one run, and the files beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from pipeviz.model.execution_json import dumps
from pipeviz.pages.anchors import action_anchor, stage_anchor
from pipeviz.pages.crumbs import crumbs
from pipeviz.pages.drawings import Drawing
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.pictures import is_inline, pictures
from pipeviz.pages.relative import relative
from pipeviz.pages.run_rows import attempt_rows, became, brought, run_row
from pipeviz.pages.runs import Runs, run_path
from pipeviz.pages.size import Size
from pipeviz.reports.content import content
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.rows import ActionRow, StageRow
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown
from pipeviz.views.outcomes import IDLE, told


def run_page(
    entry: Entry,
    explanation: Explanation,
    runs: Runs,
    drawn: Sequence[Drawing],
    beside: tuple[Explanation | None, Explanation | None],
    options: PageOptions,
    size: Size,
) -> Iterator[File]:
    """The page, the drawings in every format, and the record of the run as JSON.

    `beside` are the next newer and the next older run with a page.
    """
    newer, older = beside
    run, execution = explanation.run, explanation.execution
    path = run_path(entry.path, execution.id)
    files = Markdown(path.rpartition("/")[2])
    inline = is_inline(drawn, options.inline, by_size=size.inline_runs)
    shown = {view: pictures(tuple(own), files, inline=inline) for view, own in groupby(drawn, lambda each: each.view)}
    said = content(explanation)
    text = (
        environment(options.templates)
        .get_template("run.md")
        .render(
            said
            | {
                "title": f"{entry.title}, run {explanation.short_id}",
                "crumbs": (*crumbs(entry, path), (entry.title, relative(f"{entry.path}.md", path))),
                "run": run_row(entry.path, run, runs, path),
                "execution": execution,
                "exact": run.exact,
                "revisions": tuple(brought(execution.revisions)),
                "attempts": tuple(attempt_rows(run)),
                "outcome": became(run),
                "told": told(became(run)),
                "anchor": _anchors(),
                "pictures": shown,
                "live": options.mermaid == "live",
                "newer": _way(entry, newer, path),
                "older": _way(entry, older, path),
                "record": Markdown(f"{files}/run.json"),
                "size": size,
            }
        )
    )
    yield File(f"{path}.md", text, aside=True)
    yield File(f"{path}/run.json", dumps(execution, explanation.pipeline))
    for drawing in drawn:
        yield from (File(f"{path}/{name}", made) for name, made in drawing.files())


def _anchors() -> Callable[..., Markdown]:
    """Gives each stage and action its anchors once: the alternatives of an undecided condition share a name.

    A stage has those of its actions where these have no rows.
    """
    taken: set[str] = set()

    def anchor(stage: StageRow, action: ActionRow | None = None) -> Markdown:
        if action is not None:
            names = [action_anchor(stage.name, action.name)]
        else:
            hidden = stage.actions if stage.outcome in IDLE else ()
            names = [stage_anchor(stage.name), *(action_anchor(stage.name, each.name) for each in hidden)]
        fresh = [name for name in dict.fromkeys(names) if name not in taken]
        taken.update(fresh)
        return Markdown("".join(f'<a id="{name}"></a>' for name in fresh))

    return anchor


def _way(entry: Entry, other: Explanation | None, page: str) -> tuple[str, Markdown] | None:
    """The short id of another run, and the way to its page."""
    return None if other is None else (other.short_id, relative(f"{run_path(entry.path, other.execution.id)}.md", page))
