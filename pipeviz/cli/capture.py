"""`pipeviz capture`: AWS → recording."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeviz import api
from pipeviz.cli.options import configured, kept
from pipeviz.cli.words import say
from pipeviz.errors import UsageError

if TYPE_CHECKING:
    from pipeviz.capture.pace import Tally
    from pipeviz.capture.recording import Captured, Progress
    from pipeviz.capture.target import Target
    from pipeviz.config.tables import Account

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


@click.command()
@click.option(
    "--profile", "profiles", multiple=True, metavar="NAME", help="A profile of the AWS configuration; may be repeated."
)
@click.option("--region", "regions", multiple=True, metavar="REGION", help="A region; may be repeated.")
@click.option("--all-regions", is_flag=True, help="Every region of the partition.")
@click.option("--role-arn", "roles", multiple=True, metavar="ARN", help="A role to assume; may be repeated.")
@click.option("--external-id", metavar="ID", help="What these roles want to hear when they are assumed.")
@click.option(
    "--pipeline", "include", multiple=True, metavar="GLOB", help="Only pipelines of such names; may be repeated."
)
@click.option("--exclude", multiple=True, metavar="GLOB", help="No pipelines of such names; may be repeated.")
@click.option(
    "--executions",
    type=click.IntRange(0),
    metavar="N",
    help="The latest N runs of each pipeline [100]; with 0, definitions alone.",
)
@click.option("--since", metavar="WHEN", help="Only runs that began since then: 30d, 12h, 2026-01-31.")
@click.option(
    "--evidence",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="N",
    help="Look into the latest N failed runs of each pipeline.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, min_open=True),
    default=5.0,
    show_default=True,
    metavar="N",
    help="Calls a second in one account and region.",
)
@click.option("--no-logs", is_flag=True, help="Keep no lines of logs.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("recording"),
    show_default=True,
    metavar="FOLDER",
    help="The recording, new or to be brought up to date.",
)
@click.option("--print-policy", is_flag=True, help="Print the IAM policy that all this needs, and do nothing.")
def capture(
    profiles: Sequence[str],
    regions: tuple[str, ...],
    all_regions: bool,
    roles: Sequence[str],
    external_id: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    executions: int | None,
    since: str | None,
    evidence: int,
    rate: float,
    no_logs: bool,
    output: Path,
    print_policy: bool,
) -> int:
    """What pipelines are and what they did, from AWS into a recording.

    Credentials are those that boto3 finds. A second capture asks only what can have changed.
    """
    from pipeviz.capture.target import Options, Target

    if print_policy:
        from pipeviz.capture.operations import partition_of, policy

        click.echo(policy(partition_of(regions)), nl=False)
        return 0
    config = configured().config
    given = Target(external_id=external_id, regions=regions, all_regions=all_regions, include=include, exclude=exclude)
    options = Options(
        executions=executions if executions is not None else None if since else 100,
        since=moment(since, datetime.now(UTC)) if since else None,
        evidence=evidence,
        rate=rate,
    )
    with _progress() as progress:
        captured = api.capture(
            _targets(given, profiles, roles, config.capture.accounts),
            output,
            options,
            names=config.redaction.accounts,
            keep=kept(logs=not no_logs),
            progress=progress,
        )
    return _tell(captured, output)


def moment(since: str, now: datetime) -> datetime:
    """The time that `30d`, `12h`, `2w` or a date means. Raises UsageError."""
    if ago := re.fullmatch(r"(\d{1,5})([hdw])", since):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        time = datetime.fromisoformat(since)
    except ValueError as error:
        raise UsageError(f"--since takes 30d, 12h, 2w or a date such as 2026-01-31, not {since!r}") from error
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _targets(given: Target, profiles: Sequence[str], roles: Sequence[str], accounts: Sequence[Account]) -> list[Target]:
    """Whom to ask: every role with every profile; where none is named, the accounts of the configuration."""
    from msgspec.structs import replace

    if profiles or roles or not accounts:
        pairs = [(profile, role) for profile in profiles or (None,) for role in roles or (None,)]
        return [replace(given, profile=profile, role_arn=role) for profile, role in pairs]
    return [
        replace(
            given,
            name=each.name,
            profile=each.profile,
            role_arn=each.role_arn,
            external_id=each.external_id or given.external_id,
            regions=given.regions or (() if given.all_regions else each.regions),
            include=given.include or each.include,
            exclude=given.exclude or each.exclude,
        )
        for each in accounts
    ]


def _tell(captured: Captured, output: Path) -> int:
    total = captured.saved + captured.unchanged
    say(
        f"{total} pipeline{'' if total == 1 else 's'} in {output}: {captured.saved} saved, {captured.unchanged} unchanged; "
        f"{captured.calls} calls, {captured.throttled} throttled, {captured.denied} denied"
    )
    if captured.off:
        say(f"not enabled, and left out: {', '.join(sorted(captured.off))}")
    for lack in captured.lacks:
        say(f"warning: {lack}")
    for why in captured.ended:
        say(f"warning: {why}\n  hint: what was saved stays; run the same command again, and it goes on from there")
    return 0 if captured.is_whole else 1


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Asking AWS", total=None)

        def show(tally: Tally) -> None:
            words = f"{tally.saved} saved, {tally.throttled} throttled, {tally.denied} denied"
            bar.update(task, description=words, completed=tally.saved + tally.unchanged, total=tally.found)

        yield show
