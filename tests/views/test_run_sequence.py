"""A run as it happened, drawn: what overlapped, what came of each call, where it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from pipeviz.analysis.run import run
from pipeviz.diagrams import Activation, Block, Fragment, Item, Message, Note, SequenceDiagram
from pipeviz.model import ActionType, Condition, Pipeline, Rule
from pipeviz.model.execution import Execution, ExecutionTrigger, Revision, RuleExecution
from pipeviz.views.run_sequence import run_sequence
from tests.drawings import CATALOGUE
from tests.runs import at, attempt, execution, pipeline

ORDERS = pipeline(
    ("Source", [("Checkout", "Source/AWS/CodeStarSourceConnection")]),
    (
        "Build",
        [("Compile", "Build/AWS/CodeBuild"), ("Docs", "Build/AWS/CodeBuild"), ("Pack", "Build/AWS/CodeBuild", 2)],
    ),
    ("Approve", [("Release", "Approval/AWS/Manual")]),
    ("Deploy", [("Prod", "Deploy/AWS/CloudFormation")]),
)
CHECKOUT = attempt("Source", "Checkout", "Succeeded", 1, 6)
COMPILE = attempt("Build", "Compile", "Succeeded", 10, 95)
DOCS = attempt("Build", "Docs", "Succeeded", 10, 40)
PACK = attempt("Build", "Pack", "Succeeded", 96, 120)


def drawn(happened: Execution, defined: Pipeline = ORDERS, **options: Any) -> SequenceDiagram:
    return run_sequence(run(happened, defined), CATALOGUE, **options)


def flat(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        match item:
            case Block():
                yield from flat(item.items)
            case Fragment():
                for operand in item.operands:
                    yield from flat(operand.items)


def blocks(diagram: SequenceDiagram) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.title, item.classes) for item in diagram.items if isinstance(item, Block)]


def messages(diagram: SequenceDiagram) -> list[tuple[str, str, str]]:
    return [(each.source, each.target, each.text) for each in flat(diagram.items) if isinstance(each, Message)]


def notes(diagram: SequenceDiagram, kind: str) -> list[str]:
    return [each.text for each in flat(diagram.items) if isinstance(each, Note) and kind in each.classes]


def test_stages_say_what_became_of_them_and_how_long_they_took() -> None:
    diagram = drawn(execution("Failed", CHECKOUT, COMPILE, attempt("Build", "Docs", "Failed", 10, 40)))
    assert blocks(diagram) == [
        ("Source · succeeded · 5 s", ("stage", "succeeded")),
        ("Build · failed · 1 min 25 s", ("stage", "failed")),
    ]
    assert notes(diagram, "unreached") == ["Pack was not reached", "Approve and Deploy were not reached"]


def test_what_overlapped_stands_side_by_side_and_what_did_not_after_it() -> None:
    diagram = drawn(execution("InProgress", CHECKOUT, COMPILE, DOCS, PACK))
    build = next(item for item in diagram.items if isinstance(item, Block) and item.title.startswith("Build"))
    par, call, reply = build.items
    assert isinstance(par, Fragment)
    assert par.operator == "par"
    assert [operand.label for operand in par.operands] == ["Compile", "Docs"]
    assert isinstance(call, Message)
    assert call.text == "Trigger Pack"
    assert isinstance(reply, Message)
    assert (reply.text, reply.reply) == ("Succeeded · 24 s", True)


def test_actions_that_may_run_together_but_did_not_are_not_drawn_so() -> None:
    late = attempt("Build", "Docs", "Succeeded", 95, 99)
    diagram = drawn(execution("InProgress", CHECKOUT, COMPILE, late))
    assert not [item for item in flat(diagram.items) if isinstance(item, Fragment)]


def test_a_failed_call_is_lost_and_its_error_follows() -> None:
    failed = attempt(
        "Build", "Docs", "Failed", 10, 40, error_code="JobFailed", error_message="Phase: BUILD, exit status 2"
    )
    items = list(flat(drawn(execution("Failed", CHECKOUT, failed)).items))
    at = next(at for at, item in enumerate(items) if isinstance(item, Message) and item.lost)
    reply, error = items[at], items[at + 1]
    assert reply == Message(
        source="CB", target="CP", text="Failed · 30 s", reply=True, lost=True, deactivate=True, classes=("failed",)
    )
    assert error == Note(over=("CP", "CB"), text="JobFailed: Phase: BUILD, exit status 2", classes=("failed",))


def test_a_failure_of_which_nothing_is_recorded_says_so() -> None:
    diagram = drawn(execution("Failed", CHECKOUT, attempt("Build", "Docs", "Failed", 10, 40)))
    assert "No reason was recorded" in notes(diagram, "failed")


def test_a_retry_is_a_block_of_its_own() -> None:
    failed, again = attempt("Build", "Docs", "Failed", 10, 40), attempt("Build", "Docs", "Succeeded", 600, 640)
    pack = attempt("Build", "Pack", "Succeeded", 641, 650)
    diagram = drawn(execution("InProgress", CHECKOUT, COMPILE, failed, again, pack))
    assert blocks(diagram)[1:] == [
        ("Build, attempt 1 · failed · 1 min 25 s", ("stage", "failed")),
        ("Build, attempt 2 · succeeded · 50 s", ("stage", "succeeded")),
    ]
    assert ("CP", "CB", "Trigger Docs, attempt 2") in messages(diagram)
    texts = [item.text for item in flat(diagram.items) if isinstance(item, Note)]
    assert "Retried: failed actions" in texts


@pytest.mark.parametrize(
    ("status", "fields", "text"),
    [
        ("Succeeded", {"updated_by": "arn:aws:iam::111122223333:user/alice"}, "Approved by alice after 2 h 5 min"),
        ("Succeeded", {}, "Approved after 2 h 5 min"),
        (
            "Failed",
            {"updated_by": "arn:aws:sts::111122223333:assumed-role/Release/bob@example.com"},
            "Rejected by bob@example.com (Release) after 2 h 5 min",
        ),
        ("Failed", {}, "Failed · 2 h 5 min"),
    ],
)
def test_approvals_name_the_person_and_how_long_it_took(status: str, fields: dict[str, str], text: str) -> None:
    approval = attempt("Approve", "Release", status, 200, 200 + 7500, **fields)
    assert ("REV", "CP", text) in messages(drawn(execution("InProgress", CHECKOUT, COMPILE, DOCS, PACK, approval)))


def test_an_approval_that_waits_has_no_answer() -> None:
    diagram = drawn(execution("InProgress", CHECKOUT, attempt("Approve", "Release", "InProgress", 60)))
    assert notes(diagram, "waiting")[-1].endswith("for approval since 2026-03-02 12:01:00 UTC")
    assert not [each for each in messages(diagram) if each[0] == "REV"]


def test_a_stopped_run_says_where_and_why() -> None:
    happened = execution(
        "Stopped", CHECKOUT, attempt("Build", "Compile", "Abandoned", 10, 70), stop_reason="Wrong branch"
    )
    diagram = drawn(happened)
    assert notes(diagram, "abandoned") == ["Abandoned · 1 min"]
    assert notes(diagram, "stopped")[1:] == ["The run was stopped: Wrong branch"]
    at = {item.text: number for number, item in enumerate(diagram.items) if isinstance(item, Note)}
    assert at["The run was stopped: Wrong branch"] < at["Approve and Deploy were not reached"]


@pytest.mark.parametrize(
    ("trigger", "source", "text"),
    [
        (ExecutionTrigger(type="WebhookV2"), "Git provider", "push or pull request\n3b7e9a1c Round totals"),
        (
            ExecutionTrigger(type="StartPipelineExecution", detail="arn:aws:iam::111122223333:user/alice"),
            "alice",
            "start",
        ),
        (
            ExecutionTrigger(type="CloudWatchEvent", detail="arn:aws:events:eu-west-1:111122223333:rule/nightly"),
            "EventBridge",
            "start · rule nightly\n3b7e9a1c Round totals",
        ),
        (ExecutionTrigger(type="SomethingNew", detail="x"), "SomethingNew", "start (x)"),
    ],
)
def test_what_started_it_comes_first(trigger: ExecutionTrigger, source: str, text: str) -> None:
    revision = Revision(
        source_action="Checkout", id="3b7e9a1c5d2f4086b1a9c8e7f6d5040312ab98cd", summary="Round totals\n\nmore"
    )
    diagram = drawn(execution("Succeeded", CHECKOUT, trigger=trigger, revisions=(revision,)))
    first = next(item for item in diagram.items if isinstance(item, Message))
    names = {each.id: each.label for each in diagram.participants}
    assert (names[first.source], first.target, first.text) == (source, "CP", text)


def test_bars_are_closed_by_those_who_opened_them() -> None:
    happened = execution(
        "Stopped",
        CHECKOUT,
        attempt("Build", "Compile", "Abandoned", 10, 20),
        attempt("Build", "Docs", "InProgress", 10),
        attempt("Build", "Pack", "Odd", 10, 20),
    )
    depth: dict[str, int] = {}
    for item in flat(drawn(happened).items):
        match item:
            case Message(activate=True):
                depth[item.target] = depth.get(item.target, 0) + 1
            case Message(deactivate=True):
                depth[item.source] -= 1
            case Activation():
                depth[item.participant] = depth.get(item.participant, 0) + (1 if item.active else -1)
    assert set(depth.values()) == {0}


def test_what_overlaps_a_long_one_stands_beside_it_though_another_ended_before() -> None:
    short, late = attempt("Build", "Docs", "Succeeded", 10, 20), attempt("Build", "Pack", "Succeeded", 30, 40)
    diagram = drawn(execution("InProgress", CHECKOUT, COMPILE, short, late))
    (par,) = [item for item in flat(diagram.items) if isinstance(item, Fragment)]
    assert [operand.label for operand in par.operands] == ["Compile", "Docs", "Pack"]


@pytest.mark.parametrize(
    ("detail", "reply"),
    [
        ("overview", "Succeeded · 5 s"),
        ("standard", "3b7e9a1c Round totals\nSucceeded · 5 s"),
        ("full", "3b7e9a1c Round totals\nSourceOutput\nSucceeded · 5 s"),
    ],
)
def test_a_source_tells_its_revision(detail: str, reply: str) -> None:
    revision = Revision(source_action="Checkout", id="3b7e9a1c5d2f4086b1a9c8e7f6d5040312ab98cd", summary="Round totals")
    checkout = attempt("Source", "Checkout", "Succeeded", 1, 6, output_artifacts=("SourceOutput",))
    diagram = drawn(execution("InProgress", checkout, revisions=(revision,)), detail=detail)
    assert ("CONN", "CP", reply) in messages(diagram)


def test_full_tells_what_was_passed_and_the_words_of_the_service() -> None:
    compiled = attempt(
        "Build",
        "Compile",
        "Succeeded",
        10,
        95,
        input_artifacts=("SourceOutput",),
        external_id="orders:1",
        external_summary="Done",
    )
    diagram = drawn(execution("InProgress", CHECKOUT, compiled), detail="full")
    assert ("CP", "CB", "Trigger Compile\nwith SourceOutput") in messages(diagram)
    assert "Done\norders:1" in [item.text for item in flat(diagram.items) if isinstance(item, Note)]


def test_a_long_time_in_which_nothing_ran_is_told() -> None:
    late = attempt("Build", "Compile", "Succeeded", 6 + 3600, 3700)
    texts = notes(drawn(execution("InProgress", CHECKOUT, late)), "waiting")
    assert texts == ["1 h until Build began"]
    assert not notes(drawn(execution("InProgress", CHECKOUT, COMPILE)), "waiting")


def test_a_run_that_waits_between_stages_says_for_what() -> None:
    diagram = drawn(execution("InProgress", CHECKOUT))
    assert notes(diagram, "waiting") == ["Waiting to enter Build since 2026-03-02 12:00:06 UTC"]
    assert notes(diagram, "unreached") == ["Build, Approve and Deploy were not reached yet"]


def test_a_rollback_runs_its_stage_alone() -> None:
    happened = execution(
        "Succeeded",
        attempt("Approve", "Release", "Succeeded", 1, 2),
        type="ROLLBACK",
        rollback_of="2fda6a58-b50f-5a39-a6e6-c254ba7edb9e",
        trigger=ExecutionTrigger(type="AutomatedRollback", detail="4d1f6b9e"),
    )
    diagram = drawn(happened)
    assert notes(diagram, "omitted") == [
        "Source and Build are no part of a rollback",
        "Deploy is no part of a rollback",
    ]
    assert messages(diagram)[0] == ("CP", "CP", "automatic rollback to run 2fda6a58")


def guarded(result: str, kind: str) -> Pipeline:
    condition = (Condition(result=result, rules=(Rule(name="Alarm", provider="CloudWatchAlarm"),)),)
    field = "before_entry" if kind == "BEFORE_ENTRY" else "on_success"
    build = replace(ORDERS.stages[1], **{field: condition})
    return replace(ORDERS, stages=(ORDERS.stages[0], build, *ORDERS.stages[2:]))


def check(status: str, begun: float, kind: str | None) -> RuleExecution:
    return RuleExecution(
        stage="Build", rule="Alarm", status=status, provider="CloudWatchAlarm", condition=kind,
        started=at(begun), updated=at(begun + 3), error_message="orders-5xx is in the state ALARM",
    )  # fmt: skip


def test_a_condition_that_was_met_is_told_before_what_it_guards() -> None:
    happened = execution("InProgress", CHECKOUT, COMPILE, rules=(check("Succeeded", 7, "BEFORE_ENTRY"),))
    texts = [text for _, _, text in messages(drawn(happened, guarded("FAIL", "BEFORE_ENTRY")))]
    assert texts[-4:] == ["check Alarm", "met · 3 s", "Trigger Compile", "Succeeded · 1 min 25 s"]


@pytest.mark.parametrize(
    ("kind", "result", "label", "followed", "lost"),
    [
        ("BEFORE_ENTRY", "FAIL", "entry condition not met", "fail stage Build", True),
        ("BEFORE_ENTRY", "SKIP", "entry condition not met", "skip stage Build", False),
        (
            "ON_SUCCESS",
            "ROLLBACK",
            "success condition not met",
            "roll back Build to its last successful execution",
            True,
        ),
    ],
)
def test_a_condition_that_was_not_met_says_what_follows(
    kind: str, result: str, label: str, followed: str, lost: bool
) -> None:
    ran = (COMPILE,) if kind == "ON_SUCCESS" else ()
    diagram = drawn(execution("Failed", CHECKOUT, *ran, rules=(check("Failed", 200, kind),)), guarded(result, kind))
    (broken,) = [item for item in flat(diagram.items) if isinstance(item, Fragment)]
    assert (broken.operator, broken.operands[0].label) == ("break", label)
    assert [item.text for item in broken.operands[0].items if isinstance(item, Message)] == [followed]
    (verdict,) = [item for item in flat(diagram.items) if isinstance(item, Message) and item.text == "not met · 3 s"]
    assert verdict.lost is lost
    assert ("orders-5xx is in the state ALARM" in notes(diagram, "failed")) is lost


def test_where_it_is_not_recorded_what_a_check_belongs_to_its_time_tells() -> None:
    for begun, first in ((7, "check Alarm"), (99, "Trigger Compile")):
        happened = execution("InProgress", CHECKOUT, COMPILE, rules=(check("Succeeded", begun, None),))
        build = next(item for item in drawn(happened).items if isinstance(item, Block) and "Build" in item.title)
        assert isinstance(build.items[0], Message)
        assert build.items[0].text == first


def test_an_attempt_that_the_definition_lacks_is_drawn_from_the_record() -> None:
    gone = attempt("Old", "Gone", "Succeeded", 7, 9, type=ActionType(category="Deploy", provider="ECS"))
    labels = [each.label for each in drawn(execution("InProgress", CHECKOUT, gone)).participants]
    assert any("ECS" in label for label in labels)


def test_a_condition_that_was_met_in_the_end_has_no_consequence() -> None:
    again = (check("Failed", 7, "BEFORE_ENTRY"), check("Succeeded", 60, "BEFORE_ENTRY"))
    late = attempt("Build", "Compile", "Succeeded", 70, 90)
    diagram = drawn(execution("InProgress", CHECKOUT, late, rules=again), guarded("FAIL", "BEFORE_ENTRY"))
    assert not [item for item in flat(diagram.items) if isinstance(item, Fragment)]
    texts = [text for _, _, text in messages(diagram)]
    assert texts[2:6] == ["check Alarm", "not met · 3 s", "check Alarm", "met · 3 s"]
