"""The run that the guide shows: tests at once, a retry, a long wait for an approval, a failed deployment."""

from __future__ import annotations

from pipeviz.analysis.run import Run, run
from pipeviz.model.execution import ExecutionTrigger, Revision
from tests.runs import attempt, execution, pipeline

SHOP = pipeline(
    ("Source", [("App", "Source/AWS/CodeStarSourceConnection")]),
    ("Test", [("Unit", "Test/AWS/CodeBuild"), ("Lint", "Test/AWS/CodeBuild")]),
    (
        "Release",
        [
            ("Approve", "Approval/AWS/Manual", 1),
            ("Production", "Deploy/AWS/CloudFormation", 2),
            ("Warm up", "Invoke/AWS/Lambda", 3),
        ],
    ),
    ("Smoke", [("From outside", "Test/AWS/CodeBuild")]),
    name="shop",
    key="shop",
    version=7,
)
DECIDED = 7_989


def pictured() -> Run:
    """The run of the picture in `docs/guide/runs.md`."""
    happened = execution(
        "Failed",
        attempt("Source", "App", "Succeeded", 1, 5),
        attempt("Test", "Unit", "Failed", 7, 70, error_code="JobFailed", error_message="Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: npm test: exit status 1"),
        attempt("Test", "Lint", "Succeeded", 7, 31),
        attempt("Test", "Unit", "Succeeded", 401, 485),
        attempt("Release", "Approve", "Succeeded", 487, DECIDED, updated_by="arn:aws:iam::111122223333:user/ada", external_summary="Prices are agreed"),
        attempt("Release", "Production", "Failed", DECIDED + 1, DECIDED + 84, error_code="JobFailed", error_message="The following resource(s) failed to create: [OrdersTable]."),
        trigger=ExecutionTrigger(type="WebhookV2"),
        revisions=(Revision(source_action="App", id="3b7e9a1c5d2f4086b1a9c8e7f6d5040312ab98cd", summary="Round totals"),),
        version=7,
    )  # fmt: skip
    return run(happened, SHOP)
