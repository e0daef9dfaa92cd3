"""Which run is meant."""

from __future__ import annotations

import pytest

from pipeviz.analysis.choose import choose
from pipeviz.errors import UsageError
from pipeviz.model.execution import Execution, History
from tests.runs import at, attempt, execution


def history(*executions: Execution) -> History:
    return History(key="111122223333/eu-west-1/orders", executions=executions)


NEWEST = execution("Succeeded", id="aaaa-3", started=at(300))
FAILED = execution("Failed", id="aabb-2", started=at(200))
OLDEST = execution("Failed", id="cccc-1", started=at(100))
THREE = history(NEWEST, FAILED, OLDEST)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("latest", NEWEST),
        ("last-failed", FAILED),
        ("cccc-1", OLDEST),
        ("cc", OLDEST),
        ("aab", FAILED),
    ],
)
def test_chooses(wanted: str, expected: Execution) -> None:
    assert choose(THREE, wanted) is expected


def test_a_run_is_newest_by_its_start_not_by_its_place() -> None:
    assert choose(history(OLDEST, FAILED, NEWEST), "latest") is NEWEST


def test_an_exact_id_goes_before_a_longer_one() -> None:
    short, long = execution("Succeeded", id="aa"), execution("Succeeded", id="aab")
    assert choose(history(long, short), "aa") is short


def test_a_run_that_is_still_going_but_has_failed_already_is_failed() -> None:
    going = execution(
        "InProgress",
        attempt("Deploy", "A", "Failed", 310, 320),
        attempt("Deploy", "B", "InProgress", 310),
        id="dddd-4",
    )
    assert choose(history(going, *THREE.executions), "last-failed") is going


def test_a_failure_that_was_retried_is_none() -> None:
    retried = execution(
        "InProgress",
        attempt("Deploy", "A", "Failed", 310, 320),
        attempt("Deploy", "A", "InProgress", 400),
        id="dddd-4",
    )
    assert choose(history(retried, *THREE.executions), "last-failed") is FAILED


def test_an_unknown_id_names_the_candidates_newest_first() -> None:
    with pytest.raises(UsageError) as caught:
        choose(history(OLDEST, FAILED, NEWEST), "zzz")
    assert str(caught.value) == (
        "no run 'zzz' of 111122223333/eu-west-1/orders is recorded; there are:\n"
        "  aaaa-3  Succeeded  2026-03-02 12:05:00 UTC\n"
        "  aabb-2  Failed     2026-03-02 12:03:20 UTC\n"
        "  cccc-1  Failed     2026-03-02 12:01:40 UTC"
    )


def test_an_ambiguous_beginning_names_those_it_fits() -> None:
    with pytest.raises(UsageError, match=r"'aa' fits several runs") as caught:
        choose(THREE, "aa")
    assert "aabb-2" in str(caught.value)
    assert "cccc-1" not in str(caught.value)


@pytest.mark.parametrize("wanted", ["latest", "last-failed", "a", ""])
def test_no_run_at_all(wanted: str) -> None:
    with pytest.raises(UsageError, match=r"no run of .* is recorded"):
        choose(history(), wanted)


def test_none_failed() -> None:
    with pytest.raises(UsageError, match=r"no failed run of .*; there are:\n  aaaa-3"):
        choose(history(NEWEST), "last-failed")


def test_an_empty_beginning_is_no_wish() -> None:
    with pytest.raises(UsageError, match="no run ''"):
        choose(THREE, "")


def test_many_candidates_are_counted() -> None:
    many = history(*(execution("Succeeded", id=f"run-{number}", started=at(number)) for number in range(25)))
    with pytest.raises(UsageError, match=r"run-24(.|\n)*… and 15 more"):
        choose(many, "x")
