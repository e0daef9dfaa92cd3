"""Which run an explanation is of."""

from __future__ import annotations

from pipeviz.reports.explanation import Explanation
from pipeviz.reports.words import lasted, one_line, took, trigger
from pipeviz.views.run_words import moment


def outcome(explanation: Explanation) -> str:
    """What became of the run; one that goes on, or whose status is unknown, has failed as soon as something in it has."""
    run = explanation.run
    return "failed" if run.culprit or run.failed_rule else run.outcome


def head(explanation: Explanation) -> tuple[str, ...]:
    """Which pipeline, which run, and when: a line each."""
    execution, pipeline = explanation.execution, explanation.pipeline
    where = "/".join(each for each in (pipeline.account, pipeline.region) if each)
    version = f"definition version {execution.version}" if execution.version is not None else ""
    length = took(lasted(execution))
    seen = f" at {moment(explanation.captured)}" if explanation.captured else ""
    going = f"still going{seen}" if explanation.run.outcome == "running" else ""
    lines = (
        (pipeline.friendly_name, where, version),
        (
            f"run {execution.id}",
            f"started by {trigger(execution.trigger)}" if execution.trigger else "",
            f"a rollback to {execution.rollback_of}" if execution.rollback_of else "",
        ),
        (
            f"began {moment(execution.started)}" if execution.started else "",
            going or (f"took {length}" if length else ""),
            f"stopped: {execution.stop_reason}" if execution.stop_reason else "",
        ),
    )
    return tuple(one_line(" · ".join(word for word in line if word)) for line in lines if any(line))
