"""`pipeviz embed`: diagrams in Markdown files, and whether they are still true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeviz.cli import options
from pipeviz.cli.repository import readme
from pipeviz.cli.words import printable, say, show
from pipeviz.embedding.hosts import HOSTS
from pipeviz.errors import SourceError, UsageError

if TYPE_CHECKING:
    from pipeviz.embedding.attributes import HostName
    from pipeviz.publishers.changes import Change


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--check", is_flag=True, help="Write nothing; 1 and a diff when something is stale.")
@click.option("--fail-on-change", is_flag=True, help="1 when something had to be written, for hooks.")
@click.option("--force", is_flag=True, help="Write over what somebody edited between the markers.")
@click.option("--for", "host", type=click.Choice(list(HOSTS)), help="Who shows it.  [default: github]")
@click.option("--source", multiple=True, metavar="SOURCE", help="For markers that name none; may be repeated.")
@options.values
@click.option("--annotate", is_flag=True, help="Name stale places as annotations of GitHub Actions.")
def embed(
    files: Sequence[Path],
    check: bool,
    fail_on_change: bool,
    force: bool,
    host: HostName | None,
    source: Sequence[str],
    provider_files: Sequence[Path],
    parameters_file: Path | None,
    parameter: Sequence[str],
    annotate: bool,
) -> int:
    """Fills the markers in Markdown files: those that the configuration names, else README.md."""
    from pipeviz.embedding.embed import embed, write
    from pipeviz.embedding.sources import Sources
    from pipeviz.providers import load_catalogue
    from pipeviz.readers.parameters import read_parameters

    filed = read_parameters(parameters_file) if parameters_file is not None else {}
    sources = Sources(
        source,
        filed | options.given_parameters(parameter),
        load_catalogue(provider_files),
        names=options.names(),
        keep=options.kept(),
    )
    configuration = options.configured()
    named = tuple(dict.fromkeys(files or configuration.files() or (readme(),)))
    try:
        found = embed(named, configuration.usual(host), sources)
    except SourceError as error:
        if annotate:
            _annotated(error)
        raise
    if not found.places:
        hint = 'put <!-- BEGIN_PIPEVIZ source="…" --> and <!-- END_PIPEVIZ --> where a diagram shall be'
        raise UsageError(f"no markers in {', '.join(map(str, named))}\n  hint: {hint}")
    if found.edited and not force:
        for problem in found.edited:
            say(f"{'error' if not check else 'stale'}: {problem}")
    if check:
        if annotate:
            _show_annotated(found.changes)
        else:
            show(found.changes)
        say(
            _stale(len(found.changes), " --force" if found.edited else "")
            if found.changes
            else f"{_count(found.places, 'place')} up to date"
        )
        return int(bool(found.changes or found.edited))
    if found.edited and not force:
        return 1
    write(found.changes)
    say(f"{_count(found.places, 'place')}, {_count(len(found.changes), 'file')} written")
    return int(fail_on_change and bool(found.changes))


def _stale(files: int, force: str) -> str:
    return f"{_count(files, 'file')} stale; write {'it' if files == 1 else 'them'} anew with: pipeviz embed{force}"


def _annotated(error: SourceError) -> None:
    from pipeviz.cli import workflow_commands

    for each in error.problems:
        if each.file is not None:
            click.echo(printable(workflow_commands.error(each.file, each.line or 1, str(replace(each, file=None)))))


def _show_annotated(changes: Sequence[Change]) -> None:
    from pipeviz.cli import workflow_commands

    lines = [printable(line) for change in changes for line in change.diff()]
    for line in workflow_commands.obeyed_by_nobody(lines) if lines else ():
        click.echo(line)
    for change in changes:
        for number in change.lines or (1,):
            stale = "this diagram is stale; run: pipeviz embed"
            click.echo(printable(workflow_commands.error(change.path.as_posix(), number, stale)))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
