"""`pipeviz serve`: a preview that follows the definitions while they are edited."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from pipeviz import api
from pipeviz.cli import options
from pipeviz.cli.words import say


@click.command()
@options.sources()
@click.option("--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to serve.")
@click.option("--title", default="Pipelines", show_default=True, help="The title of the site.")
@click.option("--templates", type=click.Path(path_type=Path), metavar="DIR", help="Your own Jinja templates.")
@click.option("--detail", type=click.Choice(list(api.DETAILS)), default="standard", show_default=True)
def serve(
    source: Sequence[str],
    parameter: Sequence[str],
    parameters_file: Path | None,
    provider_files: Sequence[Path],
    address: str,
    title: str,
    templates: Path | None,
    detail: str,
) -> int:
    """A preview of the site that shows at once what is edited."""
    from pipeviz import pages
    from pipeviz.publishers.preview import preview

    kept: pages.Kept = {}
    how = pages.PageOptions(title=title, templates=templates, detail=detail)
    context = click.get_current_context()

    def make() -> pages.Pages:
        with context.scope(cleanup=False):
            found, catalogue = options.reading(source, parameter, parameters_file, provider_files)
        options.report(found.problems)
        workers = os.cpu_count() or 1
        return pages.render(found.pipelines, catalogue, how, workers, recorded=found.recorded, kept=kept)

    beside = [each for each in (parameters_file, *provider_files) if each]
    preview(make, lambda: (_stamp([*source, *map(str, beside)]), _looks(templates)), address, say)
    return 0


def _stamp(sources: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """Every file of some sources, when it was changed, and its size."""
    from pipeviz.readers.files import files_of

    found = []
    for source in sources:
        if source == "-" or api.is_address(source):
            continue
        for file in files_of(source):
            try:
                status = file.path.stat()
            except OSError:
                continue
            found.append((file.shown, status.st_mtime_ns, status.st_size))
    return tuple(found)


def _looks(templates: Path | None) -> tuple[tuple[str, int], ...]:
    """Every file of a folder of templates, and when it was changed."""
    from pipeviz.pages.kept import file_stamps

    return file_stamps(templates) if templates else ()
