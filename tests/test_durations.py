from __future__ import annotations

from datetime import timedelta

import pytest

from pipeviz.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under 1 s"),
        (0.4, "under 1 s"),
        (1.4, "1 s"),
        (59, "59 s"),
        (59.7, "1 min"),
        (60, "1 min"),
        (85, "1 min 25 s"),
        (3_599.6, "1 h"),
        (7_200, "2 h"),
        (7_500, "2 h 5 min"),
        (86_399, "1 d"),
        (273_600, "3 d 4 h"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words
