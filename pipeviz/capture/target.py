"""Whom to ask, and for what."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatchcase

from msgspec import Struct


class Target(Struct, frozen=True, kw_only=True):
    """One set of credentials, and the regions and pipelines to capture with them.

    What is empty comes from where boto3 takes it: environment, profile, instance. `include` and `exclude` are globs of
    pipeline names; with nothing included, all are. `name` is what the account is called in recordings.
    """

    name: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    regions: tuple[str, ...] = ()
    all_regions: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def wants(self, pipeline: str) -> bool:
        """Whether a pipeline of this name is to be captured."""
        included = not self.include or any(fnmatchcase(pipeline, each) for each in self.include)
        return included and not any(fnmatchcase(pipeline, each) for each in self.exclude)


class Options(Struct, frozen=True, kw_only=True):
    """How much to capture, and how fast.

    `executions` is how many runs of a pipeline at most, newest first; 0 asks for definitions alone. `since` leaves out what
    began earlier. `evidence` is for how many failed runs of a pipeline the cause is looked up. `rate` is calls per second in
    one account and region; `workers` how many may be under way there at once.
    """

    executions: int | None = 100
    since: datetime | None = None
    evidence: int = 1
    rate: float = 5
    workers: int = 4
