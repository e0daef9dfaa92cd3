"""How the drawings of a run speak: outcomes, people, revisions, moments, errors. Only what was recorded is said."""

from __future__ import annotations

import re
from datetime import datetime

from pipeviz.analysis.places import resource_of
from pipeviz.analysis.wording import cut, short
from pipeviz.durations import in_words
from pipeviz.model.execution import ActionExecution, Execution, Revision, RuleExecution
from pipeviz.views.outcomes import told

SENTENCES = {
    "succeeded": "succeeded",
    "failed": "failed",
    "running": "is in progress",
    "waiting": "waits for approval",
    "abandoned": "was abandoned",
    "stopped": "was stopped",
    "cancelled": "was cancelled",
    "superseded": "was superseded by a newer run",
    "skipped": "was skipped",
    "omitted": "is no part of a rollback",
    "unreached": "was not reached",
    "unknown": "was not recorded",
}
"""Each outcome as the end of a sentence about one thing."""

CONDITIONS = {
    "BEFORE_ENTRY": "entry condition",
    "ON_SUCCESS": "success condition",
    "ON_FAILURE": "failure condition",
}
"""The conditions of a stage that a rule may belong to."""

LONGEST_LINE = 100
"""Free text of one line is cut to this many characters."""

LONGEST_ERROR, MOST_ERROR_LINES = 300, 4
"""An error is cut to so many characters and lines."""


def label(outcome: str) -> str:
    """An outcome in a title."""
    return told(outcome).word.lower()


def took(started: datetime | None, ended: datetime | None) -> str:
    """How long something took, in words; nothing where that is not known."""
    return in_words(ended - started) if started and ended and ended >= started else ""


def lasted(record: Execution | ActionExecution | RuleExecution) -> str:
    """How long what is recorded took, in words."""
    return took(record.started, record.updated)


def since(outcome: str, started: datetime | None) -> str:
    """What has been going on, and since when."""
    return told(outcome).word + (f" since {moment(started)}" if started else "")


def moment(time: datetime | None) -> str:
    """A moment as it is shown."""
    return f"{time:%Y-%m-%d %H:%M:%S} UTC" if time else ""


def dotted(*parts: str) -> str:
    """The parts that there are, with a dot between them."""
    return " · ".join(part for part in parts if part)


def lines(*parts: str) -> str:
    """The parts that there are, one a line."""
    return "\n".join(part for part in parts if part)


def wrapped(text: str) -> str:
    """The text with a line break after about every hundred characters, at a comma."""
    rows = [""]
    for word in text.split(", "):
        if len(rows[-1]) + len(word) > LONGEST_LINE and rows[-1]:
            rows.append("")
        rows[-1] += word + ", "
    return "\n".join(rows).removesuffix(", ")


def sentence(outcome: str, count: int = 1) -> str:
    """An outcome as the end of a sentence about so many things."""
    words = SENTENCES[outcome]
    return words if count == 1 else re.sub("^(was|is) ", lambda match: "were " if match[1] == "was" else "are ", words)


def verdict(outcome: str) -> str:
    """What became of a whole run, as the end of a sentence about it."""
    return "ended in a way that was not recorded" if outcome == "unknown" else SENTENCES[outcome]


def person(who: str) -> str:
    """Who an ARN means: the user, or the session and its role; any other text is itself.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    kind, _, name = resource_of(who).partition("/")
    role, _, session = name.partition("/")
    if kind == "assumed-role" and role:
        return line(f"{session} ({role})" if session and not is_redacted(session) else f"role {role}")
    return line(name.rpartition("/")[2] or kind)


def is_redacted(name: str) -> bool:
    """Whether a name was taken out on reading."""
    return name.startswith("[") and name.endswith("]")


def is_service(who: str) -> bool:
    """Whether it was a service of AWS, and nobody in person."""
    return who.endswith((".amazonaws.com", ".amazonaws.com.cn"))


def revision(each: Revision) -> str:
    """What a source brought: the short id and the first line of its message."""
    return line(" ".join(part for part in (short(each.id or ""), first_line(each.summary or "")) if part))


def error(attempt: ActionExecution | RuleExecution) -> str:
    """What is recorded of a failure: its code, and the first lines of what was said."""
    said = attempt.error_message or attempt.external_summary or ""
    code = attempt.error_code or ""
    lines = [each.rstrip() for each in said.strip().splitlines() if each.strip()]
    more = len(lines) > MOST_ERROR_LINES
    text = cut("\n".join(lines[:MOST_ERROR_LINES]), LONGEST_ERROR) + ("\n…" if more else "")
    return f"{code}: {text}" if code and text else code or text or "No reason was recorded"


def first_line(text: str) -> str:
    """The first line of a text that says something."""
    return next((each.strip() for each in text.splitlines() if each.strip()), "")


def line(text: str) -> str:
    """Free text as one short line."""
    return cut(" ".join(text.split()), LONGEST_LINE)
