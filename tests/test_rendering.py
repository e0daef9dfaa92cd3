import os
import subprocess
import sys

import pytest

from pipeviz import rendering
from pipeviz.errors import RenderError
from tests import judges

DOTS = ["digraph { a -> b }", "digraph { c }", 'digraph { "日本語" }']

needs_dot = pytest.mark.skipif(
    rendering.shutil.which("dot") is None, reason=f"{judges.NOT_RUN}system's dot (no Graphviz)"
)


@pytest.mark.parametrize("engine", ["embedded", pytest.param("dot", marks=needs_dot)])
def test_graphs_come_back_in_order(engine):
    first, second, third = rendering.svg(DOTS, engine)
    assert first.count('class="node"') == 2
    assert "<title>c</title>" in second
    assert "日本語" in third


@pytest.mark.parametrize("engine", ["embedded", pytest.param("dot", marks=needs_dot)])
def test_a_refused_graph_is_an_error_and_no_other_engine_helps(engine):
    with pytest.raises(RenderError, match="refused a graph"):
        rendering.svg([DOTS[0], "digraph { a -> "], engine)


@pytest.mark.parametrize("engine", ["embedded", "dot"])
def test_nothing_to_draw_needs_no_engine(engine, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert rendering.svg([], engine) == []


def test_the_embedded_engine_gives_the_same_bytes_each_time():
    assert rendering.svg(DOTS) == [rendering.svg([dot])[0] for dot in reversed(DOTS)][::-1]


def test_an_unknown_engine_is_an_error():
    with pytest.raises(RenderError, match="'neato'"):
        rendering.svg(DOTS, "neato")


def test_a_missing_dot_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RenderError, match=r"not installed\n  hint: install Graphviz"):
        rendering.svg(DOTS, "dot")


@needs_dot
def test_what_dot_calls_an_error_is_one_though_it_ends_well(monkeypatch):
    done = subprocess.CompletedProcess([], 0, "", "Warning: x\nError: not found\n")
    monkeypatch.setattr(rendering.subprocess, "run", lambda *arguments, **options: done)
    with pytest.raises(RenderError, match="Error: not found"):
        rendering.svg(DOTS, "dot")


def test_a_graph_that_takes_too_long_is_an_error(monkeypatch):
    monkeypatch.setattr(rendering, "FUEL", 1_000_000)
    monkeypatch.setattr(rendering, "METERED", 0)
    with pytest.raises(RenderError, match="fuel"):
        rendering.svg(DOTS)


def test_no_home_folder_is_no_obstacle():
    code = "from pipeviz.rendering import svg; print(len(svg(['digraph { a }'])))"
    environment = {key: value for key, value in os.environ.items() if key not in ("HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "HOME": os.devnull, "USERPROFILE": os.devnull, "LOCALAPPDATA": os.devnull},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("1\n", "")
