"""What goes over the wire: JSON, CBOR and forms with XML, each read and written by the shapes of botocore's models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.model import OperationModel, Shape
from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

from tests.aws.models import BY_FORM, SERVICES, model

_NUMBERS = {"integer": int, "long": int, "float": float, "double": float, "boolean": lambda text: text == "true"}


class Answer(NamedTuple):
    """A response: `kind` is its content type."""

    status: int
    kind: str
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})


class Request(NamedTuple):
    """What was asked of which service, and in which of the three ways: `json`, `cbor` or `form`."""

    service: str
    operation: str
    params: dict[str, Any]
    way: str

    @property
    def name(self) -> str:
        """The operation as policies spell it."""
        return f"{self.service}:{self.operation}"

    @property
    def model(self) -> OperationModel:
        return model(self.service).operation_model(self.operation)


def request(path: str, headers: Any, body: bytes, signed_for: str) -> Request:
    """What a request asks. Raises LookupError for a service or an operation that there is not."""
    if path.startswith("/service/"):
        _, _, prefix, _, operation = path.split("/")
        parser = RpcV2CBORParser()
        params = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}
        return Request(SERVICES[prefix], operation, params, "cbor")
    if target := headers.get("X-Amz-Target"):
        prefix, _, operation = target.rpartition(".")
        return Request(SERVICES[prefix], operation, json.loads(body or b"{}"), "json")
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if signed_for not in BY_FORM:
        raise LookupError(signed_for)
    operation = form["Action"]
    shape = model(signed_for).operation_model(operation).input_shape
    return Request(signed_for, operation, _from_form(shape, "", form) or {}, "form")


def answer(asked: Request, value: dict[str, Any]) -> Answer:
    """The response that carries an answer; times are datetimes."""
    shape = asked.model.output_shape
    if asked.way == "cbor":
        return Answer(200, "application/cbor", _cbor(value, shape), {"smithy-protocol": "rpc-v2-cbor"})
    if asked.way == "json":
        return Answer(200, "application/x-amz-json-1.1", json.dumps(value, default=datetime.timestamp).encode())
    inner = "".join(_xml(shape.members[key], key, each) for key, each in value.items()) if shape else ""
    wrapper = shape.serialization.get("resultWrapper") if shape else None
    result = f"<{wrapper}>{inner}</{wrapper}>" if wrapper else inner
    root = f"{asked.operation}Response"
    text = f"<{root}>{result}<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{root}>"
    return Answer(200, "text/xml", text.encode())


def refusal(asked: Request | None, status: int, code: str, message: str) -> Answer:
    """The response that carries an error."""
    if asked is not None and asked.way == "form":
        side = "Sender" if status < 500 else "Receiver"
        error = f"<Type>{side}</Type><Code>{code}</Code><Message>{escape(message)}</Message>"
        text = f"<ErrorResponse><Error>{error}</Error><RequestId>r</RequestId></ErrorResponse>"
        return Answer(status, "text/xml", text.encode())
    body = {"__type": code, "message": message}
    if asked is not None and asked.way == "cbor":
        return Answer(status, "application/cbor", _cbor(body, None), {"smithy-protocol": "rpc-v2-cbor"})
    return Answer(status, "application/x-amz-json-1.1", json.dumps(body).encode())


def _from_form(shape: Shape, prefix: str, form: dict[str, str]) -> Any:
    """The value of some shape that a form holds under a prefix; None where it holds none."""
    if shape is None:
        return {}
    if shape.type_name == "structure":
        start = f"{prefix}." if prefix else ""
        members = {
            key: _from_form(each, start + each.serialization.get("name", key), form)
            for key, each in shape.members.items()
            if not (prefix.count(".") > 12)
        }
        found = {key: value for key, value in members.items() if value is not None}
        return found or None
    if shape.type_name in ("list", "map"):
        if not any(key.startswith(f"{prefix}.") for key in form):
            return None
        if shape.type_name == "list":
            stem = prefix if shape.serialization.get("flattened") else f"{prefix}.member"
            return list(_numbered(lambda at: _from_form(shape.member, f"{stem}.{at}", form)))
        stem = f"{prefix}.entry"
        pairs = _numbered(lambda at: form.get(f"{stem}.{at}.key"))
        return {key: _from_form(shape.value, f"{stem}.{at}.value", form) for at, key in enumerate(pairs, 1)}
    text = form.get(prefix)
    return None if text is None else _NUMBERS.get(shape.type_name, str)(text)


def _numbered(item: Any) -> Any:
    at = 1
    while (value := item(at)) is not None:
        yield value
        at += 1


def _xml(shape: Shape, name: str, value: Any) -> str:
    name = shape.serialization.get("name", name)
    if shape.type_name == "structure":
        return f"<{name}>{''.join(_xml(shape.members[key], key, each) for key, each in value.items())}</{name}>"
    if shape.type_name == "list":
        if shape.serialization.get("flattened"):
            return "".join(_xml(shape.member, name, each) for each in value)
        inner = "".join(_xml(shape.member, shape.member.serialization.get("name", "member"), each) for each in value)
        return f"<{name}>{inner}</{name}>"
    if shape.type_name == "map":
        entries = (
            f"<entry>{_xml(shape.key, 'key', key)}{_xml(shape.value, 'value', each)}</entry>"
            for key, each in value.items()
        )
        return f"<{name}>{''.join(entries)}</{name}>"
    if isinstance(value, datetime):
        return f"<{name}>{value.isoformat()}</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{escape(text)}</{name}>"


def _cbor(value: dict[str, Any], shape: Shape | None) -> bytes:
    writer = RpcV2CBORSerializer()
    if shape is None:
        body = bytearray([0xA0 | len(value)])
        for pair in value.items():
            for text in pair:
                writer._serialize_type_string(body, text, None, None)
        return bytes(body)
    body = bytearray()
    writer._serialize_data_item(body, value, shape)
    return bytes(body)
