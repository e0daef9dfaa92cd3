from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

from pipeviz.publishers import site
from pipeviz.publishers.aside import Aside
from pipeviz.publishers.site import build
from tests.drawings import CATALOGUE
from tests.histories import orders


def page(name: str) -> Any:
    return SimpleNamespace(file=SimpleNamespace(src_uri=name), markdown="# It", content=None)


def test_contents_come_back_in_any_order() -> None:
    aside, one, two = Aside(BytesIO()), page("one.md"), page("two.md")
    assert aside.put("é ✓ <b>", page=one) == aside.put("", page=two) == ""
    assert (aside.take(1, page=two), two.content) == (1, "")
    assert (aside.take(2, page=one), one.content) == (2, "é ✓ <b>")
    assert aside.drop("html", page=one) == "html"
    assert one.content is None


def test_no_content_is_in_memory_while_pages_are_written(monkeypatch: Any, tmp_path: Any) -> None:
    from pipeviz.pages import render

    held: list[int] = []
    read: list[Any] = []

    class Watching(Aside):
        def put(self, content: str, *, page: Any, **more: Any) -> str:
            read.append(page)
            return super().put(content, page=page, **more)

        def drop(self, output: str, *, page: Any, **more: Any) -> str:
            held.append(sum(bool(each.content) for each in read))
            return super().drop(output, page=page, **more)

    monkeypatch.setattr(site, "Aside", Watching)
    build(render([orders()], CATALOGUE), tmp_path / "out")
    assert len(held) == len(read) > 3
    assert set(held) == {1}
