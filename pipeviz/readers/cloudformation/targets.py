"""Which pipeline a text means: its name or ARN, literally or by a reference."""

from __future__ import annotations

import re

from pipeviz.model import Pipeline

_PART = r"(?:\$\{[^{}]*\}|[^:])*+"
_ARN = re.compile(rf"arn:{_PART}:codepipeline:{_PART}:{_PART}:(.+)", re.DOTALL)
_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[^{}]*)?\}")


def referenced(text: str) -> list[str]:
    """The logical ids that a text's symbols name: `Topic` of `${Topic}` and of `arn:…:${Topic.TopicName}`."""
    return _REFERENCE.findall(text)


def target(text: str) -> str:
    """The name in a pipeline's ARN, or the text itself; a reference to an attribute means the resource."""
    match = _ARN.fullmatch(text)
    name = match[1] if match else text
    reference = _REFERENCE.fullmatch(name)
    return f"${{{reference[1]}}}" if reference else name


def names(pipeline: Pipeline) -> tuple[str, ...]:
    """The targets that mean a pipeline of a template."""
    return tuple(dict.fromkeys((f"${{{pipeline.logical_id}}}", pipeline.name)))
