"""Run → timeline: when each action worked and when it waited, attempt by attempt.

A group a stage, a row an action; rules that were checked are rows too. What a stage waited for before it was entered or
tried again stands in the stage's own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pipeviz.analysis.run import ATTEMPTS, ActionRun, Run, StageAttempt, StageRun
from pipeviz.analysis.waiting import Span, Waits, attempt_span, check_span, waits
from pipeviz.analysis.wording import cut
from pipeviz.diagrams.timeline import Bar, Group, Row, Timeline
from pipeviz.durations import in_words
from pipeviz.model.execution import ActionExecution, RuleExecution
from pipeviz.views.outcomes import told
from pipeviz.views.run_words import CONDITIONS, dotted, first_line, moment, person, took
from pipeviz.views.sequence_action import Links
from pipeviz.views.timeline_fold import folded

LONGEST = 240
"""An error is cut to this many characters."""

MOST_ROWS = 150
"""More rows than this are folded."""


def timeline(run: Run, *, links: Links | None = None, until: datetime | None = None, most: int = MOST_ROWS) -> Timeline:
    """The timeline of a run.

    `links` gives stages and actions their targets; bars lead to the page of the attempt where that was recorded. `until` is
    when the record was made (`History.captured`): what had not ended then is shown as going on. Where there are more than
    `most` actions, those of a stage that went as they should become one row.
    """
    spans = waits(run).spans
    groups = tuple(_group(stage, spans, links) for stage in run.stages)
    start, end = _extent(run, groups, until)
    whole = Timeline(
        title=f"Run {run.execution.id} of pipeline {run.pipeline.name}",
        description=_description(run, waits(run, until=end), end),
        start=start,
        end=end,
        groups=groups,
        classes=(run.outcome,),
    )
    return folded(whole, most)


def _extent(run: Run, groups: Sequence[Group], until: datetime | None) -> tuple[datetime | None, datetime | None]:
    """From the first to the last time that is shown; what goes on goes on to the latest time there is."""
    bars = [bar for group in groups for bar in (*group.bars, *(bar for row in group.rows for bar in row.bars))]
    times = [time for bar in bars for time in (bar.start, bar.end) if time]
    if run.execution.started:
        times.append(run.execution.started)
    if any(bar.end is None for bar in bars):
        times += [time for time in (run.execution.updated, until) if time]
    return min(times, default=None), max(times, default=None)


def _description(run: Run, time: Waits, end: datetime | None) -> str:
    started, trigger, word = run.execution.started, run.execution.trigger, told(run.outcome).word
    if started and end:
        word += f" {'for' if run.outcome == 'running' else 'after'} {in_words(end - started)}"
    waiting = f", {in_words(time.waiting)} waiting" if time.waiting else ""
    return dotted(
        word,
        f"{in_words(time.working)} at work{waiting}" if time.working is not None else "",
        f"started {moment(started)}" if started else "",
        f"by {trigger.type}" if trigger else "",
    )


def _group(stage: StageRun, spans: Sequence[Span], links: Links | None) -> Group:
    word = told(stage.outcome).word
    waited = (_wait(each) for each in spans if each.stage == stage.name and each.kind in ("entry", "retry"))
    tried = (_stage_bar(stage, attempt) for attempt in stage.attempts)
    before, after = _rules(stage, before=True), _rules(stage, before=False)
    return Group(
        label=stage.name,
        result=dotted(word, "" if stage.outcome in ("running", "waiting") else took(stage.started, stage.updated)),
        rows=(*before, *(_row(stage, action, links) for action in stage.actions), *after),
        bars=tuple(sorted((bar for bar in (*waited, *tried) if bar), key=lambda bar: bar.start)),
        classes=(stage.outcome,),
        link=links(stage.stage, None) if links and stage.stage else None,
        tooltip=f"Stage {stage.name}: {word}",
    )


def _stage_bar(stage: StageRun, attempt: StageAttempt) -> Bar | None:
    starts = [each.started for each in attempt.actions if each.started]
    ends = [each.updated for each in attempt.actions if each.updated]
    if not starts:
        return None
    several, last = len(stage.attempts) > 1, attempt.number == len(stage.attempts)
    going = any(each.status == "InProgress" for each in attempt.actions)
    outcome = stage.outcome if last else "failed"
    start, end = min(starts), None if going else max(ends, default=max(starts))
    number = f"attempt {attempt.number}" if several else ""
    result = dotted(told(outcome).word, took(start, end), number)
    return Bar(
        start=start,
        end=end,
        result=result,
        classes=(outcome,),
        tooltip=f"Stage {stage.name} · {result}",
    )


def _wait(span: Span) -> Bar | None:
    if span.start is None:
        return None
    what = f"{span.stage} waits to be retried" if span.kind == "retry" else f"waits to enter {span.stage}"
    if span.reason:
        what += f" ({span.reason})" if span.going else f", then {span.reason}"
    result = dotted(what, took(span.start, span.end))
    return Bar(
        start=span.start,
        end=None if span.going else span.end or span.start,
        result=result,
        waiting=True,
        classes=("waiting",),
        tooltip=result,
    )


def _row(stage: StageRun, action: ActionRun, links: Links | None) -> Row:
    spans = [attempt_span(each, stage) for each in action.attempts]
    kind = action.action.type if action.action else action.last.type if action.last else None
    return _attempts(
        stage,
        action.name,
        action.attempts,
        spans,
        detail=kind.provider if kind else "",
        outcome=action.outcome,
        link=links(stage.stage, action.action) if links and stage.stage and action.action else None,
    )


def _rules(stage: StageRun, *, before: bool) -> Iterator[Row]:
    """The rules of a stage that were checked before it was entered, or the others."""
    checks = [each for each in stage.rules if (each.condition == "BEFORE_ENTRY") is before]
    for name, condition in dict.fromkeys((each.rule, each.condition) for each in checks):
        own = [each for each in checks if (each.rule, each.condition) == (name, condition)]
        yield _attempts(
            stage,
            name,
            own,
            [check_span(each) for each in own],
            detail=CONDITIONS.get(condition or "", "condition"),
            outcome=_became(own[-1]),
        )


def _attempts(
    stage: StageRun,
    name: str,
    attempts: Sequence[ActionExecution | RuleExecution],
    spans: Sequence[Span],
    *,
    detail: str,
    outcome: str,
    link: str | None = None,
) -> Row:
    """The row of what was tried once or several times, or never."""
    outcomes = [*map(_became, attempts[:-1]), outcome]
    results = [
        dotted(
            _word(became, span),
            in_words(span.lasted) if span.lasted is not None else "",
            f"attempt {number}" if len(attempts) > 1 else "",
        )
        for number, (span, became) in enumerate(zip(spans, outcomes, strict=False), 1)
    ]
    labels = [str(number) if len(attempts) > 1 else "" for number in range(1, len(attempts) + 1)]
    bars = map(_bar, attempts, spans, outcomes, labels, results)
    return Row(
        label=name,
        detail=detail,
        result=results[-1] if results else told(outcome).word,
        note=_note(attempts[-1], spans[-1]) if attempts else "",
        bars=tuple(bar for bar in bars if bar),
        classes=(outcome,),
        link=link,
        tooltip=f"{stage.name} / {name}: {told(outcome).word}",
    )


def _bar(attempt: ActionExecution | RuleExecution, span: Span, outcome: str, label: str, result: str) -> Bar | None:
    """One attempt. Of what was not recorded in full, what is known is shown as a moment."""
    start = span.start or span.end
    if start is None:
        return None
    lacks = "" if span.start else "when it began was not recorded"
    if span.end is None and not span.going:
        lacks = "when it ended was not recorded"
    return Bar(
        start=start,
        end=None if span.going else max(span.end or start, start),
        label=label,
        result=dotted(result, lacks),
        waiting=span.waiting,
        classes=("waiting",) if span.waiting and outcome == "succeeded" else (outcome,),
        link=attempt.external_url,
        tooltip=dotted(
            f"{span.stage} / {span.name}",
            result,
            f"by {person(span.who)}" if span.who else "",
            lacks,
            moment(start),
            _short(attempt.error_message or "") if outcome == "failed" else "",
        ),
    )


def _note(attempt: ActionExecution | RuleExecution, span: Span) -> str:
    """What must not be missed of the attempt that counts: its error, or who decided."""
    error = attempt.error_message or attempt.external_summary or ""
    if attempt.status == "Failed" and error:
        return _short(error)
    return f"by {person(span.who)}, {moment(span.end)}" if span.who and span.end else ""


def _word(outcome: str, span: Span) -> str:
    return told("approved" if span.kind == "approval" and outcome == "succeeded" else outcome).word


def _became(attempt: ActionExecution | RuleExecution) -> str:
    return ATTEMPTS.get(attempt.status, "unknown")


def _short(error: str) -> str:
    return cut(first_line(error), LONGEST)
