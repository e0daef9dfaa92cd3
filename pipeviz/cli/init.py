"""`pipeviz init`: what a repository starts with."""

from __future__ import annotations

import click

CI = ("github", "gitlab", "none")


@click.command()
@click.option("--ci", type=click.Choice(CI), help="Whose CI keeps it true; by default what the repository looks like.")
@click.option("--title", help="The title of the site; by default the folder's name.")
@click.option("--force", is_flag=True, help="Write over files that are there, without asking.")
def init(ci: str | None, title: str | None, force: bool) -> int:
    """A starter for this folder: configuration, README diagrams, docs folder, CI workflow."""
    from pipeviz.cli.beginning import begin

    begin(ci, title, force=force)
    return 0
