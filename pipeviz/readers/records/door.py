"""Where answers enter: whatever wrote the file, secrets stop here."""

from __future__ import annotations

from typing import NamedTuple

from pipeviz.errors import Problem, SourceError
from pipeviz.model import Pipeline
from pipeviz.model.json import dumps, loads
from pipeviz.providers import Catalogue
from pipeviz.readers.records.answers import Answer
from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import redact
from pipeviz.redaction.keep import DEFAULT, Keep


class Door(NamedTuple):
    """How answers are redacted; `accounts` gives all that one reading meets their names."""

    catalogue: Catalogue
    accounts: Accounts
    keep: Keep = DEFAULT

    def meet(self, pipeline: Pipeline) -> None:
        """Names the account of a pipeline, so that names follow the order of pipelines and not that of reading their runs."""
        if pipeline.account is not None:
            self.named(pipeline.account)

    def named(self, account: str) -> str:
        """What an account is called in what has entered; what is no id stays as it is."""
        return account if self.keep.account_ids else self.accounts.name(account)

    def hidden(self, pipeline: Pipeline) -> Pipeline:
        """The pipeline with the names of accounts in place of their ids."""
        if self.keep.account_ids:
            return pipeline
        told = dumps([pipeline])
        hidden = self.accounts.hide(told)
        return pipeline if hidden == told else loads(hidden)[0]

    def entered(self, answer: Answer) -> Answer:
        """The answer without secrets; one that was redacted before stays as it is. Raises SourceError for deep nesting."""
        keep = self.keep._replace(pages=True)
        try:
            return answer._replace(value=redact(answer.operation, answer.value, self.accounts, keep, self.catalogue))
        except RecursionError:
            raise SourceError([Problem("is nested too deep", answer.place())]) from None
