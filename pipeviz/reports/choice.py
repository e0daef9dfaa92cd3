"""Which pipeline's run is meant, where a source holds several pipelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import NamedTuple

from pipeviz.analysis.choose import LAST_FAILED, LATEST, choose, has_failed
from pipeviz.durations import epoch
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.model.execution import Execution, History
from pipeviz.readers.reading import Recorded
from pipeviz.views.run_words import moment

MOST_CANDIDATES = 20
NEEDED = (
    "runs are read from a recording, or from a folder with what get-pipeline, list-pipeline-executions and "
    "list-action-executions print"
)


class Choice(NamedTuple):
    """A pipeline and its history; `note` says why it and no other, if there were others."""

    pipeline: Pipeline
    history: History
    note: str = ""


class _Candidate(NamedTuple):
    pipeline: Pipeline
    run: Execution
    current: bool


def choose_pipeline(pipelines: Sequence[Pipeline], recorded: Iterable[Recorded], execution: str) -> Choice:
    """The one of `pipelines` whose run is meant.

    An id is looked for in all of them. The last failed run is that of the only pipeline whose newest run failed, else of the
    only one with a failed run at all. Raises UsageError that names the candidates where several remain.
    """
    histories = {each.key: each for each in recorded}
    known = [each for each in pipelines if each.key in histories]
    if not known:
        names = ", ".join(each.friendly_name for each in pipelines[:MOST_CANDIDATES])
        raise UsageError(f"no run of {names} is recorded\n  hint: {NEEDED}")
    if len(known) == 1:
        return Choice(known[0], histories[known[0].key].load())
    if execution not in (LATEST, LAST_FAILED):
        known = [each for each in known if histories[each.key].mentions(execution)]
    found = list(_candidates(known, histories, execution))
    current = [each for each in found if each.current]
    chosen = found if len(found) == 1 else current if execution == LAST_FAILED else []
    if len(chosen) != 1:
        raise UsageError(_which(found, execution))
    pipeline = chosen[0].pipeline
    return Choice(pipeline, histories[pipeline.key].load(), _note(chosen[0], len(found), len(pipelines), execution))


def _candidates(
    pipelines: Iterable[Pipeline], histories: Mapping[str, Recorded], execution: str
) -> Iterator[_Candidate]:
    for pipeline in pipelines:
        history = histories[pipeline.key].load()
        try:
            run = choose(history, execution)
        except UsageError:
            continue
        yield _Candidate(pipeline, run, has_failed(choose(history, LATEST)))


def _note(chosen: _Candidate, found: int, pipelines: int, execution: str) -> str:
    name = chosen.pipeline.friendly_name
    if execution not in (LATEST, LAST_FAILED):
        return f"the run is one of {name}"
    if found == 1:
        return f"{name} is the only one of {pipelines} pipelines with a failed run"
    return f"{name} is the only one of {pipelines} pipelines whose newest run failed"


def _which(found: Sequence[_Candidate], execution: str) -> str:
    if not found:
        words = {LAST_FAILED: "no failed run is recorded", LATEST: "no run is recorded"}
        return words.get(execution, f"no run {execution!r} is recorded") + " of any of the pipelines"
    words = {LAST_FAILED: "several pipelines have a failed run", LATEST: "several pipelines have runs"}
    newest = sorted(found, key=lambda each: (each.current, epoch(each.run.started, -inf)), reverse=True)
    shown = newest[:MOST_CANDIDATES]
    lines = [f"{words.get(execution, f'{execution!r} fits runs of several pipelines')}; choose one with --pipeline:"]
    wide = max(len(each.pipeline.key) for each in shown)
    status = max(len(each.run.status) for each in shown)
    lines += [
        f"  {each.pipeline.key:{wide}}  {each.run.status:{status}}  {moment(each.run.started)}  {each.run.id}"
        for each in shown
    ]
    if len(newest) > len(shown):
        lines.append(f"  … and {len(newest) - len(shown)} more")
    return "\n".join(lines)
