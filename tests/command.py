"""The command line as a user meets it: arguments in; exit code, data and words out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeviz.cli import main


class Outcome(NamedTuple):
    """What a run of `pipeviz` left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs `pipeviz ARGUMENT…` in this process."""

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["pipeviz", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        return Outcome(int(stop.value.code or 0), *capsys.readouterr())

    return run


def apart(*arguments: str | Path, stdin: bytes = b"", megabytes: int | None = None, patience: int = 60) -> Outcome:
    """Runs `python -m pipeviz ARGUMENT…` as a process of its own, on Linux with at most so much memory."""

    def bounded() -> None:
        import resource

        assert megabytes is not None
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20,) * 2)

    run = subprocess.run(
        [sys.executable, "-m", "pipeviz", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        timeout=patience,
        preexec_fn=bounded if megabytes and sys.platform == "linux" else None,
    )
    return Outcome(run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8"))
