"""Sources that are addresses in AWS → readings: asked live, written down as a recording would be, and read like one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from pipeviz.errors import CaptureError, Problem, SourceError
from pipeviz.readers import Reading, ReadOptions
from pipeviz.readers import read as read_files
from pipeviz.readers.reading import Recorded

if TYPE_CHECKING:
    from pipeviz.capture.recording import Captured
    from pipeviz.capture.target import Target
    from pipeviz.model.execution import History
    from pipeviz.readers.addresses import Address
    from pipeviz.redaction.keep import Keep


class Live(NamedTuple):
    """How AWS is asked. `target` has the credentials.

    Of what an address means, definitions alone are asked for; with an `execution` (`latest`, `last-failed`, an id) that run of
    one pipeline; with `executions`, so many of each. `say` is told in words what is being asked.
    """

    target: Target | None = None
    execution: str | None = None
    executions: int = 0
    say: Callable[[str], None] = lambda _: None


def read(sources: Sequence[str], options: ReadOptions, names: Mapping[str, str], how: Live) -> Reading:
    """What files and addresses hold; `names` tells what accounts, by their ids, are called.

    Raises SourceError, UsageError; CaptureError where AWS gave nothing at all.
    """
    from pipeviz.readers.addresses import address

    asked: list[Problem] = []
    named: list[str] = []
    with TemporaryDirectory(prefix="pipeviz-") as folder:
        for number, source in enumerate(sources):
            meant = address(source)
            if meant is None:
                named.append(source)
                continue
            place = Path(folder, str(number), "aws")
            files, problems = _files(meant, how, names, options.keep)
            asked += problems
            _write(files, place)
            named.append(str(place))
        try:
            reading = read_files(named, options)
        except SourceError as error:
            raise SourceError([*asked, *error.problems]) from error
        kept = tuple(each for each in map(_kept, reading.recorded) if each is not None)
    return reading._replace(problems=(*asked, *reading.problems), recorded=kept)


def _files(
    meant: Address, how: Live, names: Mapping[str, str], keep: Keep
) -> tuple[Mapping[str, bytes], Sequence[Problem]]:
    from pipeviz import live

    if how.execution is not None:
        return live.one(meant, how.execution, how.target, names=names, keep=keep, say=how.say), ()
    memory, captured = live.recording(meant, how.target, executions=how.executions, names=names, keep=keep, say=how.say)
    if not captured.saved:
        raise CaptureError(
            f"there is no pipeline {meant.pipeline or ''} that these credentials show".replace("  ", " ")
        )
    return memory, tuple(_problems(captured))


def _problems(captured: Captured) -> Iterator[Problem]:
    for each in (*captured.lacks, *captured.ended):
        yield Problem(str(each))


def _write(files: Mapping[str, bytes], place: Path) -> None:
    for path, data in files.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def _kept(recorded: Recorded) -> Recorded | None:
    """The runs, read now: their files are about to go. None where there are none."""
    history = recorded.load()
    if not history.executions:
        return None
    ids = tuple(each.id for each in history.executions)
    return Recorded(recorded.key, partial(_same, history), partial(_mentions, ids), partial(repr, history))


def _same(history: History) -> History:
    return history


def _mentions(ids: Iterable[str], run: str) -> bool:
    return any(each.startswith(run) for each in ids)
