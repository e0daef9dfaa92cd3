"""The page of one pipeline, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeviz.analysis.lineage import lineage
from pipeviz.analysis.starts import starts
from pipeviz.model import Pipeline
from pipeviz.pages.anchors import on_page
from pipeviz.pages.drawings import Drawing
from pipeviz.pages.entries import Entry
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.outline import outline
from pipeviz.pages.relative import relative
from pipeviz.pages.sections import condition_rows, flow_rows, other_rows, region_rows, role_rows, stage_tables
from pipeviz.pages.size import Size
from pipeviz.providers import Catalogue
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown, fence
from pipeviz.views.steps import start_words, steps

HEAVIEST_INLINE = 1_000_000
"""If the pictures of a page have more characters than this together, they always stand beside it."""


class Picture(NamedTuple):
    """A drawing as its page shows it: `inline` is the SVG itself, or None where the page points to the file.

    `mermaid` is its text as a code block, `live` as one that Material draws; `svg`, `mmd` and `dot` are the files beside it.
    """

    part: str
    anchor: Markdown
    title: str
    description: str
    inline: Markdown | None
    width: int
    height: int
    mermaid: Markdown
    live: Markdown
    svg: Markdown
    mmd: Markdown
    dot: Markdown | None


def pipeline_page(
    entry: Entry,
    model: str,
    drawn: Sequence[Drawing],
    others: Sequence[Pipeline],
    catalogue: Catalogue,
    options: PageOptions,
    size: Size,
) -> Iterator[File]:
    """The page, the drawings in every format, and the model, which is JSON already."""
    pipeline = entry.pipeline
    files = Markdown(entry.path.rpartition("/")[2])
    flows = lineage(pipeline)
    weight = sum(len(each.svg) for each in drawn)
    inline = options.inline == "always" or (options.inline == "auto" and size.inline and weight <= HEAVIEST_INLINE)
    pictures = {
        view: tuple(_picture(each, files, inline=inline) for each in drawings)
        for view, drawings in groupby(drawn, lambda each: each.view)
    }
    text = (
        environment(options.templates)
        .get_template("pipeline.md")
        .render(
            pipeline=pipeline,
            title=entry.title,
            crumbs=_crumbs(entry),
            sources=entry.sources,
            starts=tuple((start, start_words(start)) for start in starts(pipeline, others)),
            providers=tuple((each.name, relative(f"{each.path}.md", entry.path)) for each in entry.providers),
            pictures=pictures,
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
            model=Markdown(f"{files}/pipeline.json"),
            size=size,
        )
    )
    yield File(f"{entry.path}.md", text)
    yield File(f"{entry.path}/pipeline.json", model)
    for drawing in drawn:
        yield from (File(f"{entry.path}/{name}", content) for name, content in drawing.files())


def _picture(drawing: Drawing, files: Markdown, *, inline: bool) -> Picture:
    stem = f"{files}/{drawing.stem}"
    width, height = drawing.size
    return Picture(
        part=drawing.part,
        anchor=Markdown(drawing.stem),
        title=drawing.title,
        description=drawing.description,
        inline=Markdown(_element(drawing.svg)) if inline else None,
        width=width,
        height=height,
        mermaid=fence(drawing.mermaid, indent="    "),
        live=fence(drawing.mermaid, "mermaid"),
        svg=Markdown(f"{stem}.svg"),
        mmd=Markdown(f"{stem}.mmd"),
        dot=Markdown(f"{stem}.dot") if drawing.dot is not None else None,
    )


def _element(svg: str) -> str:
    """The `<svg>` element alone, without an XML declaration, on lines that Markdown leaves together."""
    return "\n".join(line for line in svg[svg.index("<svg") :].splitlines() if line.strip())


def _crumbs(entry: Entry) -> tuple[tuple[str, Markdown], ...]:
    parts = entry.path.split("/")
    titles = ("Pipelines", *(title for _, title in entry.folders))
    return tuple(
        (title, relative("/".join((*parts[: depth + 1], "index.md")), entry.path)) for depth, title in enumerate(titles)
    )
