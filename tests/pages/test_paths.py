from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeviz.pages.paths import page_path, short_hash
from tests.nasty import NASTY


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("123456789012/eu-west-1/orders", "123456789012/eu-west-1/orders"),
        ("123456789012/eu-west-1/a.b_c-d", "123456789012/eu-west-1/a.b_c-d"),
        ("infra/orders.yaml#pipeline", "infra/orders.yaml~pipeline"),
        ("orders.json#orders", "orders.json~orders"),
    ],
)
def test_a_plain_key_is_its_path(key: str, path: str) -> None:
    assert page_path(key).path == path


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("123456789012/eu-west-1/Orders", "123456789012/eu-west-1/Orders~"),
        ("infra/orders.yaml#Pipeline", "infra/orders.yaml~Pipeline~"),
        ("Infra/orders.yaml#pipeline", "infra/orders.yaml~pipeline~"),
        ("infra/my orders.yaml#pipeline", "infra/my-orders.yaml~pipeline~"),
        ("infra\\orders.yaml#pipeline", "infra/orders.yaml~pipeline~"),
        ("../infra/./x.yaml#p", "_/infra/_/x.yaml~p~"),
        ("/abs/x.yaml#p", "abs/x.yaml~p~"),
        ("C:\\x\\y.yaml#p", "c/x/y.yaml~p~"),
        (".github/x.yaml#p", "github/x.yaml~p~"),
        ("nul/con.yaml#p", "_nul/_con.yaml~p~"),
        ("x/index#p", "x/_index~p~"),
        ("123456789012/eu-west-1/index", "123456789012/eu-west-1/_index~"),
        ("123456789012/eu-west-1/orders@a/b.json", "123456789012/eu-west-1/orders~"),
        ("123456789012/x.yaml#p", "_123456789012/x.yaml~p~"),
        ("-#P", "_~P~"),
    ],
)
def test_any_other_key_ends_in_its_hash(key: str, path: str) -> None:
    assert page_path(key).path == path + short_hash(key)


def test_folders_keep_what_the_key_says_as_their_titles() -> None:
    assert page_path("My Infra/prod/x.yaml#p").folders == (("my-infra", "My Infra"), ("prod", "prod"))


PARTS = st.sampled_from(
    ["a", "A", "a-b", "a_b", "a b", "a.", "con", "CON", "..", "index", "é", "x" * 70, "", *NASTY.values()]
)
KEYS = st.builds(
    lambda folders, name, rest: "/".join((*folders, name)) + rest,
    st.lists(PARTS, max_size=6),
    PARTS,
    st.sampled_from(["", "#P", "#p", "#", "#a/b", "#a#b"]),
)


@given(st.lists(KEYS, unique=True, max_size=12))
def test_pages_never_meet_on_any_file_system(keys: list[str]) -> None:
    paths = [page_path(key) for key in keys]
    assert len({path.path.lower() for path in paths}) == len(keys)
    folders = {path.folder for path in paths} | {""}
    assert not any(path.path.lower() in folders for path in paths)


@given(KEYS)
def test_every_name_is_safe(key: str) -> None:
    path = page_path(key)
    assert len(path.path) < 200
    for name in path.path.split("/"):
        assert re.fullmatch(r"[A-Za-z0-9_-]([A-Za-z0-9._~-]*[A-Za-z0-9_~-])?", name)
        assert name.partition(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9", "index", "readme"}
    assert all(name == name.lower() for name, _ in path.folders)
