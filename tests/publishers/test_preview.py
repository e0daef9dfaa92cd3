"""A preview as somebody who edits a definition meets it, and what of it is drawn anew."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from pipeviz import pages
from pipeviz.pages.batch import Job, Member
from pipeviz.providers import load_catalogue
from tests.builders import SOURCE, action, pipeline, stage
from tests.conftest import ROOT

PATIENCE = 90


def eventually(holds: Callable[[], bool], what: str) -> None:
    for _ in range(PATIENCE * 4):
        if holds():
            return
        time.sleep(0.25)
    pytest.fail(f"{what} did not happen")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def shown(address: str) -> str:
    try:
        with urlopen(address, timeout=5) as answer:
            return str(answer.read().decode("utf-8"))
    except (URLError, OSError):
        return ""


def test_what_is_edited_shows(tmp_path: Path) -> None:
    definition = tmp_path / "orders.json"
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", definition)
    home = f"127.0.0.1:{free_port()}"
    page = f"http://{home}/pipelines/111122223333/eu-west-1/price-list-import/"
    command = [sys.executable, "-m", "pipeviz", "serve", str(definition), "--address", home]
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # what runs in the background ignores it, and its children do
    with (tmp_path / "words").open("wb") as words:
        process = subprocess.Popen(command, stderr=words, stdout=words)
    try:
        eventually(lambda: "CopyToShop" in shown(page), "serving")
        whole = definition.read_text("utf-8")
        definition.write_text(whole.replace("CopyToShop", "CopyToStore"), "utf-8")
        eventually(lambda: "CopyToStore" in shown(page), "drawing anew")
        definition.write_text(whole[:100], "utf-8")
        eventually(lambda: "error: " in (tmp_path / "words").read_text("utf-8"), "a word about the mistake")
        assert "CopyToStore" in shown(page), "the pages stay as they were"
    finally:
        process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        process.wait(timeout=PATIENCE)
    assert "Traceback" not in (tmp_path / "words").read_text("utf-8")


def test_an_address_that_is_taken_is_an_error(tmp_path: Path, run) -> None:
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", tmp_path / "a.json")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = run("serve", tmp_path / "a.json", "--address", f"127.0.0.1:{taken.getsockname()[1]}")
    assert outcome.code == 2
    assert "MkDocs does not serve at 127.0.0.1" in outcome.err


def test_only_what_changed_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    made_here = Job.made_here

    def counted(self: Job, batch: list[Member]):  # type: ignore[no-untyped-def]
        drawn.extend(member.entry.pipeline.name for member in batch)
        return made_here(self, batch)

    monkeypatch.setattr(Job, "made_here", counted)
    catalogue, kept = load_catalogue(), {}
    orders = pipeline(stage("Source", SOURCE), key="a.json#orders", name="orders")
    bills = pipeline(stage("Source", SOURCE), key="a.json#bills", name="bills")

    def files(*pipelines):  # type: ignore[no-untyped-def]
        drawn.clear()
        return {file.path: file.content for file in pages.render(pipelines, catalogue, kept=kept).files}

    first = files(orders, bills)
    assert sorted(drawn) == ["bills", "orders"]
    assert files(orders, bills) == first
    assert drawn == []
    changed = pipeline(stage("Source", SOURCE), stage("Build", action("It")), key="a.json#bills", name="bills")
    second = files(orders, changed)
    assert drawn == ["bills"]
    assert second == {file.path: file.content for file in pages.render((orders, changed), catalogue).files}
    files(orders)
    assert set(kept) == {path.removesuffix(".md") for path in first if path.endswith("orders.md")}, "nothing else stays"
