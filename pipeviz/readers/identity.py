"""What a pipeline is called among all that a run reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from pipeviz.model import Pipeline

_ARN_PARTS = 6
_OPEN = re.compile(r"\$\{|\{\{resolve:|\[secret\]")


def identified(pipeline: Pipeline, *, is_named: bool = True) -> Pipeline:
    """The pipeline with its key: `account/region/name` where these are known, else `path#logicalId` or `path#name`."""
    file = pipeline.place.file if pipeline.place else ""
    if is_named and pipeline.account and pipeline.region and not _OPEN.search(pipeline.name):
        return replace(pipeline, key=f"{pipeline.account}/{pipeline.region}/{pipeline.name}")
    return replace(pipeline, key=f"{file}#{pipeline.logical_id or pipeline.name}")


def with_arn(pipeline: Pipeline, arn: str | None) -> Pipeline:
    """The pipeline with what its ARN tells: `arn:aws:codepipeline:region:account:name`."""
    parts = (arn or "").split(":")
    if len(parts) != _ARN_PARTS or parts[2] != "codepipeline":
        return pipeline
    return replace(pipeline, arn=arn, region=parts[3], account=parts[4])


def told_apart(pipelines: Sequence[Pipeline]) -> tuple[Pipeline, ...]:
    """The same pipelines with equal keys made different: by the file, then by a number."""
    counts = Counter(pipeline.key for pipeline in pipelines)
    by_file = [
        replace(pipeline, key=f"{pipeline.key}@{pipeline.place.file}")
        if counts[pipeline.key] > 1 and pipeline.place and not pipeline.key.startswith(f"{pipeline.place.file}#")
        else pipeline
        for pipeline in pipelines
    ]
    taken: set[str] = {pipeline.key for pipeline in by_file}
    seen: set[str] = set()
    result = []
    for pipeline in by_file:
        key, number = pipeline.key, 2
        while key in seen or (key != pipeline.key and key in taken):
            key, number = f"{pipeline.key}~{number}", number + 1
        seen.add(key)
        result.append(pipeline if key == pipeline.key else replace(pipeline, key=key))
    return tuple(result)
