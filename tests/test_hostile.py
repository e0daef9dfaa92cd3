"""Input that means harm, or came by accident: a clear error or a correct drawing, never a traceback, within bounds."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.command import Run, apart
from tests.nasty import NASTY
from tests.test_command_line import ORDERS

NAMED = json.dumps(ORDERS)
PIPELINE = '{"Type": "AWS::CodePipeline::Pipeline", "Properties": %s}'


def _template(properties: str, **sections: object) -> str:
    head = "".join(f'"{name}": {json.dumps(value)}, ' for name, value in sections.items())
    return "{" + head + '"Resources": {"Pipeline": ' + PIPELINE % properties + "}}"


def _laughs(levels: int) -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(
        [
            *lines,
            f"Resources: {{Pipeline: {{Type: 'AWS::CodePipeline::Pipeline', Properties: {{Stages: *a{levels - 1}}}}}}}",
        ]
    )


def _for_each(levels: int) -> str:
    body: object = {"P${I0}": {"Type": "AWS::SNS::Topic"}}
    for level in range(levels):
        body = {f"Fn::ForEach::L{level}": [f"I{level}", [str(n) for n in range(100)], body]}
    resources = {"Pipeline": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Name": "p", "Stages": []}}, **body}  # type: ignore[dict-item]
    return json.dumps({"Transform": "AWS::LanguageExtensions", "Resources": resources})


STAGE = '{"name": "S", "actions": [%s]}'
ACTION = (
    '{"name": "A", "actionTypeId": {"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}%s}'
)
DECLARATION = '{"name": "p", "roleArn": "r", "stages": [%s]}'

HOSTILE: dict[str, str | bytes] = {
    "alias bomb": _laughs(9),
    "alias to itself": "Resources: &r {Pipeline: {Type: 'AWS::CodePipeline::Pipeline', Properties: {Stages: [*r]}}}",
    "merge bomb": "a: &a {x: 1}\nb: &b {<<: [*a, *a]}\nResources: {<<: [*b, *b], P: {Type: 'AWS::CodePipeline::Pipeline'}}",
    "deep JSON": '{"pipeline": ' + "[" * 200_000,
    "deep closed JSON": '{"pipeline": {"name": "x", "stages": ' + "[" * 50_000 + "]" * 50_000 + "}}",
    "deep YAML": "pipeline:\n  stages: " + "[" * 50_000,
    "deep block YAML": "\n".join(" " * depth + "a:" for depth in range(3_000)),
    "deep intrinsics": _template(
        json.dumps({"Name": "p"})[:-1] + ', "Stages": ' + '{"Fn::If": ["C", ' * 3_000 + "[]" + ", []]}" * 3_000 + "}"
    ),
    "python tag": "Resources: !!python/object/apply:os.system ['touch owned']",
    "unknown tags": "Resources: {Pipeline: {Type: 'AWS::CodePipeline::Pipeline', Properties: {Name: !Unheard x, Stages: !Of [1]}}}",
    "nested ForEach": _for_each(6),
    "conditions in a circle": _template(
        '{"Name": {"Fn::If": ["A", "x", "y"]}, "Stages": []}',
        Conditions={"A": {"Condition": "B"}, "B": {"Condition": "A"}},
    ),
    "Sub of itself": _template('{"Name": {"Fn::Sub": ["${a}${a}", {"a": {"Fn::Sub": "${a}"}}]}, "Stages": []}'),
    "huge number": DECLARATION % (STAGE % (ACTION % (', "runOrder": ' + "9" * 6_000))),
    "huge exponent": DECLARATION % (STAGE % (ACTION % ', "runOrder": 1e999')),
    "not a number": DECLARATION % (STAGE % (ACTION % ', "runOrder": NaN')),
    "words for numbers": DECLARATION % (STAGE % (ACTION % ', "runOrder": "first", "timeoutInMinutes": []')),
    "wrong shapes": '{"pipeline": {"name": ["x"], "stages": {"a": 1}, "triggers": "x", "variables": 5, "artifactStore": []}}',
    "nothing but nulls": '{"pipeline": {"name": null, "roleArn": null, "stages": [null, {"name": null, "actions": [null]}]}}',
    "stages of text": DECLARATION % '"a", 1, true, [[]]',
    "lists for maps": DECLARATION % (STAGE % (ACTION % ', "configuration": ["a"], "inputArtifacts": {"name": "x"}')),
    "the same key twice": NAMED.replace('"name": "orders"', '"name": "orders", "name": "other"'),
    "lone surrogates": NAMED.replace('"orders"', r'"\ud800x\udfff"'),
    "null characters": NAMED.replace('"orders"', r'"a\u0000b"'),
    "not UTF-8": NAMED.encode().replace(b"orders", b"\xff\xfe\xfa"),
    "UTF-16": NAMED.encode("utf-16"),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + NAMED.encode(),
    "binary": bytes(range(256)) * 50,
    "nothing": "",
    "white space": " \n\t\n",
    "only a comment": "# nothing\n",
    "two documents": f"---\n{NAMED}\n---\n{NAMED}\n",
    "unclosed": NAMED[:200],
    "trailing words": NAMED + " and more",
    "tabs": "pipeline:\n\tname: x\n",
    "markup": json.dumps(ORDERS).replace("orders", NASTY["closing"].replace("<", "\\u003c")),
}
DRAWN = ("UTF-8 with a mark", "lone surrogates", "null characters", "markup", "the same key twice")
"""Those that hold a pipeline all the same."""


@pytest.mark.parametrize("name", HOSTILE)
def test_an_error_or_a_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    content = HOSTILE[name]
    Path("pipeline.template").write_bytes(content if isinstance(content, bytes) else content.encode())
    for arguments in (("draw",), ("draw", "--format", "svg"), ("draw", "--format", "json"), ("list",)):
        outcome = run(arguments[0], "pipeline.template", *arguments[1:])
        assert outcome.code in ((0, 1) if name in DRAWN else (0, 1, 2))
        assert "Traceback" not in outcome.err
        assert (outcome.out == "") == (outcome.code == 2)
        assert outcome.code == 0 or "pipeline.template" in outcome.err
        outcome.out.encode("utf-8")
    assert not Path("owned").exists()


@pytest.mark.parametrize("name", ["alias bomb", "deep JSON", "deep block YAML", "nested ForEach"])
def test_memory_is_bounded(tmp_path: Path, name: str) -> None:
    source = tmp_path / "pipeline.template"
    content = HOSTILE[name]
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome = apart("draw", source, megabytes=400)
    assert outcome.code in (0, 1, 2)
    assert "Traceback" not in outcome.err
    assert "MemoryError" not in outcome.err


def test_a_huge_file_is_refused_or_read(tmp_path: Path) -> None:
    source = tmp_path / "huge.yaml"
    with source.open("wb") as file:
        for _ in range(200):
            file.write(b"a: [1, 2, 3]\n" * 80_000)
    outcome = apart("list", source, megabytes=400)
    assert outcome.code == 2
    assert "huge.yaml" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_folder_in_a_circle(tmp_path: Path, run: Run) -> None:
    (tmp_path / "orders.json").write_text(NAMED, "utf-8")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere")
    outcome = run("list", tmp_path, "--format", "json")
    assert len(json.loads(outcome.out)) == 1
    assert "Traceback" not in outcome.err
