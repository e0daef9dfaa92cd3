"""Prints how fast and how small pipeviz is beside its targets, all from one run on one machine.

python -m tests.benchmarks            everything; the site of 1,000 pipelines takes some minutes
python -m tests.benchmarks --no-site  without it

--no-capture leaves out the capture of 1,000 pipelines, which takes half an hour; `python -m tests.benchmarks.capture N` is that
alone, with N pipelines.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import capture, embedding
from tests.benchmarks.cost import PIPEVIZ, Cost, cost, say
from tests.benchmarks.templates import template


def one_template(folder: Path, bare: Cost) -> None:
    source = folder / "one.json"
    source.write_text(template(1, 8), "utf-8")
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
    rendered = cost(*embedding.mkdocs(config, folder / "site"))
    say(
        "MkDocs rendering 1,000 pipelines, in times of writing their pages",
        rendered.seconds / pages.seconds,
        "×",
        5,
        at_least=True,
    )
    print(f"    pages {pages.seconds:.1f} s, {pages.megabytes:.0f} MB; MkDocs {rendered.seconds:.1f} s")
    say("    1,000 pipelines for 500: time", pages.seconds / pages_of_half.seconds, "×", 2.3)
    embedding.plugin(folder, whole, config, rendered)


def main() -> None:
    """Runs every benchmark, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = cost(sys.executable, "-c", "pass", times=7)
        one_template(folder, bare)
        embedding.readme(folder, bare)
        embedding.preview(folder)
        many_pipelines(folder)
        warm_svg(folder)
        if "--no-site" not in sys.argv[1:]:
            thousand_pages(folder)
        if "--no-capture" not in sys.argv[1:]:
            capture.main(folder)


if __name__ == "__main__":
    main()
