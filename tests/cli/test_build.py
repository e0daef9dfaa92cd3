from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeviz import api
from pipeviz.cli.build import build
from pipeviz.publishers.folder import Published
from tests.benchmarks.templates import template


def test_every_processor_is_put_to_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def built(*_: Any, workers: int, **__: Any) -> Published:
        asked.append(workers)
        return Published(0, 0, 0)

    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(api, "build", built)
    (tmp_path / "one.json").write_text(template(1, 3), "utf-8")
    CliRunner().invoke(build, [str(tmp_path / "one.json")], catch_exceptions=False)
    assert asked == [3]
