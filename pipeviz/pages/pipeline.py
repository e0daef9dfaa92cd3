"""The page of one pipeline, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeviz.analysis.lineage import lineage
from pipeviz.analysis.starts import starts
from pipeviz.model import Pipeline
from pipeviz.pages.anchors import on_page
from pipeviz.pages.crumbs import crumbs
from pipeviz.pages.drawings import Drawing
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.outline import outline
from pipeviz.pages.pictures import is_inline, pictures
from pipeviz.pages.relative import relative
from pipeviz.pages.run_section import Section
from pipeviz.pages.sections import condition_rows, flow_rows, other_rows, region_rows, role_rows, stage_tables
from pipeviz.pages.size import Size
from pipeviz.providers import Catalogue
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown
from pipeviz.views.steps import start_words, steps


def pipeline_page(
    entry: Entry,
    model: str,
    drawn: Sequence[Drawing],
    others: Sequence[Pipeline],
    catalogue: Catalogue,
    options: PageOptions,
    size: Size,
    runs: Section | None = None,
) -> Iterator[File]:
    """The page, the drawings in every format, and the model, which is JSON already; `runs` is what the page says of runs."""
    pipeline = entry.pipeline
    files = Markdown(entry.path.rpartition("/")[2])
    flows = lineage(pipeline)
    inline = is_inline(drawn, options.inline, by_size=size.inline)
    shown = {view: pictures(tuple(own), files, inline=inline) for view, own in groupby(drawn, lambda each: each.view)}
    text = (
        environment(options.templates)
        .get_template("pipeline.md")
        .render(
            pipeline=pipeline,
            title=entry.title,
            crumbs=crumbs(entry, entry.path),
            sources=entry.sources,
            starts=tuple((start, start_words(start)) for start in starts(pipeline, others)),
            providers=tuple((each.name, relative(f"{each.path}.md", entry.path)) for each in entry.providers),
            pictures=shown,
            live=options.mermaid == "live",
            outline=outline(steps(pipeline, catalogue, others=others, links=on_page)),
            stages=stage_tables(pipeline, catalogue),
            provider_link=lambda provider: relative(f"{provider.path}.md", entry.path),
            artifacts=flow_rows(pipeline, flows.artifacts),
            variables=flow_rows(pipeline, flows.variables),
            declared={f"variables.{variable.name}": variable for variable in pipeline.variables},
            conditions=tuple(condition_rows(pipeline, catalogue)),
            roles=role_rows(pipeline),
            regions=region_rows(pipeline),
            others=other_rows(pipeline),
            runs=runs,
            model=Markdown(f"{files}/pipeline.json"),
            size=size,
        )
    )
    yield File(f"{entry.path}.md", text)
    yield File(f"{entry.path}/pipeline.json", model)
    for drawing in drawn:
        yield from (File(f"{entry.path}/{name}", content) for name, content in drawing.files())
