"""Programs of others that judge what pipeviz writes: Mermaid's parsers, Chromium, Graphviz.

A machine may lack one. Tests that need it are then skipped and named in the summary; in CI they fail (see `tests.conftest`).
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

NOT_RUN = "not run here: "
"""How the reason begins why a machine cannot run a test."""


def absent(what: str, why: str) -> NoReturn:
    """Skips a test that this machine cannot run."""
    pytest.skip(f"{NOT_RUN}{what} ({why})")


def in_ci() -> bool:
    """Whether this is a CI run, where nothing may be missing."""
    return os.environ.get("CI", "").lower() in ("true", "1")
