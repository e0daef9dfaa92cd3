"""CDK's cloud assembly: environments, nested assemblies, construct paths, and what no manifest lists."""

import json

import pytest

from pipeviz.readers import read


def template(name=None, path=None):
    resource = {
        "Type": "AWS::CodePipeline::Pipeline",
        "Properties": {"Stages": [{"Name": "S", "Actions": []}]} | ({"Name": name} if name else {}),
        **({"Metadata": {"aws:cdk:path": path}} if path else {}),
    }
    return json.dumps({"Resources": {"Pipe1234": resource}})


def stack(template_file, environment, metadata=None):
    found = {
        "type": "aws:cloudformation:stack",
        "environment": environment,
        "properties": {"templateFile": template_file},
    }
    return found | ({"metadata": metadata} if metadata else {})


def manifest(**artifacts):
    return json.dumps({"version": "36.0.0", "artifacts": artifacts}, indent=1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **contents):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")


def listed(source):
    return [(pipeline.key, pipeline.title, pipeline.account, pipeline.region) for pipeline in read([source]).pipelines]


def assembly(folder):
    nested = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    path = {"/Tools/Pipe/Resource": [{"type": "aws:cdk:logicalId", "data": "Pipe1234"}]}
    write(
        folder,
        manifest__json=manifest(
            Tree={"type": "cdk:tree", "properties": {"file": "tree.json"}},
            Known=stack("Known.template.json", "aws://111122223333/eu-west-1"),
            Unknown=stack("Unknown.template.json", "aws://unknown-account/us-east-1"),
            Tools=stack("Tools.template.json", "aws://unknown-account/unknown-region", path),
            Prod=nested,
        ),
        Known__template__json=template("orders", "Known/Orders/Resource"),
        Unknown__template__json=template("orders", "Unknown/Orders/Resource"),
        Tools__template__json=template(),
        Stray__template__json=template(path="Stray/Orders/Resource"),
    )
    write(
        folder / "assembly-Prod",
        manifest__json=manifest(Inner=stack("Inner.template.json", "aws://444455556666/eu-west-1")),
        Inner__template__json=template("orders", "Prod/Inner/Orders/Resource"),
    )


def test_a_manifest_leads_to_every_template_once(folder):
    assembly(folder / "cdk.out")
    assert listed("cdk.out") == [
        ("111122223333/eu-west-1/orders", "Known/Orders", "111122223333", "eu-west-1"),
        ("cdk.out/Unknown.template.json#Pipe1234", "Unknown/Orders", None, "us-east-1"),
        ("cdk.out/Tools.template.json#Pipe1234", "Tools/Pipe", None, None),
        ("444455556666/eu-west-1/orders", "Prod/Inner/Orders", "444455556666", "eu-west-1"),
        ("cdk.out/Stray.template.json#Pipe1234", "Stray/Orders", None, None),
    ]


def test_an_assembly_inside_a_searched_folder_is_read_through_its_manifest(folder):
    assembly(folder / "app" / "cdk.out")
    assert [key for key, *_ in listed(".")] == [
        "111122223333/eu-west-1/orders",
        "app/cdk.out/Unknown.template.json#Pipe1234",
        "app/cdk.out/Tools.template.json#Pipe1234",
        "444455556666/eu-west-1/orders",
        "app/cdk.out/Stray.template.json#Pipe1234",
    ]


def test_a_manifest_can_be_named(folder):
    assembly(folder / "cdk.out")
    assert len(listed("cdk.out/manifest.json")) == 4


def test_a_pipeline_that_cloudformation_names_has_its_path_for_a_key(folder):
    write(folder, manifest__json=manifest(A=stack("A.json", "aws://111122223333/eu-west-1")), A__json=template())
    assert listed(".") == [("A.json#Pipe1234", None, "111122223333", "eu-west-1")]


def test_the_environment_is_known_in_the_template(folder):
    text = template("orders").replace('"Name": "S"', '"Name": {"Fn::Sub": "${AWS::Region}/${AWS::AccountId}"}')
    write(folder, manifest__json=manifest(A=stack("A.json", "aws://111122223333/eu-west-1")), A__json=text)
    assert read(["."]).pipelines[0].stages[0].name == "eu-west-1/111122223333"


@pytest.mark.parametrize("path", ["gone.template.json", "../outside.json", "/etc/hostname"])
def test_a_listed_file_that_is_not_in_the_assembly_is_a_problem(folder, path):
    write(folder, outside__json=template("outside"))
    write(
        folder / "cdk.out",
        manifest__json=manifest(
            Good=stack("Good.json", "aws://unknown-account/unknown-region"),
            Bad=stack(path, "aws://unknown-account/unknown-region"),
        ),
        Good__json=template("good"),
    )
    reading = read(["cdk.out"])
    assert [pipeline.name for pipeline in reading.pipelines] == ["good"]
    [problem] = reading.problems
    assert (problem.file, problem.message) == ("cdk.out/manifest.json", f"the assembly has no file {path}")
    assert problem.line == 11
