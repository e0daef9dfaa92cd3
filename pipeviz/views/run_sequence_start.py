"""What started a run, as it was recorded: the first message of its drawing.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeviz.analysis.places import resource_of
from pipeviz.analysis.run import Run
from pipeviz.diagrams import Item, Message, Note
from pipeviz.model.execution import ExecutionTrigger
from pipeviz.views.run_words import dotted, line, person, revision
from pipeviz.views.sequence_action import Telling, action_cast

PUSHED = {"Webhook": "push", "WebhookV2": "push or pull request", "PollForSourceChanges": "change, found by polling"}
"""Triggers that a source sends, and what each means."""

ASKED = {
    "StartPipelineExecution": "start",
    "CreatePipeline": "create the pipeline",
    "PutActionRevision": "new revision",
    "ManualRollback": "roll back",
}
"""Triggers that somebody sends, and what they ask for."""


def start_of(telling: Telling, run: Run) -> Iterator[Item]:
    """The first items of the drawing of a run."""
    trigger = run.execution.trigger
    if trigger is None:
        yield Note(over=(telling.cp,), text="What started this run was not recorded", classes=("unknown",))
    elif trigger.type in PUSHED:
        yield _sent(telling, _source(telling, run), f"{PUSHED[trigger.type]}{_detail(trigger)}", run)
    elif trigger.type == "CloudWatchEvent":
        yield _event(telling, run, trigger)
    elif trigger.type == "AutomatedRollback":
        yield Message(source=telling.cp, target=telling.cp, text=_rollback("automatic rollback", run))
    elif trigger.type in ASKED:
        caller = _caller(telling, trigger)
        yield Message(source=caller, target=telling.cp, text=_rollback(ASKED[trigger.type], run))
    else:
        other = telling.lifelines.id("START", trigger.type, classes=("trigger",))
        yield Message(source=other, target=telling.cp, text=f"start{_detail(trigger)}")


def _sent(telling: Telling, sender: str, text: str, run: Run) -> Message:
    """A start that comes with a revision; of several it is not recorded which one made it."""
    revisions = run.execution.revisions
    brought = revision(revisions[0]) if len(revisions) == 1 else ""
    return Message(source=sender, target=telling.cp, text="\n".join(part for part in (text, brought) if part))


def _source(telling: Telling, run: Run) -> str:
    """The lifeline that a change comes from; where there are several sources, one that stands for all."""
    sources = [
        (stage, action) for stage in run.pipeline.stages for action in stage.actions if action.type.category == "Source"
    ]
    if len(sources) != 1:
        return telling.lifelines.id("SRC", "Source", classes=("source",))
    cast = action_cast(telling, *sources[0], {})
    return cast.lifeline("GIT") if "GIT" in cast.provider.participants else cast.lead


def _event(telling: Telling, run: Run, trigger: ExecutionTrigger) -> Message:
    bridge = telling.lifelines.id("EB", "EventBridge", classes=("trigger",))
    rule = resource_of(trigger.detail or "").removeprefix("rule/")
    known = next((each for each in telling.pipeline.starts if rule and each.name == rule), None)
    schedule = known.detail or "" if known is not None and known.kind == "schedule" else ""
    words = dotted("start", f"rule {line(rule)}" if rule else "", line(schedule))
    if schedule:
        return Message(source=bridge, target=telling.cp, text=words)
    return _sent(telling, bridge, words, run)


def _caller(telling: Telling, trigger: ExecutionTrigger) -> str:
    if not trigger.detail:
        return telling.lifelines.id("CALLER", "Somebody", actor=True, classes=("trigger",))
    if ":codepipeline:" in trigger.detail:
        return telling.lifelines.id("CP2", f"Pipeline {line(resource_of(trigger.detail))}", classes=("trigger",))
    return telling.lifelines.id("CALLER", person(trigger.detail), actor=True, classes=("trigger",))


def _rollback(words: str, run: Run) -> str:
    return f"{words} to run {run.execution.rollback_of}" if run.execution.rollback_of else words


def _detail(trigger: ExecutionTrigger) -> str:
    return f" ({line(resource_of(trigger.detail))})" if trigger.detail else ""
