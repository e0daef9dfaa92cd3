from __future__ import annotations

import pytest

from pipeviz.diagrams.timeline import Timeline
from pipeviz.writers.timeline_svg import timeline_svg
from tests.judges.svg import check_svg, squeezed, texts
from tests.nasty import NASTY
from tests.writers.test_mermaid_gantt import one


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    shown = squeezed("".join(texts(check_svg(timeline_svg(one(text))))))
    assert squeezed(text) in shown


def test_a_timeline_of_nothing_is_a_picture() -> None:
    check_svg(timeline_svg(Timeline(title="", description="")))
