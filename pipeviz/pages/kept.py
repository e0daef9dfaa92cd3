"""Pages that were made before, for those who make a site again and again: what has not changed is not drawn anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from msgspec import json

from pipeviz.pages.batch import Job, Made, Member

Kept = dict[str, tuple[str, Made]]
"""What was made of a pipeline, by the path of its page, and a mark of what it was made from."""


def made_with(kept: Kept, members: Iterable[Member], job: Job) -> Iterator[Made]:
    """The pages of pipelines, those in `kept` as they were; it then holds what was made now, and nothing else.

    Runs may change without their pipeline: pages with runs are always made.
    """
    before = dict(kept)
    kept.clear()
    for member in members:
        path = member.entry.path
        mark = _mark(member, job)
        known = before.get(path)
        if known is not None and known[0] == mark and member.recorded is None:
            kept[path] = known
        else:
            kept[path] = mark, job.made_here([member])
        yield kept[path][1]


def _mark(member: Member, job: Job) -> str:
    entry = member.entry
    known = (member.model, entry.title, entry.folders, entry.sources, entry.providers, job.size, str(job.options))
    others = json.encode(member.others)
    return hashlib.sha256(repr(known).encode("utf-8", "surrogatepass") + others).hexdigest()
