"""CloudFormation templates of any size, alike on every machine."""

from __future__ import annotations

import json
from typing import Any

ACTIONS_PER_PIPELINE = 46
REGIONS = ("eu-west-1", "us-east-1", "ap-northeast-1", "eu-central-1")


def template(pipelines: int, actions: int = ACTIONS_PER_PIPELINE) -> str:
    """A template with so many pipelines of so many actions each: a source, builds side by side, deployments in waves."""
    resources = {f"Pipeline{number}": _pipeline(number, actions) for number in range(pipelines)}
    return json.dumps(
        {"Parameters": {"Branch": {"Type": "String", "Default": "main"}}, "Resources": resources}, indent=1
    )


def _pipeline(number: int, actions: int) -> dict[str, Any]:
    left = actions - 1
    builds = [_build(index) for index in range(left // 2)]
    deployments = [_deploy(index) for index in range(left - len(builds))]
    return {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {
            "Name": f"service-{number:04}",
            "PipelineType": "V2",
            "RoleArn": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/pipeline"},
            "ArtifactStore": {"Type": "S3", "Location": {"Ref": "Bucket"}},
            "Stages": [
                {"Name": "Source", "Actions": [_source(number)]},
                *({"Name": f"Build{at // 10}", "Actions": builds[at : at + 10]} for at in range(0, len(builds), 10)),
                *(
                    {"Name": f"Deploy{at // 10}", "Actions": deployments[at : at + 10]}
                    for at in range(0, len(deployments), 10)
                ),
            ],
        },
    }


def _source(number: int) -> dict[str, Any]:
    return {
        "Name": "Code",
        "ActionTypeId": {"Category": "Source", "Owner": "AWS", "Provider": "CodeStarSourceConnection", "Version": "1"},
        "Configuration": {
            "ConnectionArn": {"Ref": "Connection"},
            "FullRepositoryId": f"example/service-{number:04}",
            "BranchName": {"Ref": "Branch"},
        },
        "OutputArtifacts": [{"Name": "SourceArtifact"}],
        "Namespace": "SourceVariables",
    }


def _build(index: int) -> dict[str, Any]:
    return {
        "Name": f"Build-{index}",
        "ActionTypeId": {"Category": "Build", "Owner": "AWS", "Provider": "CodeBuild", "Version": "1"},
        "Configuration": {"ProjectName": {"Fn::Sub": f"build-{index}-${{Branch}}"}},
        "InputArtifacts": [{"Name": "SourceArtifact"}],
        "OutputArtifacts": [{"Name": f"Built{index}"}],
        "RunOrder": 1 + index % 3,
    }


def _deploy(index: int) -> dict[str, Any]:
    return {
        "Name": f"Deploy-{index}",
        "ActionTypeId": {"Category": "Deploy", "Owner": "AWS", "Provider": "CloudFormation", "Version": "1"},
        "Configuration": {
            "ActionMode": "CREATE_UPDATE",
            "StackName": f"service-{index}",
            "TemplatePath": f"Built{index}::template.yaml",
            "ParameterOverrides": json.dumps({"Commit": "#{SourceVariables.CommitId}"}),
        },
        "InputArtifacts": [{"Name": f"Built{index}"}],
        "Region": REGIONS[index % len(REGIONS)],
        "RunOrder": 1 + index % 3,
    }
