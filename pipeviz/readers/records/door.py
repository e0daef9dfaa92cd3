"""Where answers enter: whatever wrote the file, secrets stop here."""

from __future__ import annotations

from pipeviz import redaction
from pipeviz.readers.records.answers import Answer


def entered(answer: Answer) -> Answer:
    """The answer without secrets; one that was redacted before stays as it is."""
    return answer._replace(value=redaction.tree(answer.value))
