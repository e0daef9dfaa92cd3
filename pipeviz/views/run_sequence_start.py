"""What started a run, as it was recorded: the first message of its drawing.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionTrigger.html
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeviz.analysis.places import resource_of
from pipeviz.analysis.run import Run
from pipeviz.analysis.wording import short
from pipeviz.diagrams import Item, Message, Note
from pipeviz.model.execution import ExecutionTrigger, Revision
from pipeviz.views.run_words import dotted, line, lines, person, revision
from pipeviz.views.sequence_action import Telling, action_cast

PUSHED = {"Webhook": "push", "WebhookV2": "push or pull request", "PollForSourceChanges": "change, found by polling"}
"""Triggers that a source sends, and what each means."""

EVENT = "CloudWatchEvent"
"""The trigger of an EventBridge rule."""

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
    elif trigger.type == EVENT:
        yield _event(telling, run, trigger)
    elif trigger.type == "AutomatedRollback":
        yield Message(source=telling.cp, target=telling.cp, text=_rollback("automatic rollback", run))
    elif trigger.type in ASKED:
        caller = _caller(telling, trigger)
        yield Message(source=caller, target=telling.cp, text=_rollback(ASKED[trigger.type], run))
    else:
        other = telling.lifelines.id("START", trigger.type, classes=("trigger",))
        yield Message(source=other, target=telling.cp, text=f"start{_detail(trigger)}")


def told_revision(run: Run) -> Revision | None:
    """The revision that the first message tells: the only one of a run that a change started."""
    trigger, revisions = run.execution.trigger, run.execution.revisions
    sent = trigger is not None and (trigger.type in PUSHED or (trigger.type == EVENT and not _schedule(run, trigger)))
    return revisions[0] if sent and len(revisions) == 1 else None


def _sent(telling: Telling, sender: str, text: str, run: Run) -> Message:
    """A start that comes with a revision; of several it is not recorded which one it was."""
    brought = told_revision(run)
    return Message(source=sender, target=telling.cp, text=lines(text, revision(brought) if brought else ""))


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
    rule = _rule(trigger)
    return _sent(telling, bridge, dotted("start", f"rule {line(rule)}" if rule else "", _schedule(run, trigger)), run)


def _schedule(run: Run, trigger: ExecutionTrigger) -> str:
    """The schedule of the rule that started a run, where the rule is known to have one."""
    rules = (each for each in run.pipeline.starts if each.kind == "schedule" and each.name == _rule(trigger))
    return line(next((each.detail or each.kind for each in rules), ""))


def _rule(trigger: ExecutionTrigger) -> str:
    return resource_of(trigger.detail or "").removeprefix("rule/")


def _caller(telling: Telling, trigger: ExecutionTrigger) -> str:
    if not trigger.detail:
        return telling.lifelines.id("CALLER", "Somebody", actor=True, classes=("trigger",))
    if ":codepipeline:" in trigger.detail:
        return telling.lifelines.id("CP2", f"Pipeline {line(resource_of(trigger.detail))}", classes=("trigger",))
    return telling.lifelines.id("CALLER", person(trigger.detail), actor=True, classes=("trigger",))


def _rollback(words: str, run: Run) -> str:
    return f"{words} to run {short(run.execution.rollback_of)}" if run.execution.rollback_of else words


def _detail(trigger: ExecutionTrigger) -> str:
    return f" ({line(resource_of(trigger.detail))})" if trigger.detail else ""
