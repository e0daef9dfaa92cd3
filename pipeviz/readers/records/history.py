"""The answers that belong to one pipeline → its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from pipeviz.durations import epoch
from pipeviz.model import Pipeline
from pipeviz.model.execution import UNKNOWN, ActionExecution, Evidence, Execution, Gap, History, RuleExecution
from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, RULES, STATE
from pipeviz.readers.records import gaps
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.attempts import actions, rules
from pipeviz.readers.records.evidence import evidence
from pipeviz.readers.records.executions import completed, execution, merged, summaries
from pipeviz.readers.records.listing import Listing, listed
from pipeviz.readers.records.state import last_runs, newest, state
from pipeviz.readers.records.values import time

Attempt = TypeVar("Attempt", ActionExecution, RuleExecution)


class Found(NamedTuple):
    """All that the files of one pipeline hold: answers, runs that events tell of, definitions by version, `capture.json`.

    `gaps` are what could not be read of them.
    """

    answers: Sequence[Answer]
    events: tuple[Execution, ...] = ()
    definitions: Mapping[int, Pipeline] = {}
    capture: Mapping[str, Any] = {}
    gaps: tuple[Gap, ...] = ()

    def of(self, operation: str) -> list[Answer]:
        """The answers to one operation about this pipeline; evidence may tell of the runs of another one."""
        return [each for each in self.answers if each.operation == operation and each.folder is None]


def history(pipeline: Pipeline, found: Found) -> History:
    """The runs that answers tell of, newest start first."""
    runs = _runs(pipeline, found)
    for each in found.events:
        runs[each.id] = completed(runs[each.id], each) if each.id in runs else each
    latest = newest(found.of(STATE))
    for each in last_runs(latest, pipeline) if latest else ():
        runs[each.id] = _with_state(runs.get(each.id), each)
    proofs: dict[str | None, list[Evidence]] = defaultdict(list)
    for run, proof in evidence(found.answers, tuple(runs.values())):
        proofs[run].append(proof)
    noted = (*gaps.captured(dict(found.capture)), *found.gaps)
    missing: dict[str, list[Gap]] = defaultdict(list)
    for gap in noted:
        missing[gap.of].append(gap)
    whole = [_with_evidence(each, proofs[each.id], missing) for each in runs.values()]
    return History(
        key=pipeline.key,
        executions=tuple(sorted(whole, key=_began, reverse=True)),
        definitions={version: replace(each, key=pipeline.key) for version, each in found.definitions.items()},
        state=state(latest, pipeline) if latest else (),
        captured=time(found.capture.get("captured")),
        gaps=(*(gap for _, gap in gaps.cut(found.answers)), *(each for each in noted if not each.of)),
        evidence=tuple(proofs[None]),
    )


def _runs(pipeline: Pipeline, found: Found) -> dict[str, Execution]:
    """The runs by id, each with its attempts at actions and its checks of rules."""
    attempts = _by_run(pair for each in found.of(ACTIONS) for pair in actions(each))
    checks = _by_run(pair for each in found.of(RULES) for pair in rules(each, pipeline))
    runs = merged(
        (each for answer in found.of(EXECUTIONS) for each in summaries(answer)),
        (execution(each, pipeline) for each in found.of(EXECUTION)),
    )
    for run in (*attempts, *checks):
        runs.setdefault(run, Execution(id=run, status=UNKNOWN))
    listing = listed(found.of(ACTIONS), found.capture)
    return {
        run: _with_attempts(each, attempts.get(run, []), checks.get(run, []), listing) for run, each in runs.items()
    }


def _by_run(pairs: Iterable[tuple[str, Attempt]]) -> dict[str, list[Attempt]]:
    """The attempts of every run; of one that was recorded twice, what is known last."""
    found: dict[str, dict[object, Attempt]] = defaultdict(dict)
    for run, each in pairs:
        known = found[run].get(_identity(each))
        if known is None or _changed(each) >= _changed(known):
            found[run][_identity(each)] = each
    return {run: list(inside.values()) for run, inside in found.items()}


def _identity(each: ActionExecution | RuleExecution) -> object:
    """Its id; early attempts have none."""
    name = each.action if isinstance(each, ActionExecution) else each.rule
    return each.id or (each.stage, name, each.started)


def _with_attempts(
    run: Execution, attempts: list[ActionExecution], checks: list[RuleExecution], listing: Listing
) -> Execution:
    versions = ({each.version for each in attempts} | {each.version for each in checks}) - {None}
    return replace(
        run,
        version=versions.pop() if run.version is None and len(versions) == 1 else run.version,
        actions=tuple(sorted(attempts, key=_began)),
        actions_recorded=bool(attempts) or listing.covers(run),
        rules=tuple(sorted(checks, key=_began)),
        gaps=listing.gaps.get(run.id, ()),
    )


def _with_state(run: Execution | None, latest: Execution) -> Execution:
    """A run with what the state of the pipeline knows of it and no other record does."""
    if run is None:
        return latest
    known = run if run.actions else replace(run, actions=latest.actions)
    return replace(known, status=latest.status) if run.status == UNKNOWN else known


def _with_evidence(run: Execution, proofs: Iterable[Evidence], missing: Mapping[str, Sequence[Gap]]) -> Execution:
    """A run with its evidence, and with what is `missing` of it or of its attempts."""
    ids = dict.fromkeys((run.id, *(each.id for each in run.actions), *(each.id for each in run.rules)))
    noted = (gap for own in ids for gap in missing.get(own, ()))
    return replace(run, evidence=tuple(proofs), gaps=(*run.gaps, *noted))


def _began(each: Execution | ActionExecution | RuleExecution) -> float:
    if isinstance(each, Execution) and each.started is None:
        return min((attempt.started.timestamp() for attempt in each.actions if attempt.started), default=0.0)
    return epoch(each.started, inf)


def _changed(each: ActionExecution | RuleExecution) -> float:
    return epoch(each.updated, 0.0)
