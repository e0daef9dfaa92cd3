"""The drawing of a run in as many parts as it takes, cut as that of its pipeline is."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pipeviz.analysis.run import Run, StageRun
from pipeviz.diagrams import SequenceDiagram
from pipeviz.model import Pipeline, Stage
from pipeviz.providers import Catalogue
from pipeviz.views.parts import MOST_MESSAGES, Part, in_parts, readable
from pipeviz.views.run_sequence import run_sequence
from pipeviz.views.run_sequence_action import action_of
from pipeviz.views.scope import Scope
from pipeviz.views.sequence_action import Links


def run_sequence_parts(
    run: Run,
    catalogue: Catalogue,
    *,
    detail: str = "standard",
    stage: str | None = None,
    links: Links | None = None,
) -> Iterator[Part[SequenceDiagram]]:
    """The sequence diagram of a run, or of one `stage` of it, in parts; drawn as they are asked for."""

    def draw(scope: Scope, level: str = detail) -> SequenceDiagram:
        return run_sequence(run, catalogue, scope=scope, links=links, detail=level)

    def overview() -> SequenceDiagram:
        calls = draw(Scope(fold=True), "overview")
        return calls if readable(calls) else draw(Scope(overview=True))

    shown = [each for each in run.stages if stage in (None, each.name)]
    calls = sum(len(attempt.actions) for each in shown for attempt in each.attempts)
    return in_parts(
        _as_it_ran(run), draw, overview, readable, stage, may_fold=True, hopeless=2 * calls > MOST_MESSAGES
    )  # fmt: skip


def _as_it_ran(run: Run) -> Pipeline:
    """The pipeline with no more than what ran of it: that is what may have to be cut."""
    return replace(run.pipeline, stages=tuple(_stage(each) for each in run.stages if each.attempts))


def _stage(stage: StageRun) -> Stage:
    ran = (each for each in stage.actions if each.attempts)
    actions = (replace(action_of(stage.stage, each.attempts[0]), run_order=each.run_order) for each in ran)
    return Stage(name=stage.name, actions=tuple(actions))
