"""Definitions to the model: files, folders, CDK assemblies and standard input, whatever their format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeviz.errors import Problem, SourceError
from pipeviz.providers import Catalogue
from pipeviz.readers.cdk import Part, is_manifest, parts
from pipeviz.readers.document import parse
from pipeviz.readers.files import (
    CAPTURE,
    DEFINITION,
    MAX_BYTES,
    STDIN,
    File,
    beside,
    content,
    decoded,
    files_of,
    holds_runs,
    is_capture,
    looks_like_data,
)
from pipeviz.readers.formats import read_document
from pipeviz.readers.identity import told_apart
from pipeviz.readers.node import Node
from pipeviz.readers.reading import ANYWHERE, Document, Environment, Piece, Reading, joined
from pipeviz.readers.wanted import Wanted
from pipeviz.redaction.keep import DEFAULT, Keep

if TYPE_CHECKING:
    from pipeviz.readers.records.sketch import Sketch
    from pipeviz.redaction.accounts import Accounts

__all__ = ["ReadOptions", "Reading", "Wanted", "read"]

_READABLE = (
    "pipeviz reads get-pipeline output, CloudFormation and SAM templates, cdk.out folders, recordings and its own JSON"
)


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""


class ReadOptions(NamedTuple):
    """What a run knows beside its sources.

    `parameters` are given to every template, pseudo parameters such as `AWS::Region` among them. `catalogue` tells which
    configuration keys are secret. `stdin` gives the bytes of the source `-`. `wanted` is what a reading of recordings is
    for, if not for all. `accounts` and `keep` say how answers about runs are redacted.
    """

    parameters: Mapping[str, str] = {}
    catalogue: Catalogue = Catalogue()
    stdin: Callable[[], bytes] = _standard_input
    wanted: Wanted | None = None
    accounts: Accounts | None = None
    keep: Keep = DEFAULT


DEFAULTS = ReadOptions()


class _Run(NamedTuple):
    """One call of `read`: its options, the real paths of the files that were read, and what each file gave.

    `captures` are the captured folders that wait until it is known which of them are wanted.
    """

    options: ReadOptions
    seen: set[str]
    pieces: list[Piece]
    captures: list[File]


def read(sources: Sequence[str], options: ReadOptions = DEFAULTS) -> Reading:
    """Every pipeline of the sources, in their order, each with a key of its own, and the runs on record.

    A source is a file, a folder that is searched, a `cdk.out` folder, or `-` for standard input. Raises SourceError when
    nothing could be read; what was wrong beside readable pipelines is in `problems`.
    """
    run = _Run(options, set(), [], [])
    reading = joined([_read_source(source, run) for source in sources])
    if options.wanted is not None and run.captures:
        from pipeviz.readers.records.choosing import chosen

        wanted = chosen(run.captures, options.wanted, reading.pipelines)
        reading = joined([reading, *(_read_captured(each, run) for each in wanted)])
    if any(piece.sketches or piece.captured for piece in run.pieces):
        reading = _with_runs(reading, run)
    else:
        reading = reading._replace(pipelines=told_apart(reading.pipelines))
    if not reading.pipelines:
        raise SourceError(reading.problems or [Problem("no source was given", hint=_READABLE)])
    return reading


def _with_runs(reading: Reading, run: _Run) -> Reading:
    from pipeviz.readers.records.door import Door
    from pipeviz.readers.records.runs import with_runs
    from pipeviz.redaction.accounts import Accounts

    options = run.options
    accounts = Accounts() if options.accounts is None else options.accounts
    return with_runs(reading, run.pieces, Door(options.catalogue, accounts, options.keep))


def _read_source(source: str, run: _Run) -> Reading:
    before_it = len(run.pieces) + len(run.captures)
    try:
        if source == "-":
            reading, before = _read_standard_input(run), False
        else:
            named = list(files_of(source))
            before = bool(run.seen) and any(realpath(file.path) in run.seen for file in named)
            reading = joined(_read_file(file, run) for file in named)
    except SourceError as error:
        return Reading((), error.problems)
    gave = before or reading != Reading() or len(run.pieces) + len(run.captures) > before_it
    return reading if gave else Reading((), (_nothing_in(source),))


def _read_standard_input(run: _Run) -> Reading:
    return _read_text(decoded(run.options.stdin(), STDIN), None, run)


def _with(doubts: Sequence[Problem], reading: Reading) -> Reading:
    """The reading with what looks wrong in the whole text, unless there is nothing of ours in it."""
    return reading._replace(problems=(*doubts, *reading.problems)) if reading != Reading() else reading


def _nothing_in(source: str) -> Problem:
    if Path(source).is_dir():
        return Problem("no file in this folder holds a pipeline", source, hint=_READABLE)
    return Problem("holds no pipeline", STDIN if source == "-" else source, hint=_READABLE)


def _read_file(file: File, run: _Run, environment: Environment = ANYWHERE) -> Reading:
    """The pipelines of one file; nothing if it was read before, as part of an assembly or under another source."""
    real = realpath(file.path)
    if real in run.seen:
        return Reading()
    run.seen.add(real)
    if run.options.wanted is not None and not file.named and file.path.name == CAPTURE:
        run.captures.append(file)
        return Reading()
    try:
        found = content(file)
        if found is None:
            return Reading()
        if file.path.name == CAPTURE and is_capture(found):
            return _read_captured(file, run)
        return _read_text(found, file, run, environment)
    except SourceError as error:
        return Reading((), error.problems)


def _read_text(found: str, file: File | None, run: _Run, environment: Environment = ANYWHERE) -> Reading:
    """The pipelines in a text; what it holds beside them is kept in mind. Raises SourceError."""
    sketches, has_more = _sketches(found, file) if holds_runs(found) else ((), True)
    reading = _read_definitions(found, file, run, environment) if has_more else Reading()
    if reading == Reading() and not sketches and (file is None or file.named):
        sketches, _ = _sketches(found, file)
    if reading.pipelines or sketches:
        run.pieces.append(Piece(file, reading.pipelines, sketches, found if file is None else ""))
    return reading


def _sketches(found: str, file: File | None) -> tuple[tuple[Sketch, ...], bool]:
    """The answers about runs in a text, and whether it may hold more; none in what is no data at all."""
    from pipeviz.readers.records.sketch import survey

    try:
        return survey(found, STDIN if file is None else file.shown)
    except SourceError:
        return (), True


def _read_definitions(found: str, file: File | None, run: _Run, environment: Environment) -> Reading:
    doubts: list[Problem] = []
    options = run.options
    shown = STDIN if file is None else file.shown
    values = parse(found, shown, doubts) if file is None else _parsed(found, file, doubts)
    reading = joined(
        _read_assembly(value, file, run)
        if file is not None and is_manifest(value)
        else read_document(Document(value, shown, options.catalogue, options.parameters, environment))
        for value in values
    )
    return _with(doubts, reading)


def _read_captured(capture: File, run: _Run) -> Reading:
    """The pipeline of a folder of answers; the runs in it are read when somebody asks for them."""
    run.pieces.append(Piece(capture, captured=True))
    definition = beside(capture, DEFINITION)
    return Reading() if definition is None else _read_file(definition, run)


def _parsed(found: str, file: File, doubts: list[Problem]) -> list[Any]:
    """The documents of a text; none if it belongs to a folder and is no data at all."""
    try:
        return parse(found, file.shown, doubts)
    except SourceError:
        if file.named or looks_like_data(found):
            raise
        return []


def _read_assembly(manifest: Node, file: File, run: _Run) -> Reading:
    return joined(_read_part(part, file, run) for part in parts(manifest))


def _read_part(part: Part, manifest: File, run: _Run) -> Reading:
    inner = beside(manifest, part.path)
    if inner is None:
        hint = "synthesize the assembly again with: cdk synth"
        return Reading((), (Problem(f"the assembly has no file {part.path}", manifest.shown, part.line, hint),))
    return _read_file(inner, run, part.environment)
