"""The promises of the command line: exit codes, data on stdout, words on stderr, nothing heavy imported."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import Run, apart

ORDERS = {
    "pipeline": {
        "name": "orders",
        "roleArn": "arn:aws:iam::111122223333:role/pipeline",
        "artifactStore": {"type": "S3", "location": "bucket"},
        "stages": [
            {"name": "Source", "actions": [{
                "name": "Code", "outputArtifacts": [{"name": "SourceArtifact"}],
                "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "CodeCommit", "version": "1"},
                "configuration": {"RepositoryName": "orders", "BranchName": "main"},
            }]},
            {"name": "Build", "actions": [{
                "name": "Compile", "inputArtifacts": [{"name": "SourceArtifact"}],
                "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"},
                "configuration": {"ProjectName": "orders-build"},
            }]},
        ],
    }
}  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with definitions good and bad, where the command is run."""
    renamed = {"pipeline": {**ORDERS["pipeline"], "name": "billing"}}
    (tmp_path / "orders.json").write_text(json.dumps(ORDERS), "utf-8")
    for folder in ("two", "mixed", "bad", "none"):
        (tmp_path / folder).mkdir()
    (tmp_path / "two" / "orders.json").write_text(json.dumps(ORDERS), "utf-8")
    (tmp_path / "two" / "billing.json").write_text(json.dumps(renamed), "utf-8")
    (tmp_path / "mixed" / "orders.json").write_text(json.dumps(ORDERS), "utf-8")
    for folder in ("mixed", "bad"):
        (tmp_path / folder / "broken.json").write_text(json.dumps(ORDERS)[:-3], "utf-8")
    (tmp_path / "none" / "package.json").write_text('{"name": "x", "version": "1.0.0"}', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


DONE = [
    ("list", "orders.json"),
    ("list", "two", "--format", "json"),
    ("draw", "orders.json"),
    ("draw", "orders.json", "--stage", "Build", "--detail", "full"),
    ("draw", "orders.json", "--view", "stages", "--format", "dot"),
    ("draw", "orders.json", "--view", "artifacts", "--format", "svg"),
    ("draw", "orders.json", "--format", "svg", "-o", "new/folder/orders.svg"),
    ("draw", "two", "--pipeline", "bill*"),
    ("draw", "two", "-o", "drawings"),
    ("build", "two", "--pages", "pages"),
    ("--help",),
    ("--version",),
]
DONE_BUT = [
    (("list", "mixed"), "broken.json"),
    (("draw", "mixed"), "broken.json"),
    (("build", "mixed", "--pages", "pages"), "broken.json"),
]
NOTHING = [
    ((), "Usage"),
    (("draw",), "SOURCE"),
    (("paint", "orders.json"), "paint"),
    (("draw", "orders.json", "--colour", "red"), "--colour"),
    (("draw", "missing.json"), "missing.json"),
    (("draw", "bad/broken.json"), "broken.json:1"),
    (("list", "bad"), "broken.json:1"),
    (("list", "none/package.json"), "package.json"),
    (("draw", "orders.json", "--format", "dot"), "dot"),
    (("draw", "orders.json", "--view", "stages", "--format", "png"), "png"),
    (("draw", "orders.json", "--pipeline", "nobody"), "orders"),
    (("draw", "two", "--pipeline", "*"), "billing"),
    (("draw", "orders.json", "--stage", "Nowhere"), "Build"),
    (("draw", "two", "--format", "svg"), "-o"),
    (("draw", "orders.json", "--parameter", "novalue"), "novalue"),
    (("draw", "orders.json", "--parameters", "missing.yaml"), "missing.yaml"),
    (("draw", "orders.json", "--providers", "missing.yaml"), "missing.yaml"),
    (("build", "bad", "--pages", "pages"), "broken.json:1"),
    (("build", "orders.json", "--pages", "none"), "none"),
]


@pytest.mark.parametrize("arguments", DONE, ids=" ".join)
def test_done(here: Path, run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert outcome.code == 0, outcome.err
    assert not re.search("error|warning|Traceback", outcome.err)


@pytest.mark.parametrize(("arguments", "named"), DONE_BUT)
def test_done_but_something_was_wrong(here: Path, run: Run, arguments: tuple[str, ...], named: str) -> None:
    outcome = run(*arguments)
    assert outcome.code == 1
    assert named in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(("arguments", "named"), NOTHING)
def test_nothing_done(here: Path, run: Run, arguments: tuple[str, ...], named: str) -> None:
    before = sorted(here.rglob("*"))
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert named in outcome.err
    assert "Traceback" not in outcome.err
    assert sorted(here.rglob("*")) == before


def test_list_json(here: Path, run: Run) -> None:
    (row,) = json.loads(run("list", "orders.json", "--format", "json").out)
    expected = {"name": "orders", "type": "V1", "stages": 2, "actions": 2, "file": "orders.json", "line": 1}
    assert {key: row[key] for key in expected} == expected
    assert row["key"]


def test_drawings_do_not_depend_on_hash_seed_or_folder(here: Path) -> None:
    kinds = (
        ("sequence", "mermaid"),
        ("sequence", "svg"),
        ("stages", "svg"),
        ("artifacts", "dot"),
        ("sequence", "json"),
    )
    for view, kind in kinds:
        command = [sys.executable, "-m", "pipeviz", "draw", "orders.json", "--view", view, "--format", kind]
        prints = {
            subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
            for seed in ("1", "2")
        }
        assert len(prints) == 1


def test_standard_input_and_utf8_everywhere() -> None:
    named = {"pipeline": {**ORDERS["pipeline"], "name": "注文"}}
    outcome = apart("draw", "-", stdin=json.dumps(named, ensure_ascii=False).encode())
    assert (outcome.code, outcome.err) == (0, "")
    assert "注文" in outcome.out
    assert "\r" not in outcome.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("draw",),
        ("draw", "--format", "svg"),
        ("draw", "--format", "json"),
        ("draw", "--view", "stages", "--format", "dot"),
    ],
    ids=" ".join,
)
def test_local_commands_import_nothing_heavy(here: Path, arguments: tuple[str, ...]) -> None:
    heavy = ("boto3", "botocore", "mkdocs", "material", "rich", "jinja2", "wasmtime")
    script = (
        "import sys\n"
        "from pipeviz.cli import main\n"
        "try:\n    main()\n"
        f"finally:\n    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", script, arguments[0], "orders.json", *arguments[1:]]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (run.returncode, run.stderr.strip()) == (0, "[]")


def test_a_committed_tree_of_pages_is_compared(tmp_path, run):
    source, pages = tmp_path / "orders.json", tmp_path / "pages"
    source.write_text(json.dumps(ORDERS), "utf-8")
    missing = run("build", source, "--pages", pages, "--check")
    assert missing.code == 1
    assert "--- /dev/null" in missing.out
    assert not pages.exists()
    assert run("build", source, "--pages", pages).code == 0
    assert run("build", source, "--pages", pages, "--check")[:2] == (0, "")
    before = {path: path.read_bytes() for path in pages.rglob("*") if path.is_file()}
    source.write_text(json.dumps(ORDERS).replace("Build", "Compile"), "utf-8")
    stale = run("build", source, "--pages", pages, "--check")
    assert stale.code == 1
    assert "+" in stale.out
    assert "Compile" in stale.out
    assert {path: path.read_bytes() for path in pages.rglob("*") if path.is_file()} == before
    assert run("build", source, "--check").code == 2


def test_a_page_that_goes_is_stale(tmp_path, run):
    source, pages = tmp_path / "orders.json", tmp_path / "pages"
    source.write_text(json.dumps(ORDERS), "utf-8")
    run("build", source, "--pages", pages)
    renamed = {"pipeline": ORDERS["pipeline"] | {"name": "sales"}}
    source.write_text(json.dumps(renamed), "utf-8")
    outcome = run("build", source, "--pages", pages, "--check")
    assert outcome.code == 1
    assert "+++ /dev/null" in outcome.out
