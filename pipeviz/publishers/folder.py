"""Puts a finished tree of files in place of the one that an earlier run left.

The target holds a manifest of what pipeviz wrote; nothing else in it is ever replaced or removed. Unchanged files are
not touched, every other one is written whole, pages that lead to others come last and stale files go after that: a run
that is interrupted leaves a site that works, and the next run goes on from there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeviz.errors import PublishError
from pipeviz.publishers.finished import Finished, digest
from pipeviz.readers.files import PUBLISHED

MANIFEST = PUBLISHED
TEMPORARY = ".pipeviz-part"

_LAST = ("index.html", "docs/index.md", "mkdocs.yml")
_PAGES = (".html", ".md")


class Published(NamedTuple):
    """How many files of the target were written, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def check(target: Path) -> frozenset[str]:
    """The paths in a target that pipeviz wrote before. Raises PublishError for a target that is not pipeviz's."""
    try:
        if not os.path.lexists(target):
            return frozenset()
        if not target.is_dir():
            raise PublishError(f"{target} is not a folder; name another one with -o")
        manifest = target / MANIFEST
        if manifest.is_file():
            return _owned(manifest)
        if any(each.name != TEMPORARY for each in target.iterdir()):
            raise PublishError(
                f"{target} is not empty and was not written by pipeviz (it has no {MANIFEST}); "
                "name another folder, or empty this one yourself"
            )
    except OSError as error:
        raise PublishError(f"{target} cannot be read: {error.strerror}") from error
    return frozenset()


def differing(source: Finished, target: Path) -> list[str]:
    """The files of `source` that `target` does not hold, or holds otherwise."""
    return [path for path, digest in source.digests.items() if not _holds(target / path, digest)]


def publish(source: Finished, target: Path) -> Published:
    """Makes `target` hold what `source` holds, and keeps whatever else is in it.

    Raises PublishError before anything is touched where a file of somebody else's stands in the way, or a link leads out.
    """
    owned = check(target)
    files = source.digests
    stale = owned - files.keys()
    target = target.resolve()
    try:
        _refuse_foreign(target, files, owned)
        target.mkdir(parents=True, exist_ok=True)
        changed = sorted(differing(source, target), key=_order)
        if changed or stale:
            _write_manifest(target, {**dict.fromkeys(stale, ""), **files})
            for path in changed:
                _put(source.read(path), target / path)
            by_folded = {path.casefold(): target / path for path in files}
            removed = [path for path in sorted(stale) if _remove(target, path, by_folded.get(path.casefold()))]
        else:
            removed = []
        _write_manifest(target, files)
    except OSError as error:
        raise PublishError(f"{error.filename or target} cannot be written: {error.strerror or error}") from error
    return Published(len(changed), len(files) - len(changed), len(removed))


def _owned(manifest: Path) -> frozenset[str]:
    try:
        paths = frozenset(json.loads(manifest.read_text("utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(f"{manifest} is damaged; empty {manifest.parent} yourself and build again") from error
    for path in paths:
        if not _is_inside(path):
            raise PublishError(f"{manifest} names {path!r}, which is not inside its folder; nothing was touched")
    return paths


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and not any(c in path for c in "\\:\0")


def _refuse_foreign(target: Path, files: Iterable[str], owned: frozenset[str]) -> None:
    parents = {path.rpartition("/")[0] for path in files}
    folders = {str(parent) for path in parents for parent in (PurePosixPath(path), *PurePosixPath(path).parents)}
    for folder in sorted(folders - {"."}):
        place = target / folder
        if _is_link(place):
            raise PublishError(f"{place} is a link; pipeviz writes only inside {target}")
        if os.path.lexists(place) and not place.is_dir():
            raise PublishError(f"{place} is in the way: a folder has to be there; move the file away")
    for path in sorted(files):
        place = target / path
        if os.path.lexists(place) and (path not in owned or (place.is_dir() and not place.is_symlink())):
            raise PublishError(f"{place} was not written by pipeviz; move it away or name another folder")


def _is_link(place: Path) -> bool:
    # os.path.isjunction came with Python 3.12.
    return place.is_symlink() or bool(getattr(os.path, "isjunction", os.path.islink)(place))


def _holds(place: Path, wanted: str) -> bool:
    return place.is_file() and not place.is_symlink() and digest(place.read_bytes()) == wanted


def _order(path: str) -> tuple[int, str]:
    """What a page needs comes before it, and the way in comes last."""
    return (2 + _LAST.index(path) if path in _LAST else path.endswith(_PAGES), path)


def _put(content: bytes, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(TEMPORARY)
    try:
        part.write_bytes(content)
        part.replace(place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _remove(target: Path, path: str, twin: Path | None) -> bool:
    """Removes a stale file and the folders that this empties.

    `twin` is a new file whose name differs only in case: on some file systems that is the same file.
    """
    place = target / path
    parents = [target / parent for parent in PurePosixPath(path).parents][:-1]
    if any(_is_link(parent) for parent in parents) or not (place.is_file() or place.is_symlink()):
        return False
    if twin is not None and place.exists() and place.samefile(twin):
        return False
    place.unlink()
    for parent in parents:
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def _write_manifest(target: Path, files: Mapping[str, str]) -> None:
    text = json.dumps({"files": dict(sorted(files.items()))}, indent=1, ensure_ascii=False) + "\n"
    place = target / MANIFEST
    if place.is_file() and place.read_bytes() == text.encode():
        return
    part = target / TEMPORARY
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(place)
