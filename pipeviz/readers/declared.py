"""Declarations in the API's shape: `get-pipeline` output, input of create-pipeline and update-pipeline, the bare thing.

https://docs.aws.amazon.com/cli/latest/reference/codepipeline/get-pipeline.html
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from pipeviz.readers.declaration import read_pipeline, read_tags
from pipeviz.readers.fields import Context, text
from pipeviz.readers.identity import identified, with_arn
from pipeviz.readers.node import Node
from pipeviz.readers.reading import Document, Reading

_TELLING = frozenset({"roleArn", "artifactStore", "artifactStores", "executionMode", "pipelineType"})


def is_declaration(value: Any) -> bool:
    """Whether a value declares a pipeline, alone or as `{pipeline, metadata}` and `{pipeline, tags}`."""
    return isinstance(value, Node) and (_is_wrapped(value) or _is_bare(value))


def read_declaration(document: Document) -> Reading:
    """The pipeline of such a value."""
    value = document.value
    context = Context(document.file, document.catalogue, [])
    inner = _either_case(value, "pipeline")
    wrapped = isinstance(inner, Node)
    pipeline = read_pipeline(inner if wrapped else value, context)
    if pipeline is None:
        return Reading((), tuple(context.problems))
    if wrapped:
        metadata = _either_case(value, "metadata")
        tags = read_tags(_either_case(value, "tags"))
        if isinstance(metadata, Node):
            disabled = text(_either_case(metadata, "pollingDisabledAt"))
            arn = text(_either_case(metadata, "pipelineArn"))
            pipeline = with_arn(replace(pipeline, polling_disabled_at=disabled), arn)
        pipeline = replace(pipeline, tags={**tags, **pipeline.tags})
    return Reading((identified(pipeline),), tuple(context.problems))


def _is_wrapped(value: Node) -> bool:
    inner = _either_case(value, "pipeline")
    return isinstance(inner, Node) and _is_codepipeline(inner)


def _is_bare(value: Node) -> bool:
    return _either_case(value, "stages") is not None and _is_codepipeline(value)


def _is_codepipeline(value: Node) -> bool:
    """Other systems have pipelines with names and stages too, but no role, artifact store or action types."""
    return not _TELLING.isdisjoint(_folded(value)) or any(
        "actionTypeId" in _folded(action) for action in _actions(_either_case(value, "stages"))
    )


def _actions(stages: Any) -> list[Node]:
    return [action for stage in _nodes(stages) for action in _nodes(_either_case(stage, "actions"))]


def _nodes(value: Any) -> list[Node]:
    return [item for item in value if isinstance(item, Node)] if isinstance(value, list) else []


def _either_case(node: Node, key: str) -> Any:
    return node.get(key, node.get(key[0].upper() + key[1:]))


def _folded(node: Node) -> frozenset[str]:
    return frozenset(key[:1].lower() + key[1:] for key in node)
