"""`pipeviz build`: the whole site, or its pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from pipeviz import api
from pipeviz.cli import options
from pipeviz.cli.words import say, show
from pipeviz.errors import UsageError

Show = Callable[[str, int, int], None]

LATEST = 10
"""So many runs have a page if nothing is said."""


@click.command()
@options.sources()
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the site goes [site].")
@click.option("--pages", type=click.Path(path_type=Path), metavar="DIR", help="Only mkdocs.yml, Markdown and pictures.")
@click.option("--check", is_flag=True, help="Write nothing; 1 and a diff when the pages of --pages are stale.")
@click.option("--title", default="Pipelines", show_default=True, help="The title of the site.")
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Your own Jinja templates.")
@click.option("--mermaid", type=click.Choice(["svg", "live"]), default="svg", show_default=True)
@click.option("--mermaid-script", type=click.Path(path_type=Path), metavar="FILE", help="Mermaid, for --mermaid live.")
@click.option(
    "--executions",
    type=click.IntRange(min=0),
    metavar="N",
    help="Runs of a pipeline with a page, beside all that failed [10]; of aws: sources so many are asked for [0].",
)
@click.option("--detail", type=click.Choice(list(api.DETAILS)), default="standard", show_default=True)
@click.option("--engine", type=click.Choice(list(api.ENGINES)), default="embedded", show_default=True)
def build(
    source: Sequence[str],
    parameter: Sequence[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    output: Path | None,
    pages: Path | None,
    check: bool,
    title: str,
    templates: Path | None,
    mermaid: str,
    mermaid_script: Path | None,
    executions: int | None,
    detail: str,
    engine: str,
) -> int:
    """The whole site, or with --pages only what a builder of sites needs."""
    if output is not None and pages is not None:
        raise UsageError("-o and --pages exclude each other: the one builds the site, the other only its pages")
    if mermaid_script is not None and mermaid != "live":
        raise UsageError("--mermaid-script goes with --mermaid live")
    if check and pages is None:
        raise UsageError("--check goes with --pages: it compares a tree of pages, not a site")
    found, catalogue = options.reading(source, parameter, parameters_file, provider_files, executions=executions or 0)
    chosen: dict[str, Any] = {
        "title": title,
        "templates": templates,
        "mermaid": mermaid,
        "mermaid_script": mermaid_script,
        "recorded": found.recorded,
        "executions": LATEST if executions is None else executions,
        "detail": detail,
        "engine": engine,
    }
    with _progress() as progress:
        work: dict[str, Any] = {"catalogue": catalogue, "progress": progress, "workers": os.cpu_count() or 1}
        if check and pages is not None:
            changes = api.stale_pages(found.pipelines, pages, **work, **chosen)
        else:
            published = api.build(
                found.pipelines, pages or output or Path("site"), pages_only=pages is not None, **work, **chosen
            )
    if check:
        show(changes)
        say(f"{len(changes)} of the files in {pages} are stale" if changes else f"{pages} is up to date")
        return max(options.report(found.problems), int(bool(changes)))
    say(
        f"{len(found.pipelines)} pipeline{'' if len(found.pipelines) == 1 else 's'} in {pages or output or 'site'}: "
        f"{published.written} files written, {published.unchanged} unchanged, {published.removed} removed"
    )
    return options.report(found.problems)


@contextmanager
def _progress() -> Iterator[Show | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading")

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        yield tell
