"""The answers that belong to one pipeline → its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from pipeviz.model import Pipeline
from pipeviz.model.execution import ActionExecution, Evidence, Execution, History, RuleExecution
from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, RULES
from pipeviz.providers import Catalogue
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.attempts import UNKNOWN, actions, rules
from pipeviz.readers.records.evidence import evidence
from pipeviz.readers.records.executions import execution, merged, summaries

Attempt = TypeVar("Attempt", ActionExecution, RuleExecution)


class Answers(NamedTuple):
    """Answers by operation."""

    all: Sequence[Answer]

    def of(self, operation: str) -> list[Answer]:
        """Those of one operation."""
        return [each for each in self.all if each.operation == operation]


def history(pipeline: Pipeline, found: Sequence[Answer], catalogue: Catalogue) -> History:
    """The runs that answers tell of, newest start first."""
    answers = Answers(found)
    attempts = _by_run(pair for each in answers.of(ACTIONS) for pair in actions(each, catalogue))
    checks = _by_run(pair for each in answers.of(RULES) for pair in rules(each, pipeline, catalogue))
    runs = merged(
        (each for answer in answers.of(EXECUTIONS) for each in summaries(answer)),
        (execution(each, pipeline) for each in answers.of(EXECUTION)),
    )
    for run in (*attempts, *checks):
        runs.setdefault(run, Execution(id=run, status=UNKNOWN))
    proofs = list(evidence(found, (*_ids(attempts), *_ids(checks))))
    whole = [_whole(each, attempts.get(each.id, []), checks.get(each.id, []), proofs) for each in runs.values()]
    return History(key=pipeline.key, executions=tuple(sorted(whole, key=_began, reverse=True)))


def _by_run(pairs: Iterable[tuple[str, Attempt]]) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = defaultdict(list)
    for run, each in pairs:
        found[run].append(each)
    return dict(found)


def _ids(found: dict[str, list[Attempt]]) -> list[str]:
    return [each.id for inside in found.values() for each in inside]


def _whole(
    run: Execution, attempts: list[ActionExecution], checks: list[RuleExecution], proofs: list[Evidence]
) -> Execution:
    versions = {
        version for version in (*(each.version for each in attempts), *(each.version for each in checks)) if version
    }
    ids = {each.id for each in attempts} | {each.id for each in checks}
    return replace(
        run,
        version=run.version if run.version is not None or len(versions) != 1 else versions.pop(),
        actions=tuple(sorted(attempts, key=_began)),
        actions_recorded=bool(attempts),
        rules=tuple(sorted(checks, key=_began)),
        evidence=tuple(each for each in proofs if each.of in ids),
    )


def _began(each: Execution | ActionExecution | RuleExecution) -> float:
    if isinstance(each, Execution) and each.started is None:
        return min((attempt.started.timestamp() for attempt in each.actions if attempt.started), default=0.0)
    return each.started.timestamp() if each.started else float("inf")
