"""The whole flow on one screen: read → draw → build.

    reading = pipeviz.read(["infra/"])
    for pipeline in reading.pipelines:
        for drawing in pipeviz.draw(pipeline):
            print(drawing.text)
    pipeviz.build(reading.pipelines, "site", recorded=reading.recorded)

Each step is a function from plain values to plain values: readers give `Pipeline`s; `draw` (in `pipeviz.drawing`) lets views
turn them into diagrams, writers these into text, and `rendering` lay graphs out; pages and publishers make the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeviz.drawing import DETAILS, ENGINES, SUFFIXES, VIEWS, Drawing, check, draw, model_json
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.readers import Reading, ReadOptions, Wanted
from pipeviz.readers import read as read_sources
from pipeviz.redaction.keep import DEFAULT, Keep

if TYPE_CHECKING:
    from pipeviz.addressed import Live
    from pipeviz.analysis.run import Run
    from pipeviz.capture.recording import Captured, Progress
    from pipeviz.capture.target import Options, Target
    from pipeviz.publishers.changes import Change
    from pipeviz.publishers.folder import Published
    from pipeviz.readers.reading import Recorded
    from pipeviz.reports.explanation import Explanation

__all__ = [
    "DETAILS",
    "ENGINES",
    "REPORTS",
    "SUFFIXES",
    "VIEWS",
    "Drawing",
    "Pipeline",
    "Reading",
    "Wanted",
    "build",
    "capture",
    "check",
    "choose",
    "draw",
    "explain",
    "is_address",
    "listing",
    "model_json",
    "read",
    "report",
    "save",
    "select",
    "stale_pages",
    "write",
]

REPORTS = {"text": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}
"""The formats of an explanation, and what their files end in."""


def read(
    sources: Sequence[str | Path],
    *,
    parameters: Mapping[str, str] | None = None,
    catalogue: Catalogue | None = None,
    wanted: Wanted | None = None,
    live: Live | None = None,
    names: Mapping[str, str] | None = None,
    keep: Keep | None = None,
) -> Reading:
    """The pipelines in files, folders, `cdk.out` folders, standard input (`-`) or AWS, and what was wrong with some of them.

    `recorded` has the runs of those that answers of AWS lie beside: recordings, or what the AWS CLI printed. `parameters`
    are values for the parameters of templates. Of a large recording only what is `wanted` is read. An address (`aws:orders`,
    an ARN, a page of the console) is asked for with boto3, and `live` says for what. `names` tells what accounts, by their
    ids, are called in runs; `keep` what of runs may stay that is redacted otherwise. Raises SourceError when there is nothing
    to return, CaptureError when AWS gives nothing.
    """
    options = ReadOptions(parameters=parameters or {}, catalogue=catalogue or load_catalogue(), wanted=wanted)
    if names:
        from pipeviz.redaction.accounts import Accounts

        options = options._replace(accounts=Accounts(names))
    if keep is not None:
        options = options._replace(keep=keep)
    named = [str(source) for source in sources]
    if not any(map(is_address, named)):
        return read_sources(named, options)
    from pipeviz import addressed

    return addressed.read(named, options, names or {}, live or addressed.Live())


def is_address(source: str) -> bool:
    """Whether a source is no file but something in AWS, such as `aws:orders`."""
    return source.lstrip().startswith(("aws:", "arn:", "http:", "https:", "<http"))


def select(pipelines: Sequence[Pipeline], wanted: str) -> tuple[Pipeline, ...]:
    """The pipelines whose name, key, ARN, title or logical id is `wanted`, or fits it as a glob.

    An exact match goes before any glob. Raises UsageError, naming what there is, when none fits.
    """
    exact = tuple(each for each in pipelines if wanted in _names(each))
    found = exact or tuple(each for each in pipelines if any(fnmatchcase(name, wanted) for name in _names(each)))
    if not found:
        raise UsageError(f"no pipeline {wanted!r}; there are:\n{listing(pipelines)}")
    return found


def choose(reading: Reading, execution: str = "latest", pipeline: str | None = None) -> Run:
    """The run that is meant, to be drawn: `draw(run.pipeline, run=run)`.

    `execution` is `latest`, `last-failed` or the beginning of an id; `pipeline` chooses one as `select` does. Raises
    UsageError that names the candidates where there is no such run, or where several pipelines have one.
    """
    from pipeviz.analysis.choose import choose, run_of
    from pipeviz.reports.choice import choose_pipeline

    candidates = reading.pipelines if pipeline is None else select(reading.pipelines, pipeline)
    chosen = choose_pipeline(candidates, reading.recorded, execution)
    return run_of(chosen.history, choose(chosen.history, execution), chosen.pipeline)


def save(drawings: Iterable[tuple[Pipeline, Iterable[Drawing]]], target: str | Path, suffix: str) -> int:
    """Writes drawings to a file where there is but one, else to a folder (see `pipeviz.publishers.drawings`)."""
    from pipeviz.publishers.drawings import save

    return save(drawings, target, suffix)


def build(
    pipelines: Sequence[Pipeline],
    target: str | Path,
    *,
    pages_only: bool = False,
    catalogue: Catalogue | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    workers: int = 1,
    recorded: Iterable[Recorded] = (),
    **options: Any,
) -> Published:
    """Publishes the site of pipelines into a folder, or only `mkdocs.yml` and pages for any builder.

    `recorded` are the runs of the pipelines, as `read` gives them: the site then shows them too. `options` are those of
    `pipeviz.pages.PageOptions`. A hundred pipelines or more may be drawn by several processes, `workers`;
    a script that asks for some begins under `if __name__ == "__main__":`. Raises PublishError, and then the target is as it was.
    """
    from pipeviz import pages
    from pipeviz.publishers import site

    chosen = pages.PageOptions(**options)
    made = pages.render(pipelines, catalogue or load_catalogue(), chosen, workers, recorded)
    publish = site.write_pages if pages_only else site.build
    return publish(made, Path(target), progress)


def stale_pages(
    pipelines: Sequence[Pipeline],
    target: str | Path,
    *,
    catalogue: Catalogue | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    workers: int = 1,
    recorded: Iterable[Recorded] = (),
    **options: Any,
) -> tuple[Change, ...]:
    """What `build` with `pages_only` would change in a folder, with nothing written. Raises PublishError."""
    from pipeviz import pages
    from pipeviz.publishers import site

    chosen = pages.PageOptions(**options)
    made = pages.render(pipelines, catalogue or load_catalogue(), chosen, workers, recorded)
    return site.stale_pages(made, Path(target), progress)


def explain(
    reading: Reading,
    pipeline: str | None = None,
    execution: str = "last-failed",
    *,
    catalogue: Catalogue | None = None,
) -> Explanation:
    """What happened in a run, why it failed, and what differs from the last good run.

    `pipeline` chooses one as `select` does; `execution` is `latest`, `last-failed` or the beginning of an id. Raises
    UsageError that names the candidates where there is no such run, or where several pipelines have one.
    """
    from pipeviz.reports.choice import choose_pipeline
    from pipeviz.reports.explanation import explain

    candidates = reading.pipelines if pipeline is None else select(reading.pipelines, pipeline)
    return explain(choose_pipeline(candidates, reading.recorded, execution), execution, catalogue or load_catalogue())


def report(explanation: Explanation, format: str = "text", *, templates: Path | None = None) -> str:
    """An explanation as text, Markdown, HTML or JSON; `templates` is a folder with your own for Markdown and HTML.

    Raises UsageError for a format that there is not.
    """
    if format == "markdown":
        from pipeviz.reports.markdown import markdown

        return markdown(explanation, templates=templates)
    if format == "html":
        from pipeviz.reports.html import html

        return html(explanation, templates=templates)
    if format == "json":
        from pipeviz.reports.json import json

        return json(explanation)
    if format == "text":
        from pipeviz.reports.text import text

        return text(explanation)
    raise UsageError(f"an explanation cannot be had as {format}; it can as {', '.join(REPORTS)}")


def write(path: str | Path, text: str) -> None:
    """Writes one file whole or not at all. Raises PublishError."""
    from pipeviz.publishers.file import write_file

    write_file(Path(path), text)


def capture(
    targets: Sequence[Target],
    folder: str | Path,
    options: Options,
    *,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    progress: Progress | None = None,
) -> Captured:
    """Brings the recording in a folder up to date with AWS.

    `names` tells what accounts, by their ids, are called; `keep` what may stay of what is redacted otherwise. Raises
    CaptureError where nothing was captured.
    """
    from pipeviz.capture.login import log_in
    from pipeviz.capture.recording import record
    from pipeviz.capture.store import Folder
    from pipeviz.live import gather

    recording = Folder(Path(folder))
    logins = [log_in(target) for target in targets]
    return record(logins, recording, options, names=names, keep=keep, gather=gather, progress=progress)


def listing(pipelines: Iterable[Pipeline]) -> str:
    """The keys of pipelines, one a line, with their place where the key does not say it."""
    return "\n".join(f"  {each.key}" for each in pipelines)


def _names(pipeline: Pipeline) -> tuple[str, ...]:
    names = (pipeline.key, pipeline.name, pipeline.arn, pipeline.title, pipeline.logical_id)
    return tuple(name for name in names if name is not None)
