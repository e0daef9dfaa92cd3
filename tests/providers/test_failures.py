"""The entries about failures are sound: for every provider there is one, and everything written in them can be used."""

from __future__ import annotations

import re
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import jmespath
import pytest

from pipeviz.analysis.wording import names
from pipeviz.errors import SourceError
from pipeviz.model import ActionType
from pipeviz.providers import load_catalogue
from pipeviz.providers.failures import (
    Failure,
    Failures,
    explaining_lines,
    expressions,
    own_failures,
    patterns,
    questions,
    shipped_failures,
)
from tests.providers.matrix import ROWS, RULES

_ALWAYS = {"message", "summary", "error_code", "provider", "region"}


@pytest.mark.parametrize("key", list(ROWS))
def test_every_action_type_has_an_entry(key: str) -> None:
    category, owner, provider = key.split("/")
    entry = Failures().action(ActionType(category=category, owner=owner, provider=provider))
    assert entry.name != "Any provider"
    assert entry.docs is not None
    assert entry.docs.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("provider", list(RULES))
def test_every_rule_provider_has_an_entry(provider: str) -> None:
    assert Failures().rule(provider).name != "Any provider"


def test_whatever_is_unknown_has_the_generic_entry() -> None:
    moonshot = Failures().action(ActionType(category="Deploy", provider="Moonshot"))
    assert moonshot.name == Failures().rule("Astrology").name == Failures().action(None).name == "Any provider"


def test_what_holds_for_all_comes_after_what_is_special() -> None:
    codebuild = Failures().action(ActionType(category="Build", provider="CodeBuild"))
    assert codebuild.tails == Failures().action(None).tails
    assert codebuild.messages[-1] == Failures().action(None).messages[-1]
    assert codebuild.messages[0] != Failures().action(None).messages[0]


def test_a_users_entry_goes_first() -> None:
    own = Failure(name="Ours", actions=("Build/AWS/*",))
    assert Failures([own]).action(ActionType(category="Build", provider="CodeBuild")).name == "Ours"


_ENTRIES = pytest.mark.parametrize("entry", shipped_failures(), ids=lambda entry: entry.name)


@_ENTRIES
def test_expressions_can_be_read(entry: Failure) -> None:
    for expression in expressions(entry):
        jmespath.compile(expression)


@_ENTRIES
def test_repetitions_are_bounded(entry: Failure) -> None:
    for pattern in patterns(entry):
        assert not _unbounded(_parser.parse(pattern)), pattern


def test_repetitions_in_log_lines_are_bounded() -> None:
    for line in (line for group in explaining_lines() for line in group):
        for pattern in filter(None, (line.pattern, line.but_not, line.then)):
            assert not _unbounded(_parser.parse(pattern)), pattern


def _unbounded(parsed: Any) -> bool:
    """Whether something in a pattern may repeat without an end."""
    return any(_endless(kind, value) for kind, value in parsed)


def _endless(kind: Any, value: Any) -> bool:
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        return value[1] == _constants.MAXREPEAT or _unbounded(value[2])
    if kind is _constants.BRANCH:
        return any(map(_unbounded, value[1]))
    return kind is _constants.SUBPATTERN and _unbounded(value[3])


@_ENTRIES
def test_what_sentences_name_can_be_known(entry: Failure) -> None:
    """A name comes from a pattern, from an item of an answer, or is a key of the action's configuration."""
    keys = {key for row in ROWS.values() for key in row.split()} | {
        key for row in RULES.values() for key in row.split()
    }
    found = {name for each in entry.find for name in re.compile(each.pattern).groupindex}
    for message in entry.messages:
        known = _ALWAYS | keys | found | set(re.compile(message.pattern or "").groupindex)
        assert names(message.says) | names(message.short) <= known, message
    for reading in entry.read:
        inside = {name for pattern in reading.match.values() for name in re.compile(pattern).groupindex}
        items = set(re.findall(r"(\w+): ", reading.facts))
        assert names(reading.says) | names(reading.short) <= _ALWAYS | keys | found | inside | items, reading
        assert set(reading.match) <= items, reading
        assert reading.during is None or reading.during in items, reading


@_ENTRIES
def test_what_is_read_is_asked_for(entry: Failure) -> None:
    asked = {question.call for question in questions(entry)}
    assert {each.operation for each in (*entry.read, *(entry.tails if entry.actions != ("*",) else ()))} <= asked


_OWN = """
- name: Release board
  actions: [Approval/Custom/ReleaseBoard]
  lead: RB
  participants:
    RB: {label: Release board}
  standard: |
    CP->>+RB: ask
    RB-->>-CP: Success
  failure:
    messages:
      - pattern: 'refused by (?P<who>.{1,100})'
        says: "The release board refused it: {who}"
        short: the release board refused it
"""


def test_a_users_provider_file_tells_of_failures_too(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(_OWN, "utf-8")
    own = own_failures(load_catalogue([tmp_path / "ours.yaml"]).own)
    entry = Failures(own).action(ActionType(category="Approval", owner="Custom", provider="ReleaseBoard"))
    assert (entry.name, entry.messages[0].short) == ("Release board", "the release board refused it")


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("messages:", "massages:", "massages"),
        ("{1,100})", "{1,100}", "missing )"),
        ("    messages:", "    read: [{from: 'a:B', facts: 'a[', says: x}]\n    messages:", "Invalid"),
    ],
)
def test_what_is_wrong_with_it_is_said_on_loading(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    (tmp_path / "ours.yaml").write_text(_OWN.replace(right, wrong), "utf-8")
    with pytest.raises(SourceError, match="its failure: ") as raised:
        load_catalogue([tmp_path / "ours.yaml"])
    assert "ours.yaml:2" in str(raised.value)
    assert says in str(raised.value)
