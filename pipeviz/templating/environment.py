"""The templates, and what they may use. All text is escaped unless it says that it is Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeviz.errors import UsageError
from pipeviz.templating.escape import Markdown, attribute, code, fence, link, title_of_page

if TYPE_CHECKING:
    from jinja2 import Environment

PACKAGE = Path(__file__).parents[1]
SHIPPED = (PACKAGE / "templates", PACKAGE.parent / "templates")
"""Where the templates are in a wheel, and in a checkout."""


@lru_cache(maxsize=8)
def environment(own: Path | None = None) -> Environment:
    """Jinja with pipeviz's templates, those of the folder `own` in front. Raises UsageError when there is no such folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    if own is not None and not own.is_dir():
        raise UsageError(f"there is no folder {own} to take templates from")
    folders = [folder for folder in (own, *SHIPPED) if folder is not None]
    jinja = Environment(
        loader=FileSystemLoader(folders),
        # Jinja's own escape knows only HTML; `finalize` runs before it and leaves it nothing to do.
        autoescape=True,
        finalize=Markdown.escape,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(
        attribute=attribute, code=code, counted=counted, fence=fence, join=_join, link=link, title_of_page=title_of_page
    )
    return jinja


def read_asset(own: Path | None, name: str) -> bytes:
    """A file that goes into the site as it is, looked for where templates are."""
    folders = (own, *SHIPPED) if own is not None else SHIPPED
    return next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()


def counted(number: int, word: str) -> str:
    """`1 stage`, `2 stages`, `1,234 stages`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _join(values: Iterable[Any], separator: str = "", attribute: str | None = None) -> Markdown:
    """Jinja's `join` would escape the values for HTML alone. The separator is the template's."""
    return Markdown(separator).join(getattr(value, attribute) if attribute else value for value in values)
