"""Explanation → one HTML file that needs nothing beside it: no script, no request."""

from __future__ import annotations

from pathlib import Path

from pipeviz.analysis.run import OUTCOMES
from pipeviz.reports.content import content
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.pictures import svg_pictures
from pipeviz.templating.environment import web
from pipeviz.templating.html import Html
from pipeviz.writers.theme import LOOKS


def html(explanation: Explanation, *, templates: Path | None = None) -> str:
    """The report. A template `explanation.html` in the folder `templates` goes before pipeviz's own.

    Raises UsageError when there is no such folder.
    """
    page = web(templates).get_template("explanation.html")
    return page.render(
        content(explanation),
        pictures=[(each.title, Html(each.text)) for each in svg_pictures(explanation)],
        looks={outcome: LOOKS[outcome] for outcome in OUTCOMES},
        look_of=lambda outcome: outcome if outcome in OUTCOMES else "unknown",
    )
