"""Comparison → what differs from the last good run, as rows of three texts: what, then, now."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pipeviz.analysis.comparison import Comparison, DefinitionChange, Timing
from pipeviz.analysis.run import ActionRun
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.links import leading_somewhere
from pipeviz.reports.words import lasted, revision, shortened, took, trigger
from pipeviz.views.run_words import moment

NOTABLE_TIMES, NOTABLE_SECONDS = 1.5, 30
"""An action is called slower or quicker if it took so many times as long, or as short, and differs by so many seconds."""

SAME = {
    "revisions": "revisions",
    "version": "definition version",
    "trigger": "trigger",
    "variables": "variables",
}


class Change(Struct, frozen=True, kw_only=True):
    """One difference; a text is empty where there was nothing."""

    what: str
    good: str
    now: str
    good_url: str | None = None
    url: str | None = None


def good_run(explanation: Explanation) -> str:
    """Which run is the measure."""
    if explanation.good is None or explanation.comparison is None:
        return "No other run is recorded that succeeded."
    good = explanation.good.execution
    which = "The next run that succeeded" if explanation.comparison.later else "The last run that succeeded before it"
    when = f"began {moment(good.started)}" if good.started else "began at an unknown time"
    length = took(lasted(good))
    return f"{which}, {good.id}, {when}" + (f" and took {length}." if length else ".")


def changes(explanation: Explanation) -> tuple[Change, ...]:
    """Everything that differs."""
    return tuple(_changes(explanation, explanation.comparison)) if explanation.comparison else ()


def remarks(comparison: Comparison) -> Iterator[str]:
    """What has to be said beside the rows."""
    if comparison.same:
        yield f"The same in both: {', '.join(SAME[name] for name in comparison.same)}."
    if comparison.definition is None:
        yield "The definitions that both ran with are not recorded, so what was changed in them is unknown."
    elif comparison.versions and not comparison.definition:
        yield "The two versions of the definition differ in nothing that is shown here; secret values are not."


def _changes(explanation: Explanation, comparison: Comparison) -> Iterator[Change]:
    for each in comparison.revisions:
        yield Change(
            what=f"Revision of {each.source_action}",
            good=revision(each.good),
            now=revision(each.now),
            good_url=leading_somewhere(each.good.url) if each.good else None,
            url=leading_somewhere(each.now.url) if each.now else None,
        )
    if comparison.versions:
        old, new = comparison.versions
        yield Change(what="Definition version", good=str(old), now=str(new))
    for change in (*(comparison.definition or ()), *comparison.resolved):
        yield Change(
            what=_what(change), good=_value(change.good, change, "added"), now=_value(change.now, change, "removed")
        )
    if comparison.triggers:
        before, now = comparison.triggers
        yield Change(what="Trigger", good=trigger(before), now=trigger(now))
    for value in comparison.variables:
        yield Change(what=f"Variable {value.name}", good=shortened(value.good or ""), now=shortened(value.now or ""))
    outcomes = {(stage.name, action.name): action for stage in explanation.run.stages for action in stage.actions}
    for timing in comparison.timings:
        if _is_notable(timing, outcomes[timing.stage, timing.action]):
            what = f"Duration of {timing.stage} / {timing.action}"
            yield Change(what=what, good=took(timing.good_seconds), now=took(timing.seconds))


def _what(change: DefinitionChange) -> str:
    parts = [part for part in (change.stage, change.action) if part is not None]
    if change.setting is None:
        return ("Action " if change.action else "Stage ") + " / ".join(parts)
    return f"{' / '.join(parts)}: {change.setting}" if parts else change.setting


def _value(value: str | None, change: DefinitionChange, gone: str) -> str:
    """The value on one side; for a whole stage or action, whether it was there."""
    if change.setting is not None:
        return shortened(value or "")
    return "not there" if change.change == gone else "there"


def _is_notable(timing: Timing, action: ActionRun) -> bool:
    """How long people take to approve says nothing of a run, nor that what failed was over sooner."""
    kind = action.action.type.category if action.action else ""
    if kind == "Approval" or (action.outcome != "succeeded" and timing.delta < 0):
        return False
    ratio = timing.times
    return abs(timing.delta) >= NOTABLE_SECONDS and (
        ratio is None or ratio >= NOTABLE_TIMES or ratio <= 1 / NOTABLE_TIMES
    )
