"""A failed attempt and the evidence for it → what is recorded of why it failed, nearer and nearer to the cause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from pipeviz.analysis.log_lines import explaining, window
from pipeviz.analysis.scope import Attempt, Scope, during, groups, matched, plain, scope, search
from pipeviz.analysis.wording import fill, names, text
from pipeviz.model.execution import ActionExecution, Evidence, Execution
from pipeviz.providers.failures import Failure, Failures, Reading, Wording

_MARK = "The first line of the recorded log that reports an error is “{line}”"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is recorded of a failure: a sentence, a clause for the headline, and if it can pass for the cause."""

    says: str
    short: str | None = None
    cause: bool = True
    recorded: str | None = None


class Log(Struct, frozen=True, kw_only=True):
    """The lines of a log that are worth showing; `marked` is the index of the one that explains."""

    lines: tuple[str, ...]
    marked: int | None = None
    recorded: str | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """What CodePipeline says of the failed attempt, what its service says, and the end of the log."""

    error: Finding | None = None
    details: tuple[Finding, ...] = ()
    log: Log | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that is recorded, the nearest to the cause last."""
        return self.details if self.error is None else (self.error, *self.details)


def cause(attempt: Attempt, execution: Execution, failures: Failures) -> Cause:
    """What is recorded of why an attempt failed."""
    failure = failure_of(attempt, failures)
    evidence = tuple(each for each in execution.evidence if attempt.id and each.of == attempt.id)
    known = scope(attempt, execution, failure, evidence)
    error = _error(attempt, failure, known)
    said = [attempt.error_message or "", attempt.external_summary or "", error.says if error else ""]
    details = list(_details(attempt, failure, known, evidence, said))
    log = _log(failure, known, evidence)
    if log and log.marked is not None:
        details += _marked(log, log.lines[log.marked], said)
    return Cause(error=error, details=tuple(details), log=log)


def failure_of(attempt: Attempt, failures: Failures) -> Failure:
    """What is known of the failures of an attempt's provider."""
    return failures.action(attempt.type) if isinstance(attempt, ActionExecution) else failures.rule(attempt.provider)


def _error(attempt: Attempt, failure: Failure, known: Scope) -> Finding | None:
    messages = list(dict.fromkeys(filter(None, (attempt.error_message, attempt.external_summary))))
    base = _base(attempt, known)
    for meaning in failure.messages:
        if meaning.when is not None and not search(meaning.when, known):
            continue
        for message in messages if meaning.pattern else [""]:
            if meaning.pattern and not matched(meaning.pattern, message):
                continue
            values = base | (groups(meaning.pattern, message) if meaning.pattern else {})
            finding = _finding(meaning, values, attempt.recorded)
            if finding:
                return finding
    if messages:
        code = text(attempt.error_code)
        says = (
            f"CodePipeline recorded {code}: “{text(messages[0])}”"
            if code
            else f"CodePipeline recorded “{text(messages[0])}”"
        )
        return Finding(says=says, recorded=attempt.recorded)
    if attempt.error_code:
        return Finding(
            says=f"CodePipeline recorded only the code {text(attempt.error_code)}",
            cause=False,
            recorded=attempt.recorded,
        )
    return None


def _details(
    attempt: Attempt, failure: Failure, known: Scope, evidence: Iterable[Evidence], said: list[str]
) -> Iterator[Finding]:
    answers = list(evidence)
    base = _base(attempt, known)
    for reading in failure.read:
        for each in answers:
            if each.operation == reading.operation:
                for item in _items(reading, attempt, known | {"answer": plain(each.answer)}):
                    finding = _finding(reading, base | item, each.recorded or each.operation)
                    if finding and not _known(reading, base | item, finding, said):
                        yield finding
                    said += [finding.says, *_texts(item)] if finding else []


def _items(reading: Reading, attempt: Attempt, known: Scope) -> Iterator[dict[str, Any]]:
    left = reading.limit
    for item in search(reading.facts, known) or ():
        if left == 0:
            return
        if not isinstance(item, dict) or (reading.during and not during(attempt, item.get(reading.during))):
            continue
        found = {name: groups(pattern, item.get(name)) for name, pattern in reading.match.items()}
        if all(matched(pattern, item.get(name)) for name, pattern in reading.match.items()):
            left -= 1
            yield item | {key: value for each in found.values() for key, value in each.items()}


def _finding(wording: Wording, values: Mapping[str, Any], recorded: str | None) -> Finding | None:
    says = fill(wording.says, values)
    if says is None:
        return None
    return Finding(says=says, short=fill(wording.short, values), cause=wording.cause, recorded=recorded)


def _known(wording: Wording, values: Mapping[str, Any], finding: Finding, said: list[str]) -> bool:
    """Whether a finding says nothing that was not said already."""
    everything = " ".join(text(each) for each in said)
    used = [text(values.get(name)) for name in names(wording.says)]
    repeated = [re.search(rf"(?<!\w){re.escape(value)}(?!\w)", everything) for value in used if value]
    return finding.says in said or (bool(repeated) and all(repeated))


def _texts(item: Mapping[str, Any]) -> list[str]:
    return [text(value) for value in item.values()]


def _base(attempt: Attempt, known: Scope) -> dict[str, Any]:
    """What every sentence may name: configuration, what was found, and the attempt itself."""
    return {
        **attempt.configuration,
        **known["found"],
        "message": attempt.error_message,
        "error_code": attempt.error_code,
        "provider": _provider(attempt),
        "summary": attempt.external_summary,
        "region": attempt.region,
    }


def _provider(attempt: Attempt) -> str | None:
    if isinstance(attempt, ActionExecution):
        return attempt.type.provider if attempt.type else None
    return attempt.provider


def _log(failure: Failure, known: Scope, evidence: Iterable[Evidence]) -> Log | None:
    """The log that tells most: the first with a line that explains, else the last that there is."""
    logs = list(_logs(failure, known, evidence))
    return next((log for log in logs if log.marked is not None), logs[-1] if logs else None)


def _logs(failure: Failure, known: Scope, evidence: Iterable[Evidence]) -> Iterator[Log]:
    answers = list(evidence)
    for tail in failure.tails:
        for each in answers:
            if each.operation == tail.operation:
                found = search(tail.lines, known | {"answer": plain(each.answer)}) or []
                lines = [line for part in found if isinstance(part, str) for line in part.rstrip().splitlines() or [""]]
                kept = [lines[index] for index in window(lines)]
                if any(line.strip() for line in kept):
                    yield Log(lines=tuple(kept), marked=explaining(kept), recorded=each.recorded or each.operation)


def _marked(log: Log, explains: str, said: Iterable[str]) -> Iterator[Finding]:
    line = text(explains)
    if line not in " ".join(text(each) for each in said):
        says = fill(_MARK, {"line": line})
        if says:
            yield Finding(says=says, recorded=log.recorded)
