"""A wish, a pipeline and a host → Markdown, and the pictures that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from pipeviz.analysis.run_order import groups
from pipeviz.drawing import Drawing, draw
from pipeviz.embedding.attributes import Wish
from pipeviz.embedding.hosts import Host
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.providers import Catalogue
from pipeviz.templating.escape import escape, fence, is_web_page

if TYPE_CHECKING:
    from pipeviz.analysis.run import Run
    from pipeviz.reports.explanation import Explanation


VIEW = "sequence"
"""The view that is drawn where none is asked for."""


class Content(NamedTuple):
    """What a place is filled with; `files` are pictures by their path beside the Markdown file, `mermaid` its characters."""

    text: str
    files: tuple[tuple[str, str], ...] = ()
    mermaid: int = 0


class Subject(NamedTuple):
    """What is drawn: a pipeline or a run of it, the pipelines beside it, and the catalogue that knows their providers."""

    pipeline: Pipeline
    others: tuple[Pipeline, ...]
    catalogue: Catalogue
    run: Run | None = None
    explanation: Explanation | None = None


def content(wish: Wish, subject: Subject, host: Host, used: int) -> Content:
    """The content of a place; `used` is how many characters of Mermaid the page has already.

    Raises UsageError for what the host cannot show.
    """
    match wish.as_:
        case "table":
            return Content(_table(subject))
        case "list":
            return Content(_list(subject))
        case "explanation" if subject.explanation is not None:
            return _explanation(subject.explanation, host, used)
        case "svg":
            return _picture(wish, subject, host)
        case "mermaid":
            if not host.mermaid:
                raise UsageError('nothing draws Mermaid there; write as="svg"')
            found = _mermaid(wish, subject, host)
            if _is_too_long(found, host, used):
                raise UsageError(f'more than {host.most:,} characters of Mermaid are not drawn there; write as="svg"')
            return found
    if not host.mermaid or wish.file is not None:
        return _picture(wish, subject, host)
    found = _mermaid(wish, subject, host)
    return _picture(wish, subject, host) if _is_too_long(found, host, used) else found


def _is_too_long(found: Content, host: Host, used: int) -> bool:
    return found.mermaid + (used if host.together else 0) > host.most


def drawn(wish: Wish, subject: Subject, format: str) -> tuple[Drawing, ...]:
    """The drawings that a wish asks for."""
    return tuple(
        draw(
            subject.pipeline,
            view=wish.view or VIEW,
            format=format,
            detail=wish.detail or "standard",
            stage=wish.stage,
            engine=wish.engine or "embedded",
            catalogue=subject.catalogue,
            others=subject.others,
            run=subject.run,
        )
    )


def _explanation(explanation: Explanation, host: Host, used: int) -> Content:
    """The whole report where its diagrams are drawn, else what it says."""
    from pipeviz.reports.markdown import markdown

    if host.mermaid == "fence":
        text = markdown(explanation)
        drawn = [len(each) for each in re.findall(r"^```+mermaid\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
        whole = Content(text, mermaid=sum(drawn) if host.together else max(drawn, default=0))
        if not _is_too_long(whole, host, used):
            return whole
    told = explanation.diagnosis
    return Content(f"**{escape(told.headline)}**\n\n{escape(told.paragraph)}")


def _mermaid(wish: Wish, subject: Subject, host: Host) -> Content:
    first, *others = drawn(wish, subject, "mermaid")
    below = (
        f"<details>\n<summary>{escape(each.name)}</summary>\n\n{_block(each.text, host)}\n\n</details>"
        for each in others
    )
    most = sum(len(each.text) for each in (first, *others)) if host.together else max(map(_length, (first, *others)))
    return Content("\n\n".join((_block(first.text, host), *below)), mermaid=most)


def _length(drawing: Drawing) -> int:
    return len(drawing.text)


def _block(text: str, host: Host) -> str:
    if host.mermaid == "shortcode":
        return f"{{{{< mermaid >}}}}\n{_without_shortcodes(text.rstrip())}\n{{{{< /mermaid >}}}}"
    if host.mermaid == "pre":
        import html

        lines = (line for line in html.escape(text.rstrip(), quote=False).split("\n") if line.strip())
        return '<pre class="mermaid">\n' + "\n".join(lines) + "\n</pre>"
    return fence(text, "mermaid")


def _without_shortcodes(text: str) -> str:
    """Text in which Hugo finds no shortcode; Mermaid shows what was written."""
    return text.replace("{{", "{#123;")


def _picture(wish: Wish, subject: Subject, host: Host) -> Content:
    drawings = drawn(wish, subject, "svg")
    names = tuple(_names(wish, subject, drawings))
    lines = []
    for name, each in zip(names, drawings, strict=True):
        if each.name:
            lines.append(f"**{escape(each.name)}**")
        address = quote(name, safe="/._-~")
        if host.absolute:
            if wish.base is None or not is_web_page(wish.base):
                raise UsageError('pictures need their full address there; write base="https://…/" of the folder')
            address = f"{wish.base.rstrip('/')}/{address}"
        lines.append(f"[![{escape(described(wish, subject))}]({address})]({_target(wish) or address})")
    return Content("\n\n".join(lines), tuple((name, each.text) for name, each in zip(names, drawings, strict=True)))


def _target(wish: Wish) -> str | None:
    if wish.link is None:
        return None
    if ":" in wish.link and not is_web_page(wish.link):
        raise UsageError(f"link leads to {wish.link!r}, which is no https address and no path")
    return quote(wish.link, safe="/:?#@!$&*+,;=%~-._")


def _names(wish: Wish, subject: Subject, drawings: Sequence[Drawing]) -> Iterator[str]:
    from pipeviz.pages.paths import slug

    if wish.file is not None and (not wish.file.endswith(".svg") or Path(wish.file).is_absolute()):
        raise UsageError(f"file is the path of a picture from here, and ends in .svg, not {wish.file!r}")
    parts = (subject.pipeline.name, wish.execution, wish.stage, wish.view or VIEW, wish.detail)
    stem = wish.file.removesuffix(".svg") if wish.file else "-".join(slug(each) for each in parts if each)
    for number, each in enumerate(drawings):
        yield f"{stem}-{number:02}-{slug(each.name)}.svg" if each.name else f"{stem}.svg"


def described(wish: Wish, subject: Subject) -> str:
    """A picture in words, for those who do not see it."""
    run = f", run {subject.run.execution.id[:8]} ({subject.run.outcome})" if subject.run else ""
    name = f"{subject.pipeline.friendly_name}{run}"
    order = ", ".join(stage.name for stage in subject.pipeline.stages)
    return f"{(wish.view or VIEW).capitalize()} of pipeline {name}: {order}"


def _list(subject: Subject) -> str:
    from pipeviz.pages.outline import outline
    from pipeviz.views.steps import steps

    return outline(steps(subject.pipeline, subject.catalogue, others=subject.others))


def _table(subject: Subject) -> str:
    from pipeviz.views.graph_nodes import provider_name

    rows = ["| Stage | Order | Action | Provider | Takes | Gives |", "| --- | --- | --- | --- | --- | --- |"]
    for stage in subject.pipeline.stages:
        for number, group in enumerate(groups(stage), 1):
            for action in group:
                gives = ", ".join(each.name for each in action.output_artifacts)
                cells = (
                    escape(stage.name),
                    str(number),
                    escape(action.name),
                    escape(provider_name(subject.catalogue, action)),
                    escape(", ".join(action.input_artifacts)) if action.input_artifacts else "",
                    escape(gives) if gives else "",
                )
                rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
