from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pipeviz.analysis.run import Run, run
from pipeviz.analysis.waiting import Span, waits
from pipeviz.model import Transition
from pipeviz.model.execution import ActionExecution, RuleExecution
from tests.runs import NOON, at, attempt, execution, pipeline

PIPELINE = pipeline(
    ("Source", [("App", "Source/AWS/S3")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild"), ("Lint", "Test/AWS/CodeBuild")]),
    ("Release", [("Approve", "Approval/AWS/Manual"), ("Deploy", "Deploy/AWS/ECS", 2)]),
)


def ran(status: str, *attempts: ActionExecution, **fields: object) -> Run:
    return run(execution(status, *attempts, **fields), PIPELINE)


def waiting(run: Run) -> list[Span]:
    return [span for span in waits(run).spans if span.waiting]


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def test_actions_work_and_what_runs_at_once_counts_once() -> None:
    time = waits(
        ran("Succeeded", attempt("Build", "Compile", "Succeeded", 0, 60), attempt("Build", "Lint", "Succeeded", 30, 90))
    )
    assert time.working == seconds(90)
    assert time.waiting == seconds(0)
    assert time.unknown == 0


def test_an_approval_waits_for_who_decided() -> None:
    decided = attempt("Release", "Approve", "Succeeded", 10, 7210, updated_by="ada")
    time = waits(ran("Succeeded", decided, attempt("Release", "Deploy", "Succeeded", 7210, 7270)))
    (span,) = [each for each in time.spans if each.kind == "approval"]
    assert (span.start, span.end, span.who) == (at(10), at(7210), "ada")
    assert (time.working, time.waiting) == (seconds(60), seconds(7200))


def test_an_approval_beside_work_is_no_waiting_of_the_run() -> None:
    together = pipeline(("S", [("Ask", "Approval/AWS/Manual"), ("Build", "Build/AWS/CodeBuild")]))
    attempts = (attempt("S", "Ask", "Succeeded", 0, 100), attempt("S", "Build", "Succeeded", 20, 80))
    time = waits(run(execution("Succeeded", *attempts), together))
    assert (time.working, time.waiting) == (seconds(60), seconds(40))


def test_a_gap_between_stages_is_waiting_to_enter() -> None:
    first, second = attempt("Source", "App", "Succeeded", 0, 3), attempt("Build", "Compile", "Succeeded", 603, 660)
    (span,) = waiting(ran("Succeeded", first, second))
    assert (span.kind, span.stage, span.start, span.end, span.reason) == ("entry", "Build", at(3), at(603), None)


def test_the_few_seconds_between_two_stages_are_not_waiting() -> None:
    first, second = attempt("Source", "App", "Succeeded", 0, 3), attempt("Build", "Compile", "Succeeded", 6, 60)
    time = waits(ran("Succeeded", first, second))
    assert [span for span in time.spans if span.waiting] == []
    assert (time.working, time.waiting) == (seconds(57), seconds(0))


def test_a_run_that_was_queued_waited_to_enter_its_first_stage() -> None:
    (span,) = waiting(ran("Succeeded", attempt("Source", "App", "Succeeded", 300, 303), started=NOON))
    assert (span.kind, span.stage, span.lasted) == ("entry", "Source", seconds(300))


def test_a_gap_between_two_attempts_is_waiting_to_be_retried() -> None:
    first, second = attempt("Build", "Compile", "Failed", 0, 60), attempt("Build", "Compile", "Succeeded", 960, 1020)
    (span,) = waiting(ran("Succeeded", first, second))
    assert (span.kind, span.stage, span.start, span.end) == ("retry", "Build", at(60), at(960))


def test_conditions_wait_and_what_comes_before_them_is_entry() -> None:
    rule = RuleExecution(
        stage="Build",
        rule="Window",
        status="Succeeded",
        id="r",
        condition="BEFORE_ENTRY",
        started=at(63),
        updated=at(363),
    )
    first, second = attempt("Source", "App", "Succeeded", 0, 3), attempt("Build", "Compile", "Succeeded", 364, 400)
    spans = waiting(ran("Succeeded", first, second, rules=(rule,)))
    assert [(span.kind, span.start, span.end) for span in spans] == [
        ("entry", at(3), at(63)),
        ("condition", at(63), at(363)),
    ]


def test_a_stage_whose_condition_is_checked_again_waited_to_be_retried() -> None:
    def check(id: str, begun: float) -> RuleExecution:
        times = {"started": at(begun), "updated": at(begun + 60)}
        return RuleExecution(stage="Build", rule="Window", status="Failed", id=id, condition="BEFORE_ENTRY", **times)

    run = ran("Failed", attempt("Source", "App", "Succeeded", 0, 3), rules=(check("1", 4), check("2", 500)))
    spans = [(span.kind, span.start, span.end) for span in waiting(run)]
    assert spans == [("condition", at(4), at(64)), ("condition", at(500), at(560)), ("retry", at(64), at(500))]
    assert waits(run).waiting == seconds(556)


def test_what_still_goes_on_has_no_end_and_no_length() -> None:
    time = waits(ran("InProgress", attempt("Release", "Approve", "InProgress", 10, 10)))
    (span,) = time.spans
    assert (span.kind, span.going, span.end, span.lasted, span.who) == ("approval", True, None, None, None)
    assert (time.working, time.waiting, time.unknown) == (None, None, 1)


def test_what_goes_on_is_counted_up_to_when_that_is_known() -> None:
    time = waits(ran("InProgress", attempt("Release", "Approve", "InProgress", 10, 10)), until=at(70))
    assert (time.working, time.waiting, time.unknown) == (seconds(0), seconds(60), 0)


def test_a_run_between_two_stages_waits_to_enter_the_next() -> None:
    (span,) = waiting(ran("InProgress", attempt("Source", "App", "Succeeded", 0, 3)))
    assert (span.kind, span.stage, span.start, span.going, span.reason) == ("entry", "Build", at(3), True, None)


def test_a_disabled_transition_is_named_where_it_is_recorded() -> None:
    source, build, release = PIPELINE.stages
    closed = replace(build, transition=Transition(enabled=False, reason="freeze"))
    stopped = replace(PIPELINE, stages=(source, closed, release))
    (span,) = waiting(run(execution("InProgress", attempt("Source", "App", "Succeeded", 0, 3)), stopped))
    assert span.reason == "transition disabled: freeze"


@pytest.mark.parametrize("status", ["Superseded", "Stopped", "Cancelled"])
def test_a_run_that_ended_between_two_stages_waited_until_then(status: str) -> None:
    (span,) = waiting(ran(status, attempt("Source", "App", "Succeeded", 0, 3), updated=at(900)))
    assert (span.kind, span.stage, span.end, span.reason) == ("entry", "Build", at(900), status.lower())


def test_times_that_were_not_recorded_are_unknown_and_never_zero() -> None:
    lost = replace(attempt("Build", "Compile", "Succeeded", 0, 60), updated=None)
    time = waits(ran("Succeeded", lost, attempt("Build", "Lint", "Succeeded", 0, 20)))
    assert [span.lasted for span in time.spans] == [None, seconds(20)]
    assert (time.working, time.unknown) == (seconds(20), 1)
    assert waits(ran("Failed", started=None, updated=None)).working is None
