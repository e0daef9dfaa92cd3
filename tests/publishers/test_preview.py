"""A preview as somebody who edits a definition meets it, and what of it is drawn anew."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeviz import api, pages
from pipeviz.model import Pipeline
from pipeviz.model.execution import History
from pipeviz.pages.batch import Job, Made, Member
from pipeviz.providers import load_catalogue
from pipeviz.readers.reading import Recorded
from pipeviz.redaction.accounts import Accounts
from tests.builders import SOURCE, action, pipeline, stage
from tests.conftest import ROOT
from tests.histories import KEY, good, orders
from tests.serving import eventually, free_port, serving, shown


def test_what_is_edited_shows(tmp_path: Path) -> None:
    definition = tmp_path / "orders.json"
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", definition)
    home = f"127.0.0.1:{free_port()}"
    page = f"http://{home}/pipelines/111122223333/eu-west-1/price-list-import/"
    words = tmp_path / "words"
    with serving("pipeviz", "serve", str(definition), "--address", home, words=words):
        eventually(lambda: "CopyToShop" in shown(page), "serving")
        whole = definition.read_text("utf-8")
        definition.write_text(whole.replace("CopyToShop", "CopyToStore"), "utf-8")
        eventually(lambda: "CopyToStore" in shown(page), "drawing anew")
        definition.write_text(whole[:100], "utf-8")
        eventually(lambda: "error: " in words.read_text("utf-8"), "a word about the mistake")
        assert "CopyToStore" in shown(page), "the pages stay as they were"


def test_an_address_that_is_taken_is_an_error(tmp_path: Path, run) -> None:
    shutil.copy(ROOT / "tests/cases/gallery/s3-source-polling.json", tmp_path / "a.json")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = run("serve", tmp_path / "a.json", "--address", f"127.0.0.1:{taken.getsockname()[1]}")
    assert outcome.code == 2
    assert "MkDocs does not serve at 127.0.0.1" in outcome.err


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of pipelines, each time they are drawn."""
    names: list[str] = []
    made = Job.made

    def counted(self: Job, batch: Sequence[Member]) -> list[Made] | None:
        names.extend(member.entry.pipeline.name for member in batch)
        return made(self, batch)

    monkeypatch.setattr(Job, "made", counted)
    return names


def test_only_what_changed_is_drawn_anew(drawn: list[str]) -> None:
    catalogue, kept = load_catalogue(), {}
    orders = pipeline(stage("Source", SOURCE), key="a.json#orders", name="orders")
    bills = pipeline(stage("Source", SOURCE), key="a.json#bills", name="bills")

    def files(*pipelines: Pipeline) -> dict[str, str | bytes]:
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


def test_runs_are_drawn_anew_when_their_files_change(tmp_path: Path, drawn: list[str]) -> None:
    for name in ("codebuild-failed", "superseded"):
        shutil.copytree(ROOT / "tests/cases/runs" / name, tmp_path / name, ignore=shutil.ignore_patterns("expected*"))
    kept: pages.Kept = {}

    def files() -> dict[str, str | bytes]:
        drawn.clear()
        reading = api.read([tmp_path])
        made = pages.render(reading.pipelines, load_catalogue(), recorded=reading.recorded, kept=kept)
        return {file.path: file.content for file in made.files}

    first = files()
    assert len(drawn) == 2
    assert files() == first
    assert drawn == []
    (answers,) = tmp_path.glob("codebuild-failed/**/list-action-executions.json")
    answers.write_text(answers.read_text("utf-8").replace("Failed", "Abandoned"), "utf-8")
    assert files() != first
    assert len(drawn) == 1


def test_runs_that_name_accounts_are_drawn_each_time() -> None:
    """Were they kept, the next account would get the name that they gave."""
    accounts = Accounts()

    def load() -> History:
        accounts.name("444455556666")
        return History(key=KEY, executions=(good(1),))

    kept: pages.Kept = {}
    histories = [Recorded(KEY, load, lambda _: True, lambda: "", accounts)]
    for is_known in (False, True):
        list(pages.render((orders(),), load_catalogue(), recorded=histories, kept=kept).files)
        assert bool(kept) == is_known
