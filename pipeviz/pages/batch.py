"""The pages of some pipelines, whose graphs are laid out together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeviz.model import Pipeline
from pipeviz.pages.drawings import drawings, lay_out, undrawn
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.pipeline import pipeline_page
from pipeviz.pages.size import Size
from pipeviz.providers import Catalogue


class Member(NamedTuple):
    """A pipeline of a batch, with those that may start it, and as JSON.

    What the JSON leaves out are the very objects that are defaults, which their copies in a worker are not.
    """

    entry: Entry
    others: tuple[Pipeline, ...]
    model: str


class Job(NamedTuple):
    """What all batches have in common. `threads` is how many graphs are laid out at the same time."""

    catalogue: Catalogue
    options: PageOptions
    size: Size
    threads: int

    def files(self, batch: Sequence[Member]) -> list[File]:
        """The files of the pipelines of a batch, in order."""
        catalogue, options = self.catalogue, self.options
        some = [undrawn(entry.pipeline, others, catalogue) for entry, others, _ in batch]
        drawn = iter(lay_out(some, options.engine, self.threads))
        return [
            file
            for (entry, others, model), each in zip(batch, some, strict=True)
            for file in pipeline_page(
                entry, model, drawings(each, drawn, catalogue, options.detail), others, catalogue, options, self.size
            )
        ]
