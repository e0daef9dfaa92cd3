"""What diagrams cost where they live: in a README, in somebody's own site, in a preview."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.benchmarks.cost import PIPEVIZ, Cost, cost, say
from tests.benchmarks.templates import template


def readme(folder: Path, bare: Cost) -> None:
    """`embed --check` of a README with five diagrams of as many local files."""
    file = folder / "README.md"
    views = ("sequence", "stages", "artifacts", "sequence", "stages")
    for number in range(len(views)):
        (folder / f"p{number}.json").write_text(template(1, 4), "utf-8")
    markers = (
        f'<!-- BEGIN_PIPEVIZ source="p{number}.json" view="{view}" -->\n<!-- END_PIPEVIZ -->\n'
        for number, view in enumerate(views)
    )
    file.write_text("\n".join(markers), "utf-8")
    cost(*PIPEVIZ, "embed", str(file))
    check = cost(*PIPEVIZ, "embed", "--check", str(file), times=7)
    say("embed --check of five diagrams, in runs of `python -c pass`", check.seconds / bare.seconds, "×", 15)


def plugin(folder: Path, source: Path, config: Path, plain: Cost) -> None:
    """The plugin, beside MkDocs alone with the same pages as plain files; `config` is that of those."""
    import yaml

    site = folder / "own"
    (site / "docs").mkdir(parents=True)
    (site / "docs" / "index.md").write_text("# Home\n", "utf-8")
    own = yaml.safe_load(config.read_text("utf-8"))
    for key in ("nav", "extra_css", "extra_javascript"):
        own.pop(key, None)
    own["plugins"] = ["search", {"pipeviz": {"sources": [source.as_posix()], "nav": "full"}}]
    (site / "mkdocs.yml").write_text(yaml.safe_dump(own), "utf-8")
    with_plugin = cost(*mkdocs(site / "mkdocs.yml", folder / "own-site"))
    say("MkDocs with the plugin, for the same pages as plain files", with_plugin.seconds / plain.seconds, "×", 1.15)
    print(f"    {with_plugin.seconds:.1f} s, {with_plugin.megabytes:.0f} MB")


def preview(folder: Path) -> None:
    """One changed pipeline of many drawn anew, as `serve` and the plugin do."""
    from pipeviz import api, pages
    from pipeviz.providers import load_catalogue

    source, catalogue, kept = folder / "preview.json", load_catalogue(), pages.Kept()

    def drawn() -> float:
        begun = time.perf_counter()
        for _ in pages.render(api.read([source], catalogue=catalogue).pipelines, catalogue, kept=kept).files:
            pass
        return time.perf_counter() - begun

    text = template(100, 8)
    source.write_text(text, "utf-8")
    drawn()
    kept.clear()
    all_of_them = drawn()
    source.write_text(text.replace("Pipeline50", "PipelineChanged"), "utf-8")
    say("a preview of 100 after one changed, in parts of drawing all", drawn() / all_of_them, "×", 0.2)


def mkdocs(config: Path, target: Path) -> tuple[str, ...]:
    """The command that builds a site."""
    return (sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(config), "-d", str(target))
