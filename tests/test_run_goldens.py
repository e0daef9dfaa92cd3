"""The pictures of one run, kept: what a change does to them is seen in the diff. `pytest --update` writes them anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeviz.model.execution import Execution, ExecutionTrigger
from pipeviz.views.stages import stages
from pipeviz.views.strip import strip
from pipeviz.views.timeline import timeline
from pipeviz.writers.dot import dot
from pipeviz.writers.mermaid_flowchart import flowchart
from pipeviz.writers.mermaid_gantt import gantt
from pipeviz.writers.strip_svg import strip_svg
from pipeviz.writers.timeline_svg import timeline_svg
from tests.conftest import ROOT
from tests.drawings import CATALOGUE, pictures
from tests.run_pictures import DAY, failed, waiting
from tests.runs import at, execution

STATUSES = "SSSFSSSSxSSFFSSSSPSSSSUSSSFSSR"
WORDS = {
    "S": "Succeeded", "F": "Failed", "x": "Stopped", "P": "Superseded", "U": "Cancelled", "R": "InProgress",
}  # fmt: skip


def history() -> list[Execution]:
    """Runs of a month, with a pause, a very long one, and one that goes on."""
    runs, begun = [], 0
    for number, letter in enumerate(STATUSES):
        begun += (number * 7919) % DAY + (12 * DAY if number == 16 else 0)
        lasted = 4 * DAY if number == 9 else 480 + (number * 67) % 240 if letter != "F" else 60 + (number * 37) % 300
        runs.append(
            execution(
                WORDS[letter],
                id=f"{number:08x}-0001-4000-8000-000000000001",
                started=at(begun),
                updated=at(begun + lasted),
                trigger=ExecutionTrigger(type="Webhook"),
            )
        )
    return runs


def stages_svg() -> str:
    return pictures([stages(failed().pipeline, CATALOGUE, run=failed())])[0]


KEPT: dict[str, Callable[[], str]] = {
    "tests/writers/golden/timeline-waiting.svg": lambda: timeline_svg(timeline(waiting(), until=at(5000))),
    "tests/writers/golden/timeline.mmd": lambda: gantt(timeline(failed())),
    "tests/writers/golden/stages-run.dot": lambda: dot(stages(failed().pipeline, CATALOGUE, run=failed())),
    "tests/writers/golden/stages-run.mmd": lambda: flowchart(stages(failed().pipeline, CATALOGUE, run=failed())),
    "docs/images/timeline.svg": lambda: timeline_svg(timeline(failed())),
    "docs/images/stages-run.svg": stages_svg,
    "docs/images/strip.svg": lambda: strip_svg(strip(history(), name="orders")),
    "docs/images/spark.svg": lambda: strip_svg(strip(history(), name="orders"), spark=True),
}


@pytest.mark.parametrize("path", KEPT)
def test_the_picture_is_as_expected(path: str, request: pytest.FixtureRequest) -> None:
    text = KEPT[path]()
    if request.config.getoption("--update"):
        (ROOT / path).write_text(text, "utf-8", newline="\n")
    refresh = "look at the new one; if it is right: pytest tests/test_run_goldens.py --update"
    assert text == (ROOT / path).read_text("utf-8"), refresh
