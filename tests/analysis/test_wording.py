from __future__ import annotations

import pytest

from pipeviz.analysis.wording import clause, cut, ended, fill, joined, short


def test_a_sentence_is_told_only_if_all_its_values_are_known() -> None:
    assert fill(("{a} failed in {b}", "{a} failed"), {"a": "Build", "b": None}) == "Build failed"
    assert fill("{a} failed", {"a": ""}) is None
    assert fill("{a} failed", {}) is None


def test_values_stand_in_it_as_they_are() -> None:
    assert fill("“{a}”", {"a": "{b} \\1\n  {a}"}) == "“{b} \\1 {a}”"
    assert fill("could not {verb:lower} it", {"verb": "CREATE"}) == "could not create it"
    assert fill("exit code {code}", {"code": 0}) == "exit code 0"
    assert fill("{names}", {"names": ["a", "b", "c"]}) == "a, b and c"


def test_endless_values_are_cut() -> None:
    told = fill("{a}", {"a": "x" * 5000})
    assert told is not None
    assert told == cut("x" * 5000)
    assert told.endswith("…")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It failed", "It failed."),
        ("Why?", "Why?"),
        ("It said “no”", "It said “no”."),
        ("It said “no.”", "It said “no.”"),
    ],
)
def test_sentences_end(before: str, after: str) -> None:
    assert ended(before) == after


def test_only_our_own_words_are_made_small() -> None:
    assert clause("The command failed") == "the command failed"
    assert clause("Theresa failed") == "Theresa failed"
    assert clause("CloudFormation failed") == "CloudFormation failed"


def test_joined() -> None:
    assert [joined(parts) for parts in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_only_hashes_and_ids_are_shortened() -> None:
    assert short("3b7e9a1c5d2f4086b1a9c8e7f6d5040312ab98cd") == "3b7e9a1c"
    assert short("4d1f6b9e-0001-4000-8000-000000000001") == "4d1f6b9e"
    assert short("v2.4.0-beta") == "v2.4.0-beta"
