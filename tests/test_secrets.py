"""A template that holds a secret in every place where people put one: no output may hold it."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from pipeviz import api
from tests.command import Run
from tests.strategies import SECRET


def _action(category: str, owner: str, provider: str, configuration: dict[str, Any], **more: Any) -> dict[str, Any]:
    type_id = {"Category": category, "Owner": owner, "Provider": provider, "Version": "1"}
    return {"Name": f"{provider}{category}", "ActionTypeId": type_id, "Configuration": configuration, **more}


ENVIRONMENT = [{"name": "TOKEN", "value": SECRET, "type": "PLAINTEXT"}]
PROPERTY = {"Name": "Password", "Required": True, "Key": False, "Secret": True}
ACTIONS = [
    _action("Build", "AWS", "CodeBuild", {"ProjectName": {"Ref": "Project"}, "EnvironmentVariables": json.dumps(ENVIRONMENT)}),
    _action("Deploy", "AWS", "CloudFormation", {"ParameterOverrides": json.dumps({"Password": SECRET})}),
    _action("Deploy", "Custom", "Vault", {"Password": SECRET}),
    _action("Invoke", "AWS", "Lambda", {"UserParameters": {"Fn::Sub": "password=${Token}"}}),
    _action("Deploy", "ThirdParty", "AlexaSkillsKit", {"ClientSecret": SECRET, "RefreshToken": {"Ref": "Plain"}}),
    _action("Approval", "AWS", "Manual", {"ExternalEntityLink": f"https://x.example/?token={SECRET}", "CustomData": f"password: {SECRET}"}),
    _action("Compute", "AWS", "Commands", {}, Commands=[f"curl -H 'Authorization: Bearer {SECRET}' https://x.example"],
            EnvironmentVariables=[{"Name": "TOKEN", "Value": SECRET}]),
]  # fmt: skip
TEMPLATE = {
    "Parameters": {
        "Token": {"Type": "String", "NoEcho": True, "Default": SECRET},
        "Plain": {"Type": "String", "Default": SECRET},
    },
    "Resources": {
        "Project": {
            "Type": "AWS::CodeBuild::Project",
            "Properties": {"Name": "build", "Environment": {"EnvironmentVariables": [{"Name": "T", "Value": SECRET}]}},
        },
        "Vault": {
            "Type": "AWS::CodePipeline::CustomActionType",
            "Properties": {"Category": "Deploy", "Provider": "Vault", "Version": "1", "ConfigurationProperties": [PROPERTY]},
        },
        "Hook": {
            "Type": "AWS::CodePipeline::Webhook",
            "Properties": {
                "Authentication": "GITHUB_HMAC",
                "AuthenticationConfiguration": {"SecretToken": {"Ref": "Token"}},
                "Filters": [{"JsonPath": "$.ref", "MatchEquals": "refs/heads/{Branch}"}],
                "TargetPipeline": {"Ref": "Pipeline"},
                "TargetAction": "GitHubSource",
                "TargetPipelineVersion": 1,
            },
        },
        "Pipeline": {
            "Type": "AWS::CodePipeline::Pipeline",
            "Properties": {
                "Name": "orders",
                "Stages": [
                    {"Name": "Source", "Actions": [_action("Source", "ThirdParty", "GitHub", {"OAuthToken": {"Ref": "Token"}})]},
                    {"Name": "Work", "Actions": ACTIONS},
                ],
                "Variables": [{"Name": "DeployToken", "DefaultValue": SECRET}],
            },
        },
    },
}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "template.json"
    path.write_text(json.dumps(TEMPLATE), "utf-8")
    return path


def test_no_drawing_holds_a_secret(source: Path) -> None:
    (pipeline,) = api.read([source]).pipelines
    assert len(pipeline.actions) == len(ACTIONS) + 1
    kinds = [(view, kind) for view, formats in api.VIEWS.items() for kind in formats if view != "timeline"]
    for (view, kind), detail in product(kinds, api.DETAILS):
        for drawing in api.draw(pipeline, view=view, format=kind, detail=detail):
            assert SECRET not in drawing.text, f"{view} as {kind}, {detail}"


def test_no_page_holds_a_secret(source: Path, tmp_path: Path, run: Run) -> None:
    for arguments in (("build", source, "--pages", tmp_path / "pages"), ("list", source, "--format", "json")):
        outcome = run(*arguments)
        assert outcome.code == 0
        assert SECRET not in outcome.out + outcome.err
    pages = [path for path in (tmp_path / "pages").rglob("*") if path.is_file()]
    assert [path for path in pages if SECRET.encode() in path.read_bytes()] == []
