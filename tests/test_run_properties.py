"""What must hold for the drawing of every run, tried on many that hypothesis makes up."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import replace

from pipeviz.analysis.run import run
from pipeviz.diagrams import Activation, Message, Note, SequenceDiagram
from pipeviz.model import ActionType
from pipeviz.model.execution import ActionExecution, Execution, ExecutionTrigger, Revision, RuleExecution
from pipeviz.views.parts import MOST_CHARACTERS
from pipeviz.views.run_parts import run_sequence_parts
from pipeviz.views.run_sequence import run_sequence
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.sequence_svg import sequence_svg
from tests.drawings import CATALOGUE
from tests.judges.mermaid import Judge, check_sequence
from tests.judges.svg import check_svg
from tests.nasty import NASTY
from tests.runs import at, attempt, execution, pipeline
from tests.views.test_run_sequence import flat

ORDERS = pipeline(
    ("Source", [("Checkout", "Source/AWS/CodeStarSourceConnection"), ("Image", "Source/AWS/ECR")]),
    (
        "Build",
        [("Compile", "Build/AWS/CodeBuild"), ("Docs", "Build/AWS/CodeBuild"), ("Pack", "Build/AWS/CodeBuild", 2)],
    ),
    ("Release", [("Approve", "Approval/AWS/Manual"), ("Deploy", "Deploy/AWS/CloudFormation", 2)]),
)
PLACES = [(stage.name, action.name) for stage in ORDERS.stages for action in stage.actions]

_text = st.none() | st.sampled_from(sorted(NASTY.values()))
_time = st.none() | st.integers(0, 500).map(at)
_places = st.sampled_from([*PLACES, ("Gone", "Away"), ("Build", "Removed")])
_statuses = st.sampled_from(["Succeeded", "Succeeded", "Failed", "Abandoned", "InProgress", "Unknown", "Overridden"])


@st.composite
def _attempts(draw: Any) -> ActionExecution:
    stage, action = draw(_places)
    begun = draw(_time)
    ended = begun and draw(
        st.none() | st.integers(0, 300).map(lambda more: begun.replace(microsecond=0) + (at(more) - at(0)))
    )
    return ActionExecution(
        stage=stage,
        action=action,
        status=draw(_statuses),
        started=begun,
        updated=ended,
        updated_by=draw(_text),
        external_summary=draw(_text),
        external_id=draw(_text),
        external_url=draw(_text),
        error_code=draw(_text),
        error_message=draw(_text),
        output_artifacts=draw(st.sampled_from([(), ("Out",)])),
        type=draw(st.none() | st.just(ActionType(category="Deploy", provider="Elsewhere", owner="Custom"))),
    )


_checks: SearchStrategy[RuleExecution] = st.builds(
    RuleExecution,
    stage=st.sampled_from([stage.name for stage in ORDERS.stages]),
    rule=st.sampled_from(["Alarm", "Window"]),
    status=_statuses,
    provider=st.sampled_from([None, "CloudWatchAlarm", "DeploymentWindow", "Elsewhere"]),
    condition=st.sampled_from([None, "BEFORE_ENTRY", "ON_SUCCESS", "ON_FAILURE"]),
    started=_time,
    updated=_time,
    error_message=_text,
)
_triggers = st.none() | st.builds(
    ExecutionTrigger,
    type=st.sampled_from(
        ["WebhookV2", "StartPipelineExecution", "CloudWatchEvent", "ManualRollback", "AutomatedRollback", "New"]
    ),
    detail=_text,
)
_revisions = st.lists(
    st.builds(Revision, source_action=st.sampled_from(["Checkout", "Image"]), id=_text, summary=_text), max_size=2
).map(tuple)
_executions: SearchStrategy[Execution] = st.builds(
    Execution,
    id=st.just("4d1f6b9e-0001-4000-8000-000000000001") | _text.filter(bool),
    status=st.sampled_from(
        ["Succeeded", "Failed", "InProgress", "Stopped", "Stopping", "Superseded", "Cancelled", "New"]
    ),
    status_summary=_text,
    started=_time,
    updated=_time,
    version=st.none() | st.integers(1, 9),
    type=st.sampled_from(["STANDARD", "ROLLBACK"]),
    trigger=_triggers,
    revisions=_revisions,
    rollback_of=_text,
    stop_reason=_text,
    actions=st.lists(_attempts(), max_size=12).map(tuple),
    actions_recorded=st.booleans(),
    rules=st.lists(_checks, max_size=4).map(tuple),
)


def depths(diagram: SequenceDiagram) -> Counter[str]:
    """How many bars of each participant are still open at the end. Asserts that none is closed that is not open."""
    open_bars: Counter[str] = Counter()
    for item in flat(diagram.items):
        match item:
            case Message(activate=True):
                open_bars[item.target] += 1
            case Message(deactivate=True):
                open_bars[item.source] -= 1
            case Activation():
                open_bars[item.participant] += 1 if item.active else -1
        assert min(open_bars.values(), default=0) >= 0
    return +open_bars


@given(happened=_executions)
def test_every_attempt_appears_once(happened: Execution) -> None:
    diagram = run_sequence(run(happened, ORDERS), CATALOGUE)
    assert not depths(diagram)
    asked = [
        item
        for item in flat(diagram.items)
        if isinstance(item, Message) and item.activate and item.text.startswith(("Trigger", "Request approval"))
    ]
    assert len(asked) == len(happened.actions)
    outcomes = Counter(each.status for each in happened.actions)
    lost = [
        item
        for item in flat(diagram.items)
        if isinstance(item, Message) and item.lost and item.text.startswith(("Failed", "Rejected"))
    ]
    assert len(lost) == outcomes["Failed"]


@given(happened=_executions, detail=st.sampled_from(["overview", "standard", "full"]))
def test_every_drawing_is_understood(mermaid_judge: Judge, happened: Execution, detail: str) -> None:
    for part in run_sequence_parts(run(happened, ORDERS, exact=False), CATALOGUE, detail=detail):
        check_svg(sequence_svg(part.diagram))
        check_sequence(mermaid_judge, mermaid(part.diagram), part.diagram)


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_text_of_any_kind_stays_text(mermaid_judge: Judge, nasty: str) -> None:
    fields = {
        "updated_by": nasty,
        "external_summary": nasty,
        "external_id": nasty,
        "external_url": nasty,
        "error_code": nasty,
        "error_message": nasty,
        "input_artifacts": (nasty,),
        "output_artifacts": (nasty,),
        "region": nasty,
        "type": ActionType(category=nasty, provider=nasty, owner=nasty),
    }
    happened = execution(
        "Stopped",
        attempt("Source", "Checkout", "Succeeded", 1, 6, **fields),
        attempt("Build", "Compile", "Failed", 10, 20, **fields),
        attempt("Build", "Compile", nasty, 30, 40, **fields),
        attempt(nasty, nasty, "Failed", 50, 60, **fields),
        attempt("Release", "Approve", "Succeeded", 70, 80, **fields),
        id=nasty,
        stop_reason=nasty,
        trigger=ExecutionTrigger(type="StartPipelineExecution", detail=nasty),
        revisions=(Revision(source_action="Checkout", id=nasty, summary=nasty),),
        rules=(RuleExecution(stage="Build", rule=nasty, status="Failed", provider=nasty, error_message=nasty),),
    )
    for trigger, detail in (("StartPipelineExecution", "standard"), (nasty, "full")):
        started = replace(happened, trigger=ExecutionTrigger(type=trigger, detail=nasty))
        drawn = run_sequence(run(started, ORDERS), CATALOGUE, detail=detail)
        check_svg(sequence_svg(drawn))
        check_sequence(mermaid_judge, mermaid(drawn), drawn)


def _many(count: int, failed: int) -> Execution:
    done = [
        attempt("Build", f"Part{number}", "Failed" if number == failed else "Succeeded", 10, 20 + number)
        for number in range(count)
    ]
    return execution("Failed", attempt("Source", "Checkout", "Succeeded", 1, 6), *done)


def test_many_equal_attempts_fold_but_what_failed_does_not() -> None:
    defined = pipeline(
        ("Source", [("Checkout", "Source/AWS/CodeCommit")]),
        ("Build", [(f"Part{number}", "Build/AWS/CodeBuild") for number in range(60)]),
    )
    (part,) = run_sequence_parts(run(_many(60, failed=7), defined), CATALOGUE)
    texts = [item.text for item in flat(part.diagram.items) if isinstance(item, Message)]
    assert "59 × Succeeded\n10 s to 1 min 9 s" in texts
    assert [text for text in texts if text.startswith("Failed")] == ["Failed · 17 s"]
    assert any("Part59" in item.text for item in flat(part.diagram.items) if isinstance(item, Note))


def test_a_run_that_is_too_long_is_cut_into_an_overview_and_stages() -> None:
    stages = [
        (f"Stage{at}", [(f"Do{at}x{number}", f"Build/Custom/Tool{number}") for number in range(40)]) for at in range(5)
    ]
    done = [
        attempt(name, action, "Failed" if number == 39 else "Succeeded", 100 * at + number, 100 * at + number + 1)
        for at, (name, actions) in enumerate(stages)
        for number, (action, _) in enumerate(actions)
    ]
    parts = list(run_sequence_parts(run(execution("Failed", *done), pipeline(*stages)), CATALOGUE))  # type: ignore[arg-type]
    assert [part.name for part in parts] == ["overview", *(name for name, _ in stages)]
    assert all(len(mermaid(part.diagram)) < MOST_CHARACTERS for part in parts)
    assert [item.lost for item in flat(parts[0].diagram.items) if isinstance(item, Message)] == [True] * 5


def test_a_stage_that_was_tried_again_and_again_shows_its_first_and_last_tries() -> None:
    tries = [attempt("Build", "Compile", "Failed", 100 * n, 100 * n + 50, error_message="x" * 300) for n in range(200)]
    parts = list(run_sequence_parts(run(execution("Failed", *tries), ORDERS), CATALOGUE))
    assert all(len(mermaid(part.diagram)) < MOST_CHARACTERS for part in parts)
    texts = [item.text for part in parts for item in flat(part.diagram.items) if isinstance(item, Note)]
    assert any(text == "Build, attempts 4 to 195 are left out" for text in texts)
