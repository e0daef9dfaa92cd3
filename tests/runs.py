"""Runs written down in a line each: `attempt("Build", "Compile", "Failed", 10, 95)` began after 10 s and ended after 95 s."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from pipeviz.model import Action, ActionType, Pipeline, Stage
from pipeviz.model.execution import ActionExecution, Execution

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A time so many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def attempt(
    stage: str, action: str, status: str, begun: float, ended: float | None = None, **fields: Any
) -> ActionExecution:
    """One attempt at an action, from one second after noon to another."""
    fields.setdefault("id", f"{stage}-{action}-{begun:g}".lower())
    updated = at(begun if ended is None else ended)
    return ActionExecution(stage=stage, action=action, status=status, started=at(begun), updated=updated, **fields)


def execution(status: str, *attempts: ActionExecution, **fields: Any) -> Execution:
    """A run with these attempts."""
    fields.setdefault("id", "4d1f6b9e-0001-4000-8000-000000000001")
    begun = [each.started for each in attempts if each.started]
    ended = [each.updated for each in attempts if each.updated]
    fields.setdefault("started", min(begun, default=NOON))
    fields.setdefault("updated", max(ended, default=NOON))
    ordered = tuple(sorted(attempts, key=lambda each: each.started or NOON))
    return Execution(status=status, actions=ordered, actions_recorded=True, **fields)


def pipeline(*stages: tuple[str, list[tuple[str, str] | tuple[str, str, int]]], **fields: Any) -> Pipeline:
    """A pipeline: `("Build", [("Compile", "Build/AWS/CodeBuild", 1)])` is a stage of it."""
    return Pipeline(
        key=fields.pop("key", "111122223333/eu-west-1/orders"),
        name=fields.pop("name", "orders"),
        stages=tuple(Stage(name=name, actions=tuple(_action(*each) for each in actions)) for name, actions in stages),
        **fields,
    )


def _action(name: str, kind: str, run_order: int = 1) -> Action:
    category, owner, provider = kind.split("/")
    return Action(name=name, type=ActionType(category=category, owner=owner, provider=provider), run_order=run_order)
