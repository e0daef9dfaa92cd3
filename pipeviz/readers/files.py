"""Sources to texts: what the user named, what a folder holds, and what of it is worth parsing."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pipeviz.errors import Problem, SourceError

MAX_BYTES = 32 * 1024 * 1024
STDIN = "stdin"
MANIFEST = "manifest.json"

_PASSED_OVER = frozenset({".git", ".hg", ".svn", "node_modules", ".terraform"})
PUBLISHED = ".pipeviz-manifest.json"
"""Lists what pipeviz wrote into a folder: that is output, and never read as a source of its own accord."""

_SIGNS = ("pyvenv.cfg", PUBLISHED)
"""A folder that holds one of these is passed over."""

CAPTURE = "capture.json"
"""Stands in a folder that holds the answers of AWS about one pipeline, as pipeviz captured them."""

DEFINITION = "get-pipeline.json"
_CAPTURED = '"pipeviz-capture"'
_RUNS = (
    "pipelineExecutionSummaries",
    "actionExecutionDetails",
    "ruleExecutionDetails",
    "stageStates",
    "pipelineExecutionId",
    "execution-id",
)
_MARKERS = (
    (b"AWS::CodePipeline::Pipeline",),
    (b"ctionTypeId", b"tages"),
    (b'"pipeviz"', b'"pipelines"'),
    (b"aws:cloudformation:stack",),
    (b"cdk:cloud-assembly",),
    (_CAPTURED.encode(),),
    *((word.encode("ascii"),) for word in _RUNS),
)
"""A file of a folder is worth parsing if it has all words of one row."""
_HEAD = 8192
_GZIP = b"\x1f\x8b"
ZIPPED = ".json.gz"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FIRST_LINE = re.compile(
    r"""(?:[^\S\n]*(?:\#.*|%YAML.*|---)?\n)*(?:---)?[^\S\n]*(?:[{\[]|["']?[\w:.-]+["']?\s*:(?:\s|$))"""
)
_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~)", re.MULTILINE)


class File(NamedTuple):
    """A file to read. `shown` is its path as users see it; a file that was `named` must hold a pipeline."""

    path: Path
    shown: str
    named: bool = False


def _near(path: Path) -> str | None:
    """What is there instead, of nearly the same name."""
    from difflib import get_close_matches

    try:
        names = [each.name for each in path.parent.iterdir() if each.name != path.name]
    except OSError:
        return None
    near = get_close_matches(path.name, names, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else None


def files_of(source: str) -> Iterator[File]:
    """The file that a source is, or those of the folder; what of it cannot be listed counts as a file that was named.

    Raises SourceError when there is neither.
    """
    path = Path(source)
    try:
        is_folder, is_there = path.is_dir(), path.exists()
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror}", source)]) from error
    if is_folder:
        shut: list[Path] = []
        show = _within(path)
        yield from (File(inner, show(inner)) for inner in _walk(path, shut))
        yield from (File(inner, show(inner), named=True) for inner in shut)
    elif is_there:
        yield File(path, shown(path, _absolute(path).parent), named=True)
    else:
        raise SourceError([Problem("no such file or folder", source, hint=_near(path))])


def shown(path: Path, root: Path) -> str:
    """A path below the current folder is shown relative to it, any other from the name of its `root` on; always with `/`."""
    absolute = _absolute(path)
    current = Path.cwd()
    below = absolute.relative_to(current) if absolute.is_relative_to(current) else None
    return _as_text(below or Path(root.name) / absolute.relative_to(root))


def _within(folder: Path) -> Callable[[Path], str]:
    """`shown` for many files of a folder."""
    root, current = _absolute(folder), Path.cwd()
    if current != root and current.is_relative_to(root):
        return lambda path: shown(path, root)
    above = _as_text(root.relative_to(current) if root.is_relative_to(current) else Path(root.name))
    start = len(folder.as_posix()) + 1 if folder != Path() else 0
    front = f"{above}/" if above != "." else ""
    return lambda path: f"{front}{_as_text(path)[start:]}" if len(path.parts) > len(folder.parts) else above


def _as_text(path: Path) -> str:
    """A path as UTF-8 can hold it: what Python could not decode, in a C locale or at all, is decoded or becomes U+FFFD."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _absolute(path: Path) -> Path:
    """Without `..`, but with its symbolic links: users see the names that they know."""
    return Path(os.path.normpath(path.absolute()))


def beside(file: File, path: str) -> File | None:
    """A file by its path from another's folder; None if it is not there, or lies outside that folder."""
    folder = file.path.parent
    inner = folder / path
    if not inner.is_file() or not inner.resolve().is_relative_to(folder.resolve()):
        return None
    return File(inner, f"{file.shown.rpartition('/')[0]}/{path}".lstrip("/"))


def raw(file: File) -> bytes | None:
    """The bytes of a file, unzipped; None for one of a folder that cannot hold text. Raises SourceError."""
    try:
        return _bytes(file)
    except OSError as error:
        raise SourceError([Problem(f"cannot be read: {error.strerror or error}", file.shown)]) from error
    except zlib.error as error:
        if not file.named:
            return None
        raise SourceError([Problem(f"cannot be unzipped: {error}", file.shown)]) from error


def content(file: File) -> str | None:
    """The text of a file; None for one of a folder that cannot hold a pipeline. Raises SourceError."""
    data = raw(file)
    if data is None or not (file.named or any(all(word in data for word in words) for words in _MARKERS)):
        return None
    return decoded(data, file.shown)


def decoded(data: bytes, shown: str) -> str:
    """Bytes as text: UTF-8, or UTF-16 as PowerShell writes it. Raises SourceError."""
    if len(data) > MAX_BYTES:
        raise SourceError([Problem(f"is larger than {MAX_BYTES // 1024**2} MiB", shown)])
    try:
        return _utf_8(data).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError([Problem("is not UTF-8 text", shown, line, "save it as UTF-8")]) from error


def is_capture(text: str) -> bool:
    """Whether a text is that of `capture.json`."""
    return _CAPTURED in text[:_HEAD]


def holds_runs(text: str) -> bool:
    """Whether a text may hold answers about runs."""
    return any(word in text for word in _RUNS)


def looks_like_data(text: str) -> bool:
    """Whether a text that cannot be parsed means to be JSON or YAML, and is no prose or program that mentions a pipeline."""
    return _FIRST_LINE.match(text) is not None and _FENCE.search(text) is None


def _bytes(file: File) -> bytes | None:
    if not file.named and not (file.path.is_file() and file.path.stat().st_size <= MAX_BYTES):
        return None
    with file.path.open("rb") as stream:
        head = stream.read(_HEAD)
        if head.startswith(_GZIP) and (file.named or file.path.name.endswith(ZIPPED)):
            stream.seek(0)
            return _unzipped(stream)
        if b"\0" in head and not head.startswith(_UTF_16) and not file.named:
            return None
        return _utf_8(head + stream.read(MAX_BYTES + 1))


def _unzipped(stream: BinaryIO) -> bytes:
    import gzip

    try:
        with gzip.open(stream) as inner:
            return _utf_8(inner.read(MAX_BYTES + 1))
    except (EOFError, gzip.BadGzipFile) as error:
        raise zlib.error(str(error)) from error


def _utf_8(data: bytes) -> bytes:
    if not data.startswith(_UTF_16):
        return data
    return data.decode("utf-16", "replace").encode("utf-8", "replace")


def _captures(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return _CAPTURED.encode() in stream.read(_HEAD)
    except OSError:
        return False


def _walk(folder: Path, shut: list[Path]) -> Iterator[Path]:
    """The files of a folder and its subfolders in a fixed order, a manifest before what it lists.

    Folders that cannot be listed go to `shut`.
    """
    for base, folders, names in os.walk(folder, onerror=lambda error: shut.append(Path(error.filename))):
        here = Path(base)
        if here != folder and any(sign in names for sign in _SIGNS):
            folders.clear()
            continue
        if CAPTURE in names and _captures(here / CAPTURE):
            folders.clear()
            yield here / CAPTURE
            continue
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        yield from (here / name for name in sorted(names, key=lambda name: (name != MANIFEST, name)))
