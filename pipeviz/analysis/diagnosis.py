"""Run → what failed and why, as far as it was recorded: one honest paragraph, and the facts it stands on.

Nothing here guesses: every sentence is made of facts, and every fact names the record that it was read from. How each
provider's failures read is data (`pipeviz/providers/data/failures`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pipeviz.analysis.cause import Cause, Finding, cause
from pipeviz.analysis.facts import Fact, LogTail
from pipeviz.analysis.outcomes import HEADLINE, Ending, ending
from pipeviz.analysis.run import Run
from pipeviz.analysis.scope import Attempt
from pipeviz.analysis.surroundings import place, surroundings
from pipeviz.analysis.wording import REASONS, clause, cut, ended, joined
from pipeviz.model.execution import ActionExecution, Gap, History
from pipeviz.model.operations import ACTIONS
from pipeviz.providers.failures import Failures

__all__ = ["Diagnosis", "Fact", "LogTail", "diagnose"]


class Diagnosis(Struct, frozen=True, kw_only=True):
    """What can be said of a run.

    `headline` is one line, `paragraph` the whole in a few sentences. `cause` is the fact nearest to the cause, or None: then
    the cause was not recorded, and the paragraph says so. `gaps` are what could not be asked or is missing; with any, the
    evidence is incomplete.
    """

    headline: str
    paragraph: str
    facts: tuple[Fact, ...] = ()
    cause: Fact | None = None
    log: LogTail | None = None
    gaps: tuple[Gap, ...] = ()


def diagnose(
    run: Run, good: Run | None = None, history: History | None = None, failures: Failures | None = None
) -> Diagnosis:
    """What failed in a run and why. `good` is the last good run before it, `history` holds the other runs and the state."""
    known = failures or Failures()
    attempt = run.culprit or run.failed_rule
    found = cause(attempt, run.execution, known) if attempt else Cause()
    gaps = tuple(_gaps(run, attempt, history))
    end = ending(run) if attempt is None else _failed(run, attempt, found)
    facts = (*end.facts, *_also(run, known), *surroundings(run, good, history))
    failed = attempt is not None or run.outcome == "failed"
    unexplained = [_unexplained(attempt, run, gaps)] if failed and end.cause is None else []
    sentences = [*end.sentences, *unexplained, *(fact.text for fact in facts[len(end.facts) :])]
    if gaps and not unexplained:
        sentences.append(f"Not everything could be asked: {_told(gaps)}")
    return Diagnosis(
        headline=end.headline,
        paragraph=" ".join(map(ended, sentences)),
        facts=facts,
        cause=end.cause,
        log=_tail(attempt, found),
        gaps=gaps,
    )


def _failed(run: Run, attempt: Attempt, found: Cause) -> Ending:
    """What is told of a failed attempt: the clause for the headline, then everything nearer to the cause."""
    facts = tuple(_facts(found))
    findings = found.findings
    at = next((index for index in reversed(range(len(findings))) if findings[index].short), None)
    where = _where(attempt)
    if at is not None:
        brief = findings[at].short
    elif findings:
        at = max((index for index, each in enumerate(findings) if each.cause), default=0)
        brief = clause(findings[at].says)
    else:
        at, brief = 0, None
    failing = f"{where} failed: {brief}" if brief else f"{where} failed"
    headline = f"The run is in progress; {failing}" if run.outcome == "running" else failing
    sentences = [each.says for each in findings[at:]]
    lead = f"{where} failed: {clause(sentences[0])}" if sentences else f"{where} failed"
    nearest = [fact for fact, each in zip(facts, findings, strict=True) if each.cause]
    return Ending(
        headline=cut(headline, HEADLINE),
        sentences=(lead, *sentences[1:]),
        facts=facts,
        cause=nearest[-1] if nearest else None,
    )


def _where(attempt: Attempt) -> str:
    if isinstance(attempt, ActionExecution):
        return place(attempt)
    provider = f" ({attempt.provider})" if attempt.provider else ""
    kinds = {"BEFORE_ENTRY": " on entry", "ON_SUCCESS": " on success", "ON_FAILURE": " on failure"}
    return f"{attempt.stage}: the rule {attempt.rule}{provider}{kinds.get(attempt.condition or '', '')}"


def _facts(found: Cause) -> Iterator[Fact]:
    if found.error:
        yield _fact("error", found.error)
    for each in found.details:
        yield _fact("detail", each)


def _fact(kind: str, finding: Finding) -> Fact:
    return Fact(kind=kind, text=finding.says, recorded=finding.recorded)


def _also(run: Run, failures: Failures) -> Iterator[Fact]:
    """What failed beside the culprit, and what had failed before it succeeded."""
    for attempt in run.also_failed:
        yield Fact(
            kind="beside", text=f"{place(attempt)} failed too{_why(run, attempt, failures)}", recorded=attempt.recorded
        )
    for attempt in run.flaky:
        told = f"{place(attempt)} had failed before it succeeded{_why(run, attempt, failures)}"
        yield Fact(kind="retry", text=told, recorded=attempt.recorded)


def _why(run: Run, attempt: ActionExecution, failures: Failures) -> str:
    """A failure beside the one that counts, in a clause: how it is told, and what is nearest to its cause."""
    findings = [each for each in cause(attempt, run.execution, failures).findings if each.cause]
    brief = next((each for each in reversed(findings) if each.short), None)
    told = dict.fromkeys(clause(each.says) for each in (brief, *findings[-1:]) if each)
    return f": {'; '.join(told)}" if told else ""


def _gaps(run: Run, attempt: Attempt | None, history: History | None) -> Iterator[Gap]:
    """What is missing of the run itself and of what failed in it."""
    concerned = {"", *(each.id for each in (attempt, *run.also_failed, *run.flaky) if each)}
    yield from (each for each in run.execution.gaps if each.of in concerned)
    if not run.execution.actions_recorded and history is not None:
        yield from (each for each in history.gaps if each.operation == ACTIONS)


def _unexplained(attempt: Attempt | None, run: Run, gaps: tuple[Gap, ...]) -> str:
    if gaps:
        return f"Why is not recorded: {_told(gaps)}"
    if attempt is not None and not any(each.of == attempt.id for each in run.execution.evidence):
        return "Why is not recorded: there is no evidence from the service that did the work"
    return "Why is not recorded"


def _told(gaps: tuple[Gap, ...]) -> str:
    return joined([_gap(each) for each in gaps])


def _gap(gap: Gap) -> str:
    allow = f" (the IAM action {gap.allow} would allow it)" if gap.allow else ""
    return f"{gap.operation} {REASONS.get(gap.reason, 'failed')}{allow}"


def _tail(attempt: Attempt | None, found: Cause) -> LogTail | None:
    if attempt is None or found.log is None:
        return None
    return LogTail(
        title=f"The log of {place(attempt)}",
        lines=found.log.lines,
        marked=found.log.marked,
        recorded=found.log.recorded,
    )
