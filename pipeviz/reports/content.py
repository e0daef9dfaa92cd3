"""Explanation → what the templates of the long formats are given."""

from __future__ import annotations

from typing import Any

from pipeviz.reports.changes import changes, good_run, remarks
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.head import head, outcome
from pipeviz.reports.links import links
from pipeviz.reports.rows import stage_rows
from pipeviz.reports.words import around, chain, gap, one_line
from pipeviz.views.outcomes import told


def content(explanation: Explanation) -> dict[str, Any]:
    """Everything that is said, in the order in which it is."""
    diagnosis = explanation.diagnosis
    return {
        "headline": one_line(diagnosis.headline),
        "outcome": outcome(explanation),
        "told": told(outcome(explanation)),
        "head": head(explanation),
        "paragraph": diagnosis.paragraph,
        "chain": chain(diagnosis),
        "around": around(diagnosis),
        "cause": diagnosis.cause,
        "log": diagnosis.log if diagnosis.log and diagnosis.log.lines else None,
        "stages": stage_rows(explanation),
        "has_good": explanation.good is not None,
        "good": good_run(explanation),
        "changes": changes(explanation),
        "remarks": tuple(remarks(explanation.comparison)) if explanation.comparison else (),
        "gaps": tuple((gap(each), each.allow) for each in diagnosis.gaps),
        "links": links(explanation),
    }
