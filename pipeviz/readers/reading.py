"""What goes into a reader and what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pipeviz.errors import Problem
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue


class Environment(NamedTuple):
    """Where a CDK assembly says that a stack lives, and its construct paths by logical id."""

    account: str | None = None
    region: str | None = None
    construct_paths: Mapping[str, str] = {}


ANYWHERE = Environment()


class Document(NamedTuple):
    """One parsed document and what is known around it; `file` is its path as shown."""

    value: Any
    file: str
    catalogue: Catalogue
    parameters: Mapping[str, str] = {}
    environment: Environment = ANYWHERE


class Reading(NamedTuple):
    """The pipelines that were found, what was wrong on the way, and the parameters that their templates declare."""

    pipelines: tuple[Pipeline, ...] = ()
    problems: tuple[Problem, ...] = ()
    parameters: frozenset[str] = frozenset()


def joined(readings: Iterable[Reading]) -> Reading:
    """Several readings as one, in their order."""
    kept = tuple(readings)
    return Reading(
        tuple(pipeline for reading in kept for pipeline in reading.pipelines),
        tuple(problem for reading in kept for problem in reading.problems),
        frozenset(name for reading in kept for name in reading.parameters),
    )
