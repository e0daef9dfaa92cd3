"""Recorded runs of a pipeline → what its pages are made of: every run in order, and those with a page of their own explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from pipeviz.analysis.choose import has_failed, run_of
from pipeviz.analysis.run import Run
from pipeviz.durations import epoch
from pipeviz.model import Pipeline
from pipeviz.model.execution import History
from pipeviz.pages.paths import short_hash, slug
from pipeviz.providers import Catalogue
from pipeviz.reports.choice import Choice
from pipeviz.reports.explanation import Explanation, explained

_PLAIN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Runs(NamedTuple):
    """The runs of a pipeline, newest first; `told` explains those that have a page, by id."""

    all: tuple[Run, ...]
    told: Mapping[str, Explanation]

    @property
    def newest(self) -> Run:
        """The run that began last."""
        return self.all[0]


def runs_of(pipeline: Pipeline, history: History, catalogue: Catalogue, latest: int) -> Runs | None:
    """The runs of a pipeline, or None where none is recorded.

    Those that failed have a page, and so have the `latest` ones.
    """
    ordered = sorted(history.executions, key=lambda each: epoch(each.started, -inf), reverse=True)
    if not ordered:
        return None
    choice = Choice(pipeline, history)
    paged = [each for at, each in enumerate(ordered) if at < latest or has_failed(each)]
    return Runs(
        tuple(run_of(history, each, pipeline) for each in ordered),
        {each.execution.id: each for each in explained(choice, paged, catalogue)},
    )


def run_name(id: str) -> str:
    """The name of the page of a run; ids that are no UUIDs may differ in what a path cannot hold."""
    return id if _PLAIN.fullmatch(id) else f"{slug(id).lower()}~{short_hash(id)}"


def run_path(pipeline: str, id: str) -> str:
    """The page of a run below the docs folder, without an ending; `pipeline` is the path of its pipeline's page."""
    return f"{pipeline}/runs/{run_name(id)}"
