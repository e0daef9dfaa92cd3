"""What GitHub Actions reads from the output of a step.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _MESSAGE | str.maketrans({":": "%3A", ",": "%2C"})


def error(file: str, line: int, message: str) -> str:
    """The command that marks a line of a file."""
    return f"::error file={_from_workspace(file).translate(_PROPERTY)},line={line}::{message.translate(_MESSAGE)}"


def _from_workspace(file: str) -> str:
    """The path as GitHub takes it: from the root of the repository, wherever the step runs."""
    root = os.environ.get("GITHUB_WORKSPACE")
    path = Path(file).absolute()
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else file


def obeyed_by_nobody(lines: Sequence[str]) -> Iterator[str]:
    """The lines, between commands for which no other command counts: what is quoted cannot be one."""
    token = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    yield f"::stop-commands::{token}"
    yield from lines
    yield f"::{token}::"
