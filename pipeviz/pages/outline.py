"""Steps → a nested list in Markdown: numbered where one follows another, with bullets where they run together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeviz.templating.escape import Markdown, escape
from pipeviz.views.steps import Step


def outline(steps: Iterable[Step]) -> Markdown:
    """The Markdown of a list of steps."""
    return Markdown("\n".join(_lines(steps, "", together=False)))


def _lines(steps: Iterable[Step], indent: str, *, together: bool) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        marker = "-" if together else f"{number}."
        yield f"{indent}{marker} {_text(step)}"
        yield from _lines(step.steps, indent + "    ", together=step.together)


def _text(step: Step) -> str:
    name = f"**{escape(step.name)}**" if step.name else ""
    if name and step.link:
        name = f"[{name}]({step.link})"
    words = str(escape(step.words)) if step.words else ""
    colon = ":" if step.steps and not step.name else ""
    return f"{name} {words}{colon}".strip()
