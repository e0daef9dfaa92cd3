"""The gallery of runs in the documentation: a page for each of some recorded runs, explained and drawn by pipeviz."""

from __future__ import annotations

from collections.abc import Iterator

from pipeviz import api
from pipeviz.reports.explanation import Explanation
from pipeviz.reports.words import chain
from pipeviz.templating.escape import escape
from tests.explained import SCENARIOS
from tests.gallery import CATALOGUE, TITLES, WRITTEN, folded, title

SHOWN = (
    "cloudformation-nested-stack",
    "codebuild-failed",
    "codedeploy-script-failed",
    "ecs-circuit-breaker",
    "lambda-deploy-alarm",
    "approval-rejected",
    "parallel-double-failure",
    "retry-then-success",
    "condition-on-success-rollback",
    "source-connection-pending",
    "waiting-for-approval",
)
VIEWS = {"sequence": TITLES["sequence"], "timeline": "Timeline", "stages": TITLES["stages"]}
_HEAD = (
    "# Runs",
    "",
    WRITTEN,
    "",
    "What happened in a run and why it failed, as `pipeviz explain` tells it and `pipeviz draw --execution` draws it.",
    "",
    "| Run | What happened |",
    "|---|---|",
)


def run_gallery() -> Iterator[tuple[str, str]]:
    """Every file of the gallery, as a path below `docs/gallery/runs` and its text."""
    rows = []
    for name in SHOWN:
        reading = api.read([f"tests/cases/runs/{name}"], catalogue=CATALOGUE)
        explanation = api.explain(reading, execution=SCENARIOS[name], catalogue=CATALOGUE)
        rows.append(f"| [{title(name)}]({name}.md) | {escape(explanation.diagnosis.headline)} |")
        yield f"{name}.md", _page(name, explanation)
        for view, text in _pictures(explanation):
            yield f"{name}/{view}.svg", text
    yield "index.md", "\n".join((*_HEAD, *rows, ""))


def _page(name: str, explanation: Explanation) -> str:
    diagnosis = explanation.diagnosis
    facts = (
        f"{number}. {escape(fact.text)}<br><small>{escape(fact.recorded or '')}</small>"
        for number, fact in enumerate(chain(diagnosis), 1)
    )
    parts = ["---\nhide:\n  - navigation\n  - toc\n---", f"# {title(name)}", WRITTEN]
    parts += [f"**{escape(diagnosis.headline)}**", str(escape(diagnosis.paragraph)), "\n".join(facts)]
    for view, heading in VIEWS.items():
        parts += [f"## {heading}", f"![{heading} of the run]({name}/{view}.svg){{ .natural }}"]
    report = api.report(explanation, "markdown")
    parts += ["## As Markdown for a ticket", folded("What to paste", "text", report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _pictures(explanation: Explanation) -> Iterator[tuple[str, str]]:
    for view in VIEWS:
        drawn = api.draw(explanation.pipeline, view=view, format="svg", catalogue=CATALOGUE, run=explanation.run)
        yield view, next(iter(drawn)).text
