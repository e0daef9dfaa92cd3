"""Templates: which pipelines they hold, under which conditions, and where."""

import json
import textwrap

import pytest

from pipeviz.errors import SourceError
from pipeviz.model import ArtifactStore, Place, Transition
from pipeviz.readers import ReadOptions, read


def reading(text, **parameters):
    given = {name.replace("__", "::"): value for name, value in parameters.items()}
    return read(["-"], ReadOptions(parameters=given, stdin=lambda: textwrap.dedent(text).encode()))


def pipeline(text, **parameters):
    found = reading(text, **parameters)
    assert found.problems == ()
    [pipeline] = found.pipelines
    return pipeline


def outline(pipeline):
    """Stages and actions, each with the condition under which alone it stands."""
    return [
        (stage.name, stage.only_if, [(action.name, action.type.provider, action.only_if) for action in stage.actions])
        for stage in pipeline.stages
    ]


TEMPLATE = """\
Parameters:
  Branch: {Type: String, Default: main}
  IsGitHub: {Type: String}
  Stage: {Type: String, Default: test}
Conditions:
  UseGitHub: !Equals [!Ref IsGitHub, "true"]
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: !Sub "${AWS::StackName}-orders"
      RoleArn: !GetAtt Role.Arn
      PipelineType: V2
      ArtifactStores:
        - Region: !Ref AWS::Region
          ArtifactStore: {Type: S3, Location: !Ref Bucket, EncryptionKey: {Id: !GetAtt Key.Arn, Type: KMS}}
      DisableInboundStageTransitions:
        - {StageName: Deploy, Reason: frozen}
      RestartExecutionOnUpdate: true
      Tags:
        - {Key: team, Value: orders}
      Stages:
        - Name: Source
          Actions:
            - Name: Code
              ActionTypeId: {Category: Source, Owner: AWS, Provider: CodeCommit, Version: 1}
              Configuration: {BranchName: !Ref Branch, RepositoryName: !GetAtt Repository.Name, PollForSourceChanges: false}
        - Name: Deploy
          Actions:
            - Name: Approve
              ActionTypeId: {Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}
            - Name: Stack
              RunOrder: "2"
              ActionTypeId: {Category: Deploy, Owner: AWS, Provider: CloudFormation, Version: "1"}
              Configuration: {ActionMode: REPLACE_ON_FAILURE, StackName: !Sub "orders-${Stage}"}
"""


def test_a_template():
    found = pipeline(TEMPLATE)
    assert (found.key, found.name, found.logical_id) == ("stdin#Pipeline", "${AWS::StackName}-orders", "Pipeline")
    assert (found.type, found.role_arn, found.tags) == ("V2", "${Role.Arn}", {"team": "orders"})
    assert found.restart_execution_on_update is True
    assert found.artifact_stores == (
        ArtifactStore(location="${Bucket}", region="${AWS::Region}", encryption_key="${Key.Arn}"),
    )
    assert outline(found) == [
        ("Source", None, [("Code", "CodeCommit", None)]),
        ("Deploy", None, [("Approve", "Manual", None), ("Stack", "CloudFormation", None)]),
    ]
    assert [action.run_order for action in found.actions] == [1, 1, 2]
    assert found.actions[0].configuration == {
        "BranchName": "main",
        "RepositoryName": "${Repository.Name}",
        "PollForSourceChanges": "false",
    }
    assert found.actions[2].configuration["StackName"] == "orders-test"
    assert found.stages[1].transition == Transition(enabled=False, reason="frozen")


def test_every_part_knows_its_line():
    found = pipeline(TEMPLATE)
    lines = TEMPLATE.splitlines()
    assert lines[found.place.line - 1] == "  Pipeline:"
    assert [lines[stage.place.line - 1].strip() for stage in found.stages] == ["- Name: Source", "- Name: Deploy"]
    assert [lines[action.place.line - 1].strip() for action in found.actions] == [
        "- Name: Code",
        "- Name: Approve",
        "- Name: Stack",
    ]


def test_json_knows_its_lines_too():
    stage = {"Name": "S", "Actions": [{"Name": "A", "ActionTypeId": {"Category": "Build", "Provider": "CodeBuild"}}]}
    resource = {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Stages": [stage, stage]}}
    text = json.dumps({"Resources": {"One": resource, "Two": resource}}, indent=2)
    lines = text.splitlines()
    found = reading(text).pipelines
    assert [lines[each.place.line - 1].strip() for each in found] == ['"One": {', '"Two": {']
    names = [lines[action.place.line].strip() for each in found for action in each.actions]
    assert names == ['"Name": "A",'] * 4
    assert len({action.place for each in found for action in each.actions}) == 4


def test_account_and_region_may_be_given():
    text = TEMPLATE.replace('!Sub "${AWS::StackName}-orders"', "orders")
    found = pipeline(text, AWS__AccountId="111122223333", AWS__Region="eu-west-1")
    assert (found.key, found.account, found.region) == ("111122223333/eu-west-1/orders", "111122223333", "eu-west-1")


def stages(text):
    head, _, _ = TEMPLATE.partition("      Stages:\n")
    return head + "      Stages:\n" + textwrap.indent(textwrap.dedent(text), "        ")


BUILD = "ActionTypeId: {Category: Build, Owner: AWS, Provider: CodeBuild, Version: 1}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"""\
            - Name: S
              Actions:
                - !If [UseGitHub, {{Name: A, {BUILD}}}, {{Name: B, {BUILD}}}]
                - {{Name: C, {BUILD}}}
            """,
            [
                (
                    "S",
                    None,
                    [("A", "CodeBuild", "UseGitHub"), ("B", "CodeBuild", "not UseGitHub"), ("C", "CodeBuild", None)],
                )
            ],
        ),
        (
            f"""\
            - !If [UseGitHub, {{Name: S, Actions: [{{Name: A, {BUILD}}}]}}, !Ref AWS::NoValue]
            - !If [IsProd, {{Name: T, Actions: []}}, {{Name: U, Actions: []}}]
            """,
            [("S", "UseGitHub", [("A", "CodeBuild", None)]), ("U", None, [])],
        ),
        (
            f"""\
            - Name: S
              Actions: !If [UseGitHub, [{{Name: A, {BUILD}}}, {{Name: B, {BUILD}}}], [{{Name: C, {BUILD}}}]]
            """,
            [
                (
                    "S",
                    None,
                    [
                        ("A", "CodeBuild", "UseGitHub"),
                        ("B", "CodeBuild", "UseGitHub"),
                        ("C", "CodeBuild", "not UseGitHub"),
                    ],
                )
            ],
        ),
        (
            """\
            - Name: S
              Actions:
                - Name: !If [UseGitHub, hub, commit]
                  ActionTypeId:
                    Category: Source
                    Owner: AWS
                    Provider: !If [UseGitHub, GitHub, CodeCommit]
                    Version: 1
            """,
            [("S", None, [("hub", "GitHub", "UseGitHub"), ("commit", "CodeCommit", "not UseGitHub")])],
        ),
        (
            """\
            - Name: S
              Actions:
                - !If
                  - Other
                  - Name: A
                    ActionTypeId: !If [UseGitHub, {Category: Source, Provider: X}, {Category: Source, Provider: Y}]
                  - !Ref AWS::NoValue
            """,
            [("S", None, [("A", "X", "Other and UseGitHub"), ("A", "Y", "Other and not UseGitHub")])],
        ),
        (
            f"""\
            - !If
              - UseGitHub
              - Name: S
                Actions: [!If [UseGitHub, {{Name: A, {BUILD}}}, {{Name: never, {BUILD}}}]]
              - !Ref AWS::NoValue
            """,
            [("S", "UseGitHub", [("A", "CodeBuild", None)])],
        ),
    ],
)
def test_an_undecided_if_keeps_both_branches(text, expected):
    assert outline(pipeline(stages(text))) == expected


def test_an_undecided_order_stands_once_for_each_branch():
    text = f"- {{Name: S, Actions: [{{Name: A, RunOrder: !If [UseGitHub, 1, 2], {BUILD}}}]}}\n"
    assert [(action.run_order, action.only_if) for action in pipeline(stages(text)).actions] == [
        (1, "UseGitHub"),
        (2, "not UseGitHub"),
    ]


def test_a_number_that_stays_open_is_kept_as_it_is():
    text = f"- {{Name: S, Actions: [{{Name: A, RunOrder: !Ref Order, {BUILD}}}]}}\n"
    [action] = pipeline(stages(text)).actions
    assert (action.run_order, action.unknown) == (1, {"runOrder": "${Order}"})


CONDITIONED = TEMPLATE.replace(
    "Type: AWS::CodePipeline::Pipeline", "Type: AWS::CodePipeline::Pipeline\n    Condition: {}"
)


def test_an_undecided_condition_on_the_pipeline_is_kept_with_it():
    assert pipeline(CONDITIONED.replace("Condition: {}", "Condition: UseGitHub")).only_if == "UseGitHub"
    assert pipeline(CONDITIONED.replace("Condition: {}", "Condition: UseGitHub"), IsGitHub="true").only_if is None


APPROVED = """\
    Parameters:
      Approval: {Type: String, Default: "No"}
      Region: {Type: String, Default: eu-west-1}
      Password: {Type: String, Default: hunter2, NoEcho: true}
    Conditions:
      IsApproved: !And [!Equals [!Ref Approval, "Yes"], !Not [!Equals [!Ref Password, ""]]]
      IsElsewhere: !Equals [!Ref Region, us-east-1]
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          RoleArn: r
          Stages:
            - {Name: Source, Actions: []}
            - !If [IsApproved, {Name: Approve, Actions: []}, !Ref AWS::NoValue]
"""


def test_defaults_that_decide_what_is_there_are_told():
    assert [stage.name for stage in pipeline(APPROVED).stages] == ["Source"]
    assert pipeline(APPROVED).defaults == {"Approval": "No"}, "neither what nothing asks for nor a secret"
    given = pipeline(APPROVED, Approval="Yes")
    assert [stage.name for stage in given.stages] == ["Source", "Approve"]
    assert given.defaults == {}, "what was given is no default"


def test_what_the_pipelines_condition_says_is_decided_inside_it():
    text = CONDITIONED.replace("Condition: {}", "Condition: UseGitHub").replace("orders-${Stage}", "x")
    text = text.replace("Name: Deploy\n", "Name: !If [UseGitHub, Hub, Commit]\n")
    assert [stage.name for stage in pipeline(text).stages] == ["Source", "Hub"]


def test_a_pipeline_that_is_decided_away_is_an_error_that_names_the_parameter():
    with pytest.raises(SourceError) as caught:
        reading(CONDITIONED.replace("Condition: {}", "Condition: IsProd"))
    [problem] = caught.value.problems
    assert problem.message == "pipeline Pipeline is left out: its condition IsProd does not hold"
    assert (problem.line, problem.hint) == (11, "give other values with --parameter: Stage")


def test_loops_over_resources_and_conditions():
    text = """\
        Transform: AWS::LanguageExtensions
        Parameters:
          Teams: {Type: CommaDelimitedList, Default: "orders,stock"}
        Conditions:
          Fn::ForEach::Has:
            - Team
            - [orders, stock]
            - Has${Team}: !Equals [!Ref Team, orders]
        Resources:
          Fn::ForEach::Pipelines:
            - Team
            - !Ref Teams
            - Pipeline${Team}:
                Type: AWS::CodePipeline::Pipeline
                Properties:
                  Name: !Sub "${Team}-pipeline"
                  Stages:
                    - Name: !If [!Sub "Has${Team}", yes, no]
                      Actions: [{Name: A, ActionTypeId: {Category: Build, Provider: CodeBuild}}]
        """
    found = reading(text).pipelines
    assert [(each.logical_id, each.name) for each in found] == [
        ("Pipelineorders", "orders-pipeline"),
        ("Pipelinestock", "stock-pipeline"),
    ]


def test_a_loop_over_an_unknown_collection_shows_its_body_once():
    text = """\
        Resources:
          Fn::ForEach::Pipelines:
            - Team
            - !Ref Teams
            - Pipeline${Team}:
                Type: AWS::CodePipeline::Pipeline
                Properties:
                  Stages: [{Name: !Ref Team, Actions: []}]
        """
    found = pipeline(text)
    assert (found.logical_id, found.stages[0].name) == ("Pipeline${Team}", "${Team}")


def test_several_pipelines_and_one_that_is_broken():
    text = TEMPLATE + (
        "  Broken:\n    Type: AWS::CodePipeline::Pipeline\n    Properties: {Stages: nonsense}\n"
        "  Unnamed:\n    Type: AWS::CodePipeline::Pipeline\n    Properties: {Stages: [{Name: S, Actions: []}]}\n"
    )
    found = reading(text)
    assert [each.name for each in found.pipelines] == ["${AWS::StackName}-orders", "Unnamed"]
    line = TEMPLATE.count("\n") + 1
    assert [(problem.line, problem.message) for problem in found.problems] == [
        (line, "stages of pipeline Broken is a text, not a list"),
        (line, "pipeline Broken has no stages"),
    ]


def test_no_secret_of_a_template_enters_the_model():
    text = """\
        Parameters:
          OAuth: {Type: String, NoEcho: true, Default: hunter2}
          DbPassword: {Type: String, Default: hunter2}
        Resources:
          Worker:
            Type: AWS::CodePipeline::CustomActionType
            Properties:
              Category: Build
              Provider: Worker
              Version: "1"
              ConfigurationProperties:
                - {Name: Login, Secret: true, Required: true, Key: false}
                - {Name: Project, Secret: false, Required: true, Key: false}
          Project:
            Type: AWS::CodeBuild::Project
            Properties:
              Environment:
                EnvironmentVariables: [{Name: TOKEN, Value: hunter2}]
          Hook:
            Type: AWS::CodePipeline::Webhook
            Properties:
              Authentication: GITHUB_HMAC
              AuthenticationConfiguration: {SecretToken: hunter2}
              TargetPipeline: !Ref Pipeline
              TargetAction: Code
          Pipeline:
            Type: AWS::CodePipeline::Pipeline
            Properties:
              Stages:
                - Name: S
                  Actions:
                    - Name: Code
                      ActionTypeId: {Category: Source, Owner: ThirdParty, Provider: GitHub, Version: "1"}
                      Configuration: {OAuthToken: !Ref OAuth, Repo: !Sub "a-${OAuth}-${DbPassword}"}
                    - Name: Build
                      ActionTypeId: {Category: Build, Owner: AWS, Provider: CodeBuild, Version: "1"}
                      Configuration: {ProjectName: !Ref Project}
                    - Name: Own
                      ActionTypeId: {Category: Build, Owner: Custom, Provider: Worker, Version: "1"}
                      Configuration: {Login: hunter2, Project: orders}
        """
    found = pipeline(text)
    assert "hunter2" not in repr(found)
    assert found.actions[0].configuration == {"OAuthToken": "[secret]", "Repo": "a-[secret]-[secret]"}
    assert found.actions[2].configuration == {"Login": "[secret]", "Project": "orders"}
    assert [(resource.logical_id, resource.properties.get("EnvironmentVariables")) for resource in found.resources] == [
        ("Worker", None),
        ("Project", "TOKEN"),
    ]


def test_the_construct_path_is_the_title():
    text = TEMPLATE.replace(
        "    Properties:\n      Name",
        "    Metadata: {'aws:cdk:path': Stack/Orders/Resource}\n    Properties:\n      Name",
    )
    assert pipeline(text).title == "Stack/Orders"


def test_a_template_inside_another_file():
    text = "service: orders\nresources:\n" + textwrap.indent(TEMPLATE[TEMPLATE.index("Resources:") :], "  ")
    assert pipeline(text).place == Place(file="stdin", line=6)
