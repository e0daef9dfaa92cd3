"""A run as it happened, drawn: what overlapped, what came of each call, where it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from pipeviz.analysis.run import run
from pipeviz.diagrams import Activation, Block, Fragment, Item, Message, Note, SequenceDiagram
from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, ExecutionTrigger, Revision
from pipeviz.views.run_sequence import run_sequence
from tests.drawings import CATALOGUE
from tests.runs import attempt, execution, pipeline

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
    assert notes(diagram, "waiting") == ["Waiting for approval since 2026-03-02 12:01:00 UTC"]
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
        (ExecutionTrigger(type="WebhookV2"), "Git provider", "push or pull request\n3b7e9a1 Round totals"),
        (
            ExecutionTrigger(type="StartPipelineExecution", detail="arn:aws:iam::111122223333:user/alice"),
            "alice",
            "start",
        ),
        (
            ExecutionTrigger(type="CloudWatchEvent", detail="arn:aws:events:eu-west-1:111122223333:rule/nightly"),
            "EventBridge",
            "start · rule nightly\n3b7e9a1 Round totals",
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
