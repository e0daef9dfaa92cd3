"""CDK's cloud assembly: its manifest lists the templates, their environments and nested assemblies.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.cloud_assembly_schema-readme.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pipeviz.readers.fields import text
from pipeviz.readers.files import MANIFEST
from pipeviz.readers.node import Node
from pipeviz.readers.reading import ANYWHERE, Environment

_STACK = "aws:cloudformation:stack"
_ASSEMBLY = "cdk:cloud-assembly"
_ENVIRONMENT = re.compile(r"aws://([^/]+)/([^/]+)")


class Part(NamedTuple):
    """A file that a manifest lists, by its path within the assembly: a template, or a nested assembly's manifest."""

    path: str
    line: int
    environment: Environment = ANYWHERE


def is_manifest(value: Any) -> bool:
    """Whether a value is the manifest of an assembly."""
    return isinstance(value, Node) and any(node.get("type") in (_STACK, _ASSEMBLY) for node in _artifacts(value))


def parts(manifest: Node) -> Iterator[Part]:
    """The templates and nested assemblies of a manifest, in its order."""
    for node in _artifacts(manifest):
        properties = node.get("properties")
        if not isinstance(properties, Node):
            continue
        template, folder = text(properties.get("templateFile")), text(properties.get("directoryName"))
        if node.get("type") == _STACK and template:
            yield Part(template, node.line, _environment(node))
        elif node.get("type") == _ASSEMBLY and folder:
            yield Part(f"{folder}/{MANIFEST}", node.line)


def _artifacts(value: Node) -> list[Node]:
    artifacts = value.get("artifacts")
    return [node for node in artifacts.values() if isinstance(node, Node)] if isinstance(artifacts, Node) else []


def _environment(node: Node) -> Environment:
    match = _ENVIRONMENT.fullmatch(text(node.get("environment")) or "")
    account, region = match.groups() if match else (None, None)
    return Environment(_known(account), _known(region), dict(_construct_paths(node)))


def _known(name: str | None) -> str | None:
    return None if name is None or name.startswith("unknown-") else name


def _construct_paths(node: Node) -> Iterator[tuple[str, str]]:
    """Logical ids and the construct paths that the manifest's metadata keeps for them."""
    metadata = node.get("metadata")
    for path, entries in metadata.items() if isinstance(metadata, Node) else ():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Node) and entry.get("type") == "aws:cdk:logicalId":
                yield text(entry.get("data")) or "", path.lstrip("/")
