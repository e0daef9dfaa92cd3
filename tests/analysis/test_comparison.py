"""What differs from the last good run, and which run that is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeviz.analysis.comparison import DefinitionChange, Timing, compare, good_runs, last_good
from pipeviz.analysis.run import run
from pipeviz.model import Condition, Failure, Rule, Variable
from pipeviz.model.execution import ExecutionTrigger, Revision
from tests.runs import at, attempt, execution, pipeline

ORDERS = pipeline(
    ("Source", [("Code", "Source/AWS/CodeCommit")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild")]),
    ("Deploy", [("Prod", "Deploy/AWS/CloudFormation")]),
    version=7,
)


def differing(**fields):
    """The comparison of two runs on the same definition that differ in these fields: (of the good one, of this one)."""
    then = execution("Succeeded", id="good", version=7, **{name: pair[0] for name, pair in fields.items()})
    now = execution("Failed", id="bad", version=7, started=at(99), **{name: pair[1] for name, pair in fields.items()})
    return compare(run(now, ORDERS), run(then, ORDERS))


def changed(now, then=ORDERS, exact=True):
    new, old = execution("Failed", id="bad", version=8, started=at(99)), execution("Succeeded", id="good", version=7)
    return compare(run(new, now, exact=exact), run(old, then)).definition


def with_stage(number, **fields):
    stages = list(ORDERS.stages)
    stages[number] = replace(stages[number], **fields)
    return replace(ORDERS, stages=tuple(stages), version=8)


def with_action(number, **fields):
    return with_stage(number, actions=(replace(ORDERS.stages[number].actions[0], **fields),))


RUNS = {
    "now": execution("Failed", id="now", started=at(100)),
    "before": execution("Succeeded", id="before", started=at(90)),
    "long before": execution("Succeeded", id="long before", started=at(10)),
    "after": execution("Succeeded", id="after", started=at(110)),
    "long after": execution("Succeeded", id="long after", started=at(200)),
    "failed": execution("Failed", id="failed", started=at(95)),
    "rollback": execution("Succeeded", id="rollback", started=at(97), type="ROLLBACK"),
    "same start": execution("Succeeded", id="same start", started=at(100)),
    "undated": replace(execution("Succeeded", id="undated"), started=None),
}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (["long after", "after", "now", "rollback", "failed", "before", "long before"], "before"),
        (["now", "long before", "before"], "before"),
        (["long after", "after", "now", "failed"], "after"),
        (["now", "failed", "rollback"], None),
        (["now"], None),
        (["now", "undated"], None),
        (["same start", "now", "after"], "same start"),
    ],
)
def test_the_good_run_is_the_newest_before_else_the_oldest_after(recorded, expected):
    good = last_good(RUNS["now"], good_runs(RUNS[name] for name in recorded))
    assert (good.id if good else None) == expected


def test_a_run_that_succeeded_is_not_compared_with_itself():
    assert last_good(RUNS["before"], good_runs([RUNS["before"], RUNS["long before"]])) == RUNS["long before"]


def test_a_run_without_a_start_is_compared_with_the_newest():
    good = good_runs([RUNS["before"], RUNS["long after"], RUNS["undated"]])
    assert last_good(RUNS["undated"], good) == RUNS["long after"]


def test_which_side_of_the_run_the_good_one_is():
    now = run(RUNS["now"], ORDERS)
    assert not compare(now, run(RUNS["before"], ORDERS)).later
    assert compare(now, run(RUNS["after"], ORDERS)).later


def test_durations_are_those_of_the_last_attempts_that_ended():
    now = execution(
        "Failed",
        attempt("Source", "Code", "Succeeded", 0, 5),
        attempt("Build", "Compile", "Failed", 10, 20),
        attempt("Build", "Compile", "Failed", 30, 120),
        attempt("Deploy", "Prod", "InProgress", 130, 140),
    )
    good = execution(
        "Succeeded",
        attempt("Build", "Compile", "Succeeded", 10, 40),
        attempt("Deploy", "Prod", "Succeeded", 50, 60),
        id="good",
    )
    timing = Timing(stage="Build", action="Compile", seconds=90, good_seconds=30)
    assert compare(run(now, ORDERS), run(good, ORDERS)).timings == (timing,)
    assert (timing.delta, timing.times) == (60, 3)
    assert Timing(stage="S", action="A", seconds=5, good_seconds=0).times is None


def test_revisions():
    old, new = Revision(source_action="Code", id="a1"), Revision(source_action="Code", id="b2", summary="other words")
    image, same = (
        Revision(source_action="Image", id="sha256:1"),
        Revision(source_action="Code", id="a1", summary="reworded"),
    )
    comparison = differing(revisions=((old,), (new, image)))
    assert [(each.source_action, each.good, each.now) for each in comparison.revisions] == [
        ("Code", old, new),
        ("Image", None, image),
    ]
    assert "revisions" not in comparison.same
    assert "revisions" in differing(revisions=((old,), (same,))).same


@pytest.mark.parametrize("pair", [((), (Revision(source_action="Code", id="a1"),)), ((), ())])
def test_revisions_that_are_recorded_of_one_run_alone_are_no_difference(pair):
    comparison = differing(revisions=pair)
    assert comparison.revisions == ()
    assert "revisions" not in comparison.same


def test_triggers_and_variables():
    hook, person = ExecutionTrigger(type="Webhook"), ExecutionTrigger(type="StartPipelineExecution", detail="person-1")
    comparison = differing(trigger=(hook, person), variables=({"A": "1", "B": "2"}, {"A": "1", "B": "3", "C": "4"}))
    assert comparison.triggers == (hook, person)
    assert [(each.name, each.good, each.now) for each in comparison.variables] == [("B", "2", "3"), ("C", None, "4")]
    same = differing(trigger=(hook, hook), variables=({"A": "1"}, {"A": "1"}))
    assert (same.triggers, same.variables) == (None, ())
    assert same.same == ("version", "trigger", "variables")
    assert differing(trigger=(None, hook)).triggers is None


def test_the_same_version_has_the_same_definition_even_if_it_is_not_recorded():
    now, good = execution("Failed", version=7), execution("Succeeded", id="good", version=7)
    comparison = compare(run(now, ORDERS, exact=False), run(good, ORDERS, exact=False))
    assert (comparison.versions, comparison.definition) == (None, ())


def test_what_changed_between_definitions_that_are_not_recorded_is_unknown():
    assert changed(ORDERS, exact=False) is None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (replace(ORDERS, version=8), []),
        (with_action(1, configuration={"ProjectName": "new"}), [("added", "Build", "Compile", "ProjectName", None, "new")]),
        (with_action(1, commands=("make", "make test")), [("added", "Build", "Compile", "commands", None, "make\nmake test")]),
        (with_action(1, run_order=2), [("changed", "Build", "Compile", "runOrder", "1", "2")]),
        (with_action(1, name="Make"), [("added", "Build", "Make", None, None, None), ("removed", "Build", "Compile", None, None, None)]),
        (with_stage(1, name="Make"), [("added", "Make", None, None, None, None), ("removed", "Build", None, None, None, None)]),
        (with_stage(1, on_failure=Failure(result="ROLLBACK")), [("added", "Build", None, "onFailure", None, "ROLLBACK")]),
        (
            with_stage(1, before_entry=(Condition(result="FAIL", rules=(Rule(name="Alarm", provider="CloudWatchAlarm"),)),)),
            [
                ("added", "Build", None, "beforeEntry.Alarm.provider", None, "CloudWatchAlarm"),
                ("added", "Build", None, "beforeEntry.Alarm.result", None, "FAIL"),
            ],
        ),
        (replace(ORDERS, execution_mode="QUEUED"), [("changed", None, None, "executionMode", "SUPERSEDED", "QUEUED")]),
        (replace(ORDERS, variables=(Variable(name="V", default_value="1"),)), [("added", None, None, "variables.V", None, "1")]),
        (replace(ORDERS, stages=ORDERS.stages[:2]), [("removed", "Deploy", None, None, None, None)]),
        (
            replace(ORDERS, stages=(ORDERS.stages[0], ORDERS.stages[2], ORDERS.stages[1])),
            [("changed", None, None, "stages", "Source, Build, Deploy", "Source, Deploy, Build")],
        ),
    ],
)  # fmt: skip
def test_what_changed_in_the_definition(now, expected):
    fields = ("change", "stage", "action", "setting", "good", "now")
    assert [tuple(getattr(each, field) for field in fields) for each in changed(now)] == expected


def test_what_was_resolved_to_something_else():
    declared = with_action(1, configuration={"Env": "#{variables.Env}", "Changed": "x"})
    before = with_action(1, configuration={"Env": "#{variables.Env}", "Changed": "y"})
    good = attempt("Build", "Compile", "Succeeded", 0, 9, configuration={"Env": "test", "Changed": "y", "Gone": "1"})
    bad = attempt("Build", "Compile", "Failed", 0, 9, configuration={"Env": "prod", "Changed": "x"})
    comparison = compare(
        run(execution("Failed", bad, version=8), declared), run(execution("Succeeded", good, version=7), before)
    )
    expected = DefinitionChange(
        change="changed", stage="Build", action="Compile", setting="Env", good="test", now="prod"
    )
    assert comparison.resolved == (expected,)
