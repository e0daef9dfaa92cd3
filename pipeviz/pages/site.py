"""All files of a site, one after another."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, tee
from typing import Any, NamedTuple, TypeVar

from pipeviz.model import Pipeline
from pipeviz.model.json import dumps
from pipeviz.pages.batch import Job, Made, Member
from pipeviz.pages.config import SCRIPT, config, navigation
from pipeviz.pages.digest import Digest
from pipeviz.pages.entries import Entry, entries
from pipeviz.pages.failures import failures_page
from pipeviz.pages.file import File
from pipeviz.pages.folders import folder_pages, home_page, tree
from pipeviz.pages.kept import Kept, made_with
from pipeviz.pages.options import PageOptions
from pipeviz.pages.processes import mapped
from pipeviz.pages.providers import provider_pages, usages
from pipeviz.pages.size import size
from pipeviz.providers import Catalogue
from pipeviz.readers.reading import Recorded
from pipeviz.templating.environment import read_asset

TOGETHER, WITH_RUNS = 16, 4
"""So many pipelines are drawn at a time; fewer where their runs are drawn too."""

WORTH = 50
"""A worker for fewer pages than this would take longer to start than to draw them."""

MOST_WORKERS = 8
"""Each takes some 100 MB."""

DEFAULTS = PageOptions()

T = TypeVar("T")

ASSETS = ("pipeviz.css", "pipeviz.js")
WIDE = "wide.css"


class Pages(NamedTuple):
    """A site in Markdown: its `mkdocs.yml`, and the files of its docs folder, made as they are asked for.

    `pipelines` are the paths of their pages, and `drawn` is the files of each in the same order, the page first; `lists` are all
    other files, which tell of what was drawn before if there are `runs`. `navigation` is that of `config`, as MkDocs takes it.
    """

    pipelines: tuple[str, ...]
    config: str
    navigation: list[Any]
    drawn: Iterator[list[File]]
    lists: Iterator[File]
    runs: bool

    @property
    def files(self) -> Iterator[File]:
        """All files, in an order that they can be made in."""
        return chain(chain.from_iterable(self.drawn), self.lists)


def render(
    pipelines: Sequence[Pipeline],
    catalogue: Catalogue,
    options: PageOptions = DEFAULTS,
    workers: int = 1,
    recorded: Iterable[Recorded] = (),
    kept: Kept | None = None,
) -> Pages:
    """The site of some pipelines: a page each, an index in every folder, pages by provider.

    What is in `kept` since the last time, and has not changed, is not drawn anew.

    Where runs are `recorded` it tells of them too: the runs of a pipeline are read when its page is made, and then forgotten.
    Pages of many pipelines are made by as many processes as `workers` says, and are the same for any number. Raises
    RenderError when Graphviz fails, and UsageError when the folder of templates is not there.
    """
    histories = {each.key: each for each in recorded}
    listed = entries(pipelines, catalogue)
    runs = options.executions * sum(entry.pipeline.key in histories for entry in listed)
    how = size(len(listed), runs)
    root, found = tree(listed), usages(listed, catalogue)
    processes = max(1, min(workers, MOST_WORKERS, (len(listed) + runs) // WORTH))
    threads = max(1, (os.cpu_count() or 1) // processes)
    job = Job(catalogue, options, how, threads, apart=processes > 1)

    digests: dict[str, Digest] = {}

    def drawn() -> Iterator[list[File]]:
        for entry, made in zip(listed, _pipelines(listed, histories, job, processes, kept), strict=True):
            if made.digest is not None:
                digests[entry.path] = made.digest
            yield made.files

    def lists() -> Iterator[File]:
        for name in (*ASSETS, *(() if options.within else (WIDE,))):
            yield File(f"assets/{name}", read_asset(options.templates, name))
        if options.mermaid == "live" and options.mermaid_script:
            yield File(SCRIPT, options.mermaid_script.read_bytes())
        yield from provider_pages(found, options, how)
        if histories:
            yield failures_page(listed, digests, options, how)
        yield from folder_pages(root, digests, options, how)
        yield home_page(root, listed, digests, options, how)

    nav = navigation(root, found, how, runs=bool(histories))
    paths = tuple(f"{entry.path}.md" for entry in listed)
    return Pages(paths, config(nav, options, how), nav, drawn(), lists(), bool(histories))


def _pipelines(
    listed: Sequence[Entry], histories: Mapping[str, Recorded], job: Job, processes: int, kept: Kept | None
) -> Iterator[Made]:
    invoking = _invoking(entry.pipeline for entry in listed)
    members = (
        Member(each, _others(each.pipeline, invoking), dumps([each.pipeline]), histories.get(each.pipeline.key))
        for each in listed
    )
    together = WITH_RUNS if histories else TOGETHER

    def make(some: Iterable[Member]) -> Iterator[Made]:
        batches, ahead = tee(batched(some, together))
        for batch, made in zip(batches, mapped(job.made, ahead, processes), strict=True):
            yield from made or job.made_here(batch)

    return make(members) if kept is None else made_with(kept, tuple(members), job, make)


def batched(some: Iterable[T], most: int) -> Iterator[tuple[T, ...]]:
    """So many at a time, in order."""
    rest = iter(some)
    while batch := tuple(islice(rest, most)):
        yield batch


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
