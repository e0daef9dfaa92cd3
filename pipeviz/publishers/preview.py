"""Pages → a preview in the browser that follows the definitions while they are edited."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from pipeviz.errors import PipevizError, PublishError
from pipeviz.pages import Pages
from pipeviz.publishers.site import write_pages

EVERY_SECONDS = 0.5
"""How often the sources are looked at."""


def preview(make: Callable[[], Pages], stamp: Callable[[], object], address: str, say: Callable[[str], None]) -> None:
    """Serves the pages that `make` makes at `host:port`, until it is interrupted.

    When `stamp` gives something else they are made anew; only what is new in them is written, and only that is rendered.
    Mistakes made while editing are told, and the pages stay as they were. Raises PublishError where the address is taken.
    """
    from mkdocs.commands.serve import serve
    from mkdocs.exceptions import Abort, MkDocsException

    ended = Event()
    with TemporaryDirectory(prefix="pipeviz-") as folder:
        pages = Path(folder, "pages")
        seen = stamp()
        write_pages(make(), pages)
        follower = Thread(target=_follow, args=(make, stamp, seen, pages, say, ended), daemon=True)
        follower.start()
        logging.getLogger("mkdocs").addHandler(logging.NullHandler())
        say(f"serving at http://{address}/; end it with Ctrl-C")
        try:
            serve(str(pages / "mkdocs.yml"), livereload=True, build_type="dirty", dev_addr=address)
        except (MkDocsException, Abort, OSError) as error:
            raise PublishError(f"MkDocs does not serve at {address}: {error}") from error
        finally:
            ended.set()
            follower.join(timeout=5)


def _follow(
    make: Callable[[], Pages],
    stamp: Callable[[], object],
    seen: object,
    pages: Path,
    say: Callable[[str], None],
    ended: Event,
) -> None:
    while not ended.wait(EVERY_SECONDS):
        try:
            now = stamp()
            if now == seen:
                continue
            seen = now
            published = write_pages(make(), pages)
            say(f"drawn anew: {published.written} files written")
        except PipevizError as error:
            say(f"error: {error}")
