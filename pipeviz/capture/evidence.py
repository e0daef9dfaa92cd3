"""A failed attempt → what its service says of it, while it still says it.

Whom to ask is data: `ask` of the entries in `pipeviz/providers/data/failures`. The account and the region are those of the
action. https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeviz.analysis.cause import failure_of
from pipeviz.analysis.log_lines import window
from pipeviz.analysis.scope import Attempt, Scope, during, groups, matched, plain, scope, search
from pipeviz.capture.call import Call, RefusedError
from pipeviz.model.execution import Evidence, Execution, Gap
from pipeviz.providers.failures import Failures, Question

CallFor = Callable[[str | None, str | None], Call]
"""Gives what asks in a region with a role; None means the pipeline's own."""

LIMIT = 9
"""So many calls are made for one attempt at most."""

_ENOUGH = f"{LIMIT} calls were made for it already"


def gather(
    attempt: Attempt, execution: Execution, call_for: CallFor, failures: Failures | None = None
) -> tuple[tuple[Evidence, ...], tuple[Gap, ...]]:
    """The answers that explain an attempt, in the order in which they were asked for, and what was refused.

    Raises nothing that a service can cause.
    """
    failure = failure_of(attempt, failures or Failures())
    asking = _Asking(attempt, call_for, scope(attempt, execution, failure))
    for question in failure.ask:
        asking.ask(question)
    return tuple(asking.evidence), tuple(asking.gaps)


class _Asking:
    """What was asked for one attempt so far."""

    def __init__(self, attempt: Attempt, call_for: CallFor, known: Scope) -> None:
        self.evidence: list[Evidence] = []
        self.gaps: list[Gap] = []
        self._attempt, self._call_for, self._known = attempt, call_for, known
        self._asked: set[str] = set()
        self._calls = 0

    def ask(self, question: Question) -> None:
        """Asks a question as often as its items want it, and none twice."""
        if question.when is not None and not search(question.when, self._known):
            return
        for _ in range(question.limit):
            wanted = next((each for each in self._wanted(question) if _key(question, each) not in self._asked), None)
            if wanted is None:
                return
            self._asked.add(_key(question, wanted))
            self._answered(question, wanted)

    def _wanted(self, question: Question) -> Iterator[Scope]:
        """What is known for each time that a question wants to be asked."""
        if question.each is None:
            yield self._known
            return
        for each in search(question.each, self._known) or ():
            item = _item(question, each, self._attempt)
            if item is not None:
                yield self._known | {"item": item}

    def _answered(self, question: Question, known: Scope) -> None:
        """Asks, and asks otherwise where there is no answer or not enough of it; only then it is a gap."""
        refused: list[Gap] = []
        asked: Question | None = question
        while asked is not None:
            answer = self._call(asked, _filled(asked.parameters, known), refused)
            if answer is not None:
                kept = _kept(asked, answer)
                self._known["answers"].setdefault(asked.call, []).append(plain(kept))
                self.evidence.append(Evidence(operation=asked.call, answer=kept, of=self._attempt.id))
                if asked.enough is None or search(asked.enough, {"answer": plain(kept)}):
                    return
            asked = asked.otherwise
        self.gaps += refused

    def _call(self, question: Question, parameters: dict[str, Any], refused: list[Gap]) -> dict[str, Any] | None:
        """One answer; None if there was nothing to ask for, too much was asked already, or the call was refused."""
        if parameters.keys() != question.parameters.keys():
            return None
        if self._calls == LIMIT:
            refused.append(Gap(operation=question.call, reason="cut", detail=_ENOUGH, of=self._attempt.id))
            return None
        self._calls += 1
        own = question.account == "pipeline"
        try:
            call = self._call_for(*((None, None) if own else (self._attempt.region, self._attempt.role_arn)))
            return call(question.call, parameters)
        except RefusedError as error:
            refused.append(self._gap(error))
            return None

    def _gap(self, refused: RefusedError) -> Gap:
        operation = refused.operation
        allow = operation if refused.reason == "denied" else None
        return Gap(operation=operation, reason=refused.reason, detail=refused.detail, allow=allow, of=self._attempt.id)


def _key(question: Question, known: Scope) -> str:
    return f"{question.call} {json.dumps(_filled(question.parameters, known), sort_keys=True, default=str)}"


def _filled(parameters: Any, known: Scope) -> Any:
    """Parameters with their expressions evaluated; what has no value is left out."""
    if isinstance(parameters, str):
        return search(parameters, known)
    if isinstance(parameters, Mapping):
        filled = {name: _filled(value, known) for name, value in parameters.items()}
        return {name: value for name, value in filled.items() if value is not None}
    if isinstance(parameters, Sequence):
        return [_filled(each, known) for each in parameters]
    return parameters


def _item(question: Question, item: Any, attempt: Attempt) -> Any:
    """An item with what was taken out of its texts; None if it does not fit or is of another time."""
    if not isinstance(item, dict):
        return item
    if question.during and not during(attempt, item.get(question.during)):
        return None
    if not all(matched(pattern, item.get(name)) for name, pattern in question.match.items()):
        return None
    found = [groups(pattern, item.get(name)) for name, pattern in question.match.items()]
    return item | {key: value for each in found for key, value in each.items()}


def _kept(question: Question, answer: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an answer: of a log only the lines that are worth it."""
    events = answer.get("events")
    if not question.call.startswith("logs:") or not isinstance(events, list):
        return answer
    lines = [str(each.get("message", "")).rstrip() for each in events]
    return answer | {"events": [events[index] for index in window(lines)]}
