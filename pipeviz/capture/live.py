"""AWS right now → a recording in memory, no bigger than it has to be: for one run at three in the morning, or definitions.

What comes out is a mapping of paths to files as a recording on disk has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from threading import Event

from pipeviz.capture import names as paths
from pipeviz.capture.asking import Asking
from pipeviz.capture.call import RefusedError
from pipeviz.capture.connection import Connection, StoppedError
from pipeviz.capture.connections import Connections
from pipeviz.capture.door import Door
from pipeviz.capture.history import ACTIONS, GOING, PAGE, RULES, RUNS, Listing, Row, pages
from pipeviz.capture.login import Login, log_in
from pipeviz.capture.looking import Gather, failed_attempts, failure_of, look_up
from pipeviz.capture.pace import Tally
from pipeviz.capture.record import Record
from pipeviz.capture.recording import Captured, record
from pipeviz.capture.store import Memory
from pipeviz.capture.target import Options, Target
from pipeviz.errors import CaptureError
from pipeviz.redaction.keep import DEFAULT, Keep

LATEST, LAST_FAILED = "latest", "last-failed"

_RATE = 20.0
_PAGES = 5

Words = Callable[[str], None]
"""Is told what is being asked, in words."""


def recording(
    target: Target,
    executions: int = 0,
    *,
    account: str | None = None,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    gather: Gather | None = None,
    say: Words = lambda _: None,
) -> tuple[Memory, Captured]:
    """What a target wants, with the latest runs of each pipeline, and what was refused.

    Without `executions`, these are definitions, asked with ListPipelines and GetPipeline alone. `account` is the id of the
    account that an address names. Raises CaptureError where there is no definition at all.
    """
    login = _log_in(target, account)
    say(f"asking for {'runs' if executions else 'definitions'} in {', '.join(login.regions)}")
    memory = Memory()
    options = Options(executions=executions, rate=_RATE)
    return memory, record([login], memory, options, names=names, keep=keep, gather=gather)


def one(
    target: Target,
    pipeline: str,
    execution: str = LAST_FAILED,
    *,
    account: str | None = None,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    gather: Gather | None = None,
    say: Words = lambda _: None,
) -> Memory:
    """One run of a pipeline with all that explains it, and the last good run before it.

    `execution` is `latest`, `last-failed`, an id or its beginning. Where there is no such run, what there is comes back.
    What was refused is a gap in `capture.json`. Raises CaptureError where nothing could be asked.
    """
    login = _log_in(target, account)
    memory = Memory()
    door = Door(memory.accounts({**(names or {}), **login.named}), keep)
    connections = Connections([login], door, Options(rate=_RATE, workers=1), Tally(), Event())
    connection = connections.at(login, login.regions[0])
    try:
        asking = _One(connection, memory, pipeline, say)
        asking.run(execution, gather, connections, door)
    except StoppedError as error:
        raise CaptureError(
            connection.ended or f"{connection.region} is not enabled for {connection.account}"
        ) from error
    return memory


def _log_in(target: Target, account: str | None) -> Login:
    login = log_in(target)
    if account is not None and account != login.account:
        raise CaptureError(
            f"the pipeline is in account {account}, but these are credentials of {login.account}; "
            "name others with --profile or --role-arn"
        )
    return login


class _One(Asking):
    """Asks about one run, and about the pipeline as far as that is needed."""

    def __init__(self, connection: Connection, memory: Memory, pipeline: str, say: Words) -> None:
        folder = "/".join(paths.safe(each) for each in (connection.account, connection.region, pipeline))
        super().__init__(pipeline, connection, Record(memory, folder))
        self.word.account, self.word.region = connection.account, connection.region
        self.word.partition = connection.login.partition
        self._connection, self._where, self._say = connection, connection.place, say

    def run(self, execution: str, gather: Gather | None, connections: Connections, door: Door) -> None:
        self._say(f"asking for the runs of {self.name} in {self._where}")
        rows = self._rows(execution)
        self.record.keep(RUNS.file, {RUNS.key: rows})
        chosen = self._chosen(rows, execution)
        self._say("asking for the definition")
        self.definition()
        if chosen is not None:
            self._say(f"asking what ran in {chosen[RUNS.id]}")
            actions, rules = self._with_attempts(chosen, rows)
            failure = failure_of(self.record, chosen, actions, rules)
            if gather is not None and failure.failed:
                failed = (str(each.get("actionName") or each.get("ruleName")) for each in failure.failed)
                self._say(f"asking why {', '.join(failed)} failed")
                call_for = connections.call_for(self._connection)
                self.lacks += look_up(failure, self.word, gather, call_for, door.kept)
        self.record.say(self.word)

    def _rows(self, execution: str) -> list[Row]:
        """The latest runs; more of them only if the one that is wanted is not among them."""
        rows: list[Row] = []
        try:
            for page, _ in islice(pages(self.call, RUNS, {"pipelineName": self.name}, PAGE), _PAGES):
                rows += page
                if execution in (LATEST, LAST_FAILED) or any(row[RUNS.id].startswith(execution) for row in page):
                    break
        except RefusedError as refused:
            if refused.reason == "missing":
                raise CaptureError(f"there is no pipeline {self.name!r} in {self._where}") from refused
            raise CaptureError(f"{refused.operation} was {refused.reason}: {refused.detail}") from refused
        return rows

    def _chosen(self, rows: list[Row], execution: str) -> Row | None:
        if execution == LATEST:
            return rows[0] if rows else None
        if execution != LAST_FAILED:
            return next((row for row in rows if row[RUNS.id].startswith(execution)), None)
        failed = next((row for row in rows if row["status"] == "Failed"), None)
        newer = rows[: rows.index(failed)] if failed else rows
        return self._failed_while_going([row for row in newer if row["status"] in GOING]) or failed

    def _failed_while_going(self, going: list[Row]) -> Row | None:
        """The newest of the runs that have not ended in which something has failed already."""
        if not going:
            return None
        self._say("looking whether a run that is still going has failed already")
        try:
            recent, _ = next(pages(self.call, ACTIONS, {"pipelineName": self.name}, PAGE))
        except RefusedError:
            return None
        return next((run for run in going if failed_attempts(recent, run)), None)

    def _with_attempts(self, chosen: Row, rows: list[Row]) -> tuple[list[Row], list[Row]]:
        """What ran in a run, and what its rules said; with it all that these need to be understood."""
        key = chosen[RUNS.id]
        actions = self._attempts(ACTIONS, key)
        with self.part("run"):
            asked = {"pipelineName": self.name, "pipelineExecutionId": key}
            answer = self.call("codepipeline:GetPipelineExecution", asked)
            self.record.keep(f"get-pipeline-execution.{paths.safe(key)}", answer)
        if chosen["status"] in GOING:
            self.state()
        older = rows[rows.index(chosen) + 1 :]
        good = next((row for row in older if row["status"] == "Succeeded"), None)
        self.versions([*actions, *(self._attempts(ACTIONS, good[RUNS.id]) if good else [])])
        return actions, self._attempts(RULES, key) if self.has_conditions() else []

    def _attempts(self, listing: Listing, key: str) -> list[Row]:
        """What ran in one run, as an answer of its own: it says nothing of other runs."""
        found: list[Row] = []
        try:
            only = {"pipelineName": self.name, "filter": {"pipelineExecutionId": key}}
            for page, _ in pages(self.call, listing, only, PAGE):
                found += page
        except RefusedError as refused:
            self.lack(refused)
        self.record.keep(f"{listing.file}.{paths.safe(key)}", {listing.key: found})
        return found
