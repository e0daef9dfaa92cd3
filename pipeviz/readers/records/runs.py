"""A reading → the same with its runs: every answer with the pipeline that it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from pipeviz.errors import Problem
from pipeviz.model import Pipeline, Place
from pipeviz.readers.files import STDIN
from pipeviz.readers.identity import identified, told_apart
from pipeviz.readers.reading import Piece, Reading
from pipeviz.readers.records.door import Door
from pipeviz.readers.records.folder import Held
from pipeviz.readers.records.grouping import Group, groups
from pipeviz.readers.records.loading import Files, found_in, recorded
from pipeviz.readers.records.made import made
from pipeviz.readers.records.owners import Sketched, ownership
from pipeviz.readers.records.sketch import Identity
from pipeviz.readers.records.starts import with_starts
from pipeviz.readers.records.values import word


class _Owner(NamedTuple):
    """A pipeline, as it was `read` (None if it was put together from its runs) and as it stays, and its files."""

    read: Pipeline | None
    pipeline: Pipeline
    files: Files | None = None


def with_runs(reading: Reading, pieces: Sequence[Piece], door: Door) -> Reading:
    """The reading with its runs, each pipeline with a key of its own.

    Of a pipeline that is defined in several versions beside its runs, the newest stands for all.
    """
    for pipeline in reading.pipelines:
        door.meet(pipeline)
    problems: list[Problem] = []
    owners: list[_Owner] = []
    old: set[int] = set()
    for group in groups(pieces):
        newest = _newest(group.pipelines) if group.beside else group.pipelines
        old |= {id(each) for each in group.pipelines} - {id(each) for each in newest}
        owners += _owners(group, newest, door, problems)
    stays = {id(each.read): each.pipeline for each in owners if each.read is not None}
    kept = [(id(each), stays.get(id(each), each)) for each in reading.pipelines if id(each) not in old]
    kept += [(id(each.pipeline), each.pipeline) for each in owners if each.read is None]
    pipelines = told_apart([pipeline for _, pipeline in kept])
    runs = []
    for (identity, _), pipeline in zip(kept, pipelines, strict=True):
        files = [each.files for each in owners if each.files and identity == id(each.read or each.pipeline)]
        if files:
            runs.append(recorded(pipeline, partial(_chained, files), door))
    return reading._replace(
        pipelines=pipelines, recorded=tuple(runs), problems=(*reading.problems, *dict.fromkeys(problems))
    )


def _owners(group: Group, pipelines: Sequence[Pipeline], door: Door, problems: list[Problem]) -> Iterator[_Owner]:
    whose = ownership(group.sketched, pipelines, beside=group.beside)
    problems += _doubts(whose.doubtful, pipelines)
    alone = len(pipelines) == 1 and not whose.undefined
    for pipeline in pipelines:
        own = whose.owned[pipeline.key]
        stays = with_starts(pipeline, _beside(group), door, alone=alone) if group.beside else pipeline
        has_runs = bool(own) or (group.captured is not None and alone)
        files = partial(_files, group, own, alone) if has_runs else None
        yield _Owner(pipeline, stays if files is None else door.hidden(stays), files)
    undefined = whose.undefined or ({Identity(): []} if group.captured and not pipelines else {})
    for called, own in undefined.items():
        files = partial(_files, group, own, not pipelines and len(undefined) == 1)
        found = _made(called, group, files, door)
        problems.append(_undefined(called.name, group, own, is_made=found is not None))
        if found is not None:
            yield _Owner(None, found, files)


def _newest(pipelines: Iterable[Pipeline]) -> tuple[Pipeline, ...]:
    """Each pipeline once, in its newest version; what has no version is never another version of something."""
    found: dict[str, Pipeline] = {}
    for each in pipelines:
        identity = each.key if each.version is None else each.name
        known = found.get(identity)
        if known is None or (each.version or 0) > (known.version or 0):
            found[identity] = each
    return tuple(found.values())


def _files(group: Group, own: Sequence[Sketched], alone: bool) -> Iterator[Held]:
    """The files of a group, without those answers that belong to somebody else."""
    mine = {each.spot for each in own}
    others: dict[Path | None, set[int]] = defaultdict(set)
    for path, number in (each.spot for each in group.sketched):
        if not alone and (path, number) not in mine:
            others[path].add(number)
    for held in group.files():
        yield held._replace(without=frozenset(others[held.file.path if held.file else None]))


def _chained(files: Sequence[Files]) -> Iterator[Held]:
    return chain.from_iterable(each() for each in files)


def _beside(group: Group) -> Iterator[Held]:
    """The files that may tell what starts a pipeline: of a captured folder only those that are called so."""
    for held in group.files():
        called = held.name.startswith(("list-webhooks", "events.describe-rule"))
        if called or (
            not group.captured and held.name.endswith((".json", ".yaml", ".yml", ".txt")) and "/" not in held.name
        ):
            yield held


def _made(called: Identity, group: Group, files: Files, door: Door) -> Pipeline | None:
    """A pipeline from its runs, called as the records call it, or else as their folder."""
    first = group.pieces[0].file
    account = None if called.account is None else door.named(called.account)
    bare = Pipeline(
        key="",
        name=called.name or "",
        account=account,
        region=called.region,
        place=Place(file=first.shown if first else STDIN, line=1),
    )
    found = found_in(files(), bare, door)
    capture = dict(found.capture)
    folder = group.folder or (first.path.parent if first else None)
    name = called.name or word(capture, "pipeline") or (folder.resolve().name if folder else "") or STDIN
    whole = made(
        replace(
            bare,
            name=name,
            account=account or word(capture, "account"),
            region=called.region or word(capture, "region"),
        ),
        found,
    )
    return None if whole is None else identified(whole)


def _undefined(name: str | None, group: Group, own: Sequence[Sketched], *, is_made: bool) -> Problem:
    file = next((each.piece.file for each in own if each.piece.file), group.pieces[0].file)
    about = f"pipeline {name}" if name else "the pipeline that ran"
    drawn = "it is drawn as far as it ran" if is_made else "and nothing here tells its stages"
    hint = f"add it: aws codepipeline get-pipeline --name {name or 'NAME'} > get-pipeline.json"
    return Problem(f"there is no definition of {about}: {drawn}", file.shown if file else STDIN, hint=hint)


def _doubts(doubtful: Iterable[Sketched], pipelines: Sequence[Pipeline]) -> Iterator[Problem]:
    names = " or ".join(each.friendly_name for each in pipelines) or "one pipeline or another"
    for piece, sketch in doubtful:
        if sketch.runs or sketch.actions:
            yield Problem(
                f"holds runs of {names}, and nothing in it tells of which",
                piece.file.shown if piece.file else STDIN,
                hint="put the files of each pipeline into a folder of its own",
            )
