"""Sources: which files are looked at, what is said about the others, and what each pipeline is called."""

import json
import os

import pytest

from pipeviz.errors import SourceError
from pipeviz.model import json as model_json
from pipeviz.readers import ReadOptions, read
from pipeviz.readers import files as files_module


def declaration(name="orders", **metadata):
    stage = {"name": "S", "actions": [{"name": "A", "actionTypeId": {"category": "Build", "provider": "CodeBuild"}}]}
    return json.dumps({"pipeline": {"name": name, "roleArn": "r", "stages": [stage]}, "metadata": metadata})


TEMPLATE = "Resources:\n  Pipeline:\n    Type: AWS::CodePipeline::Pipeline\n    Properties:\n      Stages: [{Name: S, Actions: []}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def keys(*sources):
    return [pipeline.key for pipeline in read(sources).pipelines]


def problems(*sources):
    try:
        return [str(problem) for problem in read(sources).problems]
    except SourceError as error:
        return [str(problem) for problem in error.problems]


def test_a_folder_is_searched_in_a_fixed_order_by_content(folder):
    write(folder / "b.json", declaration("b"))
    write(folder / "a.txt", declaration("a"))
    write(folder / "infra" / "no-suffix", TEMPLATE)
    write(folder / "infra" / "deep" / "er" / "c.yaml", TEMPLATE)
    write(folder / "package.json", '{"name": "x", "version": "1"}')
    write(folder / "picture.png", b"\x89PNG\0" + declaration("no").encode())
    write(folder / "empty", "")
    assert keys(".") == ["a.txt#a", "b.json#b", "infra/no-suffix#Pipeline", "infra/deep/er/c.yaml#Pipeline"]
    assert problems(".") == []


@pytest.mark.parametrize(
    "path", [".git/a.json", "node_modules/x/a.json", ".terraform/a.json", "sub/node_modules/a.json", "env/lib/a.json"]
)
def test_some_folders_are_passed_over(folder, path):
    write(folder / "env" / "pyvenv.cfg", "home = /usr/bin\n")
    write(folder / path, declaration("hidden"))
    write(folder / "seen.json", declaration("seen"))
    assert keys(".") == ["seen.json#seen"]


def test_a_link_in_a_circle_ends(folder):
    write(folder / "a" / "p.json", declaration("p"))
    try:
        (folder / "a" / "again").symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    assert keys(".") == ["a/p.json#p"]


def test_a_broken_link_and_a_socket_are_no_problem(folder):
    write(folder / "p.json", declaration("p"))
    try:
        (folder / "dangling.json").symlink_to(folder / "nowhere")
    except OSError:
        pytest.skip("no symbolic links here")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.json")
    assert keys(".") == ["p.json#p"]
    assert problems(".") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"pipeline": {\n"stages": [{"actions": [{"actionTypeId": }]}]', 2),
        ("Resources:\n  P:\n    Type: AWS::CodePipeline::Pipeline\n    Properties: [\n", 5),
        ('# a comment\n\n---\nResources:\n  P: {Type: "AWS::CodePipeline::Pipeline"\n', 6),
        ("Resources:\n  P:\n    Type: AWS::CodePipeline::Pipeline\n\tProperties: x\n", 4),
    ],
)
def test_a_broken_pipeline_in_a_folder_is_reported_and_hides_no_other(folder, text, line):
    write(folder / "broken.yaml", text)
    write(folder / "good.json", declaration("good"))
    assert keys(".") == ["good.json#good"]
    [problem] = problems(".")
    assert problem.startswith(f"broken.yaml:{line}: not valid ")


@pytest.mark.parametrize(
    "text",
    [
        "# Guide\n\nWrite `Type: AWS::CodePipeline::Pipeline`:\n\n```yaml\na: [\n```\n",
        "title: guide\n\n```yaml\nType: AWS::CodePipeline::Pipeline\n  a: [\n```\n",
        'from x import y\n\nTYPE = "AWS::CodePipeline::Pipeline"\nz = {a: [\n',
        "const type = 'AWS::CodePipeline::Pipeline'; {[\n",
        'resource "x" "y" {\n  type = "AWS::CodePipeline::Pipeline"\n',
        "a: [broken, but none of our business\n",
        '{"somebody": "else", ',
    ],
)
def test_what_only_speaks_of_pipelines_is_passed_over(folder, text):
    write(folder / "other", text)
    write(folder / "good.json", declaration("good"))
    assert keys(".") == ["good.json#good"]
    assert problems(".") == []


def test_named_files_must_hold_pipelines_but_do_not_hide_each_other(folder):
    write(folder / "good.json", declaration("good"))
    write(folder / "other.json", "{}")
    write(folder / "broken.json", "{")
    assert keys("other.json", "good.json", "broken.json", "gone.json") == ["good.json#good"]
    told = problems("other.json", "good.json", "broken.json", "gone.json")
    assert [problem.splitlines()[0] for problem in told] == [
        "other.json: holds no pipeline",
        "broken.json:1: not valid JSON: Expecting property name enclosed in double quotes (column 2)",
        "gone.json: no such file or folder",
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: write(folder / "x", "{}"), "x: holds no pipeline"),
        (lambda folder: (folder / "x").mkdir(), "x: no file in this folder holds a pipeline"),
        (lambda folder: None, "x: no such file or folder"),
        (
            lambda folder: write(folder / "x", declaration("\xfc").encode("latin-1").replace(b"\\u00fc", b"\xfc")),
            "x:1: is not UTF-8",
        ),
    ],
)
def test_nothing_to_return_is_an_error(folder, make, message):
    make(folder)
    with pytest.raises(SourceError, match="^" + message):
        read(["x"])


def test_no_source_is_an_error():
    with pytest.raises(SourceError, match="no source was given"):
        read([])


def test_a_large_file_is_refused_when_named_and_passed_over_in_a_folder(folder, monkeypatch):
    monkeypatch.setattr(files_module, "MAX_BYTES", 2000)
    write(folder / "large.json", declaration("large") + " " * 2000)
    write(folder / "small.json", declaration("small"))
    assert keys(".") == ["small.json#small"]
    assert problems("large.json") == ["large.json: is larger than 0 MiB"]


def test_standard_input():
    options = ReadOptions(stdin=lambda: declaration("p").encode())
    [pipeline] = read(["-"], options).pipelines
    assert (pipeline.key, pipeline.place.file) == ("stdin#p", "stdin")


def test_the_same_file_is_read_once(folder):
    write(folder / "p.json", declaration("p"))
    assert keys("p.json", "./p.json", ".", str(folder / "p.json")) == ["p.json#p"]
    assert problems("p.json", ".") == []


ARN = "arn:aws:codepipeline:eu-west-1:111122223333:orders"


def test_a_key_is_the_arns_parts_or_path_and_name(folder):
    write(folder / "known.json", declaration("orders", pipelineArn=ARN))
    write(folder / "unknown.json", declaration("orders"))
    write(folder / "infra" / "t.yaml", TEMPLATE)
    assert keys(".") == ["111122223333/eu-west-1/orders", "unknown.json#orders", "infra/t.yaml#Pipeline"]


def test_equal_keys_are_told_apart_and_nothing_is_dropped(folder):
    write(folder / "a.json", declaration("orders", pipelineArn=ARN))
    write(folder / "b.json", declaration("orders", pipelineArn=ARN))
    write(folder / "c.json", f"[{declaration('same')}, {declaration('same')}]")
    assert keys(".") == [
        "111122223333/eu-west-1/orders@a.json",
        "111122223333/eu-west-1/orders@b.json",
        "c.json#same",
        "c.json#same~2",
    ]
    assert keys("b.json", "c.json", "a.json")[0] == "111122223333/eu-west-1/orders@b.json"


def test_outside_the_current_folder_paths_start_with_the_sources_name(folder, monkeypatch):
    write(folder / "elsewhere" / "infra" / "deep" / "p.json", declaration("p"))
    (folder / "here").mkdir()
    monkeypatch.chdir(folder / "here")
    assert keys("../elsewhere/infra") == ["infra/deep/p.json#p"]
    assert keys(str(folder / "elsewhere" / "infra")) == ["infra/deep/p.json#p"]
    assert keys("../elsewhere/infra/deep/p.json") == ["deep/p.json#p"]
    monkeypatch.chdir(folder)
    assert keys("elsewhere/infra") == ["elsewhere/infra/deep/p.json#p"]


def test_pipevizs_own_json_is_a_source(folder):
    write(folder / "p.json", declaration("orders", pipelineArn=ARN))
    write(folder / "t.yaml", TEMPLATE)
    first = read(["p.json", "t.yaml"]).pipelines
    write(folder / "model.json", model_json.dumps(first))
    assert read(["model.json"]).pipelines == first


def test_a_broken_pipeviz_document_says_where(folder):
    write(folder / "model.json", '{"pipeviz": 1, "pipelines": [{"key": "a", "name": 3}]}')
    [problem] = problems("model.json")
    assert problem.startswith(
        "model.json:1: not a pipeviz document: Expected `str`, got `int` - at `$.pipelines[0].name`"
    )


def test_several_documents_and_pipelines_in_one_file(folder):
    write(folder / "all.json", declaration("a") + "\n" + declaration("b"))
    write(folder / "all.yaml", f"---\n{TEMPLATE}---\nkind: other\n---\n{TEMPLATE}")
    write(folder / "map.json", f'{{"one": {declaration("c")}, "two": {declaration("d")}}}')
    assert keys("all.json", "all.yaml", "map.json") == [
        "all.json#a",
        "all.json#b",
        "all.yaml#Pipeline",
        "all.yaml#Pipeline~2",
        "map.json#c",
        "map.json#d",
    ]


def test_a_logical_id_that_stands_twice_loses_no_pipeline_in_silence(folder):
    write(folder / "twice.yaml", TEMPLATE + TEMPLATE.partition("\n")[2])
    write(folder / "other.yaml", "a: 1\na: 2\n")
    assert keys("twice.yaml") == ["twice.yaml#Pipeline"]
    (problem,) = problems(".")
    assert problem.startswith("twice.yaml:6: the key Pipeline stands here again")


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode on Windows")
def test_a_file_name_that_is_no_text_can_be_written_to_a_file(folder):
    try:
        (folder / "a\udcff.json").write_text(declaration())
    except OSError:
        pytest.skip("this file system refuses such names")
    (key,) = keys(".")
    assert key == "a\ufffd.json#orders"


def test_links_that_lead_in_circles_are_passed_over(folder):
    write(folder / "a.json", declaration())
    try:
        (folder / "loop").symlink_to("loop")
        (folder / "here").symlink_to(".")
    except OSError:
        pytest.skip("this system makes no links")
    assert keys(".") == ["a.json#orders"]
    assert problems("loop") == ["loop: no such file or folder"]


def test_a_folder_that_cannot_be_listed_is_told(folder, monkeypatch):
    write(folder / "a.json", declaration())

    def walk(top, onerror):
        onerror(PermissionError(13, "Permission denied", str(top / "shut")))
        yield str(top), [], ["a.json"]

    (folder / "shut").mkdir()
    monkeypatch.setattr(files_module.os, "walk", walk)
    assert keys(".") == ["a.json#orders"]
    (problem,) = problems(".")
    assert problem.startswith("shut: cannot be read")


def test_a_closed_standard_input_is_an_empty_one(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert problems("-")[0].startswith("stdin: holds no pipeline")
