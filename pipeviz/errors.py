"""What can go wrong, as values and as exceptions.

    PipevizError            something a user can act on; the CLI prints it and exits with 2
    ├── UsageError          the call is wrong: an unsupported pair of view and format, an unknown pipeline
    ├── SourceError         an input could not be read; carries every Problem found in it
    ├── CaptureError        AWS could not be asked, or the target is no recording
    ├── RenderError         a Graphviz engine failed or is missing
    └── PublishError        the target is not pipeviz's to write, or the site builder failed

A `Problem` is one finding with its place. Readers collect problems; they raise only when nothing is left to return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    `line` is 1-based; `hint` says what to do about it.
    """

    message: str
    file: str | None = None
    line: int | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = "" if self.file is None else f"{self.file}: " if self.line is None else f"{self.file}:{self.line}: "
        hint = "" if self.hint is None else f"\n  hint: {self.hint}"
        return f"{place}{self.message}{hint}"


class PipevizError(Exception):
    """The base of every error that a user can act on."""


class UsageError(PipevizError):
    """The call itself is wrong; nothing was read or written."""


class SourceError(PipevizError):
    """An input could not be read. `problems` holds every finding, each with its place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CaptureError(PipevizError):
    """AWS could not be asked, or what it says cannot be kept where it should be."""


class RenderError(PipevizError):
    """A Graphviz engine is missing or refused a graph."""


class PublishError(PipevizError):
    """The target may not be written, or the site builder failed; the target is as it was."""
