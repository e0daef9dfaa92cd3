"""What became of an action, a stage or a run (`pipeviz.analysis.run.OUTCOMES`) as a sign and a word; a fulfilled approval has
its own word.
"""

from __future__ import annotations

from typing import NamedTuple


class Told(NamedTuple):
    """An outcome as a sign that stands before it, and as a word."""

    sign: str
    word: str

    def __str__(self) -> str:
        return f"{self.sign} {self.word}"


TOLD = {
    "succeeded": Told("✓", "Succeeded"),
    "approved": Told("✓", "Approved"),
    "failed": Told("✗", "Failed"),
    "running": Told("▶", "In progress"),
    "waiting": Told("◷", "Waits for approval"),
    "abandoned": Told("⊘", "Abandoned"),
    "stopped": Told("■", "Stopped"),
    "cancelled": Told("⊖", "Cancelled"),
    "superseded": Told("»", "Superseded"),
    "skipped": Told("↷", "Skipped"),
    "omitted": Told("–", "Not part of a rollback"),
    "unreached": Told("○", "Not reached"),
    "unknown": Told("?", "Not recorded"),
}


IDLE = ("unreached", "skipped", "omitted")
"""What has one of these never ran."""

QUIET = ("succeeded", *IDLE)
"""Outcomes that need no explanation."""


def told(outcome: str) -> Told:
    """An outcome in words; one that nobody knows is told as it is written."""
    return TOLD.get(outcome, Told("?", outcome))
