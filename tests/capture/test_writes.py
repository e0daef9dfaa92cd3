"""Killed at any write, in memory: what is left is never more than what is true, and the next capture completes it."""

from __future__ import annotations

import itertools

import pytest

from pipeviz.capture.login import log_in
from pipeviz.capture.recording import record
from pipeviz.capture.store import Memory
from pipeviz.capture.target import Options, Target
from tests.aws import builders
from tests.aws.client import serving
from tests.aws.faults import Faults
from tests.aws.world import HOME, World
from tests.capture.recordings import without_times

ACTIONS = "codepipeline:ListActionExecutions"


class Killed(BaseException):
    """As if the process ended here."""


class Mortal(Memory):
    """A recording whose process is killed at a write."""

    def __init__(self, files: dict[str, bytes], at: int) -> None:
        super().__init__(files)
        self.left = at

    def write(self, path: str, data: bytes) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed
        super().write(path, data)


def before() -> World:
    """A pipeline with conditions that has failed once."""
    orders = builders.pipeline("orders", "Failed", *["Succeeded"] * 60)
    orders.versions[1] = builders.definition("orders", conditions=True)
    return builders.world(orders)


def after() -> World:
    """The same pipeline later: the failed run was retried, the definition changed, and it ran twice more."""
    world = before()
    orders = world[HOME].pipelines["orders"]
    builders.retry(orders, orders.executions[-1]["pipelineExecutionId"], "Failed", hours=61)
    builders.run(orders, "Succeeded")
    orders.versions[2] = builders.definition("orders", version=2, conditions=True)
    builders.run(orders, "Failed")
    return world


@pytest.mark.parametrize(
    "denied", [set(), {ACTIONS}, {"codepipeline:ListRuleExecutions"}], ids=["", "actions", "rules"]
)
@pytest.mark.parametrize("known", [False, True], ids=["first time", "second time"])
def test_killed_at_any_write(monkeypatch: pytest.MonkeyPatch, known: bool, denied: set[str]) -> None:
    options = Options(workers=1)
    start, whole = Memory(), Memory()
    with serving(monkeypatch, before()) as aws:
        if known:
            record([log_in(Target())], start, options)
        record([log_in(Target())], whole, options)
        aws.world = after()
        record([log_in(Target())], whole, options)
        for at in itertools.count():
            mortal = Mortal(start, at)
            aws.faults = Faults(denied=denied)
            try:
                record([log_in(Target())], mortal, options)
            except Killed:
                aws.faults = Faults()
                memory = Memory(mortal)
                record([log_in(Target())], memory, options)
                assert without_times(memory) == without_times(whole), f"killed at write {at}"
            else:
                assert at > 3
                return
