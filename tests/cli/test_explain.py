"""`pipeviz explain` as a user meets it: what goes where, and what the exit code says."""

from __future__ import annotations

import json
import re
import shutil

import click
import pytest

from pipeviz.cli import commands
from tests.conftest import ROOT

RUNS = ROOT / "tests" / "cases" / "runs"
FAILED = RUNS / "codebuild-failed"
ID = "8ea9e042-1854-5fe5-b269-e6cfa938bb5f"


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def test_the_last_failed_run_as_text(run):
    outcome = run("explain", FAILED)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("✗ Build / Compile failed")
    assert ID in outcome.out
    assert "\x1b" not in outcome.out


@pytest.mark.parametrize("wanted", ["last-failed", "latest", ID, ID[:8]])
def test_which_run(run, wanted):
    assert json.loads(run("explain", FAILED, "--execution", wanted, "--format", "json").out)["execution"]["id"] == ID


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.md", "## ✗ "), ("a.html", "<!doctype html>\n"), ("a.HTML", "<!doctype html>\n"), ("a.json", "{\n"), ("a.txt", "✗ "), ("a", "✗ ")],
)  # fmt: skip
def test_the_format_is_what_the_file_is_named_for(run, tmp_path, name, start):
    outcome = run("explain", FAILED, "-o", tmp_path / "new" / name)
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.startswith("Build / Compile failed")
    assert (tmp_path / "new" / name).read_text("utf-8").startswith(start)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_a_format_goes_before_the_name(run, tmp_path):
    assert run("explain", FAILED, "-o", tmp_path / "a.txt", "--format", "json").code == 0
    assert json.loads((tmp_path / "a.txt").read_text("utf-8"))["pipeviz-explanation"] == 1


def test_stdout_and_file_hold_the_same(run, tmp_path):
    for kind in ("text", "markdown", "html", "json"):
        shown = run("explain", FAILED, "--format", kind).out
        run("explain", FAILED, "--format", kind, "-o", tmp_path / "x")
        assert (tmp_path / "x").read_bytes() == shown.encode()


@pytest.mark.parametrize(
    ("source", "options", "words"),
    [
        ("codebuild-failed", ["--execution", "zzz"], f"error: no run 'zzz' of account-1/eu-west-1/orders is recorded; there are:\n  {ID}"),
        ("retry-then-success", [], "error: no failed run of account-1/eu-west-1/orders is recorded; there are:"),
        ("codebuild-failed", ["--pipeline", "web"], "error: no pipeline 'web'; there are:\n  account-1/eu-west-1/orders"),
        ("codebuild-failed", ["--templates", "nowhere", "--format", "html"], "error: there is no folder nowhere"),
    ],
)  # fmt: skip
def test_no_such_run(run, source, options, words):
    outcome = run("explain", RUNS / source, *options)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(words)


def test_definitions_alone_hold_no_run(run):
    outcome = run("explain", ROOT / "tests/cases/gallery/manual-approval-with-notification.json")
    assert outcome.code == 2
    assert "is recorded\n  hint: runs are read from a recording, or from a folder with what get-pipeline" in outcome.err


def test_missing_evidence_is_named_and_leaves_with_1(run, tmp_path):
    recording = shutil.copytree(FAILED, tmp_path / "recording")
    capture = next(recording.rglob("capture.json"))
    evidence = next(recording.rglob("logs.get-log-events.json"))
    evidence.unlink()
    gap = {
        "operation": "logs:GetLogEvents",
        "reason": "denied",
        "detail": "User is not authorized",
        "allow": "logs:GetLogEvents",
    }
    gap["of"] = evidence.parent.name.removeprefix("Build-Compile-")
    capture.write_text(json.dumps(json.loads(capture.read_text("utf-8")) | {"gaps": [gap]}), "utf-8")
    outcome = run("explain", recording)
    assert outcome.code == 1
    assert outcome.err == (
        "warning: evidence is missing: logs:GetLogEvents was denied: User is not authorized\n  hint: allow logs:GetLogEvents\n"
    )
    assert "! logs:GetLogEvents was denied: User is not authorized" in outcome.out


def test_which_pipeline_was_chosen_is_told(run, tmp_path):
    shutil.copytree(FAILED / "account-1", tmp_path / "account-1")
    good = tmp_path / "account-1/eu-west-1/web"
    shutil.copytree(RUNS / "retry-then-success/account-1/eu-west-1/orders", good)
    for file in good.rglob("*.json"):
        file.write_text(file.read_text("utf-8").replace('"orders"', '"web"').replace(":orders", ":web"), "utf-8")
    outcome = run("explain", tmp_path)
    assert outcome.err == f"orders is the only one of 2 pipelines with a failed run: {ID}\n"
    assert "--pipeline orders --execution 8ea9e042" in outcome.out


def test_a_terminal_gets_colours_its_width_and_no_colour_where_it_wants_none(run, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    wide = run("explain", FAILED).out
    assert "\x1b[" in wide
    assert (
        max(len(re.sub("\x1b\\[[0-9;]*m|\x1b\\]8;[^\x1b]*\x1b\\\\", "", line)) for line in wide.splitlines()[:10]) > 80
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search("\x1b\\[(?:[0-9;]*;)?3[0-7]", run("explain", FAILED).out)
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in run("explain", FAILED).out


def test_what_it_says_to_type_next_can_be_typed(run):
    lines = [line.strip()[2:] for line in run("explain", FAILED).out.splitlines() if line.strip().startswith("$ ")]
    assert lines
    parent = click.Context(commands, **commands.context_settings)
    for line in lines:
        name, *arguments = line.split()[1:]
        assert commands.commands[name].make_context(name, arguments, parent=parent)
