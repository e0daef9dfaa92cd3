"""`pipeviz init`: what a repository starts with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeviz import api
from pipeviz.cli.words import say
from pipeviz.errors import SourceError
from pipeviz.starter import INCLUDED, SITE, WORKFLOWS, Starter, starter

CI = ("github", "gitlab", "none")


@click.command()
@click.option("--ci", type=click.Choice(CI), help="Whose CI keeps it true; by default what the repository looks like.")
@click.option("--title", help="The title of the site; by default the folder's name.")
@click.option("--force", is_flag=True, help="Write over files that are there, without asking.")
def init(ci: str | None, title: str | None, force: bool) -> int:
    """A starter for this folder: configuration, README diagrams, docs folder, CI workflow."""
    from pipeviz.cli.requirement import requirement
    from pipeviz.publishers.file import write_file

    pipelines, sources = _found()
    chosen = ci or _host()
    named = title or Path.cwd().name
    files = starter(pipelines, sources, named, None if chosen == "none" else chosen, requirement())
    own_site = _holds("mkdocs.yml") and not _holds("mkdocs.yml", "pipeviz")
    if own_site:
        say("mkdocs.yml is there already: add pipeviz to its plugins, and the pages of the pipelines are in your site")
    written = []
    for each in files:
        if own_site and each.path in SITE:
            continue
        path = _place(each)
        new = _new(path, each)
        if new is None:
            continue
        if path.exists() and not force and not _agreed(path.as_posix(), adds=bool(each.head)):
            say(f"{path.as_posix()} is there already: left as it is")
            continue
        write_file(path, new)
        written.append(path.as_posix())
        if path.as_posix() == INCLUDED:
            say(f"include it in {each.path}:\n  include:\n    - local: {INCLUDED}")
    say(f"written: {', '.join(written) or 'nothing'}")
    _next(bool(pipelines), chosen)
    return 0


def _holds(path: str, words: str = "") -> bool:
    return Path(path).is_file() and words.encode() in Path(path).read_bytes()


def _place(file: Starter) -> Path:
    """Where a file goes: never in the place of somebody's own GitLab pipeline, which can include it."""
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
    except SourceError:
        return (), []
    files = {each.place.file for each in reading.pipelines if each.place}
    tops = sorted({f"{file.partition('/')[0]}/" if "/" in file else file for file in files})
    return reading.pipelines, tops


def _host() -> str:
    return "gitlab" if Path(".gitlab-ci.yml").exists() or Path(".gitlab").exists() else "github"


def _agreed(path: str, *, adds: bool) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"{path} is there already. {'Add to it' if adds else 'Write over it'}?", err=True)


def _next(found: bool, ci: str) -> None:
    if not found:
        say("no pipeline was found here: name the folders that hold definitions in pipeviz.toml and mkdocs.yml")
    say("next: pipeviz embed (the diagrams in README.md), mkdocs serve (the site), then commit it all")
    if ci == "github":
        say("once, in the repository's settings: Pages, Source: GitHub Actions")
