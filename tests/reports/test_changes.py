"""How differences from the good run are told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeviz.analysis.comparison import compare
from pipeviz.analysis.run import run
from pipeviz.reports.changes import changes, good_run, remarks
from tests.explained import GOOD, explained
from tests.runs import at, attempt, execution, pipeline

ORDERS = pipeline(
    ("Build", [("Compile", "Build/AWS/CodeBuild")]),
    ("Approve", [("Release", "Approval/AWS/Manual")]),
    version=7,
)


def told(now, then, **fields):
    """An explanation of one run beside another."""
    happened, good = run(now, ORDERS), run(then, ORDERS)
    return replace(explained(), run=happened, good=good, comparison=compare(happened, good), **fields)


def lasting(seconds, status="Succeeded", stage="Build", action="Compile"):
    return execution(status, attempt(stage, action, status, 0, seconds), id=f"{status}-{seconds}", version=7)


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (lasting(300), lasting(60), [("Duration of Build / Compile", "1 min", "5 min")]),
        (lasting(60), lasting(300), [("Duration of Build / Compile", "5 min", "1 min")]),
        (lasting(300), lasting(280), []),
        (lasting(20), lasting(4), []),
        (lasting(3600, "Failed"), lasting(60), [("Duration of Build / Compile", "1 min", "1 h")]),
        (lasting(5, "Failed"), lasting(300), []),
        (lasting(9000, "Succeeded", "Approve", "Release"), lasting(60, "Succeeded", "Approve", "Release"), []),
    ],
)
def test_only_durations_worth_a_look_are_told(now, then, words):
    assert [(each.what, each.good, each.now) for each in changes(told(now, then))] == words


def test_which_run_is_the_measure():
    assert good_run(explained()) == (
        f"The last run that succeeded before it, {GOOD}, began 2026-03-02 09:46:40 UTC and took 3 min 20 s."
    )
    later = replace(lasting(60), started=at(500), updated=at(560))
    assert good_run(told(lasting(9, "Failed"), later)).startswith("The next run that succeeded, Succeeded-60, began ")
    assert good_run(replace(explained(), good=None, comparison=None)) == "No other run is recorded that succeeded."


def test_what_has_to_be_said_beside_the_rows():
    same = told(lasting(9, "Failed"), lasting(60))
    assert list(remarks(same.comparison)) == ["The same in both: definition version."]
    other = execution("Failed", id="other", version=8)
    unknown = compare(run(other, ORDERS, exact=False), run(lasting(60), ORDERS))
    assert list(remarks(unknown)) == [
        "The definitions that both ran with are not recorded, so what was changed in them is unknown."
    ]
    alike = compare(run(other, replace(ORDERS, version=8)), run(lasting(60), ORDERS))
    assert list(remarks(alike)) == [
        "The two versions of the definition differ in nothing that is shown here; secret values are not."
    ]


def test_long_values_are_cut_and_lines_joined():
    change = changes(explained("line 1\nline 2 " + "x" * 300))
    longest = max(len(text) for each in change for text in (each.good, each.now))
    assert longest == 160
    assert not [each for each in change if "\n" in each.good + each.now]
