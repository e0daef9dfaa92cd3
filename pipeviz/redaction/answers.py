"""What AWS answers about runs, and its events, redacted before anything is written or shown.

How which field is redacted stands in `data/answers.yaml`. The shape of an answer stays AWS's own, and doing it twice
changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pipeviz.model import ActionType
from pipeviz.providers import Catalogue, load_catalogue
from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.keep import DEFAULT, Keep
from pipeviz.redaction.logs import last_events, last_lines
from pipeviz.redaction.scanner import SECRET, is_secret, text
from pipeviz.redaction.table import Place, root, table
from pipeviz.redaction.texts import Texts, cut
from pipeviz.redaction.values import configuration

EVENT = "event"
"""Stands for an operation where an event of EventBridge, or a notification, is redacted."""

_REFERENCE = re.compile(r"#\{[^{}\s.]+\.([^{}\s]+)\}")
_LABELS = ("name", "key", "parameterkey")
_VALUES = frozenset({"value", "defaultvalue", "resolvedvalue"})
_PLACES = ("PARAMETER_STORE", "SECRETS_MANAGER")
"""The types of environment variables whose values only name a place."""

_LEFT_OUT = object()


def redact(
    operation: str,
    answer: Mapping[str, Any],
    accounts: Accounts,
    keep: Keep = DEFAULT,
    catalogue: Catalogue | None = None,
) -> dict[str, Any]:
    """The answer to an operation such as `codebuild:BatchGetBuilds`, or an `EVENT`, as it may be written.

    Accounts that appear for the first time get a name in `accounts`.
    """
    place = root((operation, operation.partition(":")[0], "*"))
    if not keep.account_ids:
        _learn(answer, place, accounts, set())
    return _Redactor(Texts(accounts, keep), keep, catalogue or load_catalogue()).mapping(answer, place)


def _learn(value: Any, place: Place, accounts: Accounts, known: set[str]) -> None:
    """Names the accounts of an answer, in the order in which they appear; `known` are texts that were learned before."""
    if isinstance(value, str):
        if value not in known:
            accounts.learn(value)
            known.add(value)
        if place.mode == "account":
            accounts.name(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _learn(inner, place.inner(str(name)), accounts, known)
    elif isinstance(value, list | tuple):
        for inner in value:
            _learn(inner, place, accounts, known)


class _Redactor:
    """Walks through an answer."""

    def __init__(self, texts: Texts, keep: Keep, catalogue: Catalogue) -> None:
        self._texts = texts
        self._keep = keep
        self._catalogue = catalogue
        self._modes: dict[str, Callable[[Any, Place], Any]] = {
            "gone": lambda *_: _LEFT_OUT,
            "page": lambda value, _: value if keep.pages else _LEFT_OUT,
            "json": self._json,
            "message": self._message,
            "environment": self._environment,
            "pairs": self._pairs,
            "exports": self._exports,
            "variables": self._variables,
            "configuration": self._with_configuration,
            "run": self._run,
            "log": self._log,
        }

    def mapping(self, value: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """A mapping with each of its fields redacted as the table says."""
        return self._built(value, lambda key, inner: self._field(inner, place.inner(key)))

    def _built(self, value: Mapping[str, Any], redacted: Callable[[str, Any], Any]) -> dict[str, Any]:
        fields = ((self._texts.name(str(key)), redacted(str(key), inner)) for key, inner in value.items())
        return {key: inner for key, inner in fields if inner is not _LEFT_OUT}

    def _field(self, value: Any, place: Place) -> Any:
        return self._as(place.mode, value, place)

    def _as(self, way: str, value: Any, place: Place) -> Any:
        if isinstance(value, list | tuple) and way != "log":
            return [inner for item in value if (inner := self._as(way, item, place)) is not _LEFT_OUT]
        if way in self._modes:
            return self._modes[way](value, place)
        if isinstance(value, str):
            return self._texts.modes[way](value)
        if way not in ("drop", "value"):
            return self.mapping(value, place) if isinstance(value, Mapping) else _plain(value)
        if isinstance(value, Mapping):
            return self._built(value, lambda key, inner: self._as(way, inner, place.inner(key)))
        return value if value is None or isinstance(value, bool) else SECRET

    def _json(self, value: Any, place: Place) -> Any:
        return self._parsed(value, place, "text")

    def _message(self, value: Any, place: Place) -> Any:
        return self._parsed(value, place, "first line")

    def _parsed(self, value: Any, place: Place, otherwise: str) -> Any:
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            try:
                found = self._as("", json.loads(value), place)
                return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            except (ValueError, TypeError, RecursionError):
                pass
        return self._as(otherwise, value, place)

    def _environment(self, value: Any, place: Place) -> Any:
        if not _label(value):
            return self._as("value", value, place)
        kind = next((inner for key, inner in value.items() if key.lower() == "type"), "PLAINTEXT")
        return self._item(value, place, "text" if kind in _PLACES else "value")

    def _pairs(self, value: Any, place: Place) -> Any:
        return self._item(value, place, "drop") if is_secret(_label(value)) else self._as("", value, place)

    def _exports(self, value: Any, place: Place) -> Any:
        return self._item(value, place, self._of_variable(_label(value)))

    def _item(self, value: Any, place: Place, way: str) -> Any:
        """A name with its value, which is redacted in some way."""
        if not isinstance(value, Mapping):
            return self._as(way, value, place)
        return self._built(
            value,
            lambda key, inner: (
                self._as(way, inner, place) if key.lower() in _VALUES else self._field(inner, place.inner(key))
            ),
        )

    def _variables(self, value: Any, place: Place) -> Any:
        if not isinstance(value, Mapping):
            return self._as("value", value, place)
        return self._built(value, lambda key, inner: self._as(self._of_variable(key), inner, place))

    def _of_variable(self, name: str) -> str:
        known = table().variables.get(name)
        kept = not is_secret(name) and any(fnmatchcase(name, pattern) for pattern in self._keep.variables)
        return known or ("text" if kept else "drop")

    def _with_configuration(self, value: Any, place: Place) -> Any:
        if not isinstance(value, Mapping):
            return self._as("", value, place)
        secrets, plain = self._secrets(value), value.get("configuration")

        def redacted(key: str, inner: Any) -> Any:
            if not isinstance(inner, Mapping) or key not in ("configuration", "resolvedConfiguration"):
                return self._field(inner, place.inner(key))
            shown = inner if key == "configuration" or not isinstance(plain, Mapping) else self._resolved(inner, plain)
            return self._built(shown, lambda name, text: self._configured(name, text, secrets))

        return self._built(value, redacted)

    def _configured(self, name: str, value: Any, secrets: Mapping[str, str]) -> Any:
        if not isinstance(value, str):
            return self._texts.modes["drop"](str(value))
        return self._texts.shown(value, lambda plain: configuration({name: plain}, secrets)[name])

    def _resolved(self, values: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
        """Resolved values, as far as they say no more than the configuration and variables that may be shown."""
        return {key: value if self._is_open(value, plain.get(key)) else SECRET for key, value in values.items()}

    def _is_open(self, value: Any, plain: Any) -> bool:
        if not isinstance(plain, str) or value == plain:
            return bool(value == plain)
        ways = [self._of_variable(name) for name in _REFERENCE.findall(plain)]
        return bool(ways) and not {"drop", "person"} & set(ways)

    def _secrets(self, value: Mapping[str, Any]) -> Mapping[str, str]:
        kind, rule = value.get("actionTypeId"), value.get("ruleTypeId")
        if isinstance(kind, Mapping):
            words = {key: str(kind.get(key, "unknown")) for key in ("category", "owner", "provider")}
            return self._catalogue.action(ActionType(**words)).secrets
        return self._catalogue.rule(str(rule.get("provider"))).secrets if isinstance(rule, Mapping) else {}

    def _run(self, value: Any, place: Place) -> Any:
        return self._as("", value, place.within(_category(value)))

    def _log(self, value: Any, place: Place) -> Any:
        if isinstance(value, str):
            return self._texts.shown(value, lambda plain: last_lines(cut(text(plain)), self._keep.log_lines))
        return self._as("", last_events(value, self._keep.log_lines) if isinstance(value, list) else value, place)


def _label(value: Any) -> str:
    """What an item of a list calls itself."""
    if not isinstance(value, Mapping):
        return ""
    return next((inner for key, inner in value.items() if key.lower() in _LABELS and isinstance(inner, str)), "")


def _category(value: Any) -> str:
    """The category of an action's execution, or of an event of one, in lower case."""
    found = value.get("input", value) if isinstance(value, Mapping) else None
    kind = (found.get("actionTypeId") or found.get("type")) if isinstance(found, Mapping) else None
    return str(kind.get("category", "")).lower() if isinstance(kind, Mapping) else ""


def _plain(value: Any) -> Any:
    """What can hold no secret: numbers, times, nothing."""
    return SECRET if isinstance(value, bytes | bytearray) else value
