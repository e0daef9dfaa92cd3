"""The checks of a stage's conditions as they were recorded. Verdicts are never computed.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from pipeviz.analysis.run import Run, StageRun
from pipeviz.diagrams import Fragment, Item, Message, Note, Operand
from pipeviz.model import Condition, Rule, Stage
from pipeviz.model.execution import RuleExecution
from pipeviz.views import run_words as words
from pipeviz.views.results import result
from pipeviz.views.run_sequence_action import answer, unanswered
from pipeviz.views.run_sequence_overlap import overlapping
from pipeviz.views.sequence_action import Telling, rule_cast

VERDICTS = {"Succeeded": "met", "Failed": "not met"}


class Checks(NamedTuple):
    """What was checked before and after one try of a stage."""

    before: tuple[RuleExecution, ...] = ()
    after: tuple[RuleExecution, ...] = ()


def checks(stage: StageRun) -> tuple[Checks, ...]:
    """The checks of a stage, one item for each of its tries, and one where it was never tried.

    An entry condition is checked before a try, any other after it.
    """
    begun = [
        min((each.started for each in attempt.actions if each.started), default=None) for attempt in stage.attempts
    ]
    before: list[list[RuleExecution]] = [[] for _ in begun or [None]]
    after: list[list[RuleExecution]] = [[] for _ in begun or [None]]
    for rule in stage.rules:
        if not begun or _is_entry(rule, begun[0]):
            later = (at for at, time in enumerate(begun) if time and rule.started and time >= rule.started)
            before[next(later, 0)].append(rule)
        else:
            earlier = [at for at, time in enumerate(begun) if time and rule.started and time <= rule.started]
            after[earlier[-1] if earlier else -1].append(rule)
    return tuple(Checks(tuple(one), tuple(other)) for one, other in zip(before, after, strict=True))


def _is_entry(rule: RuleExecution, begun: datetime | None) -> bool:
    """Where it is not recorded what a rule belongs to, the time of its check tells."""
    if rule.condition is not None:
        return rule.condition == "BEFORE_ENTRY"
    return bool(rule.started and begun and rule.started < begun)


def check_items(telling: Telling, run: Run, stage: StageRun, rules: Sequence[RuleExecution]) -> Iterator[Item]:
    """Checks and their verdicts, condition by condition, and what followed where one was not met."""
    for kind, group in groupby(rules, key=lambda rule: rule.condition):
        ofkind = tuple(group)
        for together in overlapping(ofkind, lambda rule: rule):
            if len(together) == 1:
                yield from _check(telling, stage, together[0])
            else:
                operands = (Operand(label=each.rule, items=tuple(_check(telling, stage, each))) for each in together)
                yield Fragment(operator="par", operands=tuple(operands))
        last = {rule.rule: rule.status for rule in ofkind}
        if kind != "ON_FAILURE" and "Failed" in last.values():
            label = f"{words.CONDITIONS.get(kind or '', 'condition')} not met"
            followed = Message(
                source=telling.cp, target=telling.cp, text=_followed(run, stage, ofkind), classes=("condition",)
            )  # fmt: skip
            yield Fragment(operator="break", operands=(Operand(label=label, items=(followed,)),))


def _check(telling: Telling, stage: StageRun, check: RuleExecution) -> Iterator[Item]:
    drawn = stage.stage or Stage(name=stage.name)
    condition = _condition(stage, check)
    defined = (rule for rule in (condition.rules if condition else ()) if rule.name == check.rule)
    recorded = Rule(
        name=check.rule, provider=check.provider or "Unknown rule", configuration=check.configuration, region=check.region
    )  # fmt: skip
    lead = rule_cast(telling, drawn, next(defined, recorded)).lead
    verdict = VERDICTS.get(check.status, "")
    bad = verdict == "not met" and check.condition != "ON_FAILURE" and not (condition and condition.result == "SKIP")
    look = "failed" if bad else "succeeded" if verdict == "met" else "skipped"
    text = f"check {check.rule}"
    if lead == telling.cp:
        told = f"{text}: " + words.dotted(verdict or words.line(check.status), words.lasted(check) if verdict else "")
        yield Message(source=lead, target=lead, text=told, lost=bad, classes=(look,))
    else:
        yield Message(source=telling.cp, target=lead, text=text, activate=True, link=check.external_url)
        if verdict:
            told = words.dotted(verdict, words.lasted(check))
            yield answer(telling, lead, told, look, lost=bad)
        elif check.status == "InProgress":
            yield from unanswered(lead, words.since("running", check.started), "running")
        else:
            yield from unanswered(lead, words.line(check.status) or "Verdict not recorded", "unknown")
    if bad and (check.error_message or check.external_summary or check.error_code):
        yield Note(over=(telling.cp, lead), text=words.error(check), classes=("failed",))


def _condition(stage: StageRun, check: RuleExecution) -> Condition | None:
    """The condition of the definition that a check belongs to."""
    if stage.stage is None:
        return None
    failure = stage.stage.on_failure
    having = {
        "BEFORE_ENTRY": stage.stage.before_entry,
        "ON_SUCCESS": stage.stage.on_success,
        "ON_FAILURE": failure.conditions if failure else (),
    }
    conditions = having.get(check.condition or "") or tuple(each for some in having.values() for each in some)
    return next((each for each in conditions if any(rule.name == check.rule for rule in each.rules)), None)


def _followed(run: Run, stage: StageRun, rules: Sequence[RuleExecution]) -> str:
    """What the definition that the run had says that follows; else what became of the stage."""
    condition = next((_condition(stage, rule) for rule in rules if rule.status == "Failed"), None)
    if run.exact and condition is not None:
        return result(condition.result or "FAIL").message.replace("{stage}", stage.name)
    return f"{stage.name} {words.SENTENCES[stage.outcome]}"
