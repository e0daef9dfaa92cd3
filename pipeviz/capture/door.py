"""The door: what AWS says is redacted on its way in, and accounts get their ids back when AWS is asked about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import redact
from pipeviz.redaction.keep import DEFAULT, Keep


class Door:
    """What may be kept of an answer, and what accounts are called."""

    def __init__(self, accounts: Accounts, keep: Keep = DEFAULT) -> None:
        self.accounts, self._keep = accounts, keep
        self._paged = keep._replace(pages=True)

    def name(self, account: str) -> str:
        """What an account is called in the recording."""
        return account if self._keep.account_ids else self.accounts.name(account)

    def inward(self, operation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        """An answer as it may be known inside; it still tells where the next page begins."""
        return redact(operation, answer, self.accounts, self._paged)

    def kept(self, operation: str, answer: Mapping[str, Any]) -> dict[str, Any]:
        """An answer as it may be written."""
        return redact(operation, answer, self.accounts, self._keep)

    def outward(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """A question with the ids of accounts again."""
        return {key: self._restored(value) for key, value in params.items()}

    def _restored(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.accounts.restore(value)
        if isinstance(value, Mapping):
            return self.outward(value)
        if isinstance(value, list | tuple):
            return [self._restored(inner) for inner in value]
        return value
