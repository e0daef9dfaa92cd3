"""What asking AWS looks like to the rest of this package: one function, and one way to be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Call = Callable[[str, Mapping[str, Any]], dict[str, Any]]
"""Asks one thing, such as `call("codebuild:BatchGetBuilds", {"ids": […]})`, and gives the answer as boto3 does, without
`ResponseMetadata` and with secrets redacted. Raises RefusedError."""


class RefusedError(Exception):
    """A call that gave no answer.

    `reason` is `denied`, `missing` (what was asked for is not there), `throttled` or `failed`; `detail` is what AWS said.
    """

    def __init__(self, operation: str, reason: str, detail: str = "") -> None:
        self.operation, self.reason, self.detail = operation, reason, detail
        super().__init__(f"{operation} was {reason}: {detail}")
