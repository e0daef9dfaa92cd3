"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from pipeviz import api
from pipeviz.errors import Problem, UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue

Command = Callable[..., Any]


def sources(many: bool = True) -> Callable[[Command], Command]:
    """The SOURCE arguments, and what is needed to read them."""

    def decorate(command: Command) -> Command:
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
            click.argument("source", nargs=-1 if many else 1, required=True),
        ):
            command = option(command)
        return command

    return decorate


def given_parameters(pairs: Iterable[str], file: Path | None) -> dict[str, str]:
    """The parameters of a file, with those of the command line before them."""
    from pipeviz.readers.parameters import read_parameters

    values = dict(read_parameters(file)) if file is not None else {}
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
    catalogue = load_catalogue(provider_files)
    reading = api.read(source, parameters=given_parameters(parameter, parameters_file), catalogue=catalogue)
    return reading.pipelines, reading.problems, catalogue


def report(problems: Iterable[Problem]) -> int:
    """Prints problems to stderr; 1 if there were any, else 0."""
    code = 0
    for problem in problems:
        click.echo(f"warning: {problem}", err=True)
        code = 1
    return code
