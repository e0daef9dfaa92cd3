"""Definitions to the model: files, folders, CDK assemblies and standard input, whatever their format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from os.path import realpath
from pathlib import Path
from typing import Any, NamedTuple

from pipeviz.errors import Problem, SourceError
from pipeviz.providers import Catalogue
from pipeviz.readers.cdk import Part, is_manifest, parts
from pipeviz.readers.document import parse
from pipeviz.readers.files import MAX_BYTES, STDIN, File, beside, content, decoded, files_of, looks_like_data
from pipeviz.readers.formats import read_document
from pipeviz.readers.identity import told_apart
from pipeviz.readers.node import Node
from pipeviz.readers.reading import ANYWHERE, Document, Environment, Reading, joined

__all__ = ["ReadOptions", "Reading", "read"]

_READABLE = "pipeviz reads get-pipeline output, CloudFormation and SAM templates, cdk.out folders and its own JSON"


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""


class ReadOptions(NamedTuple):
    """What a run knows beside its sources.

    `parameters` are given to every template, pseudo parameters such as `AWS::Region` among them. `catalogue` tells which
    configuration keys are secret. `stdin` gives the bytes of the source `-`.
    """

    parameters: Mapping[str, str] = {}
    catalogue: Catalogue = Catalogue()
    stdin: Callable[[], bytes] = _standard_input


DEFAULTS = ReadOptions()


def read(sources: Sequence[str], options: ReadOptions = DEFAULTS) -> Reading:
    """Every pipeline of the sources, in their order, each with a key of its own.

    A source is a file, a folder that is searched, a `cdk.out` folder, or `-` for standard input. Raises SourceError when
    nothing could be read; what was wrong beside readable pipelines is in `problems`.
    """
    seen: set[str] = set()
    reading = joined(_read_source(source, options, seen) for source in sources)
    if not reading.pipelines:
        raise SourceError(reading.problems or [Problem("no source was given", hint=_READABLE)])
    return reading._replace(pipelines=told_apart(reading.pipelines))


def _read_source(source: str, options: ReadOptions, seen: set[str]) -> Reading:
    try:
        if source == "-":
            return _expected(_read_standard_input(options), source)
        named = list(files_of(source))
        before = any(realpath(file.path) in seen for file in named)
        reading = joined(_read_file(file, options, seen) for file in named)
    except SourceError as error:
        return Reading((), error.problems)
    return reading if before else _expected(reading, source)


def _expected(reading: Reading, source: str) -> Reading:
    """The reading, with a problem if the source gave nothing at all."""
    return reading if reading != Reading() else Reading((), (_nothing_in(source),))


def _read_standard_input(options: ReadOptions) -> Reading:
    doubts: list[Problem] = []
    values = parse(decoded(options.stdin(), STDIN), STDIN, doubts)
    reading = joined(read_document(Document(value, STDIN, options.catalogue, options.parameters)) for value in values)
    return _with(doubts, reading)


def _with(doubts: Sequence[Problem], reading: Reading) -> Reading:
    """The reading with what looks wrong in the whole text, unless there is nothing of ours in it."""
    return reading._replace(problems=(*doubts, *reading.problems)) if reading != Reading() else reading


def _nothing_in(source: str) -> Problem:
    if Path(source).is_dir():
        return Problem("no file in this folder holds a pipeline", source, hint=_READABLE)
    return Problem("holds no pipeline", STDIN if source == "-" else source, hint=_READABLE)


def _read_file(file: File, options: ReadOptions, seen: set[str], environment: Environment = ANYWHERE) -> Reading:
    """The pipelines of one file; nothing if it was read before, as part of an assembly or under another source."""
    real = realpath(file.path)
    if real in seen:
        return Reading()
    seen.add(real)
    doubts: list[Problem] = []
    try:
        found = content(file)
        values = [] if found is None else _parsed(found, file, doubts)
    except SourceError as error:
        return Reading((), error.problems)
    reading = joined(
        _read_assembly(value, file, options, seen)
        if is_manifest(value)
        else read_document(Document(value, file.shown, options.catalogue, options.parameters, environment))
        for value in values
    )
    return _with(doubts, reading)


def _parsed(found: str, file: File, doubts: list[Problem]) -> list[Any]:
    """The documents of a text; none if it belongs to a folder and is no data at all."""
    try:
        return parse(found, file.shown, doubts)
    except SourceError:
        if file.named or looks_like_data(found):
            raise
        return []


def _read_assembly(manifest: Node, file: File, options: ReadOptions, seen: set[str]) -> Reading:
    return joined(_read_part(part, file, options, seen) for part in parts(manifest))


def _read_part(part: Part, manifest: File, options: ReadOptions, seen: set[str]) -> Reading:
    inner = beside(manifest, part.path)
    if inner is None:
        hint = "synthesize the assembly again with: cdk synth"
        return Reading((), (Problem(f"the assembly has no file {part.path}", manifest.shown, part.line, hint),))
    return _read_file(inner, options, seen, part.environment)
