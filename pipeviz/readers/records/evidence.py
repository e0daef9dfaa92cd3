"""Which attempt the answers of other services belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeviz.model.execution import Evidence
from pipeviz.model.operations import EVENT_RULE, PIPELINE, RUNS, WEBHOOKS
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.folder import EVIDENCE

NO_EVIDENCE = RUNS | {PIPELINE, WEBHOOKS, EVENT_RULE}


def evidence(answers: Iterable[Answer], attempts: Iterable[str]) -> Iterator[Evidence]:
    """The evidence in answers, told by its folder (`evidence/Deploy-Prod-<id of the attempt>/`)."""
    known = [each for each in attempts if each]
    for answer in answers:
        if answer.operation not in NO_EVIDENCE:
            parent, _, folder = answer.file.rpartition("/")[0].rpartition("/")
            inside = folder if parent == EVIDENCE else ""
            of = next((each for each in known if inside.endswith(each)), "")
            yield Evidence(operation=answer.operation, answer=answer.value, of=of, recorded=answer.place())
