"""Links between pages, as Markdown builders want them: from file to file."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from pipeviz.templating.escape import Markdown


def relative(target: str, page: str) -> Markdown:
    """The path of `target` as seen from `page`; both are paths that pipeviz made, below the docs folder."""
    return _from_folder(target, posixpath.dirname(page))


@lru_cache(maxsize=8192)
def _from_folder(target: str, folder: str) -> Markdown:
    return Markdown(posixpath.relpath(target, folder or "."))
