from __future__ import annotations

import io
from pathlib import Path

from pipeviz.publishers.finished import Finished, Spool, Tree

FILES = {"docs/index.md": b"# Home\n", "docs/a/empty": b"", "docs/a/b.svg": "<svg>é</svg>".encode()}


def spool() -> Spool:
    kept = Spool(io.BytesIO())
    for path, content in FILES.items():
        kept.write(path, content)
    return kept


def tree(folder: Path) -> Tree:
    for path, content in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return Tree(folder)


def test_a_spool_gives_back_each_file_in_any_order() -> None:
    kept = spool()
    assert {path: kept.read(path) for path in reversed(FILES)} == FILES


def test_a_spool_and_a_tree_of_the_same_files_are_alike(tmp_path: Path) -> None:
    one: Finished = spool()
    other: Finished = tree(tmp_path)
    assert one.digests == other.digests
    assert all(one.read(path) == other.read(path) for path in FILES)
