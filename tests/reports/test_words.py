"""The words that reports share."""

from __future__ import annotations

import pytest

from pipeviz.model.execution import ExecutionTrigger
from pipeviz.reports.words import trigger


@pytest.mark.parametrize(
    ("kind", "detail", "words"),
    [
        ("WebhookV2", None, "WebhookV2"),
        (
            "StartPipelineExecution",
            "arn:aws:iam::account-1:user/x",
            "StartPipelineExecution arn:aws:iam::account-1:user/x",
        ),
        ("AutomatedRollback", '{"FailedPipelineExecutionId":"6313b185"}', "AutomatedRollback 6313b185"),
        ("Webhook", "{not json", "Webhook {not json"),
        ("Webhook", "[1]", "Webhook [1]"),
    ],
)
def test_what_started_a_run(kind: str, detail: str | None, words: str) -> None:
    assert trigger(ExecutionTrigger(type=kind, detail=detail)).strip() == words
