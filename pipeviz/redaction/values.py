"""Values that have a name: configurations, environment variables, defaults, properties, fields that nobody knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from pipeviz.model import EnvironmentVariable
from pipeviz.redaction.scanner import PURE, SECRET, is_secret, text

_FILE = re.compile(r"[\w-]{1,100}::[\w ./-]+|[\w./-]+\.(?:ya?ml|json|txt)")
USUAL = {
    "buildspecoverride": "values",
    "environmentvariables": "environment",
    "externalentitylink": "url",
    "parameteroverrides": "values",
    "userparameters": "values",
}
"""The modes of keys that hold secrets with well-known providers, in lower case: unknown ones have them from there."""

_LABELS = ("name", "key", "parameterkey", "actionname", "revisiontype", "type")


def configuration(values: Mapping[str, str], secrets: Mapping[str, str]) -> dict[str, str]:
    """The configuration of an action or a rule; `secrets` gives the mode of a key, as the catalogue's entries do.

    - `drop`: the whole value, be it only a symbol
    - `environment`: a JSON list of `name`, `value`, `type`; names and types stay, so do values that are no PLAINTEXT
    - `values`: a JSON object or list, also nested; keys stay, leaves go. What is not JSON goes as a whole
    - `url`: a link without its query and user
    - anything else: `text`

    Pure references (`#{…}`, `${…}`, `{{resolve:…}}`, `Fn::…`) and files (`Artifact::file`, `path/file.yml`) stay readable,
    except under `drop`. A key that looks secret by its name (`…Token`, `…Password`, `ApiKey`) is dropped whatever
    `secrets` says; of a key that `secrets` does not know, `USUAL` may know the mode.
    """
    return {key: named(key, value, secrets.get(key) or USUAL.get(key.lower(), "")) for key, value in values.items()}


@lru_cache(maxsize=1024)
def named(name: str, value: str, mode: str = "") -> str:
    """One value that has a name, redacted as `configuration` does it."""
    if mode == "drop" or is_secret(name):
        return SECRET
    return _MODES.get(mode, text)(value)


def environment(variables: Iterable[EnvironmentVariable]) -> tuple[EnvironmentVariable, ...]:
    """Environment variables with their PLAINTEXT values gone; other types hold only the name of a parameter or secret."""
    return tuple(
        msgspec.structs.replace(variable, value=_environment_value(variable.type, variable.value))
        for variable in variables
    )


def leaf(value: str) -> str:
    """A value that may be anything: `[secret]`, unless it is nothing but references."""
    return text(value) if PURE.fullmatch(value) or _FILE.fullmatch(value) else SECRET


def url(value: str) -> str:
    """A link without its query and user, which can sign it."""
    unsigned = re.sub(r"\?(?:[^#]|#\{)*", "", value)
    return text(re.sub(r"(://)[^/\s@]*@", r"\1", unsigned))


def tree(value: Any) -> Any:
    """Plain data of unknown meaning: texts are scanned, values under secret names dropped, the rest stays."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, Mapping):
        return {key: SECRET if is_secret(str(key)) else tree(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [tree(inner) for inner in value]
    return value


def _environment(value: str) -> str:
    return _json(value, _environment_list)


def _values(value: str) -> str:
    return _json(value, _leaves)


def _json(value: str, redacted: Any) -> str:
    try:
        return json.dumps(redacted(json.loads(value)), ensure_ascii=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return leaf(value)


def _environment_list(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_environment_item({key.lower(): inner for key, inner in item.items()}) for item in items]


def _environment_item(item: dict[str, Any]) -> dict[str, Any]:
    kind = str(item.get("type", "PLAINTEXT"))
    value = item.get("value", "")
    known = {"name": text(str(item.get("name", "")))}
    if "type" in item:
        known["type"] = kind
    return {**known, "value": _environment_value(kind, value) if isinstance(value, str) else _leaves(value)}


def _environment_value(kind: str, value: str) -> str:
    return text(value) if kind in ("PARAMETER_STORE", "SECRETS_MANAGER") else leaf(value)


def _leaves(value: Any) -> Any:
    if isinstance(value, dict):
        return {text(key): _entry(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_labelled(inner) if isinstance(inner, dict) and len(inner) > 1 else _leaves(inner) for inner in value]
    if isinstance(value, str):
        return leaf(value) if value else value
    return value if value is None or isinstance(value, bool) else SECRET


def _entry(key: str, value: Any) -> Any:
    if key == "Ref" or key in ("Fn::GetArtifactAtt", "Fn::GetParam", "Fn::GetAtt", "Fn::ImportValue", "Fn::FindInMap"):
        return tree(value)
    return _leaves(value)


def _labelled(item: dict[str, Any]) -> dict[str, Any]:
    """An item such as `{"ParameterKey": …, "ParameterValue": …}`: what names the value stays."""
    return {key: tree(inner) if key.lower() in _LABELS else _leaves(inner) for key, inner in item.items()}


_MODES = {"environment": _environment, "values": _values, "url": url}
