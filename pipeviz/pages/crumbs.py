"""The way from the list of pipelines to a page."""

from __future__ import annotations

from pipeviz.pages.entries import Entry
from pipeviz.pages.relative import relative
from pipeviz.templating.escape import Markdown


def crumbs(entry: Entry, page: str) -> tuple[tuple[str, Markdown], ...]:
    """The folders that lead to a pipeline, as seen from a `page`: titles and links."""
    parts = entry.path.split("/")
    titles = ("Pipelines", *(title for _, title in entry.folders))
    return tuple(
        (title, relative("/".join((*parts[: depth + 1], "index.md")), page)) for depth, title in enumerate(titles)
    )
