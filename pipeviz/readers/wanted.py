"""Which of many recorded pipelines a reading is for."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """A pipeline's name, key, ARN or glob, or else the id of a run, or its beginning.

    Folders that pipeviz captured are passed over if they cannot hold it. Where none can, all are read, so that users see
    what there is.
    """

    pipeline: str | None = None
    execution: str | None = None
