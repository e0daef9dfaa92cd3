"""`pipeviz explain`: what happened in a run, and why it failed."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeviz import api
from pipeviz.cli import options
from pipeviz.cli.words import say
from pipeviz.errors import UsageError

if TYPE_CHECKING:
    from pipeviz.redaction.keep import Keep
    from pipeviz.reports.explanation import Explanation


@click.command()
@options.sources(many=False)
@click.option("--pipeline", "wanted", metavar="NAME", help="Which one: a name, key, ARN or glob.")
@click.option(
    "--execution",
    metavar="ID|latest|last-failed",
    default="last-failed",
    show_default=True,
    help="Which run; of an id the beginning is enough.",
)
@click.option("--format", type=click.Choice(list(api.REPORTS)), help="By default what -o ends in, else text.")
@click.option(
    "--no-redact", is_flag=True, help="Show accounts, people and variables, on the terminal alone; no secrets."
)
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Your own Jinja templates.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="A file instead of stdout.")
def explain(
    source: str,
    parameter: Sequence[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    wanted: str | None,
    execution: str,
    format: str | None,
    no_redact: bool,
    templates: Path | None,
    output: Path | None,
) -> int:
    """What happened in a run, why it failed, and what differs from the last good one.

    Exit code 0: explained, also if the cause is not recorded; 1: explained, but a call was denied or a record is cut,
    so that evidence is missing; 2: no such run.
    """
    execution = options.execution_of(source, execution) or execution
    chosen_format = format or _by_suffix(output)
    if no_redact and (chosen_format != "text" or output is not None):
        raise UsageError("--no-redact is for the terminal alone: what is written down may be passed on")
    reading, catalogue = options.reading(
        [source],
        parameter,
        parameters_file,
        provider_files,
        pipeline=wanted,
        execution=execution,
        keep=_everything() if no_redact else None,
    )
    explanation = api.explain(reading, wanted, execution, catalogue=catalogue)
    if explanation.note:
        say(f"{explanation.note}: {explanation.execution.id}")
    if chosen_format == "text":
        report = _text(explanation, tuple(_commands(source, explanation)), to_terminal=output is None)
    else:
        report = api.report(explanation, chosen_format, templates=templates)
    if output is None:
        click.echo(report, nl=False, color=True)
    else:
        api.write(output, report)
        say(f"{explanation.diagnosis.headline}: {output}")
    return max(options.report(reading.problems), _incomplete(explanation))


def _everything() -> Keep:
    from pipeviz.redaction.keep import Keep

    return Keep(account_ids=True, people=True, queries=True, variables=("*",))


def _by_suffix(output: Path | None) -> str:
    ending = output.suffix.lower() if output is not None else ""
    return next((name for name, suffix in api.REPORTS.items() if suffix == ending), "text")


def _incomplete(explanation: Explanation) -> int:
    """Says which evidence is missing; 1 if any is."""
    from pipeviz.reports.words import gap

    for each in explanation.diagnosis.gaps:
        allow = f"\n  hint: allow {each.allow}" if each.allow else ""
        say(f"warning: evidence is missing: {gap(each)}{allow}")
    return 1 if explanation.diagnosis.gaps else 0


def _text(explanation: Explanation, commands: Sequence[str], *, to_terminal: bool) -> str:
    from rich.console import Console

    from pipeviz.reports.text import text

    console = Console()
    if not to_terminal or not console.is_terminal or console.is_dumb_terminal:
        return text(explanation, commands=commands)
    return text(
        explanation,
        commands=commands,
        width=console.width,
        height=console.height if sys.stdout.isatty() else None,
        styled=not console.legacy_windows,
        colour=not console.no_color,
    )


def _commands(source: str, explanation: Explanation) -> Iterator[str]:
    """What to type for more of the same run."""
    name = explanation.pipeline.name
    which = [source, "--pipeline", name] if explanation.note else [source]
    run = [*which, "--execution", explanation.short_id]
    yield shlex.join(["pipeviz", "draw", *run, "-o", "run.svg"])
    yield shlex.join(["pipeviz", "draw", *run, "--view", "timeline", "-o", "timeline.svg"])
    yield shlex.join(["pipeviz", "explain", *run, "-o", "report.html"])
