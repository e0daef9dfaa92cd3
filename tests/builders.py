"""Short ways to write a pipeline in a test."""

from __future__ import annotations

from typing import Any

from pipeviz.model import Action, ActionType, OutputArtifact, Pipeline, Stage


def action(name: str, type: str = "Build/AWS/CodeBuild", *, out: str = "", **fields: Any) -> Action:
    """An action; `type` is Category/Owner/Provider, `out` the output artifacts' names."""
    category, owner, provider = type.split("/")
    outputs = tuple(OutputArtifact(name=each) for each in out.split())
    inputs = tuple(fields.pop("ins", "").split())
    kind = ActionType(category=category, owner=owner, provider=provider)
    return Action(name=name, type=kind, input_artifacts=inputs, output_artifacts=outputs, **fields)


def stage(name: str, *actions: Action, **fields: Any) -> Stage:
    """A stage of some actions."""
    return Stage(name=name, actions=actions, **fields)


def pipeline(*stages: Stage, **fields: Any) -> Pipeline:
    """A pipeline named orders, of some stages."""
    return Pipeline(**{"key": "orders.json#orders", "name": "orders"} | fields, stages=stages)


SOURCE = action(
    "Source", "Source/AWS/CodeCommit", out="SourceArtifact", configuration={"PollForSourceChanges": "false"}
)
"""A source that nothing starts."""
