"""How the views speak of what follows from a condition
(https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html).
"""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """One result as a message of the sequence, as the end of a sentence, and as the label of a node."""

    message: str
    sentence: str
    label: str


RESULTS = {
    "FAIL": Wording("fail stage {stage}", "the stage fails", "Fail"),
    "ROLLBACK": Wording(
        "roll back {stage} to its last successful execution",
        "the stage is rolled back to its last successful execution",
        "Roll back",
    ),
    "RETRY": Wording("retry stage {stage}", "the stage is retried", "Retry"),
    "SKIP": Wording("skip stage {stage}", "the stage is skipped", "Skip the stage"),
}

RETRIED = {"FAILED_ACTIONS": "failed actions", "ALL_ACTIONS": "all actions"}
"""What a retry mode retries of a stage."""


def result(name: str) -> Wording:
    """The wording of a result; one that nobody knows is told as it is written."""
    return RESULTS.get(name, Wording(name, f"the result is {name}", name))


def retried(mode: str | None) -> str:
    """What a retry mode retries; nothing where none is given."""
    return RETRIED.get(mode or "", mode or "")
