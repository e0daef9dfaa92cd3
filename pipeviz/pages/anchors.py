"""Where a stage and an action are on the page of their pipeline."""

from __future__ import annotations

import re

from pipeviz.model import Action, Stage
from pipeviz.pages.paths import short_hash

_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
_WORD = re.compile(r"[A-Za-z0-9]+")


def stage_anchor(stage: str) -> str:
    """The anchor of a stage with this name."""
    return f"stage-{_anchor(stage)}"


def action_anchor(stage: str, action: str) -> str:
    """The anchor of an action. The dot keeps it apart from the anchors of headings."""
    return f"{_anchor(stage)}.{_anchor(action)}"


def on_page(stage: Stage, action: Action | None = None) -> str:
    """The link to a stage or an action on its own page (see `pipeviz.views.sequence_action.Links`)."""
    return f"#{stage_anchor(stage.name) if action is None else action_anchor(stage.name, action.name)}"


def _anchor(name: str) -> str:
    # Markdown reads the anchor of a heading as text first: nothing in it may be emphasis.
    return name if _PLAIN.fullmatch(name) else "-".join((*_WORD.findall(name), short_hash(name)))
