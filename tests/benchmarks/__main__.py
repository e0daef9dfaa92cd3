"""Prints how fast and how small pipeviz is beside its targets, all from one run on one machine.

python -m tests.benchmarks            everything; the site of 1,000 pipelines takes some minutes
python -m tests.benchmarks --no-site  without it
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.templates import template

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As for a user: modules are compiled once, by the first run."""

PIPEVIZ = (sys.executable, "-m", "pipeviz")


class Cost(NamedTuple):
    """Wall-clock seconds, and the most memory that was resident at once in MB."""

    seconds: float
    megabytes: float


def cost(*command: str, times: int = 1) -> Cost:
    """What a process costs: the quickest of some runs. Raises CalledProcessError if it fails."""
    return min(_cost(command) for _ in range(times))


def _cost(command: tuple[str, ...]) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_maxrss * unit / 1e6)


def say(what: str, measured: float, unit: str, target: float, *, at_least: bool = False) -> None:
    """Prints one row: what was measured, and whether the target is kept."""
    kept = measured >= target if at_least else measured <= target
    sign = "≥" if at_least else "≤"
    print(f"{what:<66} {measured:>8.2f} {unit:<5} {sign} {target:<6g} {'' if kept else '← missed'}", flush=True)


def one_template(folder: Path) -> None:
    source = folder / "one.json"
    source.write_text(template(1, 8), "utf-8")
    bare = cost(sys.executable, "-c", "pass", times=7)
    draw = cost(*PIPEVIZ, "draw", str(source), times=7)
    say("draw of one template, in runs of `python -c pass`", draw.seconds / bare.seconds, "×", 10)
    say("    its memory", draw.megabytes, "MB", 50)


def many_pipelines(folder: Path) -> None:
    costs = {}
    for pipelines in (100, 200, 400):
        source = folder / f"{pipelines}.json"
        source.write_text(template(pipelines), "utf-8")
        costs[pipelines] = cost(*PIPEVIZ, "draw", str(source), times=3)
    say("sequence text of 100 pipelines with 4,600 actions", costs[100].seconds, "s", 1)
    say("    its memory", costs[100].megabytes, "MB", 120)
    say("    400 pipelines for 200: time", costs[400].seconds / costs[200].seconds, "×", 2.3)


def warm_svg(folder: Path) -> None:
    from pipeviz import api

    source = folder / "svg.json"
    source.write_text(template(1, 12), "utf-8")
    (pipeline,) = api.read([source]).pipelines
    written = _milliseconds(lambda: list(api.draw(pipeline, format="svg")))
    say("a sequence SVG of 12 actions once warm, from the model on", written, "ms", 5)


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(60):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times[10:])


def thousand_pages(folder: Path) -> None:
    half, whole = folder / "500.json", folder / "1000.json"
    half.write_text(template(500, 8), "utf-8")
    whole.write_text(template(1000, 8), "utf-8")
    pages_of_half = cost(*PIPEVIZ, "build", str(half), "--pages", str(folder / "half"))
    pages = cost(*PIPEVIZ, "build", str(whole), "--pages", str(folder / "pages"))
    config = next((folder / "pages").glob("mkdocs.yml"))
    rendered = cost(sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(folder / "site"))
    say(
        "MkDocs rendering 1,000 pipelines, in times of writing their pages",
        rendered.seconds / pages.seconds,
        "×",
        5,
        at_least=True,
    )
    print(f"    pages {pages.seconds:.1f} s, {pages.megabytes:.0f} MB; MkDocs {rendered.seconds:.1f} s")
    say("    1,000 pipelines for 500: time", pages.seconds / pages_of_half.seconds, "×", 2.3)


def main() -> None:
    """Runs every benchmark, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one_template(folder)
        many_pipelines(folder)
        warm_svg(folder)
        if "--no-site" not in sys.argv[1:]:
            thousand_pages(folder)


if __name__ == "__main__":
    main()
