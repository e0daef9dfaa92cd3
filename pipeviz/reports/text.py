"""Explanation → text for a terminal: the cause first, then the proof, then everything around it.

Whatever somebody typed is made printable first, so that a terminal shows it and obeys nothing of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from pipeviz.analysis.diagnosis import Diagnosis, Fact
from pipeviz.reports.changes import changes, good_run, remarks
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.head import head, outcome
from pipeviz.reports.links import Link, links
from pipeviz.reports.rows import ActionRow, StageRow, stage_rows
from pipeviz.reports.words import around, chain, gap, one_line
from pipeviz.templating.escape import is_web_page
from pipeviz.templating.terminal import printable
from pipeviz.views.outcomes import QUIET, told

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDTH = 80
NARROWEST = 40
LOG_LINES, LOG_LINES_BEFORE = 14, 4
"""So many lines of the log are shown, so many of them before the marked one; other formats have them all."""

COLOURS = {
    "succeeded": "green",
    "failed": "red",
    "running": "blue",
    "waiting": "yellow",
    "abandoned": "yellow",
    "stopped": "yellow",
    "cancelled": "magenta",
    "superseded": "magenta",
}
"""Colours of the terminal's own palette, which suits its background; other outcomes are dim."""

MOST_ACTIONS = 12
"""Of more actions in a stage than this, those with a quiet outcome are only counted."""

_BLANKS = re.compile(r"(?: |\x1b\[[0-9;]*m|\x1b\]8;[^ \x1b]*\x1b\\)+$", re.MULTILINE)
"""What fills a line up to its end, with the ends of colours and links in between."""


def text(
    explanation: Explanation,
    *,
    commands: Sequence[str] = (),
    width: int = WIDTH,
    height: int | None = None,
    styled: bool = False,
    colour: bool = True,
) -> str:
    """The report in so many columns; only addresses and commands are never broken.

    `commands` are what to type next. With `styled` it has bold text and links, and with `colour` colours, for a terminal that
    understands them. If it has more lines than `height`, the headline is the last line too: that is what stays in sight.
    """
    from rich.console import Console

    written = StringIO()
    console = Console(
        file=written,
        width=max(NARROWEST, width),
        force_terminal=styled,
        color_system="standard" if styled and colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    _print(console, explanation, commands)
    if height is not None and written.getvalue().count("\n") >= height:
        console.print()
        _headline(console, explanation)
    return _BLANKS.sub(lambda match: match[0].replace(" ", ""), written.getvalue())


def _print(console: Console, explanation: Explanation, commands: Sequence[str]) -> None:
    _headline(console, explanation)
    console.print(_hanging("  ", *(_text(line, "dim") for line in head(explanation))))
    console.print()
    console.print(_hanging("  ", _text(explanation.diagnosis.paragraph)))
    _section(console, "Why", _chain(explanation))
    _section(console, *_log(explanation))
    _section(console, "Stages", [_stages(explanation)])
    _section(console, "Around it", _around(explanation.diagnosis))
    _section(console, "Compared with the last good run", _comparison(explanation, console.width))
    _section(console, "Not recorded", _gaps(explanation))
    pages = [line for link in links(explanation) for line in _address(link)]
    _section(console, "Next", [*(_text(f"  $ {command}") for command in commands), *pages], soft_wrap=True)


def _headline(console: Console, explanation: Explanation) -> None:
    became = outcome(explanation)
    style = f"bold {_colour(became)}"
    headline = _text(one_line(explanation.diagnosis.headline), style)
    console.print(_hanging(f"{told(became).sign} ", headline, style=style))


def _section(console: Console, title: str, parts: Iterable[RenderableType], *, soft_wrap: bool = False) -> None:
    """A title and what stands below it; with `soft_wrap` no line is broken, so that it can be copied."""
    kept = list(parts)
    if kept:
        console.print()
        console.print(_text(title, "bold"))
        for part in kept:
            console.print(part, soft_wrap=soft_wrap)


def _text(text: str, style: str = "", url: str | None = None) -> Text:
    from rich.style import Style
    from rich.text import Text

    shown = Text(printable(text).expandtabs(4), style=style, overflow="fold")
    if url is not None and url.isascii() and url.isprintable() and is_web_page(url):
        shown.stylize(Style(link=url))
    return shown


def _hanging(start: str, *parts: Text, style: str = "") -> RenderableType:
    """A start, and text that is indented by as much."""
    from rich.table import Table

    grid = Table.grid(padding=0)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, part in enumerate(parts):
        grid.add_row(_text(start, style) if number == 0 else _text(" " * len(start)), part)
    return grid


def _colour(became: str) -> str:
    return COLOURS.get(became, "dim")


def _chain(explanation: Explanation) -> Iterator[RenderableType]:
    for number, fact in enumerate(chain(explanation.diagnosis), 1):
        style = "bold" if fact == explanation.diagnosis.cause else ""
        yield _fact(f"  {number}. ", fact, style)


def _around(diagnosis: Diagnosis) -> Iterator[RenderableType]:
    """What the paragraph has not told yet."""
    for fact in around(diagnosis):
        if fact.text.strip().rstrip(".") not in diagnosis.paragraph:
            yield _fact("  ", fact)


def _fact(start: str, fact: Fact, style: str = "") -> RenderableType:
    where = [_text(fact.recorded, "dim")] if fact.recorded else []
    return _hanging(start, _text(fact.text.strip(), style), *where, style=style)


def _log(explanation: Explanation) -> tuple[str, Iterable[RenderableType]]:
    log = explanation.diagnosis.log
    if log is None or not log.lines:
        return "", []
    marked = len(log.lines) - 1 if log.marked is None else log.marked
    first = max(0, min(marked - LOG_LINES_BEFORE, len(log.lines) - LOG_LINES))
    shown = list(enumerate(log.lines))[first : first + LOG_LINES]
    rows = [
        _hanging("  ▶ " if at == log.marked else "  │ ", _text(line, "bold red" if at == log.marked else ""))
        for at, line in shown
    ]
    hidden = len(log.lines) - len(shown)
    if hidden:
        rows.append(_text(f"    {hidden} more {'line' if hidden == 1 else 'lines'} in the other formats", "dim"))
    return log.title, rows


def _stages(explanation: Explanation) -> RenderableType:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", ratio=1)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    rows = stage_rows(explanation)
    grid.expand = True
    grid.add_row("", _text("this run", "dim"), _text("last good", "dim") if explanation.good else "")
    for stage in rows:
        grid.add_row(_stage(stage), _text(stage.took), _text(stage.good, "dim"))
        if stage.outcome not in QUIET:
            for action in _worth_a_line(stage):
                grid.add_row(_action(action), _text(action.took), _text(action.good, "dim"))
            for words in _counted(stage):
                grid.add_row(words)
    return grid


def _worth_a_line(stage: StageRow) -> list[ActionRow]:
    """The actions of a stage; of many only those that are not as they should be."""
    many = len(stage.actions) > MOST_ACTIONS
    return [action for action in stage.actions if not many or action.outcome not in QUIET]


def _counted(stage: StageRow) -> Iterator[RenderableType]:
    """The actions without a line of their own."""
    shown = _worth_a_line(stage)
    rest = Counter(action.told for action in stage.actions if action not in shown)
    for what, count in rest.items():
        yield _text(f"    {what.sign} {count} {'action' if count == 1 else 'actions'}: {what.word}", "dim")


def _stage(stage: StageRow) -> RenderableType:
    said = _text(stage.name, "bold" if stage.outcome not in QUIET else "")
    if stage.outcome != "succeeded":
        said.append(f"  {printable(stage.told.word)}", _colour(stage.outcome))
    if stage.note:
        said.append(f", {stage.note}")
    return _hanging(f"  {stage.told.sign} ", said, style=_colour(stage.outcome))


def _action(action: ActionRow) -> RenderableType:
    said = _text(action.name, "bold" if action.culprit else "", action.url)
    words = [word for word in (action.provider, action.note) if word]
    if action.outcome != "succeeded":
        said.append(f"  {printable(action.told.word)}", _colour(action.outcome))
    if words:
        said.append(f"  {printable(', '.join(words))}", "dim")
    return _hanging(f"    {action.told.sign} ", said, style=_colour(action.outcome))


def _comparison(explanation: Explanation, width: int) -> Iterator[RenderableType]:
    yield _hanging("  ", _text(good_run(explanation)))
    for change in changes(explanation):
        good, now = (
            _text(change.good or "nothing", "dim", change.good_url),
            _text(change.now or "nothing", "", change.url),
        )
        line = _text(f"{change.what}: ").append(good).append(" → ").append(now)
        if line.cell_len <= width - 4:
            yield _hanging("  • ", line)
        else:
            yield _hanging("  • ", _text(f"{change.what}:"), _text("- ", "dim").append(good), _text("+ ").append(now))
    if explanation.comparison:
        for remark in remarks(explanation.comparison):
            yield _hanging("  ", _text(remark))


def _gaps(explanation: Explanation) -> Iterator[RenderableType]:
    for each in explanation.diagnosis.gaps:
        rows = [_text(gap(each))]
        if each.allow:
            rows.append(_text(f"the IAM action {each.allow} would allow it", "dim"))
        yield _hanging("  ! ", *rows, style="bold yellow")


def _address(link: Link) -> Iterator[Text]:
    yield _text(f"  {link.title}")
    yield _text("  ").append(_text(link.url, "dim", link.url))
