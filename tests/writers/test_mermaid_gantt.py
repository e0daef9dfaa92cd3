from __future__ import annotations

from datetime import timedelta

import pytest

from pipeviz.diagrams.timeline import Bar, Group, Row, Timeline
from pipeviz.writers.mermaid_gantt import MOST_CHARACTERS, gantt
from tests.judges.mermaid import Judge, check_gantt
from tests.nasty import NASTY
from tests.runs import NOON, at

WORDS = ("gantt", "title x", "section 1", "dateFormat x", "excludes weekends", "todayMarker off", "click me", "call x()",
    'href "x"', "weekday monday", "2026-03-02 release", "%x", "a% b", "accTitle: x", "accDescr { x }", "done, crit", "tickInterval 1day",
)  # fmt: skip


def one(text: str) -> Timeline:
    bars = (
        Bar(start=at(3), end=at(90), result=f"Failed {text}", classes=("failed",)),
        Bar(start=at(100), end=at(100), result="Succeeded", classes=("succeeded",)),
        Bar(start=at(100), end=None, result="Waiting", waiting=True, classes=("waiting",)),
    )
    rows = (Row(label=text, bars=bars), Row(label=text, result="Not reached"))
    wait = Bar(start=at(1), end=at(3), result=f"waits to enter {text}", waiting=True)
    group = Group(label=text, rows=rows, bars=(wait, Bar(start=at(3), end=at(90))))
    return Timeline(title=text, description=text, start=NOON, end=at(120), groups=(group,))


@pytest.mark.parametrize("text", [*NASTY.values(), *WORDS], ids=[*NASTY, *WORDS])
def test_mermaid_understands_each_text_as_it_was_meant(text: str, mermaid_judge: Judge) -> None:
    check_gantt(mermaid_judge, gantt(one(text)), one(text))


def test_a_timeline_without_times_lists_what_there_is(mermaid_judge: Judge) -> None:
    timeline = Timeline(title="t", description="d", groups=(Group(label="g", rows=(Row(label="r", result="?"),)),))
    check_gantt(mermaid_judge, gantt(timeline), timeline)


def many(groups: int, rows: int, failed: int | None) -> Timeline:
    def group(number: int) -> Group:
        look = ("failed",) if number == failed else ("succeeded",)
        bar = Bar(start=at(number), end=at(number + 60), result="done " * 10, classes=look)
        return Group(label=f"Stage {number}", rows=tuple(Row(label=f"Action {at}", bars=(bar,)) for at in range(rows)))

    return Timeline(
        title="t",
        description="d",
        start=NOON,
        end=NOON + timedelta(hours=1),
        groups=tuple(group(number) for number in range(groups)),
    )


@pytest.mark.parametrize("failed", [None, 7])
def test_a_long_timeline_stays_below_the_wall_and_keeps_the_failure(failed: int | None, mermaid_judge: Judge) -> None:
    text = gantt(many(20, 50, failed))
    assert len(text) < MOST_CHARACTERS
    for verdict in mermaid_judge(text).values():
        assert len(verdict["sections"]) == 20
        tasks = [task for section, task, *_ in verdict["tasks"] if section.split() == ["Stage", "7"]]
        assert len(tasks) == (50 if failed == 7 else 1)
    assert ("crit" in text) is (failed == 7)


def test_the_longest_timeline_that_can_be_stays_below_the_wall() -> None:
    assert len(gantt(many(50, 50, 7))) < MOST_CHARACTERS
