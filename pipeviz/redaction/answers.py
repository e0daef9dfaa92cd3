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
from pipeviz.redaction.table import mode, table
from pipeviz.redaction.texts import Texts, cut
from pipeviz.redaction.values import configuration

EVENT = "event"
"""Stands for an operation where an event of EventBridge, or a notification, is redacted."""

Path = tuple[str, ...]

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
    sections = (operation, operation.partition(":")[0], "*")
    redactor = _Redactor(sections, Texts(accounts, keep), keep, catalogue or load_catalogue())
    if not keep.account_ids:
        _learn(answer, sections, accounts)
    return redactor.mapping(answer, ())


def _learn(value: Any, sections: Path, accounts: Accounts, key: str = "") -> None:
    """Names the accounts of an answer, in the order in which they appear."""
    if isinstance(value, str):
        accounts.learn(value)
        if mode(sections, (key,)) == "account":
            accounts.name(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _learn(inner, sections, accounts, str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            _learn(inner, sections, accounts, key)


class _Redactor:
    """Walks through an answer; `sections` are those of the table that hold in it."""

    def __init__(self, sections: Path, texts: Texts, keep: Keep, catalogue: Catalogue) -> None:
        self._sections = sections
        self._texts = texts
        self._keep = keep
        self._catalogue = catalogue
        self._inner: dict[str, _Redactor] = {}
        self._modes: dict[str, Callable[[Any, Path], Any]] = {
            "gone": lambda *_: _LEFT_OUT,
            "page": lambda *value_and_path: value_and_path[0] if keep.pages else _LEFT_OUT,
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

    def mapping(self, value: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """A mapping with each of its fields redacted as the table says."""
        return self._built(value, lambda key, inner: self._field(inner, (*path, key)))

    def _built(self, value: Mapping[str, Any], redacted: Callable[[str, Any], Any]) -> dict[str, Any]:
        fields = ((self._texts.modes["name"](str(key)), redacted(str(key), inner)) for key, inner in value.items())
        return {key: inner for key, inner in fields if inner is not _LEFT_OUT}

    def _field(self, value: Any, path: Path) -> Any:
        return self._as(mode(self._sections, path) or ("drop" if is_secret(path[-1]) else ""), value, path)

    def _as(self, way: str, value: Any, path: Path) -> Any:
        if isinstance(value, list | tuple) and way != "log":
            return [inner for item in value if (inner := self._as(way, item, path)) is not _LEFT_OUT]
        if way in self._modes:
            return self._modes[way](value, path)
        if isinstance(value, str):
            return self._texts.modes[way](value)
        if way not in ("drop", "value"):
            return self.mapping(value, path) if isinstance(value, Mapping) else _plain(value)
        if isinstance(value, Mapping):
            return self._built(value, lambda key, inner: self._as(way, inner, (*path, key)))
        return value if value is None or isinstance(value, bool) else SECRET

    def _json(self, value: Any, path: Path) -> Any:
        return self._parsed(value, path, "text")

    def _message(self, value: Any, path: Path) -> Any:
        return self._parsed(value, path, "first line")

    def _parsed(self, value: Any, path: Path, otherwise: str) -> Any:
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            try:
                found = self._as("", json.loads(value), path)
                return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            except (ValueError, TypeError, RecursionError):
                pass
        return self._as(otherwise, value, path)

    def _environment(self, value: Any, path: Path) -> Any:
        if not _label(value):
            return self._as("value", value, path)
        kind = next((inner for key, inner in value.items() if key.lower() == "type"), "PLAINTEXT")
        return self._item(value, path, "text" if kind in _PLACES else "value")

    def _pairs(self, value: Any, path: Path) -> Any:
        return self._item(value, path, "drop") if is_secret(_label(value)) else self._as("", value, path)

    def _exports(self, value: Any, path: Path) -> Any:
        return self._item(value, path, self._of_variable(_label(value)))

    def _item(self, value: Any, path: Path, way: str) -> Any:
        """A name with its value, which is redacted in some way."""
        if not isinstance(value, Mapping):
            return self._as(way, value, path)
        return self._built(
            value,
            lambda key, inner: (
                self._as(way, inner, path) if key.lower() in _VALUES else self._field(inner, (*path, key))
            ),
        )

    def _variables(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return self._as("value", value, path)
        return self._built(value, lambda key, inner: self._as(self._of_variable(key), inner, path))

    def _of_variable(self, name: str) -> str:
        known = table().variables.get(name)
        kept = not is_secret(name) and any(fnmatchcase(name, pattern) for pattern in self._keep.variables)
        return known or ("text" if kept else "drop")

    def _with_configuration(self, value: Any, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return self._as("", value, path)
        secrets, plain = self._secrets(value), value.get("configuration")

        def redacted(key: str, inner: Any) -> Any:
            if not isinstance(inner, Mapping) or key not in ("configuration", "resolvedConfiguration"):
                return self._field(inner, (*path, key))
            shown = inner if key == "configuration" or not isinstance(plain, Mapping) else self._resolved(inner, plain)
            return self._built(shown, lambda name, text: self._configured(name, text, secrets))

        return self._built(value, redacted)

    def _configured(self, name: str, value: Any, secrets: Mapping[str, str]) -> Any:
        if not isinstance(value, str):
            return self._as("value", value, ())
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

    def _run(self, value: Any, path: Path) -> Any:
        category = _category(value)
        if category not in self._inner:
            sections = (category, *self._sections)
            self._inner[category] = _Redactor(sections, self._texts, self._keep, self._catalogue)
        return self._inner[category]._as("", value, path)

    def _log(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            return self._texts.shown(value, lambda plain: last_lines(cut(text(plain)), self._keep.log_lines))
        return self._as("", last_events(value, self._keep.log_lines) if isinstance(value, list) else value, path)


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
