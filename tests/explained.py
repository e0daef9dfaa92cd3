"""An explanation with everything that one can have, and some text in every place where somebody may have typed it."""

from __future__ import annotations

import json

from msgspec.structs import replace

from pipeviz.analysis.comparison import compare
from pipeviz.analysis.diagnosis import Diagnosis, Fact, LogTail
from pipeviz.analysis.run import run
from pipeviz.model import Action, ActionType, Pipeline
from pipeviz.model.execution import Execution, ExecutionTrigger, Gap, Revision
from pipeviz.reports.explanation import Explanation
from tests.conftest import ROOT
from tests.drawings import CATALOGUE
from tests.runs import at, attempt, execution, pipeline

RUNS = ROOT / "tests" / "cases" / "runs"
SCENARIOS = {
    file.parent.name: expected["execution"]
    for file in sorted(RUNS.glob("*/expected.json"))
    if "execution" in (expected := json.loads(file.read_text("utf-8")))
}
"""The recorded runs of `tests/cases/runs` that have an expected diagnosis, and the ids of these runs."""

BUILD = ActionType(category="Build", provider="CodeBuild")
RUN, GOOD = "9b3c1f6e-4d70-4b0a-9d9e-2f5f1a7c0b11", "2a5d8c70-1c5e-4a0e-8a55-9c0de21b7702"


def explained(text: str = "some words", url: str | None = "https://example.com/a?b=c&d=e") -> Explanation:
    """A run that failed in its second stage, with a good one before it; `text` is in every free field, `url` in every link."""
    now, then = definition(text, 12), definition(text, 11)
    failed, good = _failed(text, url), _good(text, url)
    happened, before = run(failed, now), run(good, then)
    return Explanation(
        run=happened,
        diagnosis=diagnosis(text),
        short_id=RUN[:8],
        good=before,
        comparison=compare(happened, before),
        captured=at(600),
        catalogue=CATALOGUE,
    )


def diagnosis(text: str) -> Diagnosis:
    """What was found, all of it in these words."""
    cause = Fact(kind="detail", text=f"CodeBuild says: {text}", recorded=f"evidence/{text}.json")
    return Diagnosis(
        headline=f"Build / Compile failed: {text}",
        paragraph=f"Build / Compile failed, because {text}, and that is all.",
        facts=(
            Fact(kind="error", text=f"CodePipeline says: {text}", recorded=text),
            cause,
            Fact(kind="trigger", text=f"Started by {text}", recorded=text),
            Fact(kind="unreached", text=text),
            Fact(kind="good", text=f"good {text}"),
        ),
        cause=cause,
        log=LogTail(
            title=f"Log {text}", lines=(*(f"line {n}" for n in range(30)), text, "end"), marked=30, recorded=text
        ),
        gaps=(Gap(operation="logs:GetLogEvents", reason="denied", detail=text, allow="logs:GetLogEvents"),),
    )


def definition(text: str, version: int) -> Pipeline:
    """Version 12 has another project than 11, a stage more and an action less."""
    base = pipeline(
        ("Source", [("Code", "Source/AWS/CodeCommit")]),
        ("Build", [("Compile", "Build/AWS/CodeBuild"), (f"Lint {text}", "Build/AWS/CodeBuild")]),
        (f"Deploy {text}", [("Prod", "Deploy/AWS/CloudFormation")]),
        *([("Smoke", [("Curl", "Test/AWS/CodeBuild")])] if version == 12 else []),
        name=f"orders {text}",
        version=version,
        account="account-1",
        region="eu-west-1",
    )
    build = base.stages[1]
    compiling = replace(
        build.actions[0], configuration={"ProjectName": f"build-{version}", f"Key {text}": f"{version} {text}"}
    )
    old = [Action(name=f"Old {text}", type=BUILD)] if version == 11 else []
    stages = (base.stages[0], replace(build, actions=(compiling, *build.actions[1:], *old)), *base.stages[2:])
    return replace(base, stages=stages)


def _failed(text: str, url: str | None) -> Execution:
    return execution(
        "Failed",
        attempt("Source", "Code", "Succeeded", 0, 5, external_url=url),
        attempt("Build", f"Lint {text}", "Succeeded", 7, 40, type=BUILD),
        attempt("Build", "Compile", "Failed", 7, 20, type=BUILD, error_message=text, external_url=url),
        attempt("Build", "Compile", "Failed", 60, 190, type=BUILD, error_message=text, external_url=url, recorded=text),
        id=RUN,
        version=12,
        revisions=(Revision(source_action="Code", id="deadbeef" * 5, summary=f"Commit {text}", url=url),),
        trigger=ExecutionTrigger(type="StartPipelineExecution", detail=text),
        variables={f"Name {text}": f"new {text}"},
        stop_reason=text,
    )


def _good(text: str, url: str | None) -> Execution:
    return execution(
        "Succeeded",
        attempt("Source", "Code", "Succeeded", -8000, -7996),
        attempt("Build", "Compile", "Succeeded", -7990, -7930, type=BUILD),
        attempt("Build", f"Lint {text}", "Succeeded", -7990, -7950, type=BUILD),
        attempt(f"Deploy {text}", "Prod", "Succeeded", -7920, -7800),
        id=GOOD,
        version=11,
        revisions=(Revision(source_action="Code", id="cafe0123" * 5, summary=f"Before {text}", url=url),),
        trigger=ExecutionTrigger(type="Webhook", detail=text),
        variables={f"Name {text}": f"old {text}"},
    )
