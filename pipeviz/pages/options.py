"""What can be chosen about the pages."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class PageOptions(Struct, frozen=True, kw_only=True):
    """How pages are made.

    `templates` is a folder whose files stand in for pipeviz's own of the same names. `mermaid` is `svg` (pages show
    pictures) or `live` (Material draws the Mermaid text in the browser, with the file `mermaid_script` if there is one).
    Of the runs of a pipeline those that failed have a page, and so have the latest, `executions` of them.
    `within` somebody's own site its layout and navigation stay as they are. `inline` is `always`, `never` or `auto`: pictures within the page, or beside it where that would make page or site heavy.
    """

    title: str = "Pipelines"
    templates: Path | None = None
    mermaid: str = "svg"
    mermaid_script: Path | None = None
    detail: str = "standard"
    inline: str = "auto"
    engine: str = "embedded"
    executions: int = 10
    within: bool = False
