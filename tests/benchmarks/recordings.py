"""A recording of many pipelines with many runs, as `pipeviz capture` writes it: `write(folder, 1000, 100)`.

python -m tests.benchmarks.recordings FOLDER [PIPELINES [RUNS]]
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

STAGES = {
    "Source": [("Checkout", "Source", "CodeStarSourceConnection")],
    "Build": [("Compile", "Build", "CodeBuild"), ("Image", "Build", "CodeBuild")],
    "Test": [("Unit", "Test", "CodeBuild"), ("Integration", "Test", "CodeBuild")],
    "Approve": [("Release", "Approval", "Manual")],
    "Deploy": [("Prod", "Deploy", "CloudFormation"), ("Smoke", "Invoke", "Lambda")],
}
"""Eight actions."""

BEGUN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LARGE = 256 * 1024
NUMBER = "#0000#"
"""Stands for the number of a pipeline in the texts that all share."""


def name(pipeline: int) -> str:
    return f"service-{pipeline:06d}"


def run_id(pipeline: int, run: int) -> str:
    """The id of a run; 0 is the newest, and the only one that failed."""
    return f"{run:08d}-0000-4000-8000-00ab{pipeline:06d}cd"


def write(folder: Path, pipelines: int, runs: int) -> None:
    """Writes the recording."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pipeviz-recording.json").write_text('{\n  "pipeviz-recording": 1\n}\n', "utf-8")
    texts = {name: _text(value) for name, value in _answers(runs).items()}
    for pipeline in range(pipelines):
        inside = folder / "account-1" / "eu-west-1" / name(pipeline)
        inside.mkdir(parents=True)
        for file, text in texts.items():
            data = text.replace(NUMBER, f"{pipeline:06d}").encode()
            if len(data) >= LARGE:
                (inside / f"{file}.gz").write_bytes(gzip.compress(data, 1, mtime=0))
            else:
                (inside / file).write_bytes(data)


def _answers(runs: int) -> dict[str, Any]:
    called = f"service-{NUMBER}"
    return {
        "get-pipeline.json": {
            "pipeline": {
                "name": called,
                "roleArn": "arn:aws:iam::account-1:role/pipeline",
                "artifactStore": {"type": "S3", "location": "artifacts"},
                "stages": [{"name": stage, "actions": _declared(actions)} for stage, actions in STAGES.items()],
                "version": 7,
                "executionMode": "QUEUED",
                "pipelineType": "V2",
            },
            "metadata": {"pipelineArn": f"arn:aws:codepipeline:eu-west-1:account-1:{called}"},
        },
        "get-pipeline-state.json": {"pipelineName": called, "pipelineVersion": 7, "stageStates": []},
        "list-pipeline-executions.json": {"pipelineExecutionSummaries": [_summary(run) for run in range(runs)]},
        "list-action-executions.json": {
            "actionExecutionDetails": [detail for run in range(runs) for detail in _details(run)]
        },
        "capture.json": {
            "pipeviz-capture": 1,
            "captured": "2026-03-02T18:00:00Z",
            "pipeline": called,
            "account": "account-1",
            "region": "eu-west-1",
            "whole": True,
            "gaps": [],
        },
    }


def _declared(actions: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": action, "actionTypeId": _type(category, provider), "runOrder": 1, "configuration": {}}
        for action, category, provider in actions
    ]


def _type(category: str, provider: str) -> dict[str, str]:
    return {"category": category, "owner": "AWS", "provider": provider, "version": "1"}


def _run(run: int) -> str:
    return run_id(0, run).replace("000000cd", f"{NUMBER}cd")


def _summary(run: int) -> dict[str, Any]:
    begun = BEGUN - timedelta(hours=run)
    return {
        "pipelineExecutionId": _run(run),
        "status": "Failed" if run == 0 else "Succeeded",
        "startTime": _time(begun),
        "lastUpdateTime": _time(begun + timedelta(minutes=9)),
        "sourceRevisions": [
            {
                "actionName": "Checkout",
                "revisionId": f"{run:040x}",
                "revisionSummary": json.dumps({"ProviderType": "GitHub", "CommitMessage": f"Change number {run}"}),
                "revisionUrl": f"https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/redirect?Commit={run:040x}",
            }
        ],
        "trigger": {"triggerType": "WebhookV2"},
        "executionMode": "QUEUED",
        "executionType": "STANDARD",
    }


def _details(run: int) -> list[dict[str, Any]]:
    """The attempts of a run, newest first; the newest run fails in its last action."""
    flat = [(stage, *action) for stage, actions in STAGES.items() for action in actions]
    begun = BEGUN - timedelta(hours=run)
    found = []
    for at, (stage, action, category, provider) in enumerate(flat):
        failed = run == 0 and at == len(flat) - 1
        work = f"service-{action}:{run:08d}-{at:04d}-4000-8000-0000{NUMBER}ef"
        found.append(
            {
                "pipelineExecutionId": _run(run),
                "actionExecutionId": f"{run:08d}-{at:04d}-4000-8000-00ac{NUMBER}cd",
                "pipelineVersion": 7,
                "stageName": stage,
                "actionName": action,
                "startTime": _time(begun + timedelta(minutes=at)),
                "lastUpdateTime": _time(begun + timedelta(minutes=at, seconds=50)),
                "updatedBy": "arn:aws:sts::account-1:assumed-role/pipeline/1712",
                "status": "Failed" if failed else "Succeeded",
                "input": {
                    "actionTypeId": _type(category, provider),
                    "configuration": {"ProjectName": f"service-{NUMBER}-{action}", "PrimarySource": "Code"},
                    "resolvedConfiguration": {"ProjectName": f"service-{NUMBER}-{action}", "PrimarySource": "Code"},
                    "roleArn": "arn:aws:iam::account-1:role/action",
                    "region": "eu-west-1",
                    "inputArtifacts": [
                        {"name": "Code", "s3location": {"bucket": "artifacts", "key": f"service/Code/{run:07d}"}}
                    ],
                    "namespace": f"{action}Variables",
                },
                "output": {
                    "outputArtifacts": [
                        {"name": f"{action}Output", "s3location": {"bucket": "artifacts", "key": f"service/{run:07d}"}}
                    ],
                    "executionResult": {
                        "externalExecutionId": work,
                        "externalExecutionSummary": "failed" if failed else "done",
                        "externalExecutionUrl": f"https://console.aws.amazon.com/codebuild/home?region=eu-west-1#/builds/{work}/view/new",
                        **({"errorDetails": {"code": "JobFailed", "message": "the function failed"}} if failed else {}),
                    },
                    "outputVariables": {"CommitId": f"{run:040x}"} if at == 0 else {},
                },
            }
        )
    return found[::-1]


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _text(value: Any) -> str:
    return json.dumps(value, indent=2) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]), *(int(each) for each in (*sys.argv[2:4], "1000", "100")[:2]))
