from __future__ import annotations

import pytest

from pipeviz.pages.anchors import action_anchor, on_page, stage_anchor
from tests.builders import action, stage


def test_anchors_read_like_the_names() -> None:
    deploy = stage("Deploy", action("to-prod"))
    assert on_page(deploy) == "#stage-Deploy"
    assert on_page(deploy, deploy.actions[0]) == "#Deploy.to-prod"


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a.b", "c"), ("a", "b.c")), (("a b", "c"), ("a-b", "c")), (("", "x"), ("-", "x")), (("é", "x"), ("ö", "x"))],
)
def test_different_actions_have_different_anchors(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert action_anchor(*one) != action_anchor(*other)


@pytest.mark.parametrize("name", ['x" onclick="y', "a#b", "<b>", "a b", "{: .x }", "%"])
def test_anchors_are_plain(name: str) -> None:
    assert stage_anchor(name).replace("-", "").replace("_", "").isalnum()
    assert stage_anchor(name).isascii()
