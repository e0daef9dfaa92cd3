"""All files of a site, one after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from pipeviz.model import Pipeline
from pipeviz.pages.config import SCRIPT, config
from pipeviz.pages.drawings import Undrawn, drawings, lay_out, undrawn
from pipeviz.pages.entries import Entry, entries
from pipeviz.pages.file import File
from pipeviz.pages.folders import folder_pages, home_page, tree
from pipeviz.pages.options import PageOptions
from pipeviz.pages.pipeline import pipeline_page
from pipeviz.pages.providers import provider_pages, usages
from pipeviz.pages.size import Size, size
from pipeviz.providers import Catalogue
from pipeviz.templating.environment import read_asset

TOGETHER = 32
"""So many pipelines are drawn at a time."""

DEFAULTS = PageOptions()

ASSETS = ("pipeviz.css", "pipeviz.js")


class Pages(NamedTuple):
    """A site in Markdown: its `mkdocs.yml`, and the files of its docs folder, made as they are asked for.

    `pipelines` is how many files named `pipeline.json` there will be.
    """

    pipelines: int
    config: str
    files: Iterator[File]


def render(pipelines: Sequence[Pipeline], catalogue: Catalogue, options: PageOptions = DEFAULTS) -> Pages:
    """The site of some pipelines: a page each, an index in every folder, pages by provider.

    Raises RenderError when Graphviz fails, and UsageError when the folder of templates is not there.
    """
    how = size(len(pipelines))
    listed = entries(pipelines, catalogue)
    root, found = tree(listed), usages(listed, catalogue)

    def files() -> Iterator[File]:
        for name in ASSETS:
            yield File(f"assets/{name}", read_asset(options.templates, name))
        if options.mermaid == "live" and options.mermaid_script:
            yield File(SCRIPT, options.mermaid_script.read_bytes())
        yield from _pipelines(listed, catalogue, options, how)
        yield from provider_pages(found, options, how)
        yield from folder_pages(root, options, how)
        yield home_page(root, listed, options, how)

    return Pages(len(listed), config(root, found, options, how), files())


def _pipelines(listed: Sequence[Entry], catalogue: Catalogue, options: PageOptions, how: Size) -> Iterator[File]:
    """Graphviz lays out the graphs of one batch while the pages of the batch before are written."""
    invoking = _invoking(entry.pipeline for entry in listed)
    with ThreadPoolExecutor(1) as aside:
        before: tuple[Sequence[Entry], list[Undrawn], Future[list[str]]] | None = None
        for at in range(0, len(listed), TOGETHER):
            some = listed[at : at + TOGETHER]
            batch = [undrawn(each.pipeline, _others(each.pipeline, invoking), catalogue) for each in some]
            now = (some, batch, aside.submit(lay_out, batch, options.engine))
            if before is not None:
                yield from _batch(*before, catalogue, options, how)
            before = now
        if before is not None:
            yield from _batch(*before, catalogue, options, how)


def _batch(
    some: Sequence[Entry],
    batch: Sequence[Undrawn],
    layout: Future[list[str]],
    catalogue: Catalogue,
    options: PageOptions,
    how: Size,
) -> Iterator[File]:
    drawn = iter(layout.result())
    for entry, each in zip(some, batch, strict=True):
        own = drawings(each, drawn, catalogue, options.detail)
        yield from pipeline_page(entry, own, each.others, catalogue, options, how)


def _invoking(pipelines: Iterator[Pipeline]) -> Mapping[str, list[Pipeline]]:
    """The pipelines that start others, by what they call them: looking through all for each would be quadratic."""
    found: dict[str, list[Pipeline]] = defaultdict(list)
    for pipeline in pipelines:
        names = {action.configuration.get("PipelineName") for action in pipeline.actions}
        for name in names - {None}:
            found[str(name)].append(pipeline)
    return found


def _others(pipeline: Pipeline, invoking: Mapping[str, list[Pipeline]]) -> tuple[Pipeline, ...]:
    names = (pipeline.name, f"${{{pipeline.logical_id}}}")
    return tuple(other for name in names for other in invoking.get(name, ()))
