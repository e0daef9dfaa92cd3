"""What is known of each provider's failures: what CodePipeline's messages mean, whom to ask, and how to read the answers.

`failures/` of the `data` folder holds the entries; the first with a fitting pattern serves, `generic.yaml` comes last. The
guide shows the schema under "How a failure is explained". Expressions are JMESPath (https://jmespath.org) over what
`pipeviz.analysis.scope` describes; patterns are regular expressions whose repetitions are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct, convert, field, structs

from pipeviz.model import ActionType
from pipeviz.providers.entry import Provider
from pipeviz.providers.files import DATA, decode


class Data(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of everything here."""


class Find(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Named groups of `pattern` in a text become `found.<name>` in every expression, and `{name}` in sentences."""

    within: str = field(name="in")
    pattern: str


class Wording(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a fact is told: the first of the sentences whose {names} all have a value.

    `short` is the same as a clause for the headline. `cause` tells whether it can pass for a cause, if nothing nearer is
    recorded: "Deployment d-ABC failed" cannot.
    """

    says: str | tuple[str, ...]
    short: str | tuple[str, ...] = ()
    cause: bool = True


class Message(Wording, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What CodePipeline's own message means: `pattern` in the error's message or else in the summary, and `when` it counts."""

    pattern: str | None = None
    when: str | None = None


class Question(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call that brings evidence.

    Texts in `parameters` are expressions, everything else stands for itself. `each` is an expression for a list: the call
    is made for every `item` of it that it was not made for yet, again after every answer, at most `limit` times. Where
    the call is refused, or the expression `enough` finds nothing in its `answer`, `otherwise` is asked instead.
    `match` and `during` choose items as in a `Reading`.
    `account` is whose the answer is.
    """

    call: str
    parameters: dict[str, Any] = field(name="with", default_factory=dict)
    when: str | None = None
    each: str | None = None
    match: dict[str, str] = field(default_factory=dict)
    during: str | None = None
    limit: int = 1
    enough: str | None = None
    account: Literal["action", "pipeline"] = "action"
    otherwise: Question | None = None


class Reading(Wording, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer says: every item of the expression `facts` is a fact, at most `limit` of them for each answer.

    `match` takes named groups out of an item's texts; without a match the item is none. `during` names a time of the item
    that must lie within the attempt.
    """

    operation: str = field(name="from")
    facts: str
    match: dict[str, str] = field(default_factory=dict)
    during: str | None = None
    limit: int = 1


class Tail(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an answer holds lines of a log."""

    operation: str = field(name="from")
    lines: str


class Failure(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of the failures of some action types and rule providers.

    `ask`, `read` and `tails` are in the order from CodePipeline's word nearer and nearer to the cause.
    """

    name: str
    actions: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    docs: str | None = None
    find: tuple[Find, ...] = ()
    messages: tuple[Message, ...] = ()
    ask: tuple[Question, ...] = ()
    read: tuple[Reading, ...] = ()
    tails: tuple[Tail, ...] = ()


class Line(Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of a log that explains a failure: it has `pattern`, and not `but_not`.

    `then`: the line meant is the first one after it that fits this.
    """

    pattern: str
    but_not: str | None = None
    then: str | None = None


def own_failures(entries: Iterable[Provider]) -> tuple[Failure, ...]:
    """What the entries of a user's own provider files tell of failures.

    Raises ValueError where something in them is none of that; `load_catalogue` has looked already.
    """
    return tuple(_own(each) for each in entries if each.failure)


def failure_mistakes(entry: Provider) -> Iterator[str]:
    """What is wrong with what an entry tells of failures: its shape, its expressions, its patterns."""
    import jmespath

    try:
        failure = _own(entry)
        for expression in expressions(failure):
            jmespath.compile(expression)
        for pattern in patterns(failure):
            re.compile(pattern)
    except (ValueError, re.error) as error:
        yield f"its failure: {error}"


def expressions(failure: Failure) -> Iterator[str]:
    """Every JMESPath expression of an entry."""
    yield from (each.within for each in failure.find)
    yield from (each.when for each in failure.messages if each.when)
    yield from (each.facts for each in failure.read)
    yield from (each.lines for each in failure.tails)
    for question in questions(failure):
        yield from filter(None, (question.when, question.each, question.enough))
        yield from _texts(question.parameters)


def patterns(failure: Failure) -> Iterator[str]:
    """Every regular expression of an entry."""
    yield from (each.pattern for each in failure.find)
    yield from (each.pattern for each in failure.messages if each.pattern)
    yield from (pattern for each in failure.read for pattern in each.match.values())
    yield from (pattern for each in questions(failure) for pattern in each.match.values())


def questions(failure: Failure) -> Iterator[Question]:
    """Every question of an entry, those that are asked otherwise included."""
    for each in failure.ask:
        question: Question | None = each
        while question is not None:
            yield question
            question = question.otherwise


def _texts(parameters: Any) -> Iterator[str]:
    if isinstance(parameters, str):
        yield parameters
    elif isinstance(parameters, dict | list):
        for each in parameters.values() if isinstance(parameters, dict) else parameters:
            yield from _texts(each)


def _own(entry: Provider) -> Failure:
    named = {"name": entry.name, "actions": entry.actions, "rules": entry.rules, "docs": entry.docs}
    return convert({**entry.failure, **named}, Failure)


class Failures:
    """Finds what is known of the failures of an action type or a rule provider; there always is an entry.

    Messages and tails of the generic entry hold for every provider, after its own.
    """

    def __init__(self, own: Iterable[Failure] = ()) -> None:
        self._own = tuple(own)

    def action(self, type: ActionType | None) -> Failure:
        """The entry for an action type; for one that was not recorded the generic one."""
        return self._find("actions", "" if type is None else str(type))

    def rule(self, provider: str | None) -> Failure:
        """The entry for a rule provider."""
        return self._find("rules", provider or "")

    def _find(self, kind: str, key: str) -> Failure:
        *known, generic = shipped_failures()
        for each in (*self._own, *known):
            if any(fnmatchcase(key, pattern) for pattern in getattr(each, kind)):
                messages, tails = (*each.messages, *generic.messages), (*each.tails, *generic.tails)
                return structs.replace(each, messages=messages, tails=tails)
        return generic


@lru_cache(maxsize=1)
def shipped_failures() -> tuple[Failure, ...]:
    """Every entry that pipeviz ships, the generic one last."""
    files = sorted((DATA / "failures").glob("*.yaml"), key=lambda file: (file.stem == "generic", file.stem))
    return tuple(entry for file in files for entry in decode(file, tuple[Failure, ...]))


def operations(failures: Iterable[Failure] = ()) -> tuple[str, ...]:
    """Every call that bringing evidence may need, for a policy: `logs:GetLogEvents`."""
    return tuple(sorted({asked.call for each in (*failures, *shipped_failures()) for asked in questions(each)}))


@lru_cache(maxsize=1)
def explaining_lines() -> tuple[tuple[Line, ...], ...]:
    """Which lines of a log explain a failure: groups, the telling ones first."""
    return decode(DATA / "log_lines.yaml", tuple[tuple[Line, ...], ...])
