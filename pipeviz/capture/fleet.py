"""All pipelines of one account and region: history first, some at a time, and right after it what their failures were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from pipeviz.capture import names
from pipeviz.capture.call import Call
from pipeviz.capture.connection import Connection, StoppedError
from pipeviz.capture.door import Door
from pipeviz.capture.looking import CallFor, Failure, Gather, failures, look_up, with_builds
from pipeviz.capture.pipeline import PipelineCapture
from pipeviz.capture.record import Record
from pipeviz.capture.starts import Starts
from pipeviz.capture.store import Store
from pipeviz.capture.target import Options, Target

AT_ONCE = 100
"""Pipelines between two rounds of looking failures up: evidence does not last, and builds are asked by the hundred."""

Report = Callable[[PipelineCapture], None]
"""Is told of a pipeline."""


def listed(call: Call) -> Iterator[dict[str, Any]]:
    """The rows of `list-pipelines`. Raises RefusedError."""
    more: dict[str, Any] = {}
    while True:
        answer = call("codepipeline:ListPipelines", {"maxResults": 1000, **more})
        yield from answer.get("pipelines", ())
        if not answer.get("nextToken"):
            return
        more = {"nextToken": answer["nextToken"]}


class Fleet:
    """What is to be captured in one account and region."""

    def __init__(self, connection: Connection, target: Target, store: Store, options: Options, door: Door) -> None:
        self.connection, self.store, self.options, self._door = connection, store, options, door
        self.available = list(listed(connection))
        self.chosen = [each for each in self.available if target.wants(each["name"])]
        self._base = f"{names.safe(connection.account)}/{names.safe(connection.region)}"
        self._folders = names.folders([each["name"] for each in self.chosen], store.names(self._base))

    def capture(self, gather: Gather | None, call_for: CallFor, progress: Report, lacking: Report) -> None:
        """Brings every record up to date. Raises StoppedError where that could not be finished."""
        starts = None if self.options.executions == 0 else Starts(self.connection)

        def history(summary: dict[str, Any]) -> PipelineCapture | None:
            capture = self._history(summary, starts)
            if capture is not None:
                progress(capture)
            return capture

        with ThreadPoolExecutor(self.options.workers) as pool:
            for some in _in_lots(self.chosen, AT_ONCE):
                tried = list(pool.map(history, some))
                done = [each for each in tried if each is not None]
                try:
                    if gather is not None and starts is not None and self.options.evidence:
                        self._evidence(done, gather, call_for, pool)
                finally:
                    for each in done:
                        lacking(each)
                if len(done) < len(tried):
                    raise StoppedError

    def _history(self, summary: dict[str, Any], starts: Starts | None) -> PipelineCapture | None:
        record = Record(self.store, f"{self._base}/{self._folders[summary['name']]}")
        self._set_aside(record, summary)
        capture = PipelineCapture(summary, self.connection, record, self.options)
        capture.word.pipeline, capture.word.region = summary["name"], self.connection.region
        capture.word.account, capture.word.partition = self.connection.account, self.connection.login.partition
        try:
            capture.run(starts)
        except StoppedError:
            return None
        return capture

    def _set_aside(self, record: Record, summary: dict[str, Any]) -> None:
        """A pipeline that was deleted and made anew counts its versions from 1 again: its former life is kept apart."""
        created = record.answer("get-pipeline").get("metadata", {}).get("created")
        if created and summary.get("created") and created != summary["created"]:
            until = re.sub(r"\W", "", summary["created"])
            self.store.rename(record.folder, f"{record.folder}~until-{until}")

    def _evidence(
        self, done: Iterable[PipelineCapture], gather: Gather, call_for: CallFor, pool: ThreadPoolExecutor
    ) -> None:
        work = [(each, list(failures(each.record, each.word, self.options.evidence))) for each in done]
        asking = with_builds((failure for _, found in work for failure in found), call_for)

        def look(capture: PipelineCapture, found: Sequence[Failure]) -> None:
            for failure in found:
                capture.lacks += look_up(failure, capture.word, gather, asking, self._door.kept)
            capture.record.say(capture.word)

        list(pool.map(lambda pair: look(*pair), [pair for pair in work if pair[1]]))


def _in_lots(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
