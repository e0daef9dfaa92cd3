"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeviz import api
from pipeviz.cli.words import say
from pipeviz.errors import Problem, UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue

if TYPE_CHECKING:
    from pipeviz.addressed import Live
    from pipeviz.config.loading import Loaded
    from pipeviz.redaction.keep import Keep

Command = Callable[..., Any]


def values(command: Command) -> Command:
    """What definitions are read with: the catalogue, and values for the parameters of templates."""
    for option in (
        click.option(
            "--providers",
            "provider_files",
            multiple=True,
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Your own catalogue entries; may be repeated.",
        ),
        click.option(
            "--parameters",
            "parameters_file",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Parameter values of templates, as JSON or YAML.",
        ),
        click.option(
            "--parameter",
            "parameter",
            multiple=True,
            metavar="KEY=VALUE",
            help="The value of a template parameter; may be repeated.",
        ),
    ):
        command = option(command)
    return command


def sources(many: bool = True) -> Callable[[Command], Command]:
    """The SOURCE arguments, and what is needed to read them."""

    def decorate(command: Command) -> Command:
        command = values(command)
        for option in (
            click.option(
                "--region", metavar="REGION", expose_value=False, callback=_noted, help="The region of aws: sources."
            ),
            click.option(
                "--profile",
                metavar="NAME",
                expose_value=False,
                callback=_noted,
                help="The credentials for aws: sources.",
            ),
            click.argument("source", nargs=-1 if many else 1, required=True),
        ):
            command = option(command)
        return command

    return decorate


def _noted(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    context.meta[f"pipeviz.{parameter.name}"] = value


def given_parameters(pairs: Iterable[str]) -> dict[str, str]:
    """The parameters of KEY=VALUE pairs; the last of a key counts. Raises UsageError."""
    values = {}
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key:
            raise UsageError(f"--parameter takes KEY=VALUE, not {pair!r}")
        values[key] = value
    return values


def read(
    source: Sequence[str], parameter: Iterable[str], parameters_file: Path | None, provider_files: Sequence[Path]
) -> tuple[tuple[Pipeline, ...], tuple[Problem, ...], Catalogue]:
    """What the SOURCE arguments hold, what was wrong with them, and the catalogue they were read with."""
    found, catalogue = reading(source, parameter, parameters_file, provider_files)
    return found.pipelines, found.problems, catalogue


def reading(
    source: Sequence[str],
    parameter: Iterable[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    *,
    pipeline: str | None = None,
    execution: str | None = None,
    executions: int = 0,
    keep: Keep | None = None,
) -> tuple[api.Reading, Catalogue]:
    """What the SOURCE arguments hold, the runs too, what was wrong with them, and the catalogue.

    Of recordings only what `pipeline` and `execution` can mean is read. Of addresses that run is asked for, or so many
    `executions` of each pipeline, or definitions alone.
    """
    from pipeviz.readers.parameters import read_parameters, undeclared

    catalogue = load_catalogue(provider_files)
    typed = given_parameters(parameter)
    filed = read_parameters(parameters_file) if parameters_file is not None else {}
    run = None if execution in ("latest", "last-failed") else execution
    found = api.read(
        source,
        parameters=filed | typed,
        catalogue=catalogue,
        wanted=api.Wanted(pipeline, run) if pipeline or run else None,
        live=_live(execution, executions) if any(map(api.is_address, source)) else None,
        names=names(),
        keep=keep or kept(),
    )
    return found._replace(problems=(*found.problems, *undeclared(typed, found.parameters))), catalogue


def execution_of(source: str, execution: str | None) -> str | None:
    """The run that a source itself names, else the one that is wanted."""
    if not api.is_address(source):
        return execution
    from pipeviz.readers.addresses import address

    meant = address(source)
    return (meant.execution if meant else None) or execution


def names() -> Mapping[str, str]:
    """What the configuration calls accounts, by their ids."""
    return configured().config.redaction.accounts


def kept(*, logs: bool = True) -> Keep:
    """What `[redaction]` of the configuration allows to be kept."""
    return configured().config.redaction.kept(logs=logs)


def _live(execution: str | None, executions: int) -> Live:
    from pipeviz.addressed import Live
    from pipeviz.capture.target import Target

    meta = click.get_current_context().meta
    region = meta.get("pipeviz.region")
    target = Target(profile=meta.get("pipeviz.profile"), regions=(region,) if region else ())
    return Live(target, execution, executions, say=say)


def configured() -> Loaded:
    """What the configuration file says, if there is one."""
    from pipeviz.config.loading import NONE, Loaded

    found = click.get_current_context().find_root().obj
    return found if isinstance(found, Loaded) else NONE


def report(problems: Iterable[Problem]) -> int:
    """Prints problems to stderr; 1 if there were any, else 0."""
    code = 0
    for problem in problems:
        say(f"warning: {problem}")
        code = 1
    return code
