"""How a run ended in which no action and no rule is recorded as the one that made it fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeviz.analysis.facts import Fact
from pipeviz.analysis.run import Run
from pipeviz.analysis.surroundings import place
from pipeviz.analysis.wording import cut, joined, text

HEADLINE = 160
"""So many characters a headline has at most."""


class Ending(Struct, frozen=True, kw_only=True):
    """A headline, the first sentences of the paragraph, the facts behind them, and which of these is the cause."""

    headline: str
    sentences: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    cause: Fact | None = None


def ending(run: Run) -> Ending:
    """What is recorded of the end of a run."""
    endings = {
        "succeeded": _succeeded,
        "stopped": _stopped,
        "superseded": _superseded,
        "cancelled": _cancelled,
        "running": _running,
        "failed": _failed,
    }
    return endings.get(run.outcome, _unknown)(run)


def _succeeded(run: Run) -> Ending:
    what = "The rollback" if run.execution.rollback_of else "The run"
    flaky = joined(list(dict.fromkeys(place(each) for each in run.flaky)))
    if flaky:
        return _plain(f"{what} succeeded; {flaky} had failed before", f"{what} succeeded. Nothing failed in the end")
    return _plain(f"{what} succeeded; nothing failed")


def _stopped(run: Run) -> Ending:
    reason = text(run.execution.stop_reason)
    stopped = f"The run was stopped: “{reason}”" if reason else "The run was stopped; no reason is recorded"
    return _explained(stopped, [Fact(kind="error", text=stopped, recorded=run.execution.recorded), *_abandoned(run)])


def _abandoned(run: Run) -> Iterator[Fact]:
    for action in (each for stage in run.stages for each in stage.actions):
        if action.outcome == "abandoned" and action.last is not None:
            provider = action.last.type.provider if action.last.type else "its service"
            told = (
                f"{place(action.last)} was abandoned: CodePipeline no longer waited for {provider}, "
                "and what that did afterwards is not recorded"
            )
            yield Fact(kind="detail", text=told, recorded=action.last.recorded)


def _superseded(run: Run) -> Ending:
    before = f" before it entered {run.unreached[0]}" if run.unreached else ""
    overtaken = f"The run was superseded: a newer run overtook it{before}"
    return _explained(overtaken, [Fact(kind="error", text=overtaken, recorded=run.execution.recorded), *_summary(run)])


def _cancelled(run: Run) -> Ending:
    cancelled = "The run was cancelled: the definition of the pipeline was changed while it ran"
    return _explained(cancelled, [Fact(kind="error", text=cancelled, recorded=run.execution.recorded), *_summary(run)])


def _running(run: Run) -> Ending:
    reason = text(run.execution.stop_reason)
    waits = [
        f"{stage.name} / {each.name}" for stage in run.stages for each in stage.actions if each.outcome == "waiting"
    ]
    if run.execution.status == "Stopping":
        return _plain(f"The run is being stopped: “{reason}”" if reason else "The run is being stopped")
    if waits:
        return _plain(f"The run is in progress; {joined(waits)} {'waits' if len(waits) == 1 else 'wait'} for an answer")
    return _plain("The run is in progress; nothing has failed so far")


def _failed(run: Run) -> Ending:
    summary = list(_summary(run))
    if summary:
        return _explained(f"The run failed: {text(run.execution.status_summary)}", summary, "The run failed")
    if not run.execution.actions_recorded:
        return _plain("The run failed; what its actions did is not recorded")
    told = "The run failed, but no action or rule of it is recorded as failed"
    return _plain("The run failed; no failed action is recorded", told)


def _unknown(run: Run) -> Ending:
    return _plain(f"The status of the run is {text(run.execution.status)}; nothing more is known of its end")


def _summary(run: Run) -> Iterator[Fact]:
    summary = text(run.execution.status_summary)
    if summary:
        told = f"CodePipeline's summary of the run is “{summary}”"
        yield Fact(kind="error", text=told, recorded=run.execution.recorded)


def _plain(headline: str, sentence: str | None = None) -> Ending:
    return Ending(headline=cut(headline, HEADLINE), sentences=(sentence or headline,))


def _explained(headline: str, facts: Sequence[Fact], *lead: str) -> Ending:
    """An ending whose first fact is its cause."""
    sentences = (*lead, *(each.text for each in facts))
    return Ending(headline=cut(headline, HEADLINE), sentences=sentences, facts=tuple(facts), cause=facts[0])
