"""`pipeviz init`: what a repository starts with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeviz import api
from pipeviz.cli.words import say
from pipeviz.errors import SourceError

CI = ("github", "gitlab", "none")


@click.command()
@click.option("--ci", type=click.Choice(CI), help="Whose CI keeps it true; by default what the repository looks like.")
@click.option("--title", help="The title of the site; by default the folder's name.")
@click.option("--force", is_flag=True, help="Write over files that are there, without asking.")
def init(ci: str | None, title: str | None, force: bool) -> int:
    """A starter for this folder: configuration, README diagrams, docs folder, CI workflow."""
    from pipeviz.cli.requirement import requirement
    from pipeviz.publishers.file import write_file
    from pipeviz.starter import starter

    pipelines, sources = _found()
    chosen = ci or _host()
    written = []
    named = title or Path.cwd().name
    for each in starter(pipelines, sources, named, None if chosen == "none" else chosen, requirement()):
        path = Path(each.path)
        old = path.read_bytes().decode("utf-8", "replace") if path.exists() else None
        text = each.text
        if old is not None and each.appends:
            if "BEGIN_PIPEVIZ" in old:
                say(f"{each.path} has markers already: left as it is")
                continue
            text = f"{old.rstrip()}\n\n{each.text}"
        if old is not None and not force and not _agreed(each.path, appends=each.appends):
            say(f"{each.path} is there already: left as it is")
            continue
        write_file(path, text)
        written.append(each.path)
    say(f"written: {', '.join(written) or 'nothing'}")
    _next(bool(pipelines), chosen)
    return 0


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


def _agreed(path: str, *, appends: bool) -> bool:
    if not sys.stdin.isatty():
        return False
    return click.confirm(f"{path} is there already. {'Add to it' if appends else 'Write over it'}?", err=True)


def _next(found: bool, ci: str) -> None:
    if not found:
        say("no pipeline was found here: name the folders that hold definitions in pipeviz.toml and mkdocs.yml")
    say("next: pipeviz embed (the diagrams in README.md), mkdocs serve (the site), then commit it all")
    if ci == "github":
        say("once, in the repository's settings: Pages, Source: GitHub Actions")
