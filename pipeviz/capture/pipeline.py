"""One pipeline: asks only what can have changed, and records it so that a kill at any moment loses nothing.

Before the first change pipeviz takes back its word that the record is complete, and gives it again at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeviz.capture import names
from pipeviz.capture.asking import Asking
from pipeviz.capture.call import Call, RefusedError
from pipeviz.capture.history import ACTIONS, GOING, RULES, RUNS, Known, Listing, Row, attempts, merged, runs
from pipeviz.capture.record import Record
from pipeviz.capture.starts import Starts
from pipeviz.capture.target import Options

_SETTLED = "Succeeded"


class PipelineCapture(Asking):
    """Brings the record of one pipeline up to date; `summary` is its row of `list-pipelines`."""

    def __init__(self, summary: Mapping[str, Any], call: Call, record: Record, options: Options) -> None:
        super().__init__(summary["name"], call, record)
        self.summary, self.options = summary, options

    def run(self, starts: Starts | None) -> None:
        """Asks and records everything but evidence; without `starts`, definitions alone."""
        renewed = not self._is_current()
        if renewed:
            self.definition()
        if starts is not None and self.options.executions != 0:
            moved = self._runs(renewed)
            if renewed or moved or "state" not in self.word.parts:
                self.state()
            if renewed or "starts" not in self.word.parts:
                self._starts(starts)
        if self.record.touched or self.word != self.record.word():
            self.record.say(self.word)

    def _is_current(self) -> bool:
        recorded = self.record.answer("get-pipeline")
        return (
            "definition" in self.word.parts
            and recorded.get("pipeline", {}).get("version") == self.summary.get("version")
            and recorded.get("metadata", {}).get("updated") == self.summary.get("updated")
        )

    def _runs(self, renewed: bool) -> bool:
        """New and changed runs with what ran in them; tells whether there were any."""
        recorded = {row[RUNS.id]: row for row in self.record.rows(RUNS.file, RUNS.key)}
        trusted = recorded if "runs" in self.word.parts else {}
        known = Known(trusted, self._watched(recorded), self.word.since, self.word.whole) if trusted else Known()
        moved = True
        with self.part("runs"):
            found = runs(self.call, self.name, known, self.options)
            changed = {row[RUNS.id] for row in found.changed}
            moved = bool(changed)
            rows = merged(recorded.values(), found.changed, changed)
            if moved:
                self._details(ACTIONS, found.changed, trusted)
            if moved or renewed:
                self.versions(self.record.rows(ACTIONS.file, ACTIONS.key))
            if moved or renewed or self.gaps_of("rules"):
                self._rules(found.changed, rows, trusted)
            if moved or RUNS.file not in self.record.names():
                self.record.keep(RUNS.file, {RUNS.key: rows})
            lacking = bool(self.gaps_of("runs"))
            self.word.since, self.word.whole = (None, False) if lacking else (found.since, found.whole)
        return moved

    def _details(self, listing: Listing, changed: list[Row], known: Mapping[str, Row]) -> None:
        try:
            news = list(attempts(self.call, self.name, listing, changed, known))
        except RefusedError as refused:
            self.lack(refused)
            return
        recorded = self.record.rows(listing.file, listing.key)
        rows = merged(recorded, news, {row[RUNS.id] for row in changed})
        self.record.keep(listing.file, {listing.key: rows})

    def _rules(self, changed: list[Row], rows: list[Row], known: Mapping[str, Row]) -> None:
        """What rules of conditions said, where there are conditions: of all runs when that is asked for the first time."""
        is_first = "rules" not in self.word.parts
        if (changed or is_first) and self.has_conditions():
            with self.part("rules"):
                self._details(RULES, rows if is_first else changed, {} if is_first else known)

    def _watched(self, recorded: Mapping[str, Row]) -> set[str]:
        """The runs that may go on although newer ones began: not ended, or the last one in a stage and not succeeded."""
        going = {key for key, row in recorded.items() if row["status"] in GOING}
        stages = self.record.answer("get-pipeline-state").get("stageStates", ())
        last = (each.get("latestExecution", {}) for each in stages)
        return going | {each["pipelineExecutionId"] for each in last if each and each.get("status") != _SETTLED}

    def _starts(self, starts: Starts) -> None:
        word = self.word
        arn = f"arn:{word.partition}:codepipeline:{word.region}:{word.account}:{self.name}"
        with self.part("starts"):
            found = {f"events.describe-rule.{names.safe(each['Name'])}": each for each in starts.rules(arn)}
            if hooks := starts.webhooks(self.name):
                found["list-webhooks"] = {"webhooks": hooks}
            kept = ("events.describe-rule.", "list-webhooks")
            self.record.drop({each for each in self.record.names() if each.startswith(kept)} - found.keys())
            for name, answer in found.items():
                self.record.keep(name, answer)
