from __future__ import annotations

import msgspec

from pipeviz.model.execution import Execution, ExecutionTrigger, Revision
from pipeviz.views.strip import strip
from tests.runs import at, execution

DAY = 86_400


def ran(status: str, begun: float, lasted: float | None = 60, **fields: object) -> Execution:
    fields.setdefault("id", f"{begun:g}")
    return execution(status, started=at(begun), updated=None if lasted is None else at(begun + lasted), **fields)


def test_the_newest_run_stands_last_whatever_order_they_come_in() -> None:
    drawn = strip([ran("Failed", 200), ran("Succeeded", 0), ran("Succeeded", 100)])
    assert [mark.classes for mark in drawn.marks] == [("succeeded",), ("succeeded",), ("failed",)]


def test_only_the_latest_are_shown_and_the_title_says_so() -> None:
    drawn = strip([ran("Succeeded", 100 * number) for number in range(40)], most=30, name="orders")
    assert len(drawn.marks) == 30
    assert drawn.title == "The last 30 of 40 runs of orders"
    assert strip([ran("Succeeded", 0)]).title == "1 run"


def test_it_counts_outcomes_for_those_who_do_not_see_it() -> None:
    drawn = strip([ran("Succeeded", 0), ran("Failed", 1), ran("Succeeded", 2), ran("InProgress", 3)])
    assert drawn.description == "2 succeeded, 1 failed, 1 in progress"


def test_a_mark_tells_everything_on_hovering() -> None:
    of = ran(
        "Failed", 0, 723, id="4d1f6b9e",
        trigger=ExecutionTrigger(type="Webhook"),
        revisions=(Revision(source_action="App", id="0123456789abcdef0123", summary="Fix prices\n\nmore"),),
    )  # fmt: skip
    (mark,) = strip([of], links=lambda each: f"runs/{each.id}.md").marks
    assert mark.tooltip == "4d1f6b9e · Failed · 2026-03-02 12:00:00 UTC · 12 min 3 s · Webhook · 01234567 Fix prices"
    assert (mark.link, mark.seconds) == ("runs/4d1f6b9e.md", 723)


def test_what_is_not_known_is_said_and_not_guessed() -> None:
    ended, going, strange = strip([ran("Succeeded", 0, None), ran("InProgress", 1), ran("Paused", 2)]).marks
    assert (ended.seconds, ended.going) == (None, False)
    assert "duration not recorded" in ended.tooltip
    assert (going.seconds, going.going) == (None, True)
    assert (strange.classes, "Paused" in strange.tooltip) == (("unknown",), True)
    (lost,) = strip([msgspec.structs.replace(ran("Failed", 0), started=None)]).marks
    assert "start not recorded" in lost.tooltip


def test_a_long_time_without_runs_is_a_gap() -> None:
    drawn = strip([ran("Succeeded", 0), ran("Succeeded", DAY), ran("Succeeded", 13 * DAY)])
    assert [mark.gap for mark in drawn.marks] == ["", "", "12 d without a recorded run"]


def test_no_runs_are_no_marks() -> None:
    drawn = strip([])
    assert (drawn.marks, drawn.title, drawn.description) == ((), "0 runs", "No run is recorded")
