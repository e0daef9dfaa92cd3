"""The endpoint: an HTTP server on this machine that answers as AWS does, or fails as AWS does."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from tests.aws import handlers, wire
from tests.aws.faults import Faults
from tests.aws.handlers import Handler
from tests.aws.models import shaped, wrong
from tests.aws.refusal import RefusedError
from tests.aws.world import HOME, Place, World

_SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
_COMMON = {
    "Throttling",
    "ThrottlingException",
    "AccessDenied",
    "AccessDeniedException",
    "ValidationError",
    "ValidationException",
    "ExpiredToken",
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
}
"""Errors that every service may give without saying so in its model."""


class Call(NamedTuple):
    """A call that was made, whether or not it was answered."""

    name: str
    params: dict[str, Any]
    account: str
    region: str


def key_of(account: str) -> str:
    """The access key id that belongs to an account."""
    return f"AKIATEST{account}"


class Endpoint:
    """Serves a world over HTTP while it is entered.

    Whose credentials they are is told by the access key id, see `key_of`; any other key belongs to the account of `HOME`.
    `calls` holds every call in order, `problems` what was asked or would have been answered against AWS's own models.
    `answers` serves further operations by name. Only one answer in `check_every` is checked: a benchmark has no time.
    """

    def __init__(
        self,
        world: World,
        faults: Faults | None = None,
        *,
        answers: Mapping[str, Handler] = MappingProxyType({}),
        check_every: int = 1,
    ) -> None:
        self.world, self.faults = world, faults or Faults()
        self._handlers, self._check_every = {**handlers.HANDLERS, **answers}, check_every
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self._lock = threading.Lock()

    @property
    def count(self) -> Counter[str]:
        """How often each operation was called."""
        return Counter(call.name for call in self.calls)

    def __enter__(self) -> Self:
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def respond(self, path: str, headers: Any, body: bytes) -> wire.Answer | None:
        """The answer to a request; None cuts the connection."""
        scope = _SCOPE.search(headers.get("Authorization", ""))
        if scope is None:
            return wire.refusal(None, 403, "MissingAuthenticationTokenException", "not signed")
        key, region, service = scope.groups()
        account = key.removeprefix("AKIATEST").removeprefix("ASIATEST")
        account = account if re.fullmatch(r"\d{12}", account) else HOME[0]
        try:
            asked = wire.request(path, headers, body, service)
        except LookupError as error:
            self.problems.append(f"no such service or operation: {error}")
            return wire.refusal(None, 400, "UnknownOperationException", str(error))
        with self._lock:
            self.calls.append(Call(asked.name, asked.params, account, region))
            number = len(self.calls)
        try:
            fault = self._fault(number, asked, account, region)
            return fault or wire.answer(asked, self._answer(asked, account, region))
        except _CutError:
            return None
        except RefusedError as refused:
            declared = {each.metadata.get("error", {}).get("code", each.name) for each in asked.model.error_shapes}
            if refused.code not in declared | _COMMON:
                self.problems.append(f"{asked.name} does not declare {refused.code}")
            return wire.refusal(asked, refused.status, refused.code, refused.message)

    def _fault(self, number: int, asked: wire.Request, account: str, region: str) -> wire.Answer | None:
        faults = self.faults
        if faults.before is not None:
            faults.before(number)
        if number in faults.resets:
            raise _CutError
        if number in faults.silent:
            time.sleep(faults.silent[number])
            raise _CutError
        if number in faults.errors:
            return wire.refusal(asked, faults.errors[number], "InternalFailure", "try again")
        form = asked.way == "form"
        if faults.throttle_every and number % faults.throttle_every == 0:
            raise RefusedError("Throttling" if form else "ThrottlingException", "Rate exceeded")
        if faults.expires_after is not None and number > faults.expires_after:
            message = "The security token included in the request is expired"
            raise RefusedError("ExpiredToken" if form else "ExpiredTokenException", message, 403 if form else 400)
        if region in faults.disabled:
            raise RefusedError("UnrecognizedClientException", "The security token included in the request is invalid.")
        if asked.name != "sts:GetCallerIdentity" and not self._is_allowed(asked.name):
            who = f"arn:aws:sts::{account}:assumed-role/Reader/jane.doe@example.com"
            message = f"User: {who} is not authorized to perform: {asked.name}"
            raise RefusedError("AccessDenied" if form else "AccessDeniedException", message, 403 if form else 400)
        return None

    def _is_allowed(self, name: str) -> bool:
        return name not in self.faults.denied and (self.faults.allowed is None or name in self.faults.allowed)

    def _answer(self, asked: wire.Request, account: str, region: str) -> dict[str, Any]:
        if problem := wrong(asked.model.input_shape, asked.params):
            self.problems.append(f"{asked.name}: {problem}")
            raise RefusedError("ValidationException", problem)
        if asked.service == "sts":
            value = _identity(asked, account)
        else:
            place = self.world.get((account, region)) or Place()
            handler = self._handlers.get(asked.name)
            try:
                value = handler(place, asked.params) if handler else handlers.evidence(place, asked)
            except RefusedError:
                value = handlers.evidence(place, asked)
        try:
            if len(self.calls) % self._check_every:
                return value
            value = shaped(asked.model.output_shape, value)
            problem = wrong(asked.model.output_shape, value)
            assert not problem, problem
        except AssertionError as error:
            self.problems.append(f"{asked.name} would not answer so: {error}")
            raise RefusedError("ValidationException", str(error)) from error
        return value


class _CutError(Exception):
    """The connection ends without an answer."""


def _identity(asked: wire.Request, account: str) -> dict[str, Any]:
    if asked.operation == "GetCallerIdentity":
        return {"UserId": "AIDATEST", "Account": account, "Arn": f"arn:aws:iam::{account}:user/jane.doe"}
    arn = asked.params["RoleArn"]
    other = arn.split(":")[4]
    name = asked.params["RoleSessionName"]
    return {
        "Credentials": {
            "AccessKeyId": f"ASIATEST{other}",
            "SecretAccessKey": "secret",
            "SessionToken": "token",
            "Expiration": datetime.now(UTC) + timedelta(hours=1),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"AROATEST:{name}",
            "Arn": f"arn:aws:sts::{other}:assumed-role/{arn.rpartition('/')[2]}/{name}",
        },
    }


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that goes away, as a killed one does, is no news."""


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = endpoint.respond(self.path, self.headers, body)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            for name, value in {"Content-Type": answer.kind, "x-amzn-RequestId": "r", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    return Handler
