"""Declarations in every shape they come in, and what is said about broken ones."""

import json

import pytest

from pipeviz.errors import SourceError
from pipeviz.model import (
    Action,
    ActionType,
    ArtifactStore,
    Condition,
    EnvironmentVariable,
    Failure,
    Filter,
    GitFilter,
    OutputArtifact,
    Pipeline,
    Place,
    Rule,
    Stage,
    Transition,
    Trigger,
    Variable,
)
from pipeviz.model.json import dumps
from pipeviz.readers import Reading, ReadOptions, read

FULL = """{
  "pipeline": {
    "name": "orders", "roleArn": "arn:aws:iam::111122223333:role/orders", "version": 7,
    "pipelineType": "V2", "executionMode": "QUEUED",
    "artifactStores": {"eu-west-1": {"type": "S3", "location": "eu-bucket", "encryptionKey": {"id": "key", "type": "KMS"}},
                       "us-east-1": {"type": "S3", "location": "us-bucket"}},
    "variables": [{"name": "Target", "defaultValue": "test", "description": "where to"}, {"name": "Ticket"}],
    "triggers": [
      {"providerType": "CodeStarSourceConnection",
       "gitConfiguration": {"sourceActionName": "Code",
         "push": [{"branches": {"includes": ["main"], "excludes": ["wip/*"]}, "filePaths": {"includes": ["src/**"]}},
                  {"tags": {"includes": ["v*"]}}],
         "pullRequest": [{"events": ["OPEN", "UPDATED"], "branches": {"includes": ["main"]}}]}}],
    "stages": [
      {"name": "Source",
       "actions": [
         {"name": "Code", "namespace": "Source", "runOrder": 1,
          "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "CodeStarSourceConnection", "version": "1"},
          "configuration": {"FullRepositoryId": "org/orders", "BranchName": "main"},
          "outputArtifacts": [{"name": "Source"}]}]},
      {"name": "Deploy",
       "blockers": [{"name": "Freeze", "type": "Schedule"}],
       "beforeEntry": {"conditions": [{"result": "SKIP", "rules": [
         {"name": "Window", "ruleTypeId": {"category": "Rule", "owner": "AWS", "provider": "DeploymentWindow", "version": "1"},
          "configuration": {"Cron": "0 0 9-17 ? * MON-FRI *"}, "timeoutInMinutes": 30, "region": "eu-west-1",
          "inputArtifacts": [{"name": "Source"}], "roleArn": "role", "commands": ["true"]}]}]},
       "onSuccess": {"conditions": [{"result": "ROLLBACK", "rules": []}]},
       "onFailure": {"result": "RETRY", "retryConfiguration": {"retryMode": "FAILED_ACTIONS"}},
       "actions": [
         {"name": "Run", "runOrder": 2, "region": "us-east-1", "roleArn": "deployer", "timeoutInMinutes": 15,
          "actionTypeId": {"category": "Compute", "owner": "AWS", "provider": "Commands", "version": "1"},
          "commands": ["make deploy"], "outputVariables": ["URL"],
          "environmentVariables": [{"name": "SECRET", "value": "prod/orders", "type": "SECRETS_MANAGER"}],
          "inputArtifacts": [{"name": "Source"}], "outputArtifacts": [{"name": "Report", "files": ["report/**"]}],
          "somethingNew": {"a": 1}}]}]
  },
  "metadata": {"pipelineArn": "arn:aws:codepipeline:eu-west-1:111122223333:orders", "pollingDisabledAt": "2026-01-01"}
}"""


def at(line):
    return Place(file="stdin", line=line)


ORDERS = Pipeline(
    key="111122223333/eu-west-1/orders",
    name="orders",
    account="111122223333",
    region="eu-west-1",
    arn="arn:aws:codepipeline:eu-west-1:111122223333:orders",
    polling_disabled_at="2026-01-01",
    role_arn="arn:aws:iam::111122223333:role/orders",
    version=7,
    type="V2",
    execution_mode="QUEUED",
    artifact_stores=(
        ArtifactStore(location="eu-bucket", region="eu-west-1", encryption_key="key"),
        ArtifactStore(location="us-bucket", region="us-east-1"),
    ),
    variables=(
        Variable(name="Target", default_value="test", description="where to"),
        Variable(name="Ticket"),
    ),
    triggers=(
        Trigger(
            source_action="Code",
            push=(
                GitFilter(
                    branches=Filter(includes=("main",), excludes=("wip/*",)), file_paths=Filter(includes=("src/**",))
                ),
                GitFilter(tags=Filter(includes=("v*",))),
            ),
            pull_request=(GitFilter(events=("OPEN", "UPDATED"), branches=Filter(includes=("main",))),),
            place=at(9),
        ),
    ),
    stages=(
        Stage(
            name="Source",
            actions=(
                Action(
                    name="Code",
                    namespace="Source",
                    type=ActionType(category="Source", provider="CodeStarSourceConnection"),
                    configuration={"FullRepositoryId": "org/orders", "BranchName": "main"},
                    output_artifacts=(OutputArtifact(name="Source"),),
                    place=at(17),
                ),
            ),
            place=at(15),
        ),
        Stage(
            name="Deploy",
            blockers=("Freeze",),
            before_entry=(
                Condition(
                    result="SKIP",
                    rules=(
                        Rule(
                            name="Window",
                            provider="DeploymentWindow",
                            configuration={"Cron": "0 0 9-17 ? * MON-FRI *"},
                            commands=("true",),
                            input_artifacts=("Source",),
                            role_arn="role",
                            region="eu-west-1",
                            timeout_in_minutes=30,
                            place=at(24),
                        ),
                    ),
                ),
            ),
            on_success=(Condition(result="ROLLBACK"),),
            on_failure=Failure(result="RETRY", retry_mode="FAILED_ACTIONS"),
            actions=(
                Action(
                    name="Run",
                    run_order=2,
                    region="us-east-1",
                    role_arn="deployer",
                    timeout_in_minutes=15,
                    type=ActionType(category="Compute", provider="Commands"),
                    commands=("make deploy",),
                    output_variables=("URL",),
                    environment_variables=(
                        EnvironmentVariable(name="SECRET", value="prod/orders", type="SECRETS_MANAGER"),
                    ),
                    input_artifacts=("Source",),
                    output_artifacts=(OutputArtifact(name="Report", files=("report/**",)),),
                    unknown={"somethingNew": {"a": 1}},
                    place=at(30),
                ),
            ),
            place=at(21),
        ),
    ),
    place=at(2),
)


def reading(text):
    return read(["-"], ReadOptions(stdin=lambda: text.encode() if isinstance(text, str) else text))


def test_everything_that_a_declaration_can_say():
    assert reading(FULL) == Reading((ORDERS,))


def pascal(value, inside=""):
    """A declaration as CloudFormation's documentation writes it; configuration keys are CodePipeline's own."""
    if isinstance(value, dict) and inside != "configuration":
        return {key[:1].upper() + key[1:]: pascal(inner, key) for key, inner in value.items()}
    return [pascal(inner, inside) for inner in value] if isinstance(value, list) else value


def _plain(pipeline):
    """What the model's JSON says of a pipeline, apart from places and keys."""

    def without(value):
        if isinstance(value, dict):
            return {key: without(inner) for key, inner in value.items() if key not in ("place", "key")}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    return without(json.loads(dumps([pipeline]))["pipelines"][0])


MINIMAL = {
    "name": "orders",
    "roleArn": "role",
    "artifactStore": {"type": "S3", "location": "bucket"},
    "stages": [
        {
            "name": "Build",
            "actions": [
                {
                    "name": "Compile",
                    "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
                    "configuration": {"ProjectName": "orders"},
                }
            ],
        }
    ],
}
YAML = """
name: orders
roleArn: role
artifactStore: {type: S3, location: bucket}
stages:
  - name: Build
    actions:
      - name: Compile
        actionTypeId: {category: Build, owner: AWS, provider: CodeBuild, version: 1}
        configuration: {ProjectName: orders}
"""


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(MINIMAL),
        json.dumps({"pipeline": MINIMAL}),
        json.dumps({"pipeline": MINIMAL, "tags": []}),
        json.dumps(pascal({"pipeline": MINIMAL})),
        json.dumps(pascal(MINIMAL)),
        json.dumps({"status_code": 200, "data": {"pipeline": MINIMAL}}),
        json.dumps([{"pipeline": MINIMAL}]),
        "\ufeff" + json.dumps(MINIMAL),
        json.dumps(MINIMAL, indent=1).replace("\n", "\r\n"),
        json.dumps(MINIMAL, indent="\t"),
        json.dumps(MINIMAL).encode("utf-16"),
        YAML,
        YAML.replace("\n", "\r\n"),
        YAML.replace("version: 1", 'version: "1"'),
    ],
)
def test_every_shape_gives_the_same_pipeline(text):
    [pipeline] = reading(text).pipelines
    assert pipeline.key == "stdin#orders"
    assert _plain(pipeline) == {
        "name": "orders",
        "roleArn": "role",
        "artifactStores": [{"location": "bucket"}],
        "stages": [
            {
                "name": "Build",
                "actions": [
                    {
                        "name": "Compile",
                        "type": {"category": "Build", "provider": "CodeBuild"},
                        "configuration": {"ProjectName": "orders"},
                    }
                ],
            }
        ],
    }


def test_pascal_case_says_as_much_as_camel_case():
    declared = json.loads(FULL)
    declared["pipeline"]["stages"][1]["actions"][0].pop("somethingNew")
    [camel] = reading(json.dumps(declared)).pipelines
    [other] = reading(json.dumps(pascal(declared))).pipelines
    # regions are keys here, so the conversion above changed them
    lowered = [store | {"region": store["region"].lower()} for store in _plain(other)["artifactStores"]]
    assert _plain(other) | {"artifactStores": lowered} == _plain(camel)


def declared(**stage):
    return json.dumps({"name": "p", "roleArn": "r", "stages": [{"name": "S", "actions": []} | stage]}, indent=0)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('{"pipeline": {"name": "p", "roleArn": "r"}}', ["1: pipeline p has no stages"]),
        (
            '{"pipeline": {"name": "p", "roleArn": "r",\n"stages": "two"}}',
            ["1: stages of pipeline p is a text, not a list", "1: pipeline p has no stages"],
        ),
        (
            '{"roleArn": "r", "stages": [\n{"actions": [\n{"configuration": {}}]},\n{"name": "T"}]}',
            [
                "1: the pipeline has no name",
                "2: a stage has no name",
                "3: an action of stage (unnamed) has no name",
                "3: action (unnamed) of stage (unnamed) has no actionTypeId",
                "4: stage T has no actions",
            ],
        ),
        (
            declared(actions={"name": "A"}),
            ["5: actions of stage S is a mapping, not a list"],
        ),
        (
            declared(actions=["A"]),
            ["5: an item of actions of stage S is a text, not a mapping"],
        ),
        (
            declared(
                actions=[{"name": ["x"], "actionTypeId": {"category": "Build", "provider": "P"}, "runOrder": "a"}]
            ),
            [
                "8: name of an action of stage S is a list, not text",
                '8: runOrder of action ["x"] of stage S is a text, not a whole number',
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_together_with_its_lines(text, messages):
    try:
        problems = reading(text).problems
    except SourceError as error:
        problems = error.problems
    assert [f"{problem.line}: {problem.message}" for problem in problems] == messages


def test_what_can_be_read_of_a_broken_action_is_kept():
    [pipeline] = reading(declared(actions=[{"name": "A"}, {"name": "B", "runOrder": 2}])).pipelines
    unknown = ActionType(category="unknown", provider="unknown", owner="unknown")
    assert [(action.name, action.type, action.run_order) for action in pipeline.actions] == [
        ("A", unknown, 1),
        ("B", unknown, 2),
    ]


def test_unknown_providers_categories_and_fields_are_no_error():
    kind = {"category": "Quantum", "owner": "Someone", "provider": "Cat", "version": "9"}
    found = reading(declared(actions=[{"name": "A", "actionTypeId": kind, "configuration": {"x": "y"}}], color="red"))
    [stage] = found.pipelines[0].stages
    assert found.problems == ()
    assert stage.actions[0].type == ActionType(category="Quantum", owner="Someone", provider="Cat", version="9")
    assert stage.unknown == {"color": "red"}


def test_configuration_is_text_whatever_it_was():
    values = {"Flag": True, "Count": 3, "Nested": {"b": [1, "x"]}, "projectName": "keeps its case", "Nothing": None}
    kind = {"category": "Build", "provider": "Own", "owner": "Custom"}
    [pipeline] = reading(declared(actions=[{"name": "A", "actionTypeId": kind, "configuration": values}])).pipelines
    assert pipeline.actions[0].configuration == {
        "Flag": "true",
        "Count": "3",
        "Nested": '{"b":[1,"x"]}',
        "projectName": "keeps its case",
    }


def test_secrets_do_not_enter_the_model():
    text = declared(
        actions=[
            {
                "name": "A",
                "actionTypeId": {"category": "Source", "owner": "ThirdParty", "provider": "GitHub"},
                "configuration": {"OAuthToken": "hunter2", "Repo": "orders"},
                "commands": ["deploy --password hunter2"],
                "environmentVariables": [{"name": "KEY", "value": "hunter2"}],
                "somethingNew": {"apiKey": "hunter2"},
            }
        ]
    ).replace('"roleArn": "r",', '"roleArn": "r", "variables": [{"name": "DbPassword", "defaultValue": "hunter2"}],')
    assert "hunter2" in text
    assert "hunter2" not in repr(reading(text).pipelines)


def test_tags_beside_the_declaration():
    given = {"pipeline": MINIMAL, "tags": [{"key": "team", "value": "orders"}, {"key": "ApiKey", "value": "hunter2"}]}
    assert reading(json.dumps(given)).pipelines[0].tags == {"team": "orders", "ApiKey": "[secret]"}


def test_a_disabled_transition_belongs_to_its_stage():
    transitions = [{"StageName": "S", "Reason": "freeze"}]
    document = json.loads(declared()) | {"disableInboundStageTransitions": transitions}
    [pipeline] = reading(json.dumps(document)).pipelines
    assert pipeline.stages[0].transition == Transition(enabled=False, reason="freeze")


@pytest.mark.parametrize(
    "text",
    [
        '{"stages": ["build", "test"], "name": "a GitLab file"}',
        '{"pipeline": {"name": "Harness", "stages": [{"stage": {"name": "x"}}]}}',
        '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}',
        '"text"',
        "3",
        "",
        "[]",
        "just prose: maybe",
    ],
)
def test_what_is_no_pipeline_is_said_to_be_none(text):
    with pytest.raises(SourceError, match="holds no pipeline"):
        reading(text)
