"""Expressions of templates: what is decided, and how that reads which is not."""

import base64

import pytest

from pipeviz.errors import SourceError
from pipeviz.readers.cloudformation.evaluation import decide, evaluate
from pipeviz.readers.cloudformation.names import names
from pipeviz.readers.cloudformation.scope import new_scope
from pipeviz.readers.cloudformation.symbols import NOTHING
from pipeviz.readers.document import parse

TEMPLATE = """
Parameters:
  Env: {Type: String, Default: dev}
  Open: {Type: String}
  Names: {Type: CommaDelimitedList, Default: "a, b,c"}
  Path: {Type: "AWS::SSM::Parameter::Value<String>", Default: /orders/branch}
  Hidden: {Type: String, NoEcho: true, Default: hunter2}
  Empty: {Type: String, NoEcho: "true", Default: ""}
  ApiToken: {Type: String, Default: not-marked}
Mappings:
  Accounts:
    dev: {id: "012345678901", zones: [x, y]}
Conditions:
  IsDev: !Equals [!Ref Env, dev]
  IsProd: !Not [!Condition IsDev]
  IsOpen: !Equals [!Ref Open, "yes"]
  Same: !Equals [!Ref Open, !Ref Open]
  Both: !And [!Condition IsDev, !Condition IsOpen]
  Neither: !And [!Condition IsProd, !Condition IsOpen]
  Either: !Or [!Condition IsDev, !Condition IsOpen]
  HasSecret: !Not [!Equals [!Ref Empty, ""]]
  Loop: !Not [!Condition Loop]
  Odd: !Contains [[a], a]
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Named: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "orders-${Env}"}}
  Vague: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "orders-${AWS::Region}"}}
  Repository: {Type: "AWS::CodeCommit::Repository", Properties: {RepositoryName: orders}}
"""


def scope(**given):
    [template] = parse(TEMPLATE, "f")
    found = new_scope(template, {name.replace("__", "::"): value for name, value in given.items()}, "f")
    return found._replace(names=names(found))


def value(text, **given):
    [document] = parse(f"value: {text}", "f")
    return evaluate(document["value"], scope(**given))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!Ref Env", "dev"),
        ("!Ref Open", "${Open}"),
        ("!Ref Names", ["a", "b", "c"]),
        ("!Ref Path", "{{resolve:ssm:/orders/branch}}"),
        ("!Ref Hidden", "[secret]"),
        ("!Ref ApiToken", "[secret]"),
        ("!Ref Bucket", "${Bucket}"),
        ("!Ref Named", "orders-dev"),
        ("!Ref Vague", "${Vague}"),
        ("!Ref AWS::Region", "${AWS::Region}"),
        ("!Ref AWS::NoValue", NOTHING),
        ("!Ref {a: 1}", '${{"a":"1"}}'),
        ("!GetAtt Bucket.Arn", "${Bucket.Arn}"),
        ("!GetAtt Repository.Name", "orders"),
        ("!GetAtt [Stack, Outputs.Url]", "${Stack.Outputs.Url}"),
        ("!Sub 'x-${Env}-${Bucket}-${Bucket.Arn}'", "x-dev-${Bucket}-${Bucket.Arn}"),
        ("!Sub ['${A}/${Env}', {A: !Ref Env}]", "dev/dev"),
        ("!Sub '${!Literal} ${ Env }'", "${Literal} dev"),
        ("!Sub '#{Source.CommitId} $5 {}'", "#{Source.CommitId} $5 {}"),
        ("!Sub 'token ${Hidden}'", "token [secret]"),
        ("!Sub '${Names}'", "a,b,c"),
        ("!Join ['-', [a, !Ref Env, !Ref Open]]", "a-dev-${Open}"),
        ("!Join [',', !Ref Names]", "a,b,c"),
        ("!Join [',', !Ref Subnets]", "${Subnets}"),
        ("!Select [1, !Ref Names]", "b"),
        ("!Select ['2', [a, b, c]]", "c"),
        ("!Select [0, !GetAZs '']", "${AZs[0]}"),
        ("!Select [1, !Split ['/', !Ref Open]]", "${Open.split(/)[1]}"),
        ("!Select [9, [a]]", '${Select([9,["a"]])}'.replace("9", '"9"')),
        ("!Split ['/', org/repo]", ["org", "repo"]),
        ("!Split [':', !Sub 'arn:${AWS::Partition}:s3:::b']", ["arn", "${AWS::Partition}", "s3", "", "", "b"]),
        ("!If [IsDev, a, b]", "a"),
        ("!If [IsProd, a, b]", "b"),
        ("!If [IsOpen, a, b]", "${IsOpen ? a : b}"),
        ("!If [IsOpen, !Ref Bucket, !Ref AWS::NoValue]", "${IsOpen ? Bucket : none}"),
        ("!If [IsOpen, same, same]", "same"),
        ("!If [IsOpen, !If [IsOpen, a, b], c]", "${IsOpen ? a : c}"),
        ("!If [IsOpen, {k: 1, l: 2}, {k: 1, l: 3}]", {"k": "1", "l": "${IsOpen ? 2 : 3}"}),
        ("!If [IsOpen, {Id: x}, !Ref AWS::NoValue]", {"Id": "x"}),
        ("[a, !If [IsOpen, b, c]]", ["a", "${IsOpen ? b : c}"]),
        ("!If [IsOpen, [a, b], [b, c]]", ["a", "b", "c"]),
        ("[a, !Ref AWS::NoValue, b]", ["a", "b"]),
        ("{a: !Ref AWS::NoValue, b: 1}", {"b": "1"}),
        ("!If [Unknown, a, b]", "${Unknown ? a : b}"),
        ("!If [broken]", '${If(["broken"])}'),
        ("!FindInMap [Accounts, !Ref Env, id]", "012345678901"),
        ("!FindInMap [Accounts, dev, zones]", ["x", "y"]),
        ("!FindInMap [Accounts, !Ref AWS::Region, id]", "${Accounts.AWS::Region.id}"),
        ("!FindInMap [Accounts, prod, id, {DefaultValue: none at all}]", "none at all"),
        ("!FindInMap [Accounts, prod, id]", "${Accounts.prod.id}"),
        ("!ImportValue shared-connection", "${import:shared-connection}"),
        ("!ImportValue {Fn::Sub: '${Open}-connection'}", "${import:${Open}-connection}"),
        ("!Base64 hi", "aGk="),
        ("!Base64 password=hunter2", base64.b64encode(b"password=[secret]").decode()),
        ("!Base64 {Ref: Open}", "${Base64(Open)}"),
        ("!Cidr [10.0.0.0/24, 2, 6]", ["10.0.0.0/26", "10.0.0.64/26"]),
        ("!Cidr [nonsense, 2, 6]", '${Cidr(["nonsense","2","6"])}'),
        ("!GetAZs {Ref: AWS::Region}", "${AZs}"),
        ("!GetAZs eu-west-1", "${AZs(eu-west-1)}"),
        ("!Length [a, b]", 2),
        ("!Length {Ref: Names}", 3),
        ("!ToJsonString {a: [1, !Ref Env]}", '{"a":["1","dev"]}'),
        ("!Transform {Name: 'AWS::Include', Parameters: {Location: s3}}", "${transform:AWS::Include}"),
        ("!Madeup [a]", '${Madeup(["a"])}'),
        ("'{{resolve:secretsmanager:token}}'", "{{resolve:secretsmanager:token}}"),
        ("{Fn::GetArtifactAtt: [Build, ObjectKey]}", {"Fn::GetArtifactAtt": ["Build", "ObjectKey"]}),
        ("{'Fn::ForEach::K': [Name, [x, y-1], {'key-${Name}': !Ref Name}]}", {"key-x": "x", "key-y-1": "y-1"}),
        ("{'Fn::ForEach::K': [Name, [y-1], {'key&{Name}': 1}]}", {"keyy1": "1"}),
        ("{'Fn::ForEach::K': [Name, !Ref Open, {'key-${Name}': !Ref Name}]}", {"key-${Name}": "${Name}"}),
        ("{'Fn::ForEach::K': [A, [1, 2], {'Fn::ForEach::L': [B, [x], {'${A}${B}': z}]}]}", {"1x": "z", "2x": "z"}),
    ],
)
def test_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("!Ref Env", {"Env": "prod"}, "prod"),
        ("!If [IsDev, a, b]", {"Env": "prod"}, "b"),
        ("!If [IsOpen, a, b]", {"Open": "yes"}, "a"),
        ("!Sub '${AWS::Region}/${AWS::AccountId}'", {"AWS__Region": "eu-west-1"}, "eu-west-1/${AWS::AccountId}"),
        ("!Ref Hidden", {"Hidden": "swordfish"}, "[secret]"),
        ("!Ref Names", {"Names": "z"}, ["z"]),
    ],
)
def test_given_parameters_decide(text, given, expected):
    assert value(text, **given) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("IsDev", True),
        ("IsProd", False),
        ("IsOpen", None),
        ("Same", True),
        ("Both", None),
        ("Neither", False),
        ("Either", True),
        ("HasSecret", False),
        ("Loop", None),
        ("Odd", None),
        ("Missing", None),
    ],
)
def test_condition(condition, expected):
    assert decide(condition, scope()) is expected


def test_what_a_secret_hides_decides_but_does_not_show():
    given = scope(Empty="hunter2")
    assert decide("HasSecret", given) is True
    assert evaluate({}, given) == {}
    assert "hunter2" not in repr([given.parameters["Empty"], value("!Sub 'x${Empty}'", Empty="hunter2")])


def test_a_long_chain_of_conditions_stays_open_instead_of_failing():
    conditions = "".join(f"  C{n}: !Condition C{n + 1}\n" for n in range(2000))
    [template] = parse(f"Conditions:\n{conditions}  C2000: !Equals [a, a]\n", "f")
    assert decide("C0", new_scope(template, {}, "f")) is None


def test_doubling_text_is_cut():
    text = "x"
    for _ in range(25):
        text = f"!Sub ['${{a}}${{a}}', {{a: {text}}}]"
    assert len(value(text)) < 100_000


def test_loops_in_loops_end_in_an_error():
    text = "{k: v}"
    for n in range(8):
        text = f"{{'Fn::ForEach::L{n}': [V{n}, [{','.join('abcdefgh')}], {text}]}}"
    with pytest.raises(SourceError, match="expands to more"):
        value(text)


def test_a_mapping_holds_secrets_under_secret_names():
    [template] = parse("Mappings: {Hub: {prod: {Token: sesame, Branch: main}}}", "f")
    found = new_scope(template, {}, "f")
    [document] = parse("a: !FindInMap [Hub, prod, Token]\nb: !FindInMap [Hub, prod, Branch]", "f")
    assert evaluate(document, found) == {"a": "[secret]", "b": "main"}
