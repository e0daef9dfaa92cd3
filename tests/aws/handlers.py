"""What each operation answers, from the world."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.aws.models import model
from tests.aws.pages import page
from tests.aws.refusal import RefusedError
from tests.aws.wire import Request
from tests.aws.world import Answer, Evidence, Pipeline, Place

Params = dict[str, Any]


def _pipeline(place: Place, name: str) -> Pipeline:
    if name not in place.pipelines:
        raise RefusedError("PipelineNotFoundException", f"Account does not have a pipeline with name '{name}'")
    return place.pipelines[name]


def list_pipelines(place: Place, params: Params) -> Answer:
    found, more = page([_summary(each) for each in place.pipelines.values()], params, most=1000)
    return {"pipelines": found, **more}


def _summary(pipeline: Pipeline) -> Answer:
    declared, metadata = pipeline.current["pipeline"], pipeline.current["metadata"]
    kept = {key: declared[key] for key in ("name", "version", "pipelineType", "executionMode") if key in declared}
    return kept | {key: metadata[key] for key in ("created", "updated") if key in metadata}


def get_pipeline(place: Place, params: Params) -> Answer:
    pipeline = _pipeline(place, params["name"])
    version = params.get("version", max(pipeline.versions))
    if version not in pipeline.versions:
        raise RefusedError("PipelineVersionNotFoundException", f"no version {version}")
    return pipeline.versions[version]


def get_pipeline_state(place: Place, params: Params) -> Answer:
    pipeline = _pipeline(place, params["name"])
    if pipeline.state is not None:
        return pipeline.state
    declared = pipeline.current["pipeline"]
    stages = [{"stageName": each["name"], "inboundTransitionState": {"enabled": True}} for each in declared["stages"]]
    return {"pipelineName": declared["name"], "pipelineVersion": declared.get("version", 1), "stageStates": stages}


def list_pipeline_executions(place: Place, params: Params) -> Answer:
    found, more = page(_pipeline(place, params["pipelineName"]).executions, params, most=100)
    return {"pipelineExecutionSummaries": found, **more}


def get_pipeline_execution(place: Place, params: Params) -> Answer:
    pipeline = _pipeline(place, params["pipelineName"])
    wanted = params["pipelineExecutionId"]
    if wanted in pipeline.details:
        return {"pipelineExecution": pipeline.details[wanted]}
    summary = next((each for each in pipeline.executions if each["pipelineExecutionId"] == wanted), None)
    if summary is None:
        raise RefusedError("PipelineExecutionNotFoundException", f"no execution {wanted}")
    members = model("codepipeline").shape_for("PipelineExecution").members
    version = next((row["pipelineVersion"] for row in pipeline.actions if row["pipelineExecutionId"] == wanted), 1)
    kept = {key: value for key, value in summary.items() if key in members}
    return {"pipelineExecution": {"pipelineName": pipeline.name, "pipelineVersion": version, **kept}}


def list_action_executions(place: Place, params: Params) -> Answer:
    pipeline = _pipeline(place, params["pipelineName"])
    found, more = page(_of_execution(pipeline, pipeline.actions, params), params, most=100)
    return {"actionExecutionDetails": found, **more}


def list_rule_executions(place: Place, params: Params) -> Answer:
    pipeline = _pipeline(place, params["pipelineName"])
    found, more = page(_of_execution(pipeline, pipeline.rules, params), params, most=100)
    return {"ruleExecutionDetails": found, **more}


def _of_execution(pipeline: Pipeline, rows: Any, params: Params) -> Any:
    wanted = params.get("filter", {}).get("pipelineExecutionId")
    if wanted is None:
        return rows
    if not any(each["pipelineExecutionId"] == wanted for each in pipeline.executions):
        raise RefusedError("PipelineExecutionNotFoundException", f"no execution {wanted}")
    return [row for row in rows if row["pipelineExecutionId"] == wanted]


def list_webhooks(place: Place, params: Params) -> Answer:
    found, more = page(place.webhooks, params, most=100, token="NextToken", size="MaxResults")
    return {"webhooks": found, **more}


def list_rule_names_by_target(place: Place, params: Params) -> Answer:
    names = [name for name, targets in place.targets.items() if params["TargetArn"] in targets]
    found, more = page(names, params, most=100, token="NextToken", size="Limit")
    return {"RuleNames": found, **more}


def describe_rule(place: Place, params: Params) -> Answer:
    if params["Name"] not in place.event_rules:
        raise RefusedError("ResourceNotFoundException", f"Rule {params['Name']} does not exist.")
    return place.event_rules[params["Name"]]


Handler = Callable[[Place, Params], Answer]

HANDLERS: dict[str, Handler] = {
    "codepipeline:ListPipelines": list_pipelines,
    "codepipeline:GetPipeline": get_pipeline,
    "codepipeline:GetPipelineState": get_pipeline_state,
    "codepipeline:ListPipelineExecutions": list_pipeline_executions,
    "codepipeline:GetPipelineExecution": get_pipeline_execution,
    "codepipeline:ListActionExecutions": list_action_executions,
    "codepipeline:ListRuleExecutions": list_rule_executions,
    "codepipeline:ListWebhooks": list_webhooks,
    "events:ListRuleNamesByTarget": list_rule_names_by_target,
    "events:DescribeRule": describe_rule,
}


def evidence(place: Place, asked: Request) -> Answer:
    """What a service answers about an attempt: the recorded answer that the request's ids lead to."""
    batches = {key: value for key, value in asked.params.items() if key in _BATCHES}
    if asked.operation.startswith("BatchGetBuild") and batches:
        return _builds(place, asked, next(iter(batches.values())))
    ids = list(_ids(asked.params))
    fitting = [
        (sum(each in json.dumps(answer) for each in ids), answer)
        for known in place.evidence
        for operation, answer in known.answers
        if operation == asked.name and all(each in known.about for each in ids)
    ]
    if not fitting:
        raise RefusedError(*_missing(asked))
    return max(fitting, key=lambda pair: pair[0])[1]


_BATCHES = ("ids",)


def _builds(place: Place, asked: Request, ids: list[str]) -> Answer:
    """Builds come by the hundred, from whichever attempts."""
    key = "builds" if asked.operation == "BatchGetBuilds" else "buildBatches"
    if len(ids) > 100:
        raise RefusedError("InvalidInputException", "Number of builds exceeds 100")
    known = list(_recorded(place.evidence, asked.name, key))
    found = {name: build for build in known for name in (build["id"], build.get("arn")) if name in ids}
    missing = [each for each in ids if each not in found]
    return {key: [found[each] for each in ids if each in found], **({f"{key}NotFound": missing} if missing else {})}


def _recorded(known: list[Evidence], operation: str, key: str) -> Iterator[Answer]:
    for each in known:
        for name, answer in each.answers:
            if name == operation:
                yield from answer.get(key, [])


_WORDS = re.compile("token|pattern|status|severity|include|filter|time|callas", re.IGNORECASE)


def _ids(value: Any) -> Iterator[str]:
    """The texts in a request that name something: no words such as FAILED, no tokens, no times. Of paths, the last part."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not _WORDS.search(key):
                yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)
    elif isinstance(value, str):
        yield value.rpartition("/")[2] if value.startswith("/aws/") else value


def _missing(asked: Request) -> tuple[str, str]:
    """The error by which this operation says that there is nothing."""
    names = [shape.metadata.get("error", {}).get("code", shape.name) for shape in asked.model.error_shapes]
    absent = [name for name in names if re.search("NotFound|DoesNotExist|DoesNot", name)]
    return (absent or ["ValidationError" if asked.way == "form" else "ValidationException"])[0], "does not exist"
