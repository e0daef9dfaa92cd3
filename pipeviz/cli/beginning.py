"""What of a starter goes into a repository: looks at it, asks, and writes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from pipeviz import api
from pipeviz.cli import options, repository
from pipeviz.cli.options import report
from pipeviz.cli.requirement import requirement
from pipeviz.cli.words import printable, say
from pipeviz.config.finding import OWN_FILE, find
from pipeviz.errors import SourceError, UsageError
from pipeviz.publishers.changes import Change
from pipeviz.publishers.file import write_file
from pipeviz.starter import INCLUDED, MOST_DIAGRAMS, README, SITE, WORKFLOWS, Starter, starter


def begin(ci: str | None, title: str | None, *, force: bool) -> None:
    """Writes what the user agrees to. Raises UsageError where CI would not find its workflow, PublishError."""
    root = repository.root(Path())
    if root not in (None, Path.cwd()) and ci != "none":
        raise UsageError(
            f"CI looks for its workflow in the root of the repository: run this in {root}, or with --ci none"
        )
    host = repository.host(root or Path())
    chosen = ci or (host if host in WORKFLOWS else "none")
    pipelines, sources = _found()
    files = starter(
        pipelines,
        sources,
        title or Path.cwd().name,
        None if chosen == "none" else chosen,
        requirement(),
        chosen if chosen in WORKFLOWS else host,
    )
    agreed = dict(_agreed_on(files, force=force))
    for path, text in agreed.items():
        write_file(path, text)
    say(f"written: {', '.join(path.as_posix() for path in agreed) or 'nothing'}")
    _next(pipelines, chosen, agreed)


def _agreed_on(files: Iterable[Starter], *, force: bool) -> Iterator[tuple[Path, str]]:
    """What is to be written where. Of what is there already only what the user agrees to."""
    own_site = next(
        (name for name in ("mkdocs.yml", "mkdocs.yaml") if _holds(name) and not _holds(name, "pipeviz")), None
    )
    configured = find()
    for each in files:
        if own_site and each.path in SITE:
            continue
        if each.path == OWN_FILE and configured and configured.name != OWN_FILE:
            say(
                f"the configuration is in {configured.name}: no {OWN_FILE} is written beside it; what it would say is\n\n{each.text}"
            )
            continue
        path = _place(each)
        new = _new(path, each)
        if new is None:
            continue
        if path.exists() and not force and not _agreed(path, new, adds=bool(each.head)):
            say(f"{path.as_posix()} is there already: left as it is")
            if each.path == README:
                say(f"for a diagram in it, put these lines into it:\n\n{each.text}")
            continue
        yield path, new
    if own_site:
        say(
            f"{own_site} is there already: add pipeviz to its plugins, and the pages of the pipelines are in your site;"
        )
        say("what else it needs has to be installed in the workflow too")


def _holds(path: str, words: str = "") -> bool:
    return Path(path).is_file() and words.encode() in Path(path).read_bytes()


def _place(file: Starter) -> Path:
    """Where a file goes: never in the place of somebody's own GitLab pipeline, which can include it."""
    if file.path == README:
        return repository.readme()
    taken = file.path == WORKFLOWS["gitlab"] and _holds(file.path) and not _holds(file.path, "pipeviz embed")
    return Path(INCLUDED if taken else file.path)


def _new(path: Path, file: Starter) -> str | None:
    """What is to be written to a path; None where it is to be left as it is, which is told if there is a reason."""
    text = file.text
    if not path.exists():
        return f"{file.head}{text}"
    try:
        old = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        say(f"{path.as_posix()} is not UTF-8 text: left as it is")
        return None
    if file.head and "BEGIN_PIPEVIZ" in old:
        say(f"{path.as_posix()} has markers already: left as it is")
        return None
    if file.head:
        newline = "\r\n" if "\r\n" in old else "\n"
        text = f"{old.rstrip()}{newline * 2}{text.replace(chr(10), newline)}"
    return None if text == old else text


def _found() -> tuple[tuple[api.Pipeline, ...], list[str]]:
    """The pipelines below this folder, and the least folders and files that hold them all."""
    try:
        reading = api.read(["."])
    except SourceError as error:
        report(each for each in error.problems if each.line is not None)
        return (), []
    if report(reading.problems):
        say("until these are mended, mkdocs build --strict does not pass, which is what CI runs")
    files = {each.place.file for each in reading.pipelines if each.place}
    tops = sorted({f"{file.partition('/')[0]}/" if "/" in file else file for file in files})
    return reading.pipelines, tops


def _agreed(path: Path, new: str, *, adds: bool) -> bool:
    if not sys.stdin.isatty():
        return False
    if not adds:
        for line in Change(path, path.read_text("utf-8"), new).diff():
            click.echo(printable(line), err=True)
    return click.confirm(f"{path.as_posix()} is there already. {'Add to it' if adds else 'Write over it'}?", err=True)


def _next(pipelines: Sequence[api.Pipeline], ci: str, written: Mapping[Path, str]) -> None:
    if not pipelines:
        say("no pipeline was found here: name the folders that hold definitions in pipeviz.toml, then run this again")
        return
    if len(pipelines) > MOST_DIAGRAMS and repository.readme() in written:
        say(
            f"{len(pipelines) - MOST_DIAGRAMS} more pipelines have no diagram in the README yet: add markers as you like"
        )
    if Path(INCLUDED) in written:
        say(f"in {WORKFLOWS['gitlab']}, where stages have to be named test and deploy have to be among them:")
        say(f"  include:\n    - local: {INCLUDED}")
    say("next: pipeviz embed (the diagrams in the README), mkdocs serve (the site), then commit it all")
    if not options.configured().config.sources and Path(OWN_FILE) not in written:
        say(f"the configuration names no sources yet: write where the definitions are into {OWN_FILE}")
    if ci == "none":
        say("in your CI, run: pipeviz embed --check")
    if ci == "github":
        say("once, in the repository's settings: Pages, Source: GitHub Actions")
