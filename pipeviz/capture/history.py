"""The runs of a pipeline and what ran in them, asked with as few calls as can be, and joined with what is recorded.

AWS lists both newest start first, by the hundred. A retried run keeps its place and its id, so one that is recorded as
failed is compared each time, for as long as AWS would still retry it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from pipeviz.capture.call import Call
from pipeviz.capture.target import Options

Row = dict[str, Any]

PAGE = 100
GOING = ("InProgress", "Stopping")
"""The statuses of runs that have not ended."""


class Listing(NamedTuple):
    """A list of what ran: the operation, where its answer has the rows, what tells rows apart, and the recorded file."""

    operation: str
    key: str
    id: str
    file: str


RUNS = Listing(
    "codepipeline:ListPipelineExecutions",
    "pipelineExecutionSummaries",
    "pipelineExecutionId",
    "list-pipeline-executions",
)
ACTIONS = Listing(
    "codepipeline:ListActionExecutions", "actionExecutionDetails", "actionExecutionId", "list-action-executions"
)
RULES = Listing("codepipeline:ListRuleExecutions", "ruleExecutionDetails", "ruleExecutionId", "list-rule-executions")


class Known(NamedTuple):
    """What is recorded: the runs, which of them may change although they are old, and since when there are all."""

    runs: Mapping[str, Row] = {}
    watched: Collection[str] = ()
    since: str | None = None
    whole: bool = False


class Runs(NamedTuple):
    """Those that were found new or changed, newest first; since when all are known, and whether all that AWS had."""

    changed: list[Row]
    since: str | None
    whole: bool


def runs(call: Call, pipeline: str, known: Known, options: Options) -> Runs:
    """What is new among the runs, as far back as the options ask."""
    changed: list[Row] = []
    waiting = set(known.watched) & known.runs.keys()
    seen, oldest, joins = 0, None, False
    limit = options.executions
    size = PAGE if known.runs or limit is None else min(PAGE, limit)
    for page, is_last in pages(call, RUNS, {"pipelineName": pipeline}, size):
        inside = [row for at, row in enumerate(page, seen) if _is_wanted(row, at, options)]
        kept = [*inside, *(row for row in page[len(inside) :] if row[RUNS.id] in known.runs)]
        news = [row for row in kept if has_changed(row, known.runs.get(row[RUNS.id]))]
        changed += news
        seen += len(page)
        waiting -= {row[RUNS.id] for row in page}
        joins = joins or any(_is_covered(row, known) for row in page)
        oldest = next((row["startTime"] for row in reversed(inside) if row.get("startTime")), oldest)
        enough = len(inside) < len(page) or (limit is not None and seen >= limit)
        if is_last and len(inside) == len(page):
            return Runs(changed, oldest, whole=True)
        if not news and not waiting and _reaches(known, options):
            return Runs(changed, known.since, known.whole)
        if is_last or (enough and not waiting):
            break
    since = min(filter(None, (oldest, known.since)), default=None) if joins else oldest
    return Runs(changed, since, whole=joins and known.whole)


def attempts(call: Call, pipeline: str, listing: Listing, changed: list[Row], known: Collection[str]) -> Iterator[Row]:
    """What ran in the changed runs, each row once: unfiltered back to the oldest new run, and older ones by themselves."""
    ids = {run[RUNS.id] for run in changed}
    fresh = [run for run in changed if run[RUNS.id] not in known]
    oldest = min((run.get("startTime") or "" for run in fresh), default=None)
    seen: set[str] = set()
    if oldest is not None:
        for page, _ in pages(call, listing, {"pipelineName": pipeline}, PAGE):
            yield from _once((row for row in page if row[RUNS.id] in ids), listing, seen)
            if page and (page[-1].get("startTime") or oldest) < oldest:
                break
    for run in changed:
        if oldest is None or (run.get("startTime") or "") < oldest:
            only = {"pipelineName": pipeline, "filter": {"pipelineExecutionId": run[RUNS.id]}}
            for page, _ in pages(call, listing, only, PAGE):
                yield from _once(page, listing, seen)


def merged(recorded: Iterable[Row], news: Iterable[Row], replaced: Collection[str]) -> list[Row]:
    """Recorded rows but those of replaced runs, and the new ones; newest start first."""
    rows = [*news, *(row for row in recorded if row[RUNS.id] not in replaced)]
    return sorted(rows, key=lambda row: row.get("startTime") or "", reverse=True)


def pages(call: Call, listing: Listing, params: Mapping[str, Any], size: int) -> Iterator[tuple[list[Row], bool]]:
    """The pages of a list, and whether each is the last."""
    more: dict[str, Any] = {}
    while True:
        answer = call(listing.operation, {**params, "maxResults": size, **more})
        token = answer.get("nextToken")
        yield answer.get(listing.key, []), not token
        if not token:
            return
        more = {"nextToken": token}


def has_changed(row: Row, recorded: Row | None) -> bool:
    """Whether a run has to be looked at anew: it is new, something has changed, or it is still going."""
    if recorded is None or recorded["status"] in GOING:
        return True
    return any(row.get(key) != recorded.get(key) for key in ("status", "lastUpdateTime"))


def time_of(text: str | None) -> datetime | None:
    """A recorded time."""
    return datetime.fromisoformat(text) if text else None


def _is_wanted(row: Row, number: int, options: Options) -> bool:
    started = time_of(row.get("startTime"))
    is_recent = options.since is None or started is None or started >= options.since
    return is_recent and (options.executions is None or number < options.executions)


def _is_covered(row: Row, known: Known) -> bool:
    """Whether all that began after this run is recorded, or was just asked for."""
    return row[RUNS.id] in known.runs and (known.whole or (row.get("startTime") or "") >= (known.since or "9"))


def _reaches(known: Known, options: Options) -> bool:
    """Whether the record goes back as far as is asked for."""
    if known.whole or known.since is None:
        return known.whole
    if options.since is not None and datetime.fromisoformat(known.since) <= options.since:
        return True
    complete = sum((run.get("startTime") or "") >= known.since for run in known.runs.values())
    return options.executions is not None and complete >= options.executions


def _once(rows: Iterable[Row], listing: Listing, seen: set[str]) -> Iterator[Row]:
    for row in rows:
        key = (
            row.get(listing.id)
            or f"{row[RUNS.id]} {row.get('stageName')} {row.get('actionName')} {row.get('startTime')}"
        )
        if key not in seen:
            seen.add(key)
            yield row
