"""How much of a pipeline a drawing shows."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from pipeviz.model import Action, Pipeline, Stage


class Scope(Struct, frozen=True, kw_only=True):
    """What a drawing shows: everything, or one `stage`, or some `actions` of it.

    `fold` draws equal parallel actions as one; `overview` draws each stage as one step.
    """

    stage: str | None = None
    actions: tuple[Action, ...] | None = None
    fold: bool = False
    overview: bool = False


def stages_in(pipeline: Pipeline, scope: Scope) -> tuple[Stage, ...]:
    """The stages of a pipeline that a scope shows, with the actions it shows."""
    if scope.stage is None:
        return pipeline.stages
    chosen = tuple(stage for stage in pipeline.stages if stage.name == scope.stage)
    if scope.actions is None:
        return chosen
    return tuple(msgspec.structs.replace(stage, actions=scope.actions) for stage in chosen)


def shows_start(pipeline: Pipeline, scope: Scope) -> bool:
    """Whether what starts the pipeline belongs into the drawing: where its first stage is shown."""
    return scope.stage is None or (bool(pipeline.stages) and scope.stage == pipeline.stages[0].name)
