"""AWS → recording, for all accounts and regions at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from msgspec import Struct

from pipeviz.capture.asking import gap_of
from pipeviz.capture.call import RefusedError
from pipeviz.capture.connection import Connection, OffError, StoppedError
from pipeviz.capture.connections import Connections
from pipeviz.capture.door import Door
from pipeviz.capture.fleet import Fleet, Report
from pipeviz.capture.login import Login
from pipeviz.capture.looking import Gather
from pipeviz.capture.pace import Tally
from pipeviz.capture.pipeline import PipelineCapture
from pipeviz.capture.store import Store
from pipeviz.capture.target import Options
from pipeviz.errors import CaptureError
from pipeviz.model.execution import Gap
from pipeviz.redaction.keep import DEFAULT, Keep

_REGIONS_AT_ONCE = 8
_NAMED = 3
_SAID = 300
_WORDS = {"denied": "was denied", "throttled": "was throttled", "missing": "found nothing"}

Progress = Callable[[Tally], None]


class Lack(Struct, frozen=True, kw_only=True):
    """Something that is lacking, and of how many pipelines of which account and region."""

    place: str
    gap: Gap
    pipelines: tuple[str, ...] = ()

    def __str__(self) -> str:
        of = f" for {_some(self.pipelines)}" if self.pipelines else ""
        hint = (
            f"\n  hint: allow {self.gap.allow}; pipeviz capture --print-policy prints all that is needed"
            if self.gap.allow
            else ""
        )
        what = _WORDS.get(self.gap.reason, self.gap.reason)
        said = self.gap.detail.partition("\n")[0][:_SAID]
        return f"{self.gap.operation} {what} in {self.place}{of}: {said}{hint}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


class Captured(Struct, frozen=True, kw_only=True):
    """What a capture did: pipelines saved and unchanged, calls, throttled and denied ones; and what is lacking.

    `ended` says why some account could not be captured to its end; `off` are regions that the account has not enabled.
    """

    saved: int
    unchanged: int
    calls: int
    throttled: int
    denied: int
    lacks: tuple[Lack, ...] = ()
    ended: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether everything was captured."""
        return not self.lacks and not self.ended


def record(
    logins: Sequence[Login],
    store: Store,
    options: Options,
    *,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    gather: Gather | None = None,
    progress: Progress | None = None,
) -> Captured:
    """Brings a recording up to date. `names` tells what accounts are called. Raises CaptureError where nothing was done."""
    accounts = store.accounts({**(names or {}), **{key: name for each in logins for key, name in each.named.items()}})
    for login in logins:
        accounts.name(login.account)
    return _Capture(logins, store, Door(accounts, keep), options, gather, progress).run()


class _Capture:
    def __init__(
        self,
        logins: Sequence[Login],
        store: Store,
        door: Door,
        options: Options,
        gather: Gather | None,
        progress: Progress | None,
    ) -> None:
        self.logins, self.store, self.door, self.options = logins, store, door, options
        self.gather, self.progress = gather, progress
        self.tally, self.stop, self.lock = Tally(), Event(), Lock()
        self.connections = Connections(logins, door, options, self.tally, self.stop)
        self.lacks: dict[tuple[str, str, str], tuple[Gap, set[str]]] = {}
        self.ended: list[str] = []
        self.off: list[str] = []
        self.seen: set[str] = set()

    def run(self) -> Captured:
        places: dict[tuple[str, str], list[Login]] = {}
        for login in self.logins:
            for region in login.regions:
                places.setdefault((login.account, region), []).append(login)
        pool = ThreadPoolExecutor(min(len(places), _REGIONS_AT_ONCE) or 1)
        try:
            for each in [pool.submit(self._place, region, logins) for (_, region), logins in places.items()]:
                each.result()
        finally:
            self.stop.set()
            pool.shutdown(cancel_futures=True)
        lacks = tuple(
            Lack(place=place, gap=gap, pipelines=tuple(sorted(pipelines)))
            for (place, *_), (gap, pipelines) in sorted(self.lacks.items(), key=lambda item: item[0])
        )
        ended = tuple(dict.fromkeys(self.ended))
        if not self.tally.saved + self.tally.unchanged:
            raise CaptureError("\n".join((*ended, *map(str, lacks))) or self._nothing())
        return Captured(
            saved=self.tally.saved,
            unchanged=self.tally.unchanged,
            calls=self.tally.calls,
            throttled=self.tally.throttled,
            denied=self.tally.denied,
            lacks=lacks,
            ended=ended,
            off=tuple(self.off),
        )

    def _place(self, region: str, logins: Sequence[Login]) -> None:
        """One account in one region, for one login after the other: they may mean the same pipelines."""
        for login in logins:
            self._region(login, region)

    def _region(self, login: Login, region: str) -> None:
        connection = self.connections.at(login, region)
        try:
            fleet = Fleet(connection, login.target, self.store, self.options, self.door)
            self.seen |= {each["name"] for each in fleet.available}
            self.tally.add("found", len(fleet.chosen))
            self._show()
            fleet.capture(self.gather, self.connections.call_for(connection), self._done, self._lacking(connection))
        except RefusedError as refused:
            self._lack(connection.place, gap_of(refused), "")
        except OffError:
            if login.target.all_regions:
                self.off.append(region)
            else:
                self.ended.append(
                    f"{region} is not enabled for {connection.account}, or its credentials are not accepted"
                )
        except StoppedError:
            if connection.ended:
                self.ended.append(connection.ended)

    def _done(self, pipeline: PipelineCapture) -> None:
        self.tally.add("saved" if pipeline.record.touched else "unchanged")
        self._show()

    def _lacking(self, connection: Connection) -> Report:
        def lacking(pipeline: PipelineCapture) -> None:
            for gap in pipeline.lacks:
                if gap.reason not in ("missing", "cut"):
                    self._lack(connection.place, gap, pipeline.name)

        return lacking

    def _lack(self, place: str, gap: Gap, pipeline: str) -> None:
        with self.lock:
            _, pipelines = self.lacks.setdefault((place, gap.operation, gap.reason), (gap, set()))
            if pipeline:
                pipelines.add(pipeline)

    def _show(self) -> None:
        if self.progress is not None:
            self.progress(self.tally)

    def _nothing(self) -> str:
        if not self.seen:
            places = ", ".join(f"{name}/{region}" for name, region in self._places())
            return f"there are no pipelines in {places}"
        names = "\n".join(f"  {name}" for name in sorted(self.seen)[:50])
        wanted = ", ".join(dict.fromkeys(each for login in self.logins for each in login.target.include))
        return f"no pipeline fits {wanted or 'what is wanted'}; there are:\n{names}"

    def _places(self) -> list[tuple[str, str]]:
        return [(self.door.name(login.account), region) for login in self.logins for region in login.regions][:8]
