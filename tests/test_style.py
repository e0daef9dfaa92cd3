"""Style, types and arrows, each by the tool that pyproject.toml sets up."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=lambda command: " ".join(command),
)
def test_style(command: tuple[str, ...]) -> None:
    program = shutil.which(command[0], path=sysconfig.get_path("scripts"))
    assert program, f"{command[0]} comes with the dev extra: {sys.executable} -m pip install -e '.[dev]'"
    run = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, encoding="utf-8", errors="replace")
    assert run.returncode == 0, run.stdout + run.stderr
