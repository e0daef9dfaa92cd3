"""What asking about one pipeline has in common, for a fleet as for one run: definitions, state, and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pipeviz.capture.call import Call, RefusedError
from pipeviz.capture.history import Row
from pipeviz.capture.record import Record
from pipeviz.model.execution import Gap

PARTS = {
    "codepipeline:GetPipeline": "definition",
    "codepipeline:ListPipelineExecutions": "runs",
    "codepipeline:ListActionExecutions": "runs",
    "codepipeline:ListRuleExecutions": "rules",
    "codepipeline:GetPipelineExecution": "run",
    "codepipeline:GetPipelineState": "state",
    "codepipeline:ListWebhooks": "starts",
    "events:ListRuleNamesByTarget": "starts",
    "events:DescribeRule": "starts",
}
"""Which part of a record an operation is for."""


class Asking:
    """Asks about one pipeline and records what is answered.

    `word` is what will be vouched for, `lacks` what was refused this time.
    """

    def __init__(self, name: str, call: Call, record: Record) -> None:
        self.name, self.call, self.record = name, call, record
        self.word = record.word()
        self.word.pipeline = name
        self.lacks: list[Gap] = []

    def definition(self) -> None:
        """The current definition; the one that was current before stays as a version."""
        recorded = self.record.answer("get-pipeline")
        with self.part("definition"):
            answer = self.call("codepipeline:GetPipeline", {"name": self.name})
            old = recorded.get("pipeline", {}).get("version")
            if old is not None and old != answer["pipeline"].get("version"):
                self.record.keep(f"get-pipeline.v{old}", recorded)
            self.record.keep("get-pipeline", answer)

    def versions(self, attempts: Iterable[Row]) -> None:
        """The definitions that attempts ran with, unless they are recorded, or AWS no longer has them."""
        there = {each["pipeline"].get("version") for each in self.record.definitions()} | self.word.lost_versions
        ran = {row.get("pipelineVersion") for row in attempts}
        for version in sorted(each for each in ran - there if each is not None):
            try:
                answer = self.call("codepipeline:GetPipeline", {"name": self.name, "version": version})
                self.record.keep(f"get-pipeline.v{version}", answer)
            except RefusedError as refused:
                if refused.reason == "missing":
                    self.word.lost_versions.add(version)
                else:
                    self.word.parts.discard("definition")
                self.lack(refused)

    def has_conditions(self) -> bool:
        """Whether stages have conditions in some recorded version, so that rules may have run."""
        stages = [stage for each in self.record.definitions() for stage in each.get("pipeline", {}).get("stages", ())]
        kinds = ("beforeEntry", "onSuccess", "onFailure")
        return any(stage.get(kind, {}).get("conditions") for stage in stages for kind in kinds)

    def state(self) -> None:
        """The state of the stages now."""
        with self.part("state"):
            self.record.keep("get-pipeline-state", self.call("codepipeline:GetPipelineState", {"name": self.name}))

    @contextmanager
    def part(self, part: str) -> Iterator[None]:
        """Does one part anew: its gaps are forgotten, it is complete if there are no new ones."""
        self.word.parts.discard(part)
        lost = [gap for gap in self.gaps_of(part) if gap.reason != "missing"]
        self.word.gaps = [gap for gap in self.word.gaps if gap not in lost]
        try:
            yield
        except RefusedError as refused:
            self.lack(refused)
        if all(gap.reason == "missing" for gap in self.gaps_of(part)):
            self.word.parts.add(part)

    def gaps_of(self, part: str) -> list[Gap]:
        """What is lacking of a part."""
        return [gap for gap in self.word.gaps if not gap.of and PARTS.get(gap.operation) == part]

    def lack(self, refused: RefusedError) -> None:
        """Notes what was refused."""
        gap = gap_of(refused)
        self.lacks.append(gap)
        if gap not in self.word.gaps:
            self.word.gaps.append(gap)


def gap_of(refused: RefusedError) -> Gap:
    """What was refused, as the record says it."""
    allow = refused.operation if refused.reason == "denied" else None
    return Gap(operation=refused.operation, reason=refused.reason, detail=refused.detail, allow=allow)
