"""Run → what stood around its end: what started it, what had succeeded, what was not reached, what is still going on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from pipeviz.analysis.facts import Fact
from pipeviz.analysis.run import ActionRun, Run, StageRun
from pipeviz.analysis.scope import Attempt
from pipeviz.analysis.wording import cut, joined, listed, short, text, when
from pipeviz.model.execution import ActionExecution, Execution, History, Revision

_TRIGGERS = {
    "AutomatedRollback": "an automatic rollback",
    "CloudWatchEvent": "an EventBridge event",
    "CreatePipeline": "the creation of the pipeline",
    "ManualRollback": "a manual rollback",
    "PollForSourceChanges": "polling the source",
    "PutActionRevision": "a new revision that was put to it",
    "StartPipelineExecution": "a call of StartPipelineExecution",
    "Webhook": "a webhook",
    "WebhookV2": "a webhook",
}
_TIMES = {1: "once", 2: "twice"}
_SUMMARY = 80


def place(attempt: Attempt) -> str:
    """Where an attempt belongs: `Deploy / Prod`."""
    return f"{attempt.stage} / {attempt.action if isinstance(attempt, ActionExecution) else attempt.rule}"


def surroundings(run: Run, good: Run | None, history: History | None) -> Iterator[Fact]:
    """Everything that is worth knowing beside the failure itself, in the order in which one tells it."""
    yield from _trigger(run.execution)
    yield from _rollback(run.execution, history)
    yield from _before(run)
    yield from _beside(run)
    yield from _retries(run)
    yield from _unreached(run)
    yield from _waiting(run, history)
    yield from _rolled_back(run.execution, history)
    if good is not None and run.outcome != "succeeded":
        yield from _good(good.execution)


def revisions(execution: Execution) -> str:
    """What a run brought, as one says it: `commit 3b7e9a1c “Give a discount”`."""
    return joined([_revision(each) for each in execution.revisions if each.id or each.summary])


def _revision(revision: Revision) -> str:
    named = " ".join(filter(None, (_id(revision.id), _summary(revision.summary))))
    return named if revision.id else f"the revision {named}"


def _id(id: str | None) -> str | None:
    if not id:
        return None
    plain = text(id)
    if plain.startswith("sha256:"):
        return f"the image {short(plain)}"
    return f"commit {short(plain)}" if short(plain) != plain else f"the revision {plain}"


def _summary(summary: str | None) -> str | None:
    """The first line of a commit's message; connections wrap it in JSON."""
    try:
        wrapped = json.loads(summary or "")
        summary = wrapped.get("CommitMessage") if isinstance(wrapped, dict) else summary
    except ValueError:
        pass
    first = next(iter(str(summary or "").strip().splitlines()), "")
    return f"“{cut(text(first), _SUMMARY)}”" if first else None


def _trigger(execution: Execution) -> Iterator[Fact]:
    trigger, brought = execution.trigger, revisions(execution)
    if trigger is not None:
        detail = None if _failed_run(trigger.detail) else trigger.detail
        told = _TRIGGERS.get(trigger.type, trigger.type)
        by = f" ({text(detail)})" if detail else ""
        yield Fact(
            kind="trigger",
            text=f"The run was triggered by {told}{by}{f', with {brought}' if brought else ''}",
            recorded=execution.recorded,
        )
    elif brought:
        yield Fact(kind="trigger", text=f"The run had {brought}", recorded=execution.recorded)


def _rollback(execution: Execution, history: History | None) -> Iterator[Fact]:
    if execution.rollback_of is None:
        return
    stages = joined(list(dict.fromkeys(each.stage for each in execution.actions)))
    rolled = f"The run brought {stages or 'a stage'} back to the run {_named(execution.rollback_of, history)}"
    yield Fact(kind="trigger", text=rolled, recorded=execution.recorded)
    failed = _failed_run(execution.trigger.detail) if execution.trigger else None
    if failed:
        why = f"It was started because the run {_named(failed, history)} had failed"
        yield Fact(kind="trigger", text=why, recorded=execution.recorded)


def _rolled_back(execution: Execution, history: History | None) -> Iterator[Fact]:
    for other in history.executions if history else ():
        if other.trigger and _failed_run(other.trigger.detail) == execution.id:
            told = f"The run {short(other.id)} rolled it back automatically; its status is {other.status}"
            yield Fact(kind="retry", text=told, recorded=other.recorded)


def _failed_run(detail: str | None) -> str | None:
    """The failed run that an automatic rollback names."""
    try:
        wrapped = json.loads(detail or "")
    except ValueError:
        return None
    failed = wrapped.get("FailedPipelineExecutionId") if isinstance(wrapped, dict) else None
    return failed if isinstance(failed, str) else None


def _named(id: str, history: History | None) -> str:
    other = next((each for each in history.executions if each.id == id), None) if history else None
    return _run(other) if other else short(id)


def _run(execution: Execution) -> str:
    """A run as one says it: `9f2c61d0 of 2026-03-01 09:12 UTC with commit …`."""
    started = f" of {when(execution.started)}" if execution.started else ""
    brought = revisions(execution)
    return f"{short(execution.id)}{started}{f' with {brought}' if brought else ''}"


def _good(execution: Execution) -> Iterator[Fact]:
    yield Fact(kind="good", text=f"The last good run was {_run(execution)}", recorded=execution.recorded)


def _before(run: Run) -> Iterator[Fact]:
    at = _stopped_at(run)
    earlier = [stage for stage in run.stages[:at] if stage.outcome == "succeeded"]
    skipped = [stage for stage in run.stages if stage.outcome == "skipped"]
    if run.outcome == "succeeded":
        earlier = []
    if earlier:
        yield Fact(
            kind="before", text=f"{listed([each.name for each in earlier])} had succeeded", recorded=_records(earlier)
        )
    for stage in skipped:
        yield _skipped(stage)


def _skipped(stage: StageRun) -> Fact:
    rule = next((each for each in stage.rules if each.status == "Failed"), None)
    why = f": the rule {rule.rule} of its condition failed" if rule else ""
    said = text(rule.error_message or rule.external_summary) if rule else ""
    return Fact(
        kind="before",
        text=f"{stage.name} was skipped{why}{f' (“{said}”)' if said else ''}",
        recorded=rule.recorded if rule else None,
    )


def _beside(run: Run) -> Iterator[Fact]:
    """What ran in the stage of the culprit; those that failed too are told by the diagnosis."""
    orders = {each.last.id: each.run_order for stage in run.stages for each in stage.actions if each.last}
    culprit = run.culprit
    for words, status in (
        ("had succeeded", "Succeeded"),
        ("was still running", "InProgress"),
        ("was abandoned", "Abandoned"),
    ):
        of = [each for each in run.collateral if each.status == status]
        before = [each for each in of if culprit and orders.get(each.id, 1) < orders.get(culprit.id, 1)]
        beside = [each for each in of if each not in before]
        if before:
            yield Fact(
                kind="before",
                text=f"In the same stage {listed([each.action for each in before])} {words}",
                recorded=before[0].recorded,
            )
        if beside:
            plural = words.replace("was ", "were ") if len(beside) > 1 else words
            yield Fact(
                kind="beside",
                text=f"Beside it {listed([each.action for each in beside])} {plural}",
                recorded=beside[0].recorded,
            )


def _retries(run: Run) -> Iterator[Fact]:
    for action in (each for stage in run.stages for each in stage.actions):
        if run.culprit is not None and action.last is run.culprit and len(action.attempts) > 1:
            yield Fact(
                kind="retry",
                text=f"{place(run.culprit)} was tried {_times(len(action.attempts))}; {_outcomes(action)}",
                recorded=action.attempts[0].recorded,
            )


def _outcomes(action: ActionRun) -> str:
    earlier = action.attempts[:-1]
    if all(each.status == "Failed" for each in earlier):
        return "every attempt failed"
    return joined([f"attempt {number} {each.status.lower()}" for number, each in enumerate(action.attempts, 1)])


def _times(count: int) -> str:
    return _TIMES.get(count, f"{count} times")


def _unreached(run: Run) -> Iterator[Fact]:
    if run.outcome == "succeeded":
        return
    stages = [stage for stage in run.stages if stage.outcome == "unreached"]
    actions = [
        f"{stage.name} / {action.name}"
        for stage in run.stages
        if stage.attempts
        for action in stage.actions
        if action.outcome == "unreached"
    ]
    names = [*actions, *(stage.name for stage in stages)]
    if names:
        yet = " yet" if run.outcome == "running" else ""
        verb = "were" if len(names) > 1 else "was"
        yield Fact(kind="unreached", text=f"{listed(names)} {verb} not reached{yet}", recorded=run.execution.recorded)


def _waiting(run: Run, history: History | None) -> Iterator[Fact]:
    """What is going on, as of the recording."""
    if run.outcome != "running":
        return
    for action in (each for stage in run.stages for each in stage.actions):
        if action.last and action.outcome in ("running", "waiting"):
            does = "has waited for somebody's answer" if action.outcome == "waiting" else "has been running"
            since = f" since {when(action.last.started)}" if action.last.started else ""
            yield Fact(kind="open", text=f"{place(action.last)} {does}{since}", recorded=action.last.recorded)
    for state in history.state if history else ():
        if any(each.execution == run.execution.id for each in state.inbound):
            why = ""
            if not state.enabled:
                reason = f" (“{text(state.disabled_reason)}”)" if state.disabled_reason else ""
                by = f" by {text(state.changed_by)}" if state.changed_by else ""
                why = f": the transition into it was disabled{by}{reason}"
            elif state.execution and state.execution != run.execution.id:
                why = f": the run {short(state.execution)} is in it"
            yield Fact(kind="open", text=f"It waits to enter {state.stage}{why}")


def _stopped_at(run: Run) -> int:
    """The index of the stage in which the run came to its end."""
    end = run.culprit.stage if run.culprit else run.failed_rule.stage if run.failed_rule else None
    reached = [index for index, stage in enumerate(run.stages) if stage.attempts]
    named = [index for index, stage in enumerate(run.stages) if stage.name == end]
    return named[0] if named else max(reached, default=-1) + 1


def _records(stages: Sequence[StageRun]) -> str | None:
    attempts: Iterable[ActionExecution] = (each for stage in stages for each in stage.attempts[-1].actions)
    return next((each.recorded for each in attempts), None)
