from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeviz.errors import PublishError
from pipeviz.publishers import folder
from pipeviz.publishers.finished import Tree
from pipeviz.publishers.folder import MANIFEST, Published, check


def tree(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    root.mkdir(exist_ok=True)
    return root


def publish(root: Path, target: Path) -> Published:
    return folder.publish(Tree(root), target)


def files(root: Path) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): file.read_text("utf-8")
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


ONE = {"index.html": "1", "a/b.html": "b", "assets/x.css": "x"}
TWO = {"index.html": "2", "a/b.html": "b", "c/d.html": "d"}


def test_a_tree_is_put_in_place(tmp_path: Path) -> None:
    assert publish(tree(tmp_path / "new", ONE), tmp_path / "out") == Published(3, 0, 0)
    assert files(tmp_path / "out") == ONE


def test_the_next_tree_takes_its_place(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    assert publish(tree(tmp_path / "two", TWO), tmp_path / "out") == Published(2, 1, 1)
    assert files(tmp_path / "out") == TWO
    assert not (tmp_path / "out" / "assets").exists()


def test_unchanged_files_are_not_touched(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    for file in (tmp_path / "out").rglob("*"):
        os.utime(file, (1, 1))
    publish(tree(tmp_path / "two", TWO), tmp_path / "out")
    assert (tmp_path / "out/a/b.html").stat().st_mtime == 1
    assert (tmp_path / "out/index.html").stat().st_mtime != 1
    os.utime(tmp_path / "out" / MANIFEST, (1, 1))
    assert publish(tmp_path / "two", tmp_path / "out") == Published(0, 3, 0)
    assert (tmp_path / "out" / MANIFEST).stat().st_mtime == 1


def test_files_of_others_stay(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    tree(tmp_path / "out", {"CNAME": "example.com", "assets/own.css": "own"})
    publish(tree(tmp_path / "two", TWO), tmp_path / "out")
    assert files(tmp_path / "out") == TWO | {"CNAME": "example.com", "assets/own.css": "own"}


@pytest.mark.parametrize("name", ["mkdocs.yml", "anything.txt", ".git/config"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    target = tree(tmp_path / "out", {name: "theirs"})
    with pytest.raises(PublishError, match="not written by pipeviz"):
        publish(tree(tmp_path / "new", ONE), target)
    assert files(target) == {name: "theirs"}


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    tree(tmp_path / "out", {"mkdocs.yml": "theirs"})
    with pytest.raises(PublishError, match=r"mkdocs\.yml was not written by pipeviz"):
        publish(tree(tmp_path / "two", TWO | {"mkdocs.yml": "ours"}), tmp_path / "out")
    assert files(tmp_path / "out") == ONE | {"mkdocs.yml": "theirs"}


def test_an_empty_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    publish(tree(tmp_path / "new", ONE), tmp_path / "out")
    assert files(tmp_path / "out") == ONE


def test_a_file_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", "utf-8")
    with pytest.raises(PublishError, match="not a folder"):
        check(tmp_path / "out")


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", '{"files": 1}', '{"files": {"../x": ""}}', '{"files": {"/etc/x": ""}}', '{"files": {"C:/x": ""}}'],
)
def test_a_damaged_manifest_is_refused(tmp_path: Path, manifest: str) -> None:
    target = tree(tmp_path / "out", {MANIFEST: manifest})
    victim = tree(tmp_path, {"x": "precious"})
    with pytest.raises(PublishError):
        publish(tree(tmp_path / "new", ONE), target)
    assert (victim / "x").read_text("utf-8") == "precious"


def test_the_manifest_is_sorted_and_says_nothing_of_the_machine(tmp_path: Path) -> None:
    publish(tree(tmp_path / "new", {"b": "", "a": ""}), tmp_path / "out")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (tmp_path / "out" / MANIFEST).read_text("utf-8").splitlines() == [
        "{",
        ' "files": {',
        f'  "a": "{empty}",',
        f'  "b": "{empty}"',
        " }",
        "}",
    ]


def symlink(link: Path, to: Path) -> None:
    try:
        link.symlink_to(to, target_is_directory=to.is_dir())
    except OSError:
        pytest.skip("this file system has no links for this user")


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", {"index.html": "1"}), tmp_path / "out")
    outside = tree(tmp_path / "outside", {"b.html": "theirs"})
    symlink(tmp_path / "out" / "a", outside)
    with pytest.raises(PublishError, match="is a link"):
        publish(tree(tmp_path / "two", ONE), tmp_path / "out")
    assert files(outside) == {"b.html": "theirs"}


def test_a_stale_file_behind_a_link_is_not_removed(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    outside = tree(tmp_path / "outside", {"b.html": "theirs"})
    (tmp_path / "out/a/b.html").unlink()
    (tmp_path / "out/a").rmdir()
    symlink(tmp_path / "out" / "a", outside)
    publish(tree(tmp_path / "two", {"index.html": "2"}), tmp_path / "out")
    assert files(outside) == {"b.html": "theirs"}


def test_a_file_that_became_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    outside = tree(tmp_path / "outside", {"x": "1"})
    (tmp_path / "out/index.html").unlink()
    symlink(tmp_path / "out/index.html", outside / "x")
    publish(tmp_path / "one", tmp_path / "out")
    assert not (tmp_path / "out/index.html").is_symlink()
    assert files(outside) == {"x": "1"}


def test_the_way_in_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    put = folder._put
    monkeypatch.setattr(folder, "_put", lambda new, place: (order.append(place.name), put(new, place)))
    publish(tree(tmp_path / "new", {"index.html": "", "a/b.html": "", "z.css": "", "z.svg": ""}), tmp_path / "out")
    assert order == ["z.css", "z.svg", "b.html", "index.html"]


@pytest.mark.parametrize("after", range(4))
def test_an_interrupted_run_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    publish(tree(tmp_path / "one", ONE), tmp_path / "out")
    put, done = folder._put, 0

    def failing(new: bytes, place: Path) -> None:
        nonlocal done
        if done == after:
            raise KeyboardInterrupt
        done += 1
        put(new, place)

    two = tree(tmp_path / "two", TWO | {"assets/new.css": "new", "e/f.html": "f"})
    monkeypatch.setattr(folder, "_put", failing)
    with pytest.raises(KeyboardInterrupt):
        publish(two, tmp_path / "out")
    monkeypatch.undo()
    assert ONE.items() - {("index.html", "1")} <= files(tmp_path / "out").items()
    publish(two, tmp_path / "out")
    assert files(tmp_path / "out") == files(two)


def test_a_disk_that_cannot_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(new: bytes, place: Path) -> None:
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(folder, "_put", full)
    with pytest.raises(PublishError, match="No space left on device"):
        publish(tree(tmp_path / "new", ONE), tmp_path / "out")


def test_a_name_in_another_case_survives(tmp_path: Path) -> None:
    publish(tree(tmp_path / "one", {"Orders.html": "1"}), tmp_path / "out")
    publish(tree(tmp_path / "two", {"orders.html": "2"}), tmp_path / "out")
    assert (tmp_path / "out/orders.html").read_text("utf-8") == "2"
