from __future__ import annotations

from pipeviz.analysis.run import Run, run
from pipeviz.diagrams.timeline import Bar, Row, Timeline
from pipeviz.model.execution import ActionExecution, ExecutionTrigger, RuleExecution
from pipeviz.views.timeline import timeline
from tests.runs import NOON, at, attempt, execution, pipeline

PIPELINE = pipeline(
    ("Source", [("App", "Source/AWS/S3")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild"), ("Lint", "Test/AWS/CodeBuild")]),
    ("Release", [("Approve", "Approval/AWS/Manual"), ("Deploy", "Deploy/AWS/ECS", 2)]),
)


def ran(status: str, *attempts: ActionExecution, **fields: object) -> Run:
    return run(execution(status, *attempts, **fields), PIPELINE)


def rows(timeline: Timeline) -> dict[str, Row]:
    return {row.label: row for group in timeline.groups for row in group.rows}


FAILED = ran(
    "Failed",
    attempt("Source", "App", "Succeeded", 0, 3),
    attempt("Build", "Compile", "Failed", 5, 65, error_message="\nexit 1\nmore"),
    attempt("Build", "Lint", "Succeeded", 5, 30),
    attempt("Build", "Compile", "Succeeded", 665, 750),
    attempt("Release", "Approve", "Succeeded", 752, 4352, updated_by="ada"),
    attempt("Release", "Deploy", "Failed", 4353, 4360, error_message="no such image", external_url="https://x.example"),
    trigger=ExecutionTrigger(type="Webhook"),
)


def test_it_says_what_the_run_was() -> None:
    drawn = timeline(FAILED)
    assert drawn.title == "Run 4d1f6b9e-0001-4000-8000-000000000001 of pipeline orders"
    assert drawn.description == (
        "Failed after 1 h 13 min · 2 min 35 s at work, 1 h 10 min waiting · started 2026-03-02 12:00:00 UTC · by Webhook"
    )
    assert (drawn.start, drawn.end) == (NOON, at(4360))


def test_every_stage_and_action_is_there_in_the_order_of_the_definition() -> None:
    groups = timeline(FAILED).groups
    assert [(group.label, group.classes) for group in groups] == [
        ("Source", ("succeeded",)),
        ("Build", ("succeeded",)),
        ("Release", ("failed",)),
    ]
    assert [row.label for group in groups for row in group.rows] == ["App", "Compile", "Lint", "Approve", "Deploy"]


def test_attempts_are_numbered_bars_of_one_row() -> None:
    row = rows(timeline(FAILED))["Compile"]
    assert [(bar.label, bar.start, bar.end, bar.classes) for bar in row.bars] == [
        ("1", at(5), at(65), ("failed",)),
        ("2", at(665), at(750), ("succeeded",)),
    ]
    assert row.result == "Succeeded · 1 min 25 s · attempt 2"
    assert row.bars[0].result == "Failed · 1 min · attempt 1"
    assert row.bars[0].tooltip == "Build / Compile · Failed · 1 min · attempt 1 · 2026-03-02 12:00:05 UTC · exit 1"


def test_the_stage_tells_its_attempts_and_the_wait_between_them() -> None:
    build = timeline(FAILED).groups[1]
    assert [(bar.result, bar.waiting) for bar in build.bars] == [
        ("Failed · 1 min · attempt 1", False),
        ("Build waits to be retried · 10 min", True),
        ("Succeeded · 1 min 25 s · attempt 2", False),
    ]


def test_an_approval_waits_and_tells_who_decided_when() -> None:
    row = rows(timeline(FAILED))["Approve"]
    (bar,) = row.bars
    assert (bar.waiting, bar.classes, row.result) == (True, ("waiting",), "Approved · 1 h")
    assert row.note == "by ada, 2026-03-02 13:12:32 UTC"


def test_a_failure_tells_its_error_and_leads_to_the_page_of_the_attempt() -> None:
    row = rows(timeline(FAILED))["Deploy"]
    assert (row.note, row.result, row.bars[0].link) == ("no such image", "Failed · 7 s", "https://x.example")


def test_what_was_not_reached_is_listed_without_a_bar() -> None:
    drawn = timeline(ran("Failed", attempt("Source", "App", "Failed", 0, 3)))
    assert [(row.label, row.result, row.bars) for row in drawn.groups[1].rows] == [
        ("Compile", "Not reached", ()),
        ("Lint", "Not reached", ()),
    ]


def test_what_goes_on_has_no_end_and_goes_on_to_the_time_of_recording() -> None:
    going = ran("InProgress", attempt("Release", "Approve", "InProgress", 10, 10))
    drawn = timeline(going, until=at(3600))
    assert rows(drawn)["Approve"].bars[0].end is None
    assert rows(drawn)["Approve"].result == "Waits for approval"
    assert (drawn.start, drawn.end) == (at(10), at(3600))


def test_the_time_of_recording_is_no_part_of_a_run_that_has_ended() -> None:
    assert timeline(FAILED, until=at(99_999)).end == at(4360)


def test_times_that_were_not_recorded_are_told_and_drawn_as_moments() -> None:
    lost = ActionExecution(stage="Source", action="App", status="Succeeded", started=at(5))
    (bar,) = rows(timeline(ran("Succeeded", lost)))["App"].bars
    assert (bar.start, bar.end) == (at(5), at(5))
    assert bar.result == "Succeeded · when it ended was not recorded"
    without = ActionExecution(stage="Source", action="App", status="Succeeded")
    row = rows(timeline(ran("Succeeded", without, started=None, updated=None)))["App"]
    assert (row.bars, row.result) == ((), "Succeeded")


def test_rules_that_were_checked_are_rows_of_their_stage_where_they_belong() -> None:
    def rule(name: str, condition: str, begun: float, ended: float, status: str = "Succeeded") -> RuleExecution:
        times = {"started": at(begun), "updated": at(ended)}
        return RuleExecution(stage="Build", rule=name, status=status, id=name, condition=condition, **times)

    checks = (rule("Window", "BEFORE_ENTRY", 5, 50), rule("Alarm", "ON_SUCCESS", 100, 130, "Failed"))
    build = timeline(ran("Failed", attempt("Build", "Compile", "Succeeded", 50, 90), rules=checks)).groups[1]
    assert [(row.label, row.detail, row.result) for row in build.rows] == [
        ("Window", "entry condition", "Succeeded · 45 s"),
        ("Compile", "CodeBuild", "Succeeded · 40 s"),
        ("Lint", "CodeBuild", "Not reached"),
        ("Alarm", "success condition", "Failed · 30 s"),
    ]


def test_links_lead_to_where_they_are_told() -> None:
    drawn = timeline(FAILED, links=lambda stage, action: f"#{stage.name}{action.name if action else ''}")
    assert [group.link for group in drawn.groups] == ["#Source", "#Build", "#Release"]
    assert rows(drawn)["Deploy"].link == "#ReleaseDeploy"


def test_every_attempt_is_drawn_once() -> None:
    drawn = timeline(FAILED)
    bars: list[Bar] = [bar for row in rows(drawn).values() for bar in row.bars]
    assert sorted((bar.start, bar.end) for bar in bars) == sorted(
        (each.started, each.updated) for each in FAILED.execution.actions
    )
