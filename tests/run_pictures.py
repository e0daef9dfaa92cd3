"""Runs that between them show everything a picture of a run can show, and recorded ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pipeviz import api
from pipeviz.analysis.run import Run, run
from pipeviz.model import Pipeline
from pipeviz.model.execution import ActionExecution, ExecutionTrigger, History, RuleExecution
from tests.conftest import ROOT
from tests.runs import NOON, at, attempt, execution, pipeline

CASES = ROOT / "tests" / "cases" / "runs"
DAY = 86_400
SHOP = pipeline(
    ("Source", [("App", "Source/AWS/CodeStarSourceConnection")]),
    ("Build", [("Compile", "Build/AWS/CodeBuild"), ("Unit tests", "Test/AWS/CodeBuild", 2), ("Lint", "Test/AWS/CodeBuild", 2)]),
    ("Release", [("Approve", "Approval/AWS/Manual"), ("Production", "Deploy/AWS/CloudFormation", 2), ("Warm up", "Invoke/AWS/Lambda", 3)]),
    ("Smoke", [("Shop from outside", "Test/AWS/CodeBuild"), ("Notify", "Invoke/AWS/Lambda", 2)]),
)  # fmt: skip
DECIDED = 2 * DAY + 11_000


def failed() -> Run:
    """A retry, a long wait for an approval, a failed deployment, and what was not reached."""
    return run(
        execution(
            "Failed",
            attempt("Source", "App", "Succeeded", 0, 3, external_url="https://git.example/orders"),
            attempt("Build", "Compile", "Succeeded", 5, 95),
            attempt("Build", "Unit tests", "Failed", 97, 160, error_code="JobFailed", error_message="exit status 1"),
            attempt("Build", "Lint", "Succeeded", 97, 121),
            attempt("Build", "Unit tests", "Succeeded", 400, 482),
            attempt("Release", "Approve", "Succeeded", 485, DECIDED, updated_by="ada"),
            attempt(
                "Release",
                "Production",
                "Failed",
                DECIDED + 2,
                DECIDED + 85,
                error_code="JobFailed",
                error_message="The following resource(s) failed to create: [OrdersTable].\nTable already exists: orders",
                external_url="https://console.example/stack",
            ),
            trigger=ExecutionTrigger(type="Webhook"),
        ),
        SHOP,
    )


def waiting() -> Run:
    """A run that waits for somebody."""
    return run(
        execution(
            "InProgress",
            attempt("Source", "App", "Succeeded", 0, 3),
            attempt("Build", "Compile", "Succeeded", 5, 95),
            attempt("Release", "Approve", "InProgress", 1000, 1000),
            updated=at(1600),
        ),
        SHOP,
    )


def refused() -> Run:
    """A stage whose condition failed once, was checked again, and failed again."""

    def check(id: str, begun: float) -> RuleExecution:
        times = {"started": at(begun), "updated": at(begun + 60), "condition": "BEFORE_ENTRY"}
        return RuleExecution(
            stage="Build", rule="OfficeHours", status="Failed", id=id, error_message="it is night", **times
        )

    return run(
        execution("Failed", attempt("Source", "App", "Succeeded", 0, 3), rules=(check("1", 10), check("2", 500))), SHOP
    )


def hasty() -> Run:
    """Twenty attempts close behind each other, too short to see, and one that took long."""
    attempts = [attempt("Build", "Compile", "Failed", 10 * number, 10 * number + 8) for number in range(20)]
    return run(execution("Succeeded", *attempts, attempt("Build", "Compile", "Succeeded", 200, 900)), SHOP)


def worldly() -> Run:
    """Names in many scripts, names that are too long for a line, and long errors."""
    names = (
        "部署到生产环境" * 4,
        "🚀 " * 20,
        "x" * 100,
        "Deploy-the-orders-service-to-the-production-account-in-Frankfurt",
    )
    kinds = [f"Deploy/Custom/{name[:70].strip()}" for name in names]
    stages = [(name[:40], [(name, kind), (f"{name[:90]} 2", kind)]) for name, kind in zip(names, kinds, strict=True)]
    attempts = [
        attempt(name[:40], name, "Failed", 600 * at, 600 * at + 300, error_message="错误: stack failed. " * 30)
        for at, name in enumerate(names)
    ]
    return run(execution("Failed", *attempts), pipeline(*stages))


def huge() -> Run:
    """A thousand actions, three of which failed."""
    stages = [(f"Region {at}", [(f"Stack-{at}-{n}", "Deploy/AWS/CloudFormation", 1 + n % 4) for n in range(50)]) for at in range(20)]  # fmt: skip
    attempts = [
        attempt(stage, name, "Failed" if name in ("Stack-3-7", "Stack-3-11", "Stack-3-43") else "Succeeded", 600 * number + 9 * order, 600 * number + 9 * order + 30 + 7 * len(name))
        for number, (stage, actions) in enumerate(stages)
        for order, (name, _, _) in enumerate(actions)
        if number < 4
    ]  # fmt: skip
    return run(execution("Failed", *attempts), pipeline(*stages))


def unrecorded() -> Run:
    """Attempts without their times."""
    lost = (
        ActionExecution(stage="Source", action="App", status="Succeeded", started=at(3)),
        ActionExecution(stage="Build", action="Compile", status="Succeeded", updated=at(30)),
        ActionExecution(stage="Build", action="Lint", status="Failed"),
    )
    return run(execution("Failed", *lost, started=NOON, updated=at(40)), SHOP)


def bare() -> Run:
    """A run of which next to nothing is known."""
    return run(execution("Failed", started=None, updated=None), SHOP)


MADE = {each.__name__: each for each in (failed, waiting, refused, hasty, worldly, huge, unrecorded, bare)}


@lru_cache(maxsize=None)
def histories() -> tuple[tuple[Pipeline, History], ...]:
    """The pipelines of `tests/cases/runs` and their recorded runs."""
    readings = [api.read([folder]) for folder in sorted(CASES.iterdir()) if folder.is_dir()]
    pipelines = [{pipeline.key: pipeline for pipeline in reading.pipelines} for reading in readings]
    return tuple(
        (known[each.key], each.load())
        for reading, known in zip(readings, pipelines, strict=True)
        for each in reading.recorded
        if each.key in known
    )


def recorded() -> Iterator[Run]:
    """Every recorded run, with the definition that it ran with where that is recorded."""
    for current, history in histories():
        for each in history.executions:
            yield run(each, history.definitions.get(each.version or 0, current))
