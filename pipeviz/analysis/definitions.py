"""Which definition a run ran with."""

from __future__ import annotations

from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, History


def definition_of(history: History, execution: Execution, current: Pipeline) -> tuple[Pipeline, bool]:
    """The definition that a run ran with, and True; or the current one, and False where that is another or may be.

    `list-pipeline-executions` does not tell the version, `get-pipeline-execution` and the attempts at actions do
    (https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html).
    """
    version = execution.version
    if version is None:
        return current, False
    if version == current.version:
        return current, True
    known = history.definitions.get(version)
    return (known, True) if known is not None else (current, False)
