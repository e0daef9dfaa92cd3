"""All files of a site, one after another."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeviz.model import Pipeline
from pipeviz.model.json import dumps
from pipeviz.pages.batch import Job, Member
from pipeviz.pages.config import SCRIPT, config, navigation
from pipeviz.pages.entries import Entry, entries
from pipeviz.pages.file import File
from pipeviz.pages.folders import folder_pages, home_page, tree
from pipeviz.pages.options import PageOptions
from pipeviz.pages.processes import mapped
from pipeviz.pages.providers import provider_pages, usages
from pipeviz.pages.size import size
from pipeviz.providers import Catalogue
from pipeviz.templating.environment import read_asset

TOGETHER = 16
"""So many pipelines are drawn at a time."""

WORTH = 50
"""A worker for fewer pipelines than this would take longer to start than to draw them."""

MOST_WORKERS = 8
"""Each takes some 100 MB."""

DEFAULTS = PageOptions()

ASSETS = ("pipeviz.css", "pipeviz.js")


class Pages(NamedTuple):
    """A site in Markdown: its `mkdocs.yml`, and the files of its docs folder, made as they are asked for.

    `pipelines` is how many files named `pipeline.json` there will be; `navigation` is that of `config`, as MkDocs takes it.
    """

    pipelines: int
    config: str
    navigation: list[Any]
    files: Iterator[File]


def render(
    pipelines: Sequence[Pipeline], catalogue: Catalogue, options: PageOptions = DEFAULTS, workers: int = 1
) -> Pages:
    """The site of some pipelines: a page each, an index in every folder, pages by provider.

    Pages of many pipelines are made by as many processes as `workers` says, and are the same for any number. Raises RenderError when Graphviz fails, and UsageError when the folder of templates is not there.
    """
    how = size(len(pipelines))
    listed = entries(pipelines, catalogue)
    root, found = tree(listed), usages(listed, catalogue)
    processes = max(1, min(workers, MOST_WORKERS, len(listed) // WORTH))
    job = Job(catalogue, options, how, threads=max(1, (os.cpu_count() or 1) // processes))

    def files() -> Iterator[File]:
        for name in ASSETS:
            yield File(f"assets/{name}", read_asset(options.templates, name))
        if options.mermaid == "live" and options.mermaid_script:
            yield File(SCRIPT, options.mermaid_script.read_bytes())
        yield from _pipelines(listed, job, processes)
        yield from provider_pages(found, options, how)
        yield from folder_pages(root, options, how)
        yield home_page(root, listed, options, how)

    return Pages(len(listed), config(root, found, options, how), navigation(root, found, how), files())


def _pipelines(listed: Sequence[Entry], job: Job, processes: int) -> Iterator[File]:
    invoking = _invoking(entry.pipeline for entry in listed)

    def members(some: Sequence[Entry]) -> list[Member]:
        return [Member(each, _others(each.pipeline, invoking), dumps([each.pipeline])) for each in some]

    batches = (members(listed[at : at + TOGETHER]) for at in range(0, len(listed), TOGETHER))
    for files in mapped(job.files, batches, processes):
        yield from files


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
