"""Explanation → JSON, and the JSON Schema of it."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import field
from msgspec.structs import replace

from pipeviz.analysis.comparison import Comparison
from pipeviz.analysis.diagnosis import Diagnosis
from pipeviz.analysis.run import ActionRun, StageRun
from pipeviz.model.execution import Execution
from pipeviz.model.pipeline import Value
from pipeviz.reports.explanation import Explanation
from pipeviz.templating.terminal import OBEYED

SCHEMA_ID = "urn:pipeviz:schema:explanation:1"


class ExplainedPipeline(Value, frozen=True):
    """The pipeline that ran. `exact` tells whether the definition is recorded with which it ran."""

    key: str
    name: str
    account: str | None = None
    region: str | None = None
    exact: bool = False


class ExplainedAction(Value, frozen=True):
    """What became of an action. `attempts` are the ids of those in `execution.actions`, oldest first."""

    name: str
    outcome: str
    run_order: int = 1
    attempts: tuple[str, ...] = ()


class ExplainedStage(Value, frozen=True):
    """What became of a stage, and how often it was tried."""

    name: str
    outcome: str
    tries: int = 0
    actions: tuple[ExplainedAction, ...] = ()


class ExplainedRun(Value, frozen=True):
    """What `pipeviz explain --format json` prints.

    `execution` is the record of the run without the evidence. `culprit` is the id of the attempt that made it fail.
    `complete` tells that nothing which should have been recorded is missing; `diagnosis.gaps` names what is.
    """

    pipeline: ExplainedPipeline
    execution: Execution
    outcome: str
    diagnosis: Diagnosis
    complete: bool
    stages: tuple[ExplainedStage, ...] = ()
    culprit: str | None = None
    comparison: Comparison | None = None
    schema: str = field(default=SCHEMA_ID, name="$schema")
    version: int = field(default=1, name="pipeviz-explanation")


def json(explanation: Explanation) -> str:
    """The explanation as an indented JSON document that ends with a newline."""
    run, pipeline = explanation.run, explanation.pipeline
    document = {
        "$schema": SCHEMA_ID,
        "pipeviz-explanation": 1,
        "pipeline": ExplainedPipeline(
            key=pipeline.key, name=pipeline.name, account=pipeline.account, region=pipeline.region, exact=run.exact
        ),
        "execution": replace(run.execution, evidence=(), gaps=()),
        "outcome": run.outcome,
        "culprit": run.culprit.id if run.culprit else None,
        "complete": not explanation.diagnosis.gaps,
        "diagnosis": explanation.diagnosis,
        "stages": [_stage(stage) for stage in run.stages],
        "comparison": explanation.comparison,
    }
    text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")
    return OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the document (https://json-schema.org/draft/2020-12/schema)."""
    described = msgspec.json.schema(ExplainedRun)
    for shape in described["$defs"].values():
        if "description" in shape:
            shape["description"] = cleandoc(shape["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "pipeviz's explanation of a run",
        **described,
    }


def _stage(stage: StageRun) -> ExplainedStage:
    actions = tuple(_action(action) for action in stage.actions)
    return ExplainedStage(name=stage.name, outcome=stage.outcome, tries=len(stage.attempts), actions=actions)


def _action(action: ActionRun) -> ExplainedAction:
    attempts = tuple(each.id for each in action.attempts)
    return ExplainedAction(name=action.name, outcome=action.outcome, run_order=action.run_order, attempts=attempts)
