"""The modes of `data/answers.yaml` that turn one text into another."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.keep import Keep
from pipeviz.redaction.links import link
from pipeviz.redaction.people import people, person
from pipeviz.redaction.scanner import SECRET, text, text_of_name
from pipeviz.redaction.values import leaf

LONGEST_LINE = 2_000
LONGEST_TEXT = 32_000
_ROUNDS = 5
_PLAIN = re.compile(
    r"(?:[A-Z]?[a-z][A-Za-z]*)?|[A-Z]{1,19}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""Words and UUIDs: most of what AWS answers, and nothing that could be a secret."""


class Texts:
    """Texts as they may be written, with account ids replaced from `accounts` and what `keep` allows kept.

    What is known of a text is remembered, so `accounts` must have learned all of an answer before.
    """

    def __init__(self, accounts: Accounts, keep: Keep) -> None:
        self._accounts = accounts
        self._keep = keep
        self._names: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self.modes: dict[str, Callable[[str], str]] = {
            "": self.text,
            "text": self.text,
            "name": self.name,
            "first line": lambda value: self.text(next(iter(value.strip().splitlines()), "").strip()),
            "url": lambda value: self.shown(value, text if keep.queries else link),
            "person": lambda value: self.shown(value, text if keep.people else person),
            "account": self._account,
            "value": lambda value: self.shown(value, leaf) if value else value,
            "drop": lambda value: SECRET if value else value,
        }

    def text(self, value: str) -> str:
        """Free text, scanned, with long lines cut."""
        if value not in self._texts:
            plain = _PLAIN.fullmatch(value)
            self._texts[value] = value if plain else self.shown(value, lambda inner: cut(text(inner)))
        return self._texts[value]

    def name(self, value: str) -> str:
        """A name, an id or an ARN, scanned for sure secrets."""
        if value not in self._names:
            self._names[value] = value if _PLAIN.fullmatch(value) else self.shown(value, text_of_name)
        return self._names[value]

    def shown(self, value: str, scan: Callable[[str], str]) -> str:
        """A text that was scanned in some way, without account ids and people."""
        found = value if self._keep.account_ids else self._accounts.hide(value)
        for _ in range(_ROUNDS):
            before, found = found, scan(found)
            found = found if self._keep.people else people(found)
            if found == before:
                break
        return found

    def _account(self, value: str) -> str:
        return self.text(value if self._keep.account_ids else self._accounts.name(value))


def cut(value: str) -> str:
    """A text with what is beyond `LONGEST_LINE` and `LONGEST_TEXT` characters replaced by an ellipsis."""
    if len(value) <= LONGEST_LINE:
        return value
    lines = "\n".join(_shortened(line, LONGEST_LINE) for line in value.split("\n"))
    return _shortened(lines, LONGEST_TEXT)


def _shortened(value: str, longest: int) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"
