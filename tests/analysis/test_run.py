"""What `run` makes of the attempts that AWS lists; the expected outcomes follow the user guide's pages on retry and stop."""

from __future__ import annotations

from pipeviz.analysis.run import run
from pipeviz.model.execution import RuleExecution
from tests.runs import at, attempt, execution, pipeline

ORDERS = pipeline(
    ("Source", [("Code", "Source/AWS/CodeCommit")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild"), ("Lint", "Build/AWS/CodeBuild")]),
    ("Deploy", [("Staging", "Deploy/AWS/CloudFormation", 1), ("Prod", "Deploy/AWS/CloudFormation", 2)]),
)
CODE = attempt("Source", "Code", "Succeeded", 0, 5)


def test_the_culprit_what_ran_beside_it_and_what_was_not_reached():
    compiled = attempt("Build", "Compile", "Failed", 10, 95)
    lint = attempt("Build", "Lint", "Succeeded", 10, 30)
    happened = run(execution("Failed", CODE, compiled, lint), ORDERS)
    assert happened.culprit == compiled
    assert happened.collateral == (lint,)
    assert [stage.outcome for stage in happened.stages] == ["succeeded", "failed", "unreached"]
    assert happened.unreached == ("Deploy",)
    assert happened.outcome == "failed"


def test_of_two_that_failed_the_first_to_fail_is_the_culprit():
    compiled = attempt("Build", "Compile", "Failed", 10, 95)
    lint = attempt("Build", "Lint", "Failed", 10, 30)
    happened = run(execution("Failed", CODE, compiled, lint), ORDERS)
    assert (happened.culprit, happened.also_failed) == (lint, (compiled,))


def test_a_retry_of_failed_actions_leaves_what_had_succeeded():
    first = (attempt("Build", "Compile", "Failed", 10, 95), attempt("Build", "Lint", "Succeeded", 10, 30))
    again = attempt("Build", "Compile", "Succeeded", 200, 280)
    build = run(execution("InProgress", CODE, *first, again), ORDERS).stages[1]
    assert [(each.number, each.mode) for each in build.attempts] == [(1, None), (2, "FAILED_ACTIONS")]
    assert build.outcome == "succeeded"
    assert run(execution("InProgress", CODE, *first, again), ORDERS).flaky == (first[0],)


def test_a_retry_of_all_actions_runs_what_had_succeeded_again():
    first = (attempt("Build", "Compile", "Failed", 10, 95), attempt("Build", "Lint", "Succeeded", 10, 30))
    again = (attempt("Build", "Compile", "Failed", 200, 280), attempt("Build", "Lint", "Succeeded", 200, 220))
    build = run(execution("Failed", CODE, *first, *again), ORDERS).stages[1]
    assert [each.mode for each in build.attempts] == [None, "ALL_ACTIONS"]


def test_a_stage_that_was_passed_without_running_was_skipped():
    happened = run(execution("Succeeded", CODE, attempt("Deploy", "Staging", "Succeeded", 10, 20)), ORDERS)
    assert [stage.outcome for stage in happened.stages][:2] == ["succeeded", "skipped"]


def test_a_rollback_runs_only_its_stage():
    staging = attempt("Deploy", "Staging", "Succeeded", 0, 9)
    prod = attempt("Deploy", "Prod", "Succeeded", 10, 20)
    happened = run(execution("Succeeded", staging, prod, type="ROLLBACK", rollback_of="x"), ORDERS)
    assert [stage.outcome for stage in happened.stages] == ["omitted", "omitted", "succeeded"]


def test_an_approval_in_progress_waits():
    gate = pipeline(("Gate", [("Ask", "Approval/AWS/Manual")]))
    happened = run(execution("InProgress", attempt("Gate", "Ask", "InProgress", 0)), gate)
    assert happened.stages[0].outcome == "waiting"


def test_what_was_not_recorded_is_unknown():
    from msgspec.structs import replace

    happened = run(replace(execution("Failed"), actions_recorded=False), ORDERS)
    assert {stage.outcome for stage in happened.stages} == {"unknown"}
    assert happened.culprit is None


def test_a_retry_of_all_actions_after_one_of_failed_actions_is_one_try():
    happened = execution(
        "Failed",
        attempt("Build", "Compile", "Succeeded", 10, 95),
        attempt("Build", "Docs", "Failed", 10, 40),
        attempt("Build", "Docs", "Failed", 1000, 1040),
        attempt("Build", "Compile", "Succeeded", 5000, 5030),
        attempt("Build", "Docs", "Failed", 5000, 5040),
    )
    defined = pipeline(("Build", [("Compile", "Build/AWS/CodeBuild"), ("Docs", "Build/AWS/CodeBuild")]))
    (build,) = run(happened, defined).stages
    assert [[each.action for each in tried.actions] for tried in build.attempts] == [
        ["Compile", "Docs"],
        ["Docs"],
        ["Compile", "Docs"],
    ]
    assert [each.mode for each in build.attempts] == [None, "FAILED_ACTIONS", "ALL_ACTIONS"]


def test_a_failed_action_counts_though_another_of_its_stage_still_runs() -> None:
    failed, running = attempt("Test", "Unit", "Failed", 0, 10), attempt("Test", "Lint", "InProgress", 0, 1)
    found = run(
        execution("InProgress", failed, running),
        pipeline(("Test", [("Unit", "Test/AWS/CodeBuild"), ("Lint", "Test/AWS/CodeBuild")])),
    )
    assert (found.outcome, found.culprit, found.stages[0].outcome) == ("running", failed, "running")


def test_a_stage_that_a_rule_refused_has_failed() -> None:
    rule = RuleExecution(stage="Deploy", rule="Window", status="Failed", id="r", started=at(11), updated=at(12))
    found = run(
        execution("Failed", attempt("Build", "It", "Succeeded", 0, 10), rules=(rule,)),
        pipeline(("Build", [("It", "Build/AWS/CodeBuild")]), ("Deploy", [("It", "Deploy/AWS/S3")])),
    )
    assert found.failed_rule == rule
    assert [stage.outcome for stage in found.stages] == ["succeeded", "failed"]


def test_the_last_verdict_on_a_rule_counts() -> None:
    rules = [
        RuleExecution(stage="Deploy", rule="Window", status="Failed", id="1", started=at(11), updated=at(12)),
        RuleExecution(stage="Deploy", rule="Window", status="Succeeded", id="2", started=at(21), updated=at(22)),
    ]
    failed = execution("Failed", attempt("Deploy", "It", "Succeeded", 30, 40), rules=tuple(rules))
    assert run(failed, pipeline(("Deploy", [("It", "Deploy/AWS/S3")]))).failed_rule is None


def test_the_last_stage_of_a_run_that_succeeded_was_skipped() -> None:
    found = run(
        execution("Succeeded", attempt("Build", "It", "Succeeded", 0, 10)),
        pipeline(("Build", [("It", "Build/AWS/CodeBuild")]), ("Deploy", [("It", "Deploy/AWS/S3")])),
    )
    assert [stage.outcome for stage in found.stages] == ["succeeded", "skipped"]
