"""The pages of some pipelines and their runs, whose graphs are laid out together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeviz.model import Pipeline
from pipeviz.pages.digest import Digest, digest
from pipeviz.pages.drawings import Drawing, Undrawn, UndrawnGraph, drawings, laid_out, undrawn
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.pipeline import pipeline_page
from pipeviz.pages.run_drawings import run_drawings, run_graphs
from pipeviz.pages.run_page import run_page
from pipeviz.pages.run_section import run_lists, section
from pipeviz.pages.runs import Runs, runs_of
from pipeviz.pages.size import Size
from pipeviz.providers import Catalogue
from pipeviz.readers.reading import Recorded
from pipeviz.rendering import svg


class Member(NamedTuple):
    """A pipeline of a batch, with those that may start it, as JSON, and with its runs if some are recorded.

    What the JSON leaves out are the very objects that are defaults, which their copies in a worker are not.
    """

    entry: Entry
    others: tuple[Pipeline, ...]
    model: str
    recorded: Recorded | None = None

    @property
    def named(self) -> int:
        """How many accounts have names so far."""
        return len(self.recorded.accounts.names) if self.recorded and self.recorded.accounts else 0


class Made(NamedTuple):
    """The files of a pipeline, in order, and what lists say of its runs if some are recorded."""

    files: list[File]
    digest: Digest | None = None


class _Undrawn(NamedTuple):
    """A pipeline with its runs, and all graphs that are being laid out: its own, and those of each run with a page."""

    member: Member
    pipeline: Undrawn
    runs: Runs | None
    painted: dict[str, tuple[UndrawnGraph, ...]]


class Job(NamedTuple):
    """What all batches have in common. `threads` is how many graphs are laid out at the same time.

    If it is done `apart` from the parent process, names given to accounts while runs are read are not known to others.
    """

    catalogue: Catalogue
    options: PageOptions
    size: Size
    threads: int
    apart: bool = False

    def made(self, batch: Sequence[Member]) -> list[Made] | None:
        """The pages of a batch, pipeline by pipeline; None where only the parent can make them, as accounts were named."""
        before = [each.named for each in batch]
        some = [self._undrawn(each) for each in batch]
        return None if self.apart and before != [each.named for each in batch] else self._made(some)

    def made_here(self, batch: Sequence[Member]) -> list[Made]:
        """The pages of a batch, made by the parent."""
        return self._made([self._undrawn(each) for each in batch])

    def _made(self, some: Sequence[_Undrawn]) -> list[Made]:
        dots = [graph.dot for each in some for graph in _graphs(each)]
        drawn = iter(svg(dots, self.options.engine, self.threads))
        return [
            Made(list(self._files(each, drawn)), digest(each.member.entry.path, each.runs) if each.runs else None)
            for each in some
        ]

    def _undrawn(self, member: Member) -> _Undrawn:
        pipeline, recorded = member.entry.pipeline, member.recorded
        runs = runs_of(pipeline, recorded.load(), self.catalogue, self.options.executions) if recorded else None
        told = runs.told if runs else {}
        painted = {run: tuple(run_graphs(each, member.others, self.catalogue)) for run, each in told.items()}
        return _Undrawn(member, undrawn(pipeline, member.others, self.catalogue), runs, painted)

    def _files(self, each: _Undrawn, drawn: Iterator[str]) -> Iterator[File]:
        (entry, others, model, _), runs = each.member, each.runs
        catalogue, options, size = self.catalogue, self.options, self.size
        own = drawings(each.pipeline, drawn, catalogue, options.detail)
        graphs = {run: tuple(laid_out(graph, next(drawn)) for graph in some) for run, some in each.painted.items()}
        told = section(entry, runs, graphs.get(runs.newest.execution.id, ()), options, size) if runs else None
        yield from pipeline_page(entry, model, own, others, catalogue, options, size, told)
        if runs is not None:
            yield from run_lists(entry, runs, options, size)
            yield from self._runs(entry, runs, graphs)

    def _runs(self, entry: Entry, runs: Runs, graphs: dict[str, tuple[Drawing, ...]]) -> Iterator[File]:
        told = list(runs.told.items())
        for at, (run, explanation) in enumerate(told):
            newer = told[at - 1][1] if at else None
            older = told[at + 1][1] if at + 1 < len(told) else None
            drawn = (*run_drawings(explanation, self.catalogue, self.options.detail), *graphs[run])
            yield from run_page(entry, explanation, runs, drawn, (newer, older), self.options, self.size)


def _graphs(each: _Undrawn) -> Iterator[UndrawnGraph]:
    yield from each.pipeline.graphs
    for some in each.painted.values():
        yield from some
