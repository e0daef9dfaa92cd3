"""Explanation → Markdown to paste into a ticket, a pull request or a job summary of GitHub or GitLab."""

from __future__ import annotations

from pathlib import Path

from pipeviz.analysis.diagnosis import LogTail
from pipeviz.reports.content import content
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.pictures import mermaid_pictures
from pipeviz.templating.environment import comments
from pipeviz.templating.escape import INVISIBLE, Markdown, fence

MOST_CHARACTERS = 60_000
"""GitHub takes 65,536 in a comment; pictures that do not fit are left out."""


def markdown(explanation: Explanation, *, templates: Path | None = None, pictures: bool = True) -> str:
    """The post-mortem, with `pictures` as Mermaid blocks. A template `explanation.md` in the folder `templates` goes before pipeviz's own.

    Raises UsageError when there is no such folder.
    """
    page = comments(templates).get_template("explanation.md")
    told = content(explanation)
    told["tail"] = _fenced(told["log"]) if told["log"] else None
    blocks: list[tuple[str, Markdown]] = []
    room = MOST_CHARACTERS - len(page.render(told, pictures=blocks))
    for picture in mermaid_pictures(explanation) if pictures else ():
        block = fence(picture.text, "mermaid")
        room -= len(block)
        if room >= 0:
            blocks.append((picture.title, block))
    return page.render(told, pictures=blocks).strip() + "\n"


def _fenced(log: LogTail) -> Markdown:
    lines = (" ".join(INVISIBLE.sub("\ufffd", line).splitlines()) for line in log.lines)
    marked = ("▶ " if at == log.marked else "  " for at in range(len(log.lines)))
    return fence("\n".join(f"{mark}{line}".rstrip() for mark, line in zip(marked, lines, strict=True)))
