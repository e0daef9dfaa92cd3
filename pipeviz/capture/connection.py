"""One account in one region: a `Call` that paces itself, tries again, and sorts what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import Any

from pipeviz.capture.call import RefusedError
from pipeviz.capture.door import Door
from pipeviz.capture.login import Login
from pipeviz.capture.pace import Pace, Tally

RETRIES = {"mode": "adaptive", "total_max_attempts": 10}
TIMEOUTS = {"connect_timeout": 10, "read_timeout": 60}

_CLIENTS = {"states": "stepfunctions"}
"""The services whose name in policies is not the one in boto3."""

_DENIED = ("accessdenied", "unauthorized", "notauthorized", "authorizationerror", "forbidden")
_THROTTLED = ("throttl", "toomanyrequests", "requestlimitexceeded", "slowdown", "limitexceeded", "bandwidth")
_EXPIRED = ("expiredtoken", "requestexpired", "signaturedoesnotmatch")
_UNKNOWN = ("unrecognizedclient", "invalidclienttokenid")
_MISSING = ("notfound", "doesnotexist", "doesnot", "nosuch")

_LOST = 5
"""After so many calls in a row that reached nobody, there is nobody to be reached."""


class StoppedError(Exception):
    """There is no point in asking on: it is told elsewhere why."""


class OffError(StoppedError):
    """The account has not enabled the region."""


class Connection:
    """A `Call` (see `pipeviz.capture.call`) for one account and region. `account` is its name, not its id.

    `ended` says why nothing more can be asked: AWS can no longer be reached, or the credentials are no longer accepted.
    """

    def __init__(
        self, login: Login, region: str, door: Door, pace: Pace, tally: Tally, stop: Event, workers: int
    ) -> None:
        self.login, self.region = login, region
        self.account = door.name(login.account)
        self._door, self._pace, self._tally, self._stop, self._workers = door, pace, tally, stop, workers
        self._clients: dict[str, Any] = {}
        self._answered, self._lost, self._unreachable = False, 0, ""

    @property
    def place(self) -> str:
        """Where that is, for people."""
        return f"{self.account}/{self.region}"

    @property
    def ended(self) -> str | None:
        """Why nothing more can be asked, if it cannot."""
        return self.login.ended or self._unreachable or None

    def __call__(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Asks one thing. Raises RefusedError, and StoppedError where no more can be asked."""
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError

        if self._stop.is_set() or self.ended:
            raise StoppedError
        service, _, name = operation.partition(":")
        try:
            ask = getattr(self._client(service), xform_name(name), None)
            if ask is None:
                raise RefusedError(operation, "failed", "this version of boto3 does not know it; update boto3")
            answer = ask(**self._door.outward(params))
        except ClientError as error:
            raise self._refused(operation, error.response) from error
        except BotoCoreError as error:
            raise self._failed(operation, error) from error
        self._answered, self._lost = True, 0
        answer.pop("ResponseMetadata", None)
        return self._door.inward(operation, answer)

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            from botocore.config import Config

            config = Config(
                retries=RETRIES,
                max_pool_connections=self._workers,
                user_agent_extra="pipeviz",
                **TIMEOUTS,
            )
            client = self.login.client(_CLIENTS.get(service, service), self.region, config)
            client.meta.events.register("before-send", self._before)
            client.meta.events.register("needs-retry", self._after)
            self._clients[service] = client
        return self._clients[service]

    def _before(self, **_: Any) -> None:
        if self._stop.is_set():
            raise StoppedError
        self._pace.wait()
        self._tally.add("calls")

    def _after(self, response: Any = None, **_: Any) -> None:
        if response is not None and _is(_code(response[1]), _THROTTLED):
            self._tally.add("throttled")

    def _refused(self, operation: str, response: Mapping[str, Any]) -> Exception:
        code, said = _code(response), str(response.get("Error", {}).get("Message", ""))
        detail = str(self._door.kept(operation, {"message": said})["message"])
        if _is(code, _UNKNOWN) and not self._answered:
            return OffError()
        if _is(code, _EXPIRED + _UNKNOWN):
            return self._end(detail)
        if _is(code, _DENIED):
            self._tally.add("denied")
            return RefusedError(operation, "denied", detail)
        if _is(code, _THROTTLED):
            return RefusedError(operation, "throttled", detail)
        if _is(code, _MISSING) or "does not exist" in said:
            return RefusedError(operation, "missing", detail)
        return RefusedError(operation, "failed", f"{code}: {detail}")

    def _failed(self, operation: str, error: Exception) -> Exception:
        from botocore import exceptions as of

        gone = (
            of.CredentialRetrievalError,
            of.NoCredentialsError,
            of.SSOTokenLoadError,
            of.TokenRetrievalError,
            of.UnauthorizedSSOTokenError,
        )
        if isinstance(error, gone):
            return self._end(str(error))
        if isinstance(error, of.HTTPClientError | of.ConnectionError):
            self._lost += 1
            if self._lost >= _LOST:
                self._unreachable = f"AWS cannot be reached from here: {error}"
                return StoppedError()
        return RefusedError(operation, "failed", str(error))

    def _end(self, detail: str) -> StoppedError:
        self.login.ended = f"the credentials for {self.account} are no longer accepted: {detail}"
        return StoppedError()


def _code(response: Any) -> str:
    return str(response.get("Error", {}).get("Code", ""))


def _is(code: str, kinds: tuple[str, ...]) -> bool:
    return any(each in code.lower() for each in kinds)
