"""What the commands say about their sources and parameters, and that nothing in these reaches a terminal as it is."""

import json

import pytest

TEMPLATE = """\
Parameters:
  Environment: {Type: String, AllowedValues: [test, production]}
  Password: {Type: String, NoEcho: true, AllowedValues: [sesame]}
  Subnets: {Type: CommaDelimitedList, AllowedValues: [a, b]}
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      Name: !Sub orders-${Environment}-${AWS::Region}
      Stages: [{Name: S, Actions: [{Name: A, ActionTypeId: {Category: Build, Provider: CodeBuild}}]}]
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(TEMPLATE, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["Environment=test", "Subnets=a,b", "AWS::Region=eu-west-1"], ""),
        (["Enviroment=test"], "no template with a pipeline declares the parameter Enviroment\n  hint: did you mean Environ"),
        (["Colour=red"], "hint: there are Environment, Password, Subnets"),
        (["Environment=prod"], "template.yaml:2: parameter Environment does not allow the value that was given\n  hint: it allows test, production"),
        (["Password=open"], "template.yaml:3: parameter Password does not allow the value that was given\n"),
    ],
)  # fmt: skip
def test_a_parameter_that_does_nothing_is_not_passed_over(here, run, given, said):
    outcome = run("list", "template.yaml", *(f"--parameter={each}" for each in given))
    assert outcome.code == (1 if said else 0)
    assert said in outcome.err
    assert "sesame" not in outcome.err
    assert "orders-" in outcome.out


def test_a_file_of_parameters_may_serve_other_templates_too(here, run):
    (here / "parameters.json").write_text('{"Environment": "test", "Colour": "red"}', "utf-8")
    outcome = run("list", "template.yaml", "--parameters", "parameters.json")
    assert (outcome.code, outcome.err) == (0, "")
    assert "orders-test" in outcome.out


def test_names_reach_no_terminal_as_they_are(here, run):
    stage = {"name": "S\x1b]0;x\x07", "actions": [{"name": "A\x1b[2J", "actionTypeId": {}}]}
    for name in ("one", "two"):
        declaration = {"pipeline": {"name": f"{name}\x1b[31m\nx", "roleArn": "r", "stages": [stage]}}
        (here / f"{name}.json").write_text(json.dumps(declaration), "utf-8")
    (here / "template.yaml").unlink()
    for arguments in (
        ("list", "."),
        ("draw", ".", "--pipeline", "*"),
        ("draw", ".", "--stage", "T"),
        ("draw", "one.json"),
    ):
        outcome = run(*arguments)
        assert not {"\x1b", "\x07"} & {*outcome.out, *outcome.err}
    assert "one\\x1b[31m x" in run("list", ".").out


def test_every_problem_is_marked_as_one(here, run):
    outcome = run("list", "none.yaml", "nothing.yaml")
    assert outcome.code == 2
    assert outcome.err.splitlines() == [
        "error: none.yaml: no such file or folder",
        "error: nothing.yaml: no such file or folder",
    ]


def test_a_construct_path_stands_for_a_name_that_cdk_made_up(here, run):
    (here / "template.yaml").write_text(
        TEMPLATE.replace(
            "    Properties:", "    Metadata: {aws:cdk:path: Shop/Orders/Resource}\n    Properties:"
        ).replace("      Name: !Sub orders-${Environment}-${AWS::Region}\n", ""),
        "utf-8",
    )
    assert "Shop/Orders " in run("list", "template.yaml").out
    assert "accTitle: Pipeline Shop/Orders" in run("draw", "template.yaml").out


def test_what_pipeviz_wrote_is_no_source(tmp_path, monkeypatch, run):
    monkeypatch.chdir(tmp_path)
    kind = '{"category": "Build", "owner": "AWS", "provider": "CodeBuild", "version": "1"}'
    stages = f'[{{"name": "Build", "actions": [{{"name": "Build", "actionTypeId": {kind}}}]}}]'
    declaration = f'{{"pipeline": {{"name": "orders", "roleArn": "r", "stages": {stages}}}}}'
    (tmp_path / "orders.json").write_text(declaration, "utf-8")
    for _ in range(2):
        assert run("build", ".", "--pages", "pages").err.startswith("1 pipeline in pages")
    assert run("list", ".").out.count("orders.json") == 1
