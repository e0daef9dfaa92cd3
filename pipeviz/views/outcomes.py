"""How the views speak of what became of an action, a stage or a run (`pipeviz.analysis.run.OUTCOMES`)."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 240
"""Characters of an error that a drawing shows."""


class Told(NamedTuple):
    """An outcome as a sign that stands before it, and as a word."""

    sign: str
    word: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


TOLD = {
    "succeeded": Told("✓", "Succeeded"),
    "failed": Told("✗", "Failed"),
    "running": Told("▶", "In progress"),
    "waiting": Told("◷", "Waiting for approval"),
    "abandoned": Told("⊘", "Abandoned"),
    "stopped": Told("■", "Stopped"),
    "cancelled": Told("⊖", "Cancelled"),
    "superseded": Told("»", "Superseded"),
    "skipped": Told("↷", "Skipped"),
    "omitted": Told("–", "Not part of a rollback"),
    "unreached": Told("○", "Not reached"),
    "unknown": Told("?", "Not recorded"),
}


def told(outcome: str) -> Told:
    """An outcome in words; one that nobody knows is told as it is written."""
    return TOLD.get(outcome, Told("?", outcome))


def first_line(text: str, longest: int = LONGEST) -> str:
    """The first line of a text that says something, cut where it is too long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
