"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from pipeviz import api
from pipeviz.cli.words import say
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
    catalogue = load_catalogue(provider_files)
    found = _read(source, parameter, parameters_file, catalogue)
    return found.pipelines, found.problems, catalogue


def reading(
    source: Sequence[str], parameter: Iterable[str], parameters_file: Path | None, provider_files: Sequence[Path]
) -> tuple[api.Reading, Catalogue]:
    """What the SOURCE arguments hold, the runs too, what was wrong with them, and the catalogue."""
    catalogue = load_catalogue(provider_files)
    return _read(source, parameter, parameters_file, catalogue), catalogue


def _read(
    source: Sequence[str], parameter: Iterable[str], parameters_file: Path | None, catalogue: Catalogue
) -> api.Reading:
    from pipeviz.readers.parameters import read_parameters

    typed = given_parameters(parameter)
    filed = read_parameters(parameters_file) if parameters_file is not None else {}
    found = api.read(source, parameters=filed | typed, catalogue=catalogue)
    return found._replace(problems=(*found.problems, *_undeclared(typed, found.parameters)))


def _undeclared(typed: Iterable[str], declared: Collection[str]) -> Iterator[Problem]:
    """The typed parameters that no template declares. A file may hold more: it may be for other templates too."""
    for name in typed:
        if name not in declared and not name.startswith("AWS::"):
            yield Problem(f"--parameter {name}: no template with a pipeline declares it", hint=_nearest(name, declared))


def _nearest(name: str, declared: Collection[str]) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(name, declared, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"there are {', '.join(sorted(declared))}" if declared else None


def report(problems: Iterable[Problem]) -> int:
    """Prints problems to stderr; 1 if there were any, else 0."""
    code = 0
    for problem in problems:
        say(f"warning: {problem}")
        code = 1
    return code
