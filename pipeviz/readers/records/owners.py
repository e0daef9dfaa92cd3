"""Which of several pipelines an answer belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from pipeviz.model import Pipeline
from pipeviz.readers.reading import Piece
from pipeviz.readers.records.sketch import TELLING, Identity, Sketch

Owner = TypeVar("Owner")


class Sketched(NamedTuple):
    """A sketch and the piece that it is of."""

    piece: Piece
    sketch: Sketch

    @property
    def spot(self) -> tuple[Path | None, int]:
        """Where the answer stands: the file, None for standard input, and its number in it."""
        return self.piece.file.path if self.piece.file else None, self.sketch.number


class Ownership(NamedTuple):
    """The answers of every pipeline by its key, those of pipelines that are not defined here by what they are called, and the rest."""

    owned: Mapping[str, list[Sketched]]
    undefined: Mapping[Identity, list[Sketched]]
    doubtful: list[Sketched]


def ownership(found: Sequence[Sketched], pipelines: Sequence[Pipeline], *, beside: bool) -> Ownership:
    """Who owns the answers about runs.

    An answer that names a pipeline belongs to it. Any other belongs to the pipeline that has most stages and actions in it;
    else to the one that has a run in common with it; else to the only pipeline, if that is defined `beside` it.
    """
    owned: dict[str, list[Sketched]] = {pipeline.key: [] for pipeline in pipelines}
    undefined: dict[Identity, list[Sketched]] = {}
    left: list[Sketched] = []
    for each in found:
        if each.sketch.operation not in TELLING:
            continue
        key = _by_content(each.sketch, pipelines, beside=beside)
        if key is not None:
            owned[key].append(each)
        elif (identity := each.sketch.pipeline).name is not None:
            known = next((other for other in undefined if identity.agrees(other)), identity)
            undefined.setdefault(known, []).append(each)
        else:
            left.append(each)
    left = _by_runs(_by_runs(left, owned), undefined)
    only = _only(owned, undefined, pipelines, beside=beside) if left else None
    if only is None:
        return Ownership(owned, undefined, left)
    only += left
    return Ownership(owned, undefined, [])


def _only(
    owned: Mapping[str, list[Sketched]],
    undefined: dict[Identity, list[Sketched]],
    pipelines: Sequence[Pipeline],
    *,
    beside: bool,
) -> list[Sketched] | None:
    """The answers of the only pipeline that can own what nothing tells the owner of; None if there are several."""
    if beside and pipelines:
        return owned[pipelines[0].key] if len(pipelines) == 1 and not undefined else None
    having = [each for each in (*owned.values(), *undefined.values()) if each]
    if not having:
        return undefined.setdefault(Identity(), [])
    return having[0] if len(having) == 1 else None


def _by_content(sketch: Sketch, pipelines: Sequence[Pipeline], *, beside: bool) -> str | None:
    if sketch.pipeline.name is not None:
        named = [pipeline.key for pipeline in pipelines if sketch.pipeline.agrees(identity(pipeline))]
        alone = beside and len(pipelines) == 1 and "${" in pipelines[0].name
        return named[0] if len(named) == 1 else pipelines[0].key if alone else None
    fits = {
        pipeline.key: len(
            sketch.actions & {(stage.name, action.name) for stage in pipeline.stages for action in stage.actions}
        )
        for pipeline in pipelines
    }
    most = max(fits.values(), default=0)
    best = [key for key, count in fits.items() if count == most]
    return best[0] if 2 * most > len(sketch.actions) and len(best) == 1 else None


def identity(pipeline: Pipeline) -> Identity:
    """What records may call a pipeline."""
    return Identity(pipeline.name, pipeline.account, pipeline.region)


def _by_runs(left: list[Sketched], groups: Mapping[Owner, list[Sketched]]) -> list[Sketched]:
    """Adds to every group the answers that have a run in common with it and with no other; returns what remains."""
    runs = {key: {run for each in inside for run in each.sketch.runs} for key, inside in groups.items()}
    remaining = []
    for each in left:
        sharing = [key for key, known in runs.items() if known & each.sketch.runs]
        if len(sharing) == 1:
            groups[sharing[0]].append(each)
        else:
            remaining.append(each)
    return remaining
