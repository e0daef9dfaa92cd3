"""Pipelines and drawings, made up by hypothesis.

Declarations come from the service's own description of `PipelineDeclaration` (botocore's model: its fields, patterns,
enums and lengths); only what no shape can say is mended afterwards: names that refer to each other, and which actions
may stand where. With `nasty` every field that holds free text may hold a row of `tests.nasty`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import botocore.session
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pipeviz.diagrams import (
    SHAPES,
    Activation,
    Block,
    Cluster,
    Edge,
    Fragment,
    Graph,
    Item,
    Message,
    Node,
    Note,
    Operand,
    Participant,
    SequenceDiagram,
)
from pipeviz.writers.theme import LOOKS
from tests.nasty import NASTY

Json = dict[str, Any]

REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1")
SECRET = "S3CR3T-7f1c"
"""A value that no output may ever hold."""

SOURCES = (
    "AWS/CodeCommit", "AWS/S3", "AWS/ECR", "AWS/CodeStarSourceConnection", "ThirdParty/GitHub", "Custom/Elsewhere",
)  # fmt: skip
WORK = (
    "Build/AWS/CodeBuild", "Test/AWS/CodeBuild", "Build/AWS/ECRBuildAndPublish", "Compute/AWS/Commands",
    "Test/AWS/DeviceFarm", "Approval/AWS/Manual", "Deploy/AWS/CloudFormation", "Deploy/AWS/CloudFormationStackSet",
    "Deploy/AWS/CodeDeploy", "Deploy/AWS/CodeDeployToECS", "Deploy/AWS/ECS", "Deploy/AWS/EKS", "Deploy/AWS/EC2",
    "Deploy/AWS/Lambda", "Deploy/AWS/ElasticBeanstalk", "Deploy/AWS/S3", "Deploy/AWS/AppConfig",
    "Deploy/AWS/ServiceCatalog", "Invoke/AWS/Lambda", "Invoke/AWS/StepFunctions", "Invoke/AWS/CodePipeline",
    "Invoke/AWS/InspectorScan", "Deploy/ThirdParty/AlexaSkillsKit", "Build/Custom/Jenkins", "Deploy/Custom/Elsewhere",
)  # fmt: skip
RULES = (
    "CloudWatchAlarm", "CodeBuild", "Commands", "DeploymentWindow", "LambdaInvoke", "VariableCheck", "Elsewhere",
)  # fmt: skip
KEYS = (
    "ProjectName", "BranchName", "RepositoryName", "FullRepositoryId", "ConnectionArn", "PollForSourceChanges", "S3Bucket",
    "StackName", "ActionMode", "TemplatePath", "BucketName", "FunctionName", "ClusterName", "CustomData", "NotificationArn",
    "ExternalEntityLink", "ApplicationName", "PipelineName", "PrimarySource", "Extract", "ObjectKey",
)  # fmt: skip

_MODEL = botocore.session.get_session().get_service_model("codepipeline")
_FEW = 3

nasty_text: SearchStrategy[str] = st.sampled_from(sorted(NASTY.values()))
# Form feeds and their like are a break for some formats and nothing for others: either will do.
plain_text: SearchStrategy[str] = st.text(st.characters(codec="utf-8", exclude_characters="\v\f\x85"), max_size=30)
any_text: SearchStrategy[str] = st.one_of(nasty_text, plain_text)


def declarations(nasty: bool = False) -> SearchStrategy[Json]:
    """A `PipelineDeclaration` in the API's letter case, as `get-pipeline` prints it under `pipeline`."""
    return _of("PipelineDeclaration", nasty).map(_mended)


def template(declaration: Json) -> Json:
    """The same pipeline as a CloudFormation resource."""
    properties = _pascal({key: value for key, value in declaration.items() if key != "version"})
    if stores := properties.get("ArtifactStores"):
        properties["ArtifactStores"] = [{"Region": region, "ArtifactStore": store} for region, store in stores.items()]
    return {"Resources": {"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": properties}}}


@lru_cache(maxsize=None)
def _of(name: str, nasty: bool) -> SearchStrategy[Any]:
    shape = _MODEL.shape_for(name)
    match name:
        case "ActionTypeId":
            return st.sampled_from(WORK).map(_action_type)
        case "RuleTypeId":
            return st.sampled_from(RULES).map(lambda name: {"category": "Rule", "owner": "AWS", "provider": name})
        case "AWSRegionName":
            return st.sampled_from(REGIONS)
        case "ActionConfigurationKey" | "RuleConfigurationKey":
            return st.sampled_from(KEYS) | any_text.filter(bool) if nasty else st.sampled_from(KEYS)
        case "PipelineStageDeclarationList":
            return st.lists(_of(shape.member.name, nasty), min_size=2, max_size=4)
        case "StageActionDeclarationList":
            return st.lists(_of(shape.member.name, nasty), min_size=1, max_size=4)
    match shape.type_name:
        case "structure":
            members = {name: _of(member.name, nasty) for name, member in shape.members.items()}
            optional = {name: member for name, member in members.items() if name not in shape.required_members}
            return st.fixed_dictionaries({name: members[name] for name in shape.required_members}, optional=optional)
        case "list":
            least = shape.metadata.get("min", 0)
            return st.lists(
                _of(shape.member.name, nasty), min_size=least, max_size=min(shape.metadata.get("max", _FEW), _FEW)
            )
        case "map":
            return st.dictionaries(_of(shape.key.name, nasty), _of(shape.value.name, nasty), max_size=_FEW)
        case "integer":
            return st.integers(
                shape.metadata.get("min", 0), min(shape.metadata.get("max", 5), 5 + shape.metadata.get("min", 0))
            )
        case "string" if shape.enum:
            return st.sampled_from(shape.enum)
        case "string":
            return _conforming(shape.metadata) | _nasty(shape.metadata) if nasty else _conforming(shape.metadata)
    raise NotImplementedError(shape.type_name)


def _nasty(metadata: Json) -> SearchStrategy[str]:
    """Any row, but none without a name where the service asks for one."""
    return nasty_text.filter(lambda text: bool(text.strip())) if metadata.get("min") else nasty_text


def _conforming(metadata: Json) -> SearchStrategy[str]:
    least, most = metadata.get("min", 0), min(metadata.get("max", 40), 40)
    if metadata.get("pattern") in (None, ".*"):
        return st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=least, max_size=most)
    pattern = re.compile(metadata["pattern"], re.ASCII)
    return st.from_regex(pattern, fullmatch=True).filter(lambda text: least <= len(text) <= metadata.get("max", 1024))


def _action_type(name: str) -> Json:
    category, owner, provider = name.split("/")
    return {"category": category, "owner": owner, "provider": provider, "version": "1"}


def _mended(declaration: Json) -> Json:
    """What shapes cannot say: sources stand first, names are unique, artifacts and triggers refer to what is there."""
    stages = declaration["stages"]
    outputs: list[str] = []
    sources: list[str] = []
    for stage in _unique(stages):
        produced: list[str] = []
        for action in _unique(stage["actions"]):
            if stage is stages[0]:
                source = SOURCES[len(action["name"]) % len(SOURCES)]
                action["actionTypeId"] = _action_type(f"Source/{source}")
                sources.append(action["name"])
            wanted = action.pop("inputArtifacts", [])
            if outputs and wanted:
                action["inputArtifacts"] = [{"name": outputs[len(one["name"]) % len(outputs)]} for one in wanted[:2]]
            for number, one in enumerate(action.get("outputArtifacts", ())):
                one["name"] = f"{one['name']}{len(outputs) + len(produced)}{number}"
                produced.append(one["name"])
        outputs.extend(produced)
    if "artifactStores" in declaration:
        declaration.pop("artifactStore", None)
    for number, trigger in enumerate(declaration.get("triggers", ())):
        trigger["gitConfiguration"]["sourceActionName"] = sources[number % len(sources)]
    return declaration


def _unique(named: list[Json]) -> Iterator[Json]:
    names: set[str] = set()
    for one in named:
        while one["name"] in names:
            one["name"] += "2"
        names.add(one["name"])
        yield one


def _pascal(value: Any) -> Any:
    """The API's letter case turned into CloudFormation's; region names and what stands in `configuration` stay."""
    if isinstance(value, list):
        return [_pascal(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key if key in REGIONS else key[:1].upper() + key[1:]: one if key == "configuration" else _pascal(one)
        for key, one in value.items()
    }


def with_secrets(declaration: Json) -> Json:
    """The declaration with `SECRET` wherever section 4 of CodePipeline's and its providers' pages says one may stand."""
    actions = [action for stage in declaration["stages"] for action in stage["actions"]]
    for number, action in enumerate(actions):
        action["actionTypeId"], configuration = SECRETS[number % len(SECRETS)]
        action["configuration"] = {**action.get("configuration", {}), **configuration}
    return declaration


_VARIABLES = json.dumps([{"name": "TOKEN", "value": SECRET, "type": "PLAINTEXT"}])
SECRETS: tuple[tuple[Json, dict[str, str]], ...] = (
    (_action_type("Source/ThirdParty/GitHub"), {"OAuthToken": SECRET, "Owner": "o", "Repo": "r", "Branch": "main"}),
    (_action_type("Build/AWS/CodeBuild"), {"ProjectName": "p", "EnvironmentVariables": _VARIABLES}),
    (
        _action_type("Deploy/ThirdParty/AlexaSkillsKit"),
        {"ClientId": "c", "ClientSecret": SECRET, "RefreshToken": SECRET},
    ),
    (
        _action_type("Deploy/AWS/CloudFormation"),
        {"StackName": "s", "ParameterOverrides": json.dumps({"Password": SECRET})},
    ),
    (
        _action_type("Deploy/AWS/CloudFormationStackSet"),
        {"StackSetName": "s", "Parameters": json.dumps({"Password": SECRET})},
    ),
    (_action_type("Invoke/AWS/Lambda"), {"FunctionName": "f", "UserParameters": json.dumps({"token": SECRET})}),
    (_action_type("Invoke/AWS/StepFunctions"), {"StateMachineArn": "a", "Input": json.dumps({"token": SECRET})}),
    (
        _action_type("Invoke/AWS/CodePipeline"),
        {"PipelineName": "p", "Variables": json.dumps([{"name": "T", "value": SECRET}])},
    ),
)


_links = st.none() | st.sampled_from(
    ["https://x.example/?a=1&b=\"2\"", "stage/build.md", "#anchor", "javascript:alert(1)", " JaVaScRiPt:alert(1)",
     "data:text/html,x", "vbscript:x", "//evil.example/x", "java\nscript:alert(1)", "file:///etc/passwd"]
)  # fmt: skip
_classes = st.lists(st.sampled_from([*sorted(LOOKS), "unheard-of"]), max_size=2).map(tuple)


def sequence_diagrams(text: SearchStrategy[str] = any_text) -> SearchStrategy[SequenceDiagram]:
    """A sequence diagram: every kind of item, bars opened and closed by their owner, fragments in fragments."""
    return st.integers(1, 6).flatmap(lambda count: _sequence(tuple(f"P{number}" for number in range(count)), text))


def _sequence(ids: tuple[str, ...], text: SearchStrategy[str]) -> SearchStrategy[SequenceDiagram]:
    participants = st.tuples(*(_participant(key, text) for key in ids))
    return st.builds(SequenceDiagram, title=text, description=text, participants=participants, items=_items(ids, text))


def _participant(key: str, text: SearchStrategy[str]) -> SearchStrategy[Participant]:
    return st.builds(
        Participant,
        id=st.just(key),
        label=text,
        actor=st.booleans(),
        classes=_classes,
        link=_links,
        tooltip=st.none() | text,
    )


def _items(ids: tuple[str, ...], text: SearchStrategy[str]) -> SearchStrategy[tuple[Item, ...]]:
    one = st.sampled_from(ids)
    message = st.builds(
        Message,
        source=one,
        target=one,
        text=text,
        reply=st.booleans(),
        lost=st.booleans(),
        classes=_classes,
        link=_links,
    )
    note = st.builds(Note, over=st.lists(one, min_size=1, max_size=3).map(tuple), text=text, classes=_classes)
    leaves = st.lists(message | note, min_size=1, max_size=3).map(tuple)

    def around(inner: SearchStrategy[tuple[Item, ...]]) -> SearchStrategy[tuple[Item, ...]]:
        return st.one_of(
            st.builds(_call, one, one, text, inner),
            st.builds(_bar, one, inner),
            st.builds(
                lambda title, items, classes: (Block(title=title, items=items, classes=classes),), text, inner, _classes
            ),
            st.builds(
                _fragment,
                st.sampled_from(["par", "alt", "critical"]),
                st.lists(st.tuples(text, inner), min_size=1, max_size=3),
            ),
            st.builds(
                _fragment,
                st.sampled_from(["opt", "loop", "break"]),
                st.lists(st.tuples(text, inner), min_size=1, max_size=1),
            ),
            st.tuples(inner, inner).map(lambda both: both[0] + both[1]),
        )

    return st.recursive(leaves, around, max_leaves=6)


def _call(source: str, target: str, text: str, inner: tuple[Item, ...]) -> tuple[Item, ...]:
    call = Message(source=source, target=target, text=text, activate=True)
    return (call, *inner, Message(source=target, target=source, text=text, reply=True, deactivate=True))


def _bar(participant: str, inner: tuple[Item, ...]) -> tuple[Item, ...]:
    return (Activation(participant=participant, active=True), *inner, Activation(participant=participant, active=False))


def _fragment(operator: str, operands: list[tuple[str, tuple[Item, ...]]]) -> tuple[Item, ...]:
    return (
        Fragment(operator=operator, operands=tuple(Operand(label=label, items=items) for label, items in operands)),
    )


def graphs(text: SearchStrategy[str] = any_text) -> SearchStrategy[Graph]:
    """A graph: every shape, clusters in clusters, edges between any two nodes."""
    return st.lists(st.integers(0, 3), min_size=1, max_size=8).flatmap(lambda homes: _graph(homes, text))


def _graph(homes: list[int], text: SearchStrategy[str]) -> SearchStrategy[Graph]:
    """`homes` says for each node where it stands: in the graph, in the first or second cluster, or inside the second."""
    lines = st.lists(text, min_size=1, max_size=3).map(tuple)
    nodes = st.tuples(
        *(
            st.builds(
                Node, id=st.just(f"n{number}"), lines=lines, shape=st.sampled_from(SHAPES), classes=_classes, link=_links,
                tooltip=st.none() | text,
            )
            for number in range(len(homes))
        )
    )  # fmt: skip
    ids = st.sampled_from([f"n{number}" for number in range(len(homes))])
    edges = st.lists(
        st.builds(
            Edge, source=ids, target=ids, label=text, dashed=st.booleans(), constraint=st.booleans(), hidden=st.booleans(), classes=_classes,
            link=_links, tooltip=st.none() | text,
        ),
        max_size=6,
    )  # fmt: skip
    return st.builds(_assembled, st.just(homes), text, text, st.sampled_from(["TB", "LR"]), nodes, edges, text)


def _assembled(
    homes: list[int],
    title: str,
    description: str,
    direction: str,
    nodes: tuple[Node, ...],
    edges: list[Edge],
    label: str,
) -> Graph:
    at = [tuple(node for node, home in zip(nodes, homes, strict=True) if home == place) for place in range(4)]
    inner = (Cluster(id="c2", label=label, nodes=at[3]),) if at[3] else ()
    clusters = (Cluster(id="c0", label=label, nodes=at[1]), Cluster(id="c1", label=label, nodes=at[2], clusters=inner))
    return Graph(
        title=title, description=description, direction=direction, nodes=at[0],
        clusters=tuple(one for one in clusters if one.nodes or one.clusters), edges=tuple(edges),
    )  # fmt: skip
