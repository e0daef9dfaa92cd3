"""`PipelineExecutionSummary` and `PipelineExecution` to the model, and both of one run to one.

https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html
https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import asdict, replace

from pipeviz.model import Pipeline
from pipeviz.model.execution import UNKNOWN, Execution, ExecutionTrigger, Revision
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.attempts import message
from pipeviz.readers.records.values import integer, items, mapping, or_default, text, time, word

ENDED = frozenset({"Succeeded", "Failed", "Stopped", "Superseded", "Cancelled"})


def summaries(answer: Answer) -> Iterator[Execution]:
    """The runs in an answer of `list-pipeline-executions`."""
    for index, summary in items(answer.value, "pipelineExecutionSummaries"):
        if run := word(summary, "pipelineExecutionId"):
            yield Execution(
                id=run,
                started=time(summary.get("startTime")),
                updated=time(summary.get("lastUpdateTime")),
                revisions=tuple(
                    _revision(each, word(each, "actionName") or "") for _, each in items(summary, "sourceRevisions")
                ),
                stop_reason=word(mapping(summary, "stopTrigger"), "reason"),
                recorded=answer.place("pipelineExecutionSummaries", index),
                **_common(summary),
            )


def execution(answer: Answer, pipeline: Pipeline) -> Execution:
    """The run in an answer of `get-pipeline-execution`, which knows its version and variables, but no times."""
    value = mapping(answer.value, "pipelineExecution")
    return Execution(
        id=word(value, "pipelineExecutionId") or "",
        version=integer(value, "pipelineVersion"),
        revisions=tuple(
            _revision(each, _producer(pipeline, word(each, "name") or ""))
            for _, each in items(value, "artifactRevisions")
        ),
        variables={
            name: text(each.get("resolvedValue")) or ""
            for _, each in items(value, "variables")
            if (name := word(each, "name"))
        },
        recorded=answer.place("pipelineExecution"),
        **_common(value),
    )


def merged(listed: Iterable[Execution], looked_at: Iterable[Execution]) -> dict[str, Execution]:
    """The runs by id: what the list says, completed by what was asked of single runs.

    Of a run that was listed twice the later state counts. A run that had ended when somebody looked at it had ended,
    though the list still shows it going.
    """
    found: dict[str, Execution] = {}
    for each in listed:
        known = found.get(each.id)
        if known is None or _age(each) >= _age(known):
            found[each.id] = each
    for each in looked_at:
        known = found.get(each.id)
        found[each.id] = each if known is None else completed(known, each)
    return found


def completed(listed: Execution, single: Execution) -> Execution:
    """The first, with the fields that it lacks from the second; as the second has it, if only that has ended."""
    empty = Execution(id="", status="")
    lacking = {
        name: value
        for name, value in asdict(single).items()
        if getattr(listed, name) == getattr(empty, name) and value != getattr(empty, name)
    }
    ended = single.status in ENDED and listed.status not in ENDED
    return replace(listed, **lacking, **({"status": single.status} if ended else {}))


def _common(value: dict[str, Any]) -> dict[str, Any]:
    trigger = mapping(value, "trigger")
    kind = word(trigger, "triggerType")
    return {
        "status": word(value, "status") or UNKNOWN,
        "status_summary": word(value, "statusSummary"),
        "mode": word(value, "executionMode"),
        "type": or_default(value, "executionType", "STANDARD"),
        "trigger": ExecutionTrigger(type=kind, detail=word(trigger, "triggerDetail")) if kind else None,
        "rollback_of": word(mapping(value, "rollbackMetadata"), "rollbackTargetPipelineExecutionId"),
    }


def _revision(value: dict[str, Any], source_action: str) -> Revision:
    return Revision(
        source_action=source_action,
        id=word(value, "revisionId"),
        summary=message(word(value, "revisionSummary")),
        url=word(value, "revisionUrl"),
    )


def _producer(pipeline: Pipeline, artifact: str) -> str:
    """The source action that produces an artifact; the artifact itself where the definition knows none."""
    producing = (
        action.name for action in pipeline.actions if any(each.name == artifact for each in action.output_artifacts)
    )
    return next(producing, artifact)


def _age(each: Execution) -> float:
    return each.updated.timestamp() if each.updated else 0.0
