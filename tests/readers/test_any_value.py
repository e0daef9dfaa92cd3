"""Whatever stands in a file: pipelines, or an error in words; and what is read can be written and read back."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from pipeviz.errors import SourceError
from pipeviz.model.json import dumps, loads
from pipeviz.readers import ReadOptions, read

KEYS = [
    "Resources",
    "Parameters",
    "Conditions",
    "Mappings",
    "Type",
    "Properties",
    "Condition",
    "Metadata",
    "Default",
    "NoEcho",
    "Stages",
    "Actions",
    "Name",
    "ActionTypeId",
    "Category",
    "Owner",
    "Provider",
    "Version",
    "RunOrder",
    "Configuration",
    "InputArtifacts",
    "OutputArtifacts",
    "Files",
    "Triggers",
    "GitConfiguration",
    "Push",
    "Branches",
    "Includes",
    "BeforeEntry",
    "Rules",
    "RuleTypeId",
    "OnFailure",
    "ArtifactStore",
    "ArtifactStores",
    "Region",
    "Tags",
    "Key",
    "Value",
    "Variables",
    "Commands",
    "EnvironmentVariables",
    "DisableInboundStageTransitions",
    "Targets",
    "Arn",
    "EventPattern",
    "ScheduleExpression",
    "Filters",
    "ConfigurationProperties",
    "Secret",
    "Environment",
    "Source",
    "pipeline",
    "metadata",
    "pipelineArn",
    "stages",
    "actions",
    "actionTypeId",
    "artifacts",
    "type",
    "properties",
    "templateFile",
    "environment",
    "pipeviz",
    "pipelines",
    "Ref",
    "Fn::If",
    "Fn::Sub",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::GetAtt",
    "Fn::FindInMap",
    "Fn::ForEach::X",
    "Fn::Cidr",
    "Fn::Base64",
    "Fn::ToJsonString",
    "Fn::Length",
    "Fn::Transform",
    "Fn::ImportValue",
    "Fn::GetAZs",
    "Fn::Nope",
    "Fn::Equals",
    "Fn::And",
    "Fn::Or",
    "Fn::Not",
]
TEXTS = [
    "AWS::CodePipeline::Pipeline",
    "aws:cloudformation:stack",
    "C",
    "P",
    "${P}",
    "${!P}",
    "${A.B}",
    "AWS::Region",
    "AWS::NoValue",
    "true",
    "1",
    "�",
]

leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(TEXTS), st.text(max_size=5))
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=30,
)
NEIGHBOURS = (
    "AWS::Events::Rule",
    "AWS::Scheduler::Schedule",
    "AWS::CodePipeline::Webhook",
    "AWS::CodePipeline::CustomActionType",
    "AWS::CodeBuild::Project",
    "AWS::CodeStarNotifications::NotificationRule",
)


def template(stages, properties, sections):
    resources = {kind: {"Type": kind, "Properties": properties} for kind in NEIGHBOURS}
    pipeline = {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Name": properties, "Stages": stages}}
    loop = {"Fn::ForEach::L": ["P", ["a", "b"], properties]}
    return {"Parameters": sections, "Conditions": sections, "Resources": {"P": pipeline, **resources, **loop}}


def declaration(stages, other):
    return {
        "pipeline": {"name": "p", "roleArn": "r", "stages": stages, "triggers": other, "artifactStores": other},
        "metadata": other,
        "tags": other,
    }


stages = values | st.lists(st.fixed_dictionaries({"Name": values, "Actions": values}), min_size=1, max_size=3)


def pipelines_of(data):
    """The pipelines in a text; none where the reader says in words that there are none."""
    try:
        return read(["-"], ReadOptions(stdin=lambda: data)).pipelines
    except SourceError as error:
        return () if error.problems else None


@given(values | st.builds(template, stages, values, values) | st.builds(declaration, stages, values))
@example([])
@example({"Resources": {"P": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Fn::If": None}}}})
def test_any_value(value):
    pipelines = pipelines_of(json.dumps(value).encode())
    assert loads(dumps(pipelines)) == pipelines
    assert len({pipeline.key for pipeline in pipelines}) == len(pipelines)


@given(st.binary(max_size=60) | st.text(alphabet="{}[]:,-&*!?|>'\"%@`# \n\tab<\\", max_size=40).map(str.encode))
def test_any_bytes(data):
    assert pipelines_of(data) is not None
