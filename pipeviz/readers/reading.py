"""What goes into a reader and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeviz.errors import Problem
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue

if TYPE_CHECKING:
    from pipeviz.model.execution import History
    from pipeviz.readers.files import File
    from pipeviz.readers.records.sketch import Sketch
    from pipeviz.redaction.accounts import Accounts


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


class Recorded(NamedTuple):
    """The recorded runs of the pipeline with this `key`: `load` reads them when they are asked for.

    `mentions` tells quickly whether there may be a run with some id among them, `stamp` gives something else when their files
    change. Loading may give names to `accounts`.
    """

    key: str
    load: Callable[[], History]
    mentions: Callable[[str], bool]
    stamp: Callable[[], str]
    accounts: Accounts | None = None


class Piece(NamedTuple):
    """What one file gave: its pipelines, and sketches of the answers about runs in it.

    Standard input has a `text` and no file. `captured` marks the file that stands for a whole folder of answers.
    """

    file: File | None
    pipelines: tuple[Pipeline, ...] = ()
    sketches: tuple[Sketch, ...] = ()
    text: str = ""
    captured: bool = False


class Reading(NamedTuple):
    """The pipelines that were found, what was wrong on the way, the parameters that their templates declare, and the runs."""

    pipelines: tuple[Pipeline, ...] = ()
    problems: tuple[Problem, ...] = ()
    parameters: frozenset[str] = frozenset()
    recorded: tuple[Recorded, ...] = ()


def joined(readings: Iterable[Reading]) -> Reading:
    """Several readings as one, in their order."""
    kept = tuple(readings)
    return Reading(
        tuple(pipeline for reading in kept for pipeline in reading.pipelines),
        tuple(problem for reading in kept for problem in reading.problems),
        frozenset(name for reading in kept for name in reading.parameters),
        tuple(recorded for reading in kept for recorded in reading.recorded),
    )
