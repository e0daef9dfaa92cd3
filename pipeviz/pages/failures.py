"""The page of what fails now, in all pipelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeviz.pages.digest import Digest
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.relative import relative
from pipeviz.pages.size import Size
from pipeviz.templating.environment import environment

FAILURES = "failures.md"


def failures_page(entries: Sequence[Entry], digests: Mapping[str, Digest], options: PageOptions, size: Size) -> File:
    """Every pipeline whose newest finished run failed, the latest failure first; `digests` are by the path of the page."""
    known = [(entry, digests[entry.path]) for entry in entries if entry.path in digests]
    failing = [(entry, each.failure) for entry, each in known if each.failure]
    rows = tuple(
        (entry, relative(f"{entry.path}.md", FAILURES), failure, relative(f"{failure.page}.md", FAILURES))
        for entry, failure in sorted(failing, key=lambda pair: pair[1].last, reverse=True)
    )
    text = environment(options.templates).get_template("failures.md").render(
        rows=rows, known=len(known), total=len(entries), size=size
    )  # fmt: skip
    return File(FAILURES, text)
