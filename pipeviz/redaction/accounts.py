"""Account ids → names: `account-1`, `account-2`, … in the order in which they appear, or as an organisation calls them.

An id that is known is replaced wherever it stands between other characters than digits: in ARNs, links, bucket names, log
lines. A number of twelve digits that is not known yet becomes known where only an account id can stand (`PLACES`);
elsewhere it stays, for it may be a time or a count. The ends of UUIDs are never touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import count
from threading import Lock
from typing import Any

from pipeviz.errors import UsageError

_ID = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(?<![0-9])([0-9]{12})(?![0-9])"
)
_TWELVE = re.compile(r"[0-9]{12}")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,62}[A-Za-z0-9])?", re.ASCII)
_NEW = re.compile(r"(?<![A-Za-z0-9])account-[0-9]{1,6}(?![A-Za-z0-9])")
_SLOT = re.compile(r"(\barn:[\w-]+:[\w-]*:[\w-]*:)([\w.-]+)(?=:)")

_REGION = r"[a-z]{2}(?:-[a-z]{2,12}){1,2}-[0-9]"
PLACES: tuple[tuple[str, str], ...] = (
    (r"\barn:[\w-]{1,20}:[\w-]{0,40}:[\w-]{0,30}:", r"(?![\w-])"),
    (r"%3[aA]", r"%3[aA]"),
    (r"(?i:account(?:s|[ _-]?ids?|[ _-]?numbers?)?)[\"']?[\s:=\[(/]{1,4}[\"']?", ""),
    (rf"\b{_REGION}[-/]", ""),
    ("", rf"-{_REGION}\b"),
    ("", r"\.(?:dkr\.ecr|signin\.aws|ddb|s3)\b"),
    (r"(?:/codebuild|\.amazonaws\.com(?:\.cn)?)/", r"/"),
)
"""Where only an account id can stand: what is in front of it, and what follows."""

_WINDOW = 100
_PLACES = tuple((re.compile(rf"(?:{before})\Z"), re.compile(after)) for before, after in PLACES)


class Accounts:
    """The names of accounts; threads may share it. `names` tells the name of every id."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        """Raises UsageError where a name could not stand in an ARN and in a path, or names two accounts."""
        self.names = dict(names or {})
        self._lock = Lock()
        self._taken: set[str] = set()
        for account, name in self.names.items():
            if not _TWELVE.fullmatch(account):
                raise UsageError(f"{account!r} is no account id; an account id has 12 digits")
            if not _NAME.fullmatch(name) or _TWELVE.search(name):
                raise UsageError(f"{name!r} cannot name account {account}: use letters, digits, '-', '_' and '.'")
            if name.lower() in self._taken:
                raise UsageError(f"two accounts are named {name!r}; give each its own name")
            self._taken.add(name.lower())

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=Lock())

    @classmethod
    def load(cls, text: str, configured: Mapping[str, str] | None = None) -> Accounts:
        """The accounts of a saved map, with configured names going first. Raises UsageError."""
        try:
            saved = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UsageError(f"the map of account names is no JSON: {error}") from error
        if not isinstance(saved, dict) or not all(isinstance(name, str) for name in saved.values()):
            raise UsageError('the map of account names must look like {"111122223333": "account-1"}')
        return cls({**saved, **(configured or {})})

    def dump(self) -> str:
        """The map to save: JSON with a line an account, and a final newline."""
        return json.dumps(self.names, indent=2, ensure_ascii=False) + "\n"

    def name(self, account: str) -> str:
        """The name of an account, a new one if it has none; what is no account id stays as it is."""
        if not _TWELVE.fullmatch(account):
            return account
        with self._lock:
            if account not in self.names:
                self.names[account] = self._new()
                self._taken.add(self.names[account])
            return self.names[account]

    def learn(self, text: str) -> None:
        """Names every account whose id stands where only an account id can stand; names that ARNs hold are taken."""
        if "account-" in text:
            self._taken.update(found[2] for found in _SLOT.finditer(text))
        if _TWELVE.search(text):
            for found in _ids(text):
                if found[1] not in self.names and _is_in_place(found):
                    self.name(found[1])

    def hide(self, text: str) -> str:
        """The text with the ids of known accounts replaced by their names."""
        return _ID.sub(self._hidden, text) if _TWELVE.search(text) else text

    def restore(self, text: str) -> str:
        """The text with ids again, to ask AWS about it: names in ARNs, and `account-1` and the like anywhere."""
        ids = {name: account for account, name in self.names.items()}
        in_arns = _SLOT.sub(lambda found: found[1] + ids.get(found[2], found[2]), text)
        return _NEW.sub(lambda found: ids.get(found[0], found[0]), in_arns)

    def _hidden(self, found: re.Match[str]) -> str:
        return self.names.get(found[1], found[0]) if found[1] else found[0]

    def _new(self) -> str:
        return next(name for number in count(len(self.names) + 1) if (name := f"account-{number}") not in self._taken)


def _ids(text: str) -> Iterator[re.Match[str]]:
    return (found for found in _ID.finditer(text) if found[1])


def _is_in_place(found: re.Match[str]) -> bool:
    start, end = found.span()
    before, after = found.string[max(0, start - _WINDOW) : start], found.string[end : end + _WINDOW]
    return any(ahead.search(before) and behind.match(after) for ahead, behind in _PLACES)
