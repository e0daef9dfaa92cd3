"""Drawings as a page shows them: within it, or as files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeviz.pages.drawings import Drawing
from pipeviz.templating.escape import Markdown, fence

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


def pictures(drawn: Sequence[Drawing], files: Markdown, *, inline: bool) -> tuple[Picture, ...]:
    """The drawings of a page; `files` leads from the page to the folder with their files."""
    return tuple(_picture(each, files, inline=inline) for each in drawn)


def is_inline(drawn: Sequence[Drawing], wanted: str, *, by_size: bool) -> bool:
    """Whether drawings stand within their page: as `wanted` (see `PageOptions`), else if site and page are light."""
    weight = sum(len(each.svg) for each in drawn)
    return wanted == "always" or (wanted == "auto" and by_size and weight <= HEAVIEST_INLINE)


def element(svg: str) -> Markdown:
    """The `<svg>` element alone, without an XML declaration, on lines that Markdown leaves together."""
    return Markdown("\n".join(line for line in svg[svg.index("<svg") :].splitlines() if line.strip()))


def _picture(drawing: Drawing, files: Markdown, *, inline: bool) -> Picture:
    stem = f"{files}/{drawing.stem}"
    width, height = drawing.size
    return Picture(
        part=drawing.part,
        anchor=Markdown(drawing.stem),
        title=drawing.title,
        description=drawing.description,
        inline=element(drawing.svg) if inline else None,
        width=width,
        height=height,
        mermaid=fence(drawing.mermaid, indent="    "),
        live=fence(drawing.mermaid, "mermaid"),
        svg=Markdown(f"{stem}.svg"),
        mmd=Markdown(f"{stem}.mmd"),
        dot=Markdown(f"{stem}.dot") if drawing.dot is not None else None,
    )
