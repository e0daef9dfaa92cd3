"""Runs of pipelines as a site is given them, and some pages of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, ExecutionTrigger, History, Revision
from pipeviz.pages import PageOptions, render
from pipeviz.readers.reading import Recorded
from tests.drawings import CATALOGUE
from tests.runs import at, attempt, execution, pipeline

KEY = "111122223333/eu-west-1/orders"
DAY = 86_400


def orders(key: str = KEY, **fields: Any) -> Pipeline:
    """A pipeline of three stages."""
    account, region, name = key.split("/")
    return pipeline(
        ("Source", [("Code", "Source/AWS/CodeCommit")]),
        ("Build", [("Compile", "Build/AWS/CodeBuild")]),
        ("Deploy", [("Prod", "Deploy/AWS/S3")]),
        **{"key": key, "name": name, "account": account, "region": region, "version": 3} | fields,
    )


def good(day: int, **fields: Any) -> Execution:
    """A run of some day that succeeded after 300 seconds."""
    return _run("Succeeded", day, ("Source", "Build", "Deploy"), **fields)


def bad(day: int, error: str = "it broke", **fields: Any) -> Execution:
    """A run of some day that failed in Build."""
    return _run("Failed", day, ("Source", "Build"), error, **fields)


def other(day: int, status: str, **fields: Any) -> Execution:
    """A run of some day that came no further than its source."""
    return _run(status, day, ("Source",), **fields)


def run_id(day: int) -> str:
    """The id of the run of a day."""
    return f"{day:08x}-0000-4000-8000-000000000000"


def recorded(key: str, *runs: Execution, **fields: Any) -> Recorded:
    """The history of a pipeline with these runs."""
    history = History(key=key, executions=runs, **fields)
    return loading(key, lambda: history)


def loading(key: str, load: Callable[[], History]) -> Recorded:
    """A history that is read in some way."""
    return Recorded(key, load, lambda _: True, lambda: repr(load()))


def pages(pipelines: Iterable[Pipeline], runs: Iterable[Recorded], **options: Any) -> dict[str, str]:
    """The files of a site, by path."""
    made = render(tuple(pipelines), CATALOGUE, PageOptions(**options), recorded=runs)
    return {path: content if isinstance(content, str) else content.decode() for path, content, _ in made.files}


def _run(status: str, day: int, stages: tuple[str, ...], error: str = "", **fields: Any) -> Execution:
    begun = day * DAY
    actions = {"Source": "Code", "Build": "Compile", "Deploy": "Prod"}
    attempts = [
        attempt(
            stage,
            actions[stage],
            "Failed" if error and stage == stages[-1] else "Succeeded",
            begun + 100 * number,
            begun + 100 * (number + 1),
            error_message=error if error and stage == stages[-1] else None,
        )
        for number, stage in enumerate(stages)
    ]
    commit = f"{day:08x}" * 5
    values = {
        "id": run_id(day),
        "version": 3,
        "started": at(begun),
        "trigger": ExecutionTrigger(type="Webhook"),
        "revisions": (Revision(source_action="Code", id=commit, summary=f"Change of day {day}"),),
    }
    return execution(status, *attempts, **values | fields)
