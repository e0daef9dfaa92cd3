"""Where `draw` puts its drawings, and what it says when it shows but a part."""

import json

import pytest


def declaration(**actions):
    def action(name):
        kind = {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}
        return {"name": name, "actionTypeId": kind, "configuration": {name: name}}

    stages = [
        {"name": stage, "actions": [action(f"A{each}") for each in range(count)]} for stage, count in actions.items()
    ]
    return json.dumps({"pipeline": {"name": "orders", "roleArn": "r", "stages": stages}})


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.json").write_text(declaration(Build=1, Test=1), "utf-8")
    (tmp_path / "long.json").write_text(declaration(Build=60, Test=2), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "file"),
    [("orders.mmd", "orders.mmd"), ("new/x.mmd", "new/x.mmd"), ("new/", "new/orders.mmd"), ("old", "old/orders.mmd")],
)
def test_a_single_drawing_is_a_file_or_one_in_a_folder(here, run, target, file):
    (here / "old").mkdir()
    assert run("draw", "short.json", "-o", target).code == 0
    assert (here / file).read_text("utf-8").startswith("sequenceDiagram\n")


def test_parts_go_into_a_folder_that_is_made_for_them(here, run):
    outcome = run("draw", "long.json", "-o", "new")
    assert (outcome.code, outcome.out) == (0, "")
    names = sorted(path.name for path in (here / "new").iterdir())
    assert names[0] == "orders-00-overview.mmd"
    assert outcome.err == f"{len(names)} drawings in new\n"


@pytest.mark.parametrize("target", ["short.json", "new.mmd"])
def test_parts_do_not_go_into_what_is_named_like_a_file(here, run, target):
    outcome = run("draw", "long.json", "--format", "mermaid", "-o", target)
    assert outcome.code == 2
    assert f"{target} is a file; name a folder" in outcome.err
    assert sorted(path.name for path in here.iterdir()) == ["long.json", "short.json"]


def test_a_part_says_how_to_see_the_rest(here, run):
    whole = run("draw", "long.json")
    assert whole.out.count("sequenceDiagram") == 1
    assert (
        "this is its overview. Draw a stage with --stage NAME (Build, Test), or everything with -o FOLDER." in whole.err
    )
    stage = run("draw", "long.json", "--stage", "Build")
    assert "stage Build is too long for one drawing: this is the first part. Draw all with -o FOLDER." in stage.err
    assert run("draw", "long.json", "--stage", "Test").err == ""


@pytest.mark.parametrize(("target", "start"), [("x.svg", "<svg"), ("x.mmd", "sequenceDiagram"), ("x.txt", "sequence")])
def test_the_format_is_what_the_file_is_named_for(here, run, target, start):
    assert run("draw", "short.json", "-o", target).code == 0
    assert (here / target).read_text("utf-8").startswith(start)
