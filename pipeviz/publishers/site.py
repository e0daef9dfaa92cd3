"""Pages → a folder of Markdown for any builder, or the whole site, built by MkDocs in this process."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING

from pipeviz.errors import PublishError
from pipeviz.pages import Pages
from pipeviz.publishers.aside import Aside
from pipeviz.publishers.changes import Change
from pipeviz.publishers.finished import Spool, Tree
from pipeviz.publishers.folder import Published, check, differing, publish

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def write_pages(pages: Pages, target: Path, progress: Progress | None = None) -> Published:
    """`mkdocs.yml` and its `docs` folder, for any builder of Markdown. Raises PublishError."""
    check(target)
    with TemporaryFile(prefix="pipeviz-") as file:
        spool = Spool(file)
        _write(pages, spool.write, progress)
        return publish(spool, target)


def stale_pages(pages: Pages, target: Path, progress: Progress | None = None) -> tuple[Change, ...]:
    """What `write_pages` would change in a folder; it writes nothing there. Raises PublishError."""
    owned = check(target)
    with TemporaryFile(prefix="pipeviz-") as file:
        spool = Spool(file)
        _write(pages, spool.write, progress)
        changed = tuple(
            Change(target / path, _text(target / path), spool.read(path).decode("utf-8", "replace"))
            for path in sorted(differing(spool, target))
        )
        gone = (Change(target / path, _text(target / path), None) for path in sorted(owned - spool.digests.keys()))
        return (*changed, *(change for change in gone if change.before is not None))


def build(pages: Pages, target: Path, progress: Progress | None = None) -> Published:
    """The whole site. Raises PublishError, before the target is touched, for whatever MkDocs warns of."""
    check(target)
    with TemporaryDirectory(prefix="pipeviz-") as folder:
        source, site = Path(folder, "source"), Path(folder, "site")
        _write(pages, partial(_write_file, source), progress)
        _build_site(source, site, progress)
        return publish(Tree(site), target)


def _write(pages: Pages, write: Callable[[str, bytes], None], progress: Progress | None) -> None:
    done = 0
    for path, content, _ in pages.files:
        write(f"docs/{path}", content.encode("utf-8") if isinstance(content, str) else content)
        if progress is not None and path.endswith("/pipeline.json"):
            done += 1
            progress("Drawing pipelines", done, len(pages.pipelines))
    write("mkdocs.yml", pages.config.encode("utf-8"))


def _text(file: Path) -> str | None:
    return file.read_bytes().decode("utf-8", "replace") if file.is_file() else None


def _write_file(folder: Path, path: str, content: bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _build_site(source: Path, site: Path, progress: Progress | None) -> None:
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    warnings = _Warnings()
    logger = logging.getLogger("mkdocs")
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(warnings)
    try:
        config = load_config(str(source / "mkdocs.yml"), site_dir=str(site), strict=True)
        if progress is not None:
            _report(config, progress)
        with TemporaryFile(prefix="pipeviz-") as file:
            Aside(file).serve(config)
            config.plugins.on_startup(command="build", dirty=False)
            build_site(config)
            config.plugins.on_shutdown()
    except (MkDocsException, Abort) as error:
        said = "\n".join(warnings.texts).replace(f"{source}/", "") or str(error)
        raise PublishError(f"MkDocs did not build the site:\n{said}") from error
    finally:
        logger.removeHandler(warnings)
        logger.propagate = propagates
    # A site that does not know its address cannot have these: the one needs it, the other names files from the root.
    for name in ("sitemap.xml", "sitemap.xml.gz", "404.html"):
        (site / name).unlink(missing_ok=True)


class _Warnings(logging.Handler):
    """Keeps what MkDocs complains of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _report(config: MkDocsConfig, progress: Progress) -> None:
    """Lets MkDocs tell how far it is."""
    done: Counter[str] = Counter()

    def count(files: Files, **_: object) -> None:
        done["total"] = len(files.documentation_pages())

    def tell(what: str) -> Callable[..., None]:
        def told(*_: object, **__: object) -> None:
            done[what] += 1
            progress(what, done[what], done["total"])

        return told

    for event, method in (
        ("files", count),
        ("page_content", tell("Reading pages")),
        ("post_page", tell("Writing pages")),
    ):
        config.plugins.events[event].append(method)
