"""The connections of a capture: one for each account and region, made when it is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Event, Lock
from typing import Any

from pipeviz.capture.call import Call, RefusedError
from pipeviz.capture.connection import Connection
from pipeviz.capture.door import Door
from pipeviz.capture.login import Login
from pipeviz.capture.looking import CallFor
from pipeviz.capture.pace import Pace, Tally
from pipeviz.capture.target import Options


class Connections:
    """Gives connections; those to the same account and region keep one pace together."""

    def __init__(self, logins: Sequence[Login], door: Door, options: Options, tally: Tally, stop: Event) -> None:
        self._logins, self._door, self._options, self._tally, self._stop = logins, door, options, tally, stop
        self._made: dict[tuple[Login, str], Connection] = {}
        self._paces: dict[tuple[str, str], Pace] = {}
        self._lock = Lock()

    def at(self, login: Login, region: str) -> Connection:
        """The connection of a login in a region."""
        with self._lock:
            if (login, region) not in self._made:
                pace = self._paces.setdefault((login.account, region), Pace(self._options.rate))
                workers = self._options.workers
                self._made[login, region] = Connection(
                    login, region, self._door, pace, self._tally, self._stop, workers
                )
            return self._made[login, region]

    def call_for(self, own: Connection) -> CallFor:
        """Where an action of a pipeline ran: in the pipeline's account, or in another one that there are credentials for."""

        def call_for(region: str | None, role: str | None) -> Call:
            account = role.split(":")[4] if role and role.count(":") > 4 else None
            for login in (own.login, *self._logins):
                if account in (None, login.account, self._door.name(login.account)):
                    return self.at(login, region or own.region)
            return _refusing(f"there are no credentials for {account}; add --role-arn or --profile for it")

        return call_for


def _refusing(why: str) -> Call:
    def call(operation: str, _: Mapping[str, Any]) -> dict[str, Any]:
        raise RefusedError(operation, "denied", why)

    return call
