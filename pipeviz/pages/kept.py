"""Pages that were made before, for those who make a site again and again: what has not changed is not drawn anew."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import json

from pipeviz.pages.batch import Job, Made, Member

Kept = dict[str, tuple[str, Made]]
"""What was made of a pipeline, by the path of its page, and a mark of what it was made from."""


def made_with(
    kept: Kept, members: Sequence[Member], job: Job, make: Callable[[Iterable[Member]], Iterator[Made]]
) -> Iterator[Made]:
    """The pages of pipelines, those in `kept` as they were, the others by `make`; `kept` then holds these and nothing else.

    No pages with runs are kept if accounts got names while some were made: without these, the names would go to others.
    """
    common = _common(job)
    marks = [_mark(member, common) for member in members]
    before = dict(kept)
    kept.clear()
    known = [_known(before, member, mark) for member, mark in zip(members, marks, strict=True)]
    named = sum(member.named for member in members)
    fresh = make(member for member, old in zip(members, known, strict=True) if old is None)
    for member, mark, old in zip(members, marks, known, strict=True):
        made = old or next(fresh)
        kept[member.entry.path] = mark, made
        yield made
    if named != sum(member.named for member in members):
        for member in members:
            if member.recorded is not None:
                del kept[member.entry.path]


def _known(kept: Kept, member: Member, mark: str) -> Made | None:
    found = kept.get(member.entry.path)
    return found[1] if found is not None and found[0] == mark else None


def _mark(member: Member, common: str) -> str:
    entry, recorded = member.entry, member.recorded
    runs = (recorded.stamp(), recorded.accounts.names if recorded.accounts else None) if recorded else None
    known = (member.model, entry.title, entry.folders, entry.sources, entry.providers, runs, common)
    others = json.encode(member.others)
    return hashlib.sha256(repr(known).encode("utf-8", "surrogatepass") + others).hexdigest()


def _common(job: Job) -> str:
    """What the pages of all pipelines depend on."""
    own = job.options.templates
    return repr((job.size, job.options, job.catalogue.own, file_stamps(own) if own else ()))


def file_stamps(folder: Path) -> tuple[tuple[str, int], ...]:
    """Every file below a folder, and when it was changed; what goes meanwhile is left out."""
    found = []
    for file in sorted(folder.rglob("*")):
        with suppress(OSError):
            found.append((str(file), file.stat().st_mtime_ns))
    return tuple(found)
