"""The templates, and what they may use. All text is escaped unless it says that it is Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeviz.errors import UsageError
from pipeviz.templating import comment, html
from pipeviz.templating.escape import Markdown, attribute, code, fence, link, title_of_page, verbatim

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PACKAGE = Path(__file__).parents[1]
SHIPPED = (PACKAGE / "templates", PACKAGE.parent / "templates")
"""Where the templates are in a wheel, and in a checkout."""


@lru_cache(maxsize=8)
def environment(own: Path | None = None) -> Environment:
    """Jinja for pages, with pipeviz's templates, those of the folder `own` in front.

    Raises UsageError when there is no such folder.
    """
    jinja = _environment(own, Markdown)
    jinja.filters.update(
        attribute=attribute, code=code, fence=fence, link=link, title_of_page=title_of_page, verbatim=verbatim
    )
    return jinja


@lru_cache(maxsize=8)
def comments(own: Path | None = None) -> Environment:
    """Jinja for Markdown that is pasted into a comment or a ticket; else like `environment`."""
    jinja = _environment(own, comment.Comment)
    jinja.filters.update(code=comment.code, fence=fence, link=comment.link)
    return jinja


@lru_cache(maxsize=8)
def web(own: Path | None = None) -> Environment:
    """Jinja for HTML; else like `environment`."""
    jinja = _environment(own, html.Html)
    jinja.filters.update(link=html.link)
    return jinja


def _environment(own: Path | None, language: type[Markup]) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    if own is not None and not own.is_dir():
        raise UsageError(f"there is no folder {own} to take templates from")
    folders = [folder for folder in (own, *SHIPPED) if folder is not None]
    jinja = Environment(
        loader=FileSystemLoader(folders),
        # Jinja's own escape knows only HTML; `finalize` runs before it and leaves it nothing to do.
        autoescape=True,
        finalize=language.escape,
        undefined=StrictUndefined,
        auto_reload=own is not None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update(counted=counted, join=partial(_join, language))
    return jinja


def read_asset(own: Path | None, name: str) -> bytes:
    """A file that goes into the site as it is, looked for where templates are."""
    folders = (own, *SHIPPED) if own is not None else SHIPPED
    return next(folder / name for folder in folders if (folder / name).is_file()).read_bytes()


def counted(number: int, word: str) -> str:
    """`1 stage`, `2 stages`, `1,234 stages`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _join(language: type[Markup], values: Iterable[Any], separator: str = "", attribute: str | None = None) -> Markup:
    """Jinja's `join` would escape the values for HTML alone. The separator is the template's."""
    return language(separator).join(getattr(value, attribute) if attribute else value for value in values)
