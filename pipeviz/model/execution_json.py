"""A run as JSON: the record as it was understood, in the words of `pipeviz.model.execution`."""

from __future__ import annotations

import msgspec

from pipeviz.model.execution import Execution
from pipeviz.model.pipeline import Pipeline


def dumps(execution: Execution, pipeline: Pipeline) -> str:
    """A run of a pipeline as an indented JSON document that ends with a newline; times are ISO 8601 in UTC."""
    document = {"pipeviz": 1, "pipeline": pipeline.key, "execution": execution}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8") + "\n"
