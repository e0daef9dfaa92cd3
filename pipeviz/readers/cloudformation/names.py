"""Which property gives the name that `Ref` or `Fn::GetAtt` returns, for what pipelines use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeviz.readers.cloudformation.evaluation import evaluate
from pipeviz.readers.cloudformation.scope import Scope, part
from pipeviz.readers.cloudformation.symbols import is_open, text
from pipeviz.readers.node import Node

_NAMED_BY_REF = {
    "AWS::CodeBuild::Project": "Name",
    "AWS::CodeDeploy::Application": "ApplicationName",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName",
    "AWS::CodePipeline::Pipeline": "Name",
    "AWS::ECR::Repository": "RepositoryName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ElasticBeanstalk::Application": "ApplicationName",
    "AWS::ElasticBeanstalk::Environment": "EnvironmentName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::Serverless::Function": "FunctionName",
}
_NAMED_BY_ATTRIBUTE = {
    "AWS::CodeCommit::Repository": ("Name", "RepositoryName"),
    "AWS::ECS::Service": ("Name", "ServiceName"),
}


def names(scope: Scope) -> dict[str, str]:
    """The names that stand literally in the template, by the symbol's inner text: `Bucket`, `Repository.Name`."""
    return dict(_names(scope))


def _names(scope: Scope) -> Iterator[tuple[str, str]]:
    for logical_id, resource in scope.resources.items():
        if not isinstance(resource, Node):
            continue
        kind = text(resource.get("Type"))
        if kind in _NAMED_BY_REF:
            yield from _literal(logical_id, resource, _NAMED_BY_REF[kind], scope)
        elif kind in _NAMED_BY_ATTRIBUTE:
            attribute, key = _NAMED_BY_ATTRIBUTE[kind]
            yield from _literal(f"{logical_id}.{attribute}", resource, key, scope)


def _literal(symbol: str, resource: Node, key: str, scope: Scope) -> Iterator[tuple[str, str]]:
    value: Any = evaluate(part(resource, "Properties").get(key), scope)
    if isinstance(value, str) and value and not is_open(value):
        yield symbol, value
