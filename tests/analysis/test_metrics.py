"""Numbers over many runs; the expected ones are counted by hand."""

from __future__ import annotations

from datetime import timedelta

from pipeviz.analysis.metrics import metrics, percentile
from pipeviz.analysis.run import run
from tests.runs import at, attempt, execution, pipeline

ORDERS = pipeline(
    ("Source", [("Code", "Source/AWS/CodeCommit")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild")]),
    ("Gate", [("Ask", "Approval/AWS/Manual")]),
)
MINUTE = 60


def happened(number, status, build, *, minutes, begun, committed=None, retried=None):
    """A run that began at some minute and took so many; its build ended with that status."""
    start = begun * MINUTE
    variables = {"CommitterDate": committed.isoformat()} if committed else {}
    attempts = [
        attempt("Source", "Code", "Succeeded", start, start + 10, output_variables=variables),
        *([attempt("Build", "Compile", retried, start + 10, start + 20)] if retried else []),
        attempt("Build", "Compile", build, start + 20, start + minutes * MINUTE),
    ]
    return run(execution(status, *attempts, id=f"run-{number}"), ORDERS)


def test_rates_and_durations():
    runs = [
        happened(1, "Succeeded", "Succeeded", begun=0, minutes=4),
        happened(2, "Failed", "Failed", begun=10, minutes=2),
        happened(3, "Failed", "Failed", begun=20, minutes=2),
        happened(4, "Succeeded", "Succeeded", begun=30, minutes=6, retried="Failed"),
        happened(5, "Superseded", "Succeeded", begun=40, minutes=1),
    ]
    found = metrics(runs)
    assert (found.runs, found.succeeded, found.failed, found.others) == (5, 2, 2, 1)
    assert found.success_rate == 0.5
    assert (found.duration.count, found.duration.p50, found.duration.p95) == (
        2,
        timedelta(minutes=4),
        timedelta(minutes=6),
    )
    assert found.recovery.p50 == timedelta(minutes=36 - 12), (
        "from the end of the first failure to the end of the success"
    )
    assert found.recovery.count == 1, "two failures in a row are one outage"
    assert (found.since, found.until) == (at(0), at(41 * MINUTE))
    (flaky,) = found.flakiest
    assert (flaky.action, flaky.flaky, flaky.failed, flaky.runs) == ("Compile", 1, 2, 5)
    assert found.slowest[0].action == "Compile"


def test_lead_time_begins_at_the_commit_and_counts_once():
    runs = [
        happened(1, "Failed", "Failed", begun=10, minutes=2, committed=at(0)),
        happened(2, "Succeeded", "Succeeded", begun=20, minutes=5, committed=at(0)),
        happened(3, "Succeeded", "Succeeded", begun=60, minutes=5, committed=at(0)),
    ]
    lead = metrics(runs).lead
    assert (lead.count, lead.p50) == (1, timedelta(minutes=25))


def test_waiting_for_approval_is_no_slow_action():
    asked = attempt("Gate", "Ask", "Succeeded", 100, 7300)
    found = metrics([run(execution("Succeeded", asked), ORDERS)])
    assert found.approvals.p50 == timedelta(hours=2)
    assert found.slowest == ()


def test_what_was_not_recorded_is_none():
    found = metrics([])
    assert (found.success_rate, found.duration, found.recovery, found.lead, found.approvals) == (None,) * 5
    assert metrics([happened(1, "Succeeded", "Succeeded", begun=0, minutes=1)]).lead is None


def test_percentiles_are_values_that_occurred():
    values = [timedelta(seconds=each) for each in range(1, 21)]
    assert percentile(values, 50) == timedelta(seconds=10)
    assert percentile(values, 95) == timedelta(seconds=19)
    assert percentile(values[:1], 95) == timedelta(seconds=1)
