"""Nothing secret stays, and nothing readable goes."""

from __future__ import annotations

import json
import random
import string

import pytest

from pipeviz import redaction
from pipeviz.model import EnvironmentVariable
from pipeviz.redaction import SECRET

BASE_62 = string.ascii_letters + string.digits
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("AKIAIOSFODNN7EXAMPLE", SECRET),
        ("key ASIAIOSFODNN7EXAMPLE!", f"key {SECRET}!"),
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", SECRET),
        ("aws_secret_access_key = abc", f"aws_secret_access_key = {SECRET}"),
        ("https://b/k?X-Amz-Credential=a%2Fb&X-Amz-Signature=0af1&v=2",
         f"https://b/k?X-Amz-Credential={SECRET}&X-Amz-Signature={SECRET}&v=2"),
        ("https://b/k?X-Amz-Security-Token=IQoJ", f"https://b/k?X-Amz-Security-Token={SECRET}"),
        ("https://b/k?AWSAccessKeyId=x&Signature=y", f"https://b/k?AWSAccessKeyId={SECRET}&Signature={SECRET}"),
        ("use ghp_0123456789abcdefghijABCDEFGHIJ012345", f"use {SECRET}"),
        ("github_pat_11AAAAAAA0aBcDeFgHiJkL_x", SECRET),
        ("glpat-aBcDeFgHiJkLmNoPqRsT", SECRET),
        ("glpat-aBcDeFgHiJkL", SECRET),
        ("xoxb-123456789012-abcdefghijkl", SECRET),
        ("https://hooks.slack.com/services/T000/B000/XXXX", f"https://hooks.slack.com/services/{SECRET}"),
        ("npm_abcdefghijklmnopqrstuvwxyz0123456789", SECRET),
        (f"header {JWT}", f"header {SECRET}"),
        (f"cert:\n{PEM}\nend", f"cert:\n{SECRET}\nend"),
        (PEM.partition("-----END")[0], SECRET),
        ("backups/of/the/production/AKIAIOSFODNN7EXAMPLE/keys", f"backups/of/the/production/{SECRET}/keys"),
        ("arn:aws:iam::111122223333:x/AKIAIOSFODNN7EXAMPLE", f"arn:aws:iam::111122223333:x/{SECRET}"),
        ("https://console.aws.amazon.com/x#/view/P/S/A/approve/0f8fad5b-d9cb-469f-a165-70867728950e",
         f"https://console.aws.amazon.com/x#/view/P/S/A/approve/{SECRET}"),
        ("https://b.blob.core.windows.net/c?sv=2022&sig=abc%3D", f"https://b.blob.core.windows.net/c?sv=2022&sig={SECRET}"),
        ("git clone https://user:pa55@github.com/a/b", f"git clone https://{SECRET}@github.com/a/b"),
        ("https://oauth2:${Token}@github.com", f"https://{SECRET}@github.com"),
        ("Authorization: Bearer abc", f"Authorization: {SECRET}"),
        ("curl -H 'Authorization: Basic dXNlcg=='", f"curl -H 'Authorization: {SECRET}'"),
        ("bearer 0123456789", f"bearer {SECRET}"),
        ("password=hunter2", f"password={SECRET}"),
        ("DB_PASSWORD: hunter2, x", f"DB_PASSWORD: {SECRET}, x"),
        ('passwd="two words" x', f'passwd="{SECRET}" x'),
        ('{"apiKey": "abc", "n": 1}', f'{{"apiKey": "{SECRET}", "n": 1}}'),
        ('"{\\"secret\\":\\"abc\\"}"', f'"{{\\"secret\\":{SECRET}"}}"'),
        ("export TOKEN_PROD=abc && make", f"export TOKEN_PROD={SECRET} && make"),
        ("docker login --password hunter2 -u x", f"docker login --password {SECRET} -u x"),
        ("${IsProd ? password=abc : none}", f"${{IsProd ? password={SECRET} : none}}"),
    ],
)  # fmt: skip
def test_a_secret_in_free_text_goes(before: str, after: str) -> None:
    assert redaction.text(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "main",
        "orders-service",
        "arn:aws:iam::111122223333:role/CodePipelineServiceRole-AbCdEfGh1234567890IjKlMnOp",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/token:password-a1B2c3",
        "arn:aws-cn:codestar-connections:cn-north-1:111122223333:connection/aEXAMPLE-8aad-4d5d-8878-dfcab0bc441f",
        "{{resolve:secretsmanager:prod/db:SecretString:password}}",
        "{{resolve:secretsmanager:${DbSecret}:SecretString:token:AWSCURRENT}}",
        "token={{resolve:ssm:/prod/token}}",
        "password=${Password}",
        "secret: #{Build.TOKEN}",
        "https://${User}:${Password}@github.com/a/b",
        "export TOKEN=$GITHUB_TOKEN",
        "TOKEN=$(aws secretsmanager get-secret-value --secret-id prod)",
        "aws ecr get-login-password | docker login --password-stdin registry",
        "SECRET_ARN=prod/db",
        "prod/db:password:AWSPREVIOUS",
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
        f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/Orders/Api@sha256:{DIGEST}",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "mrk-1234abcd12ab34cd56ef1234567890ab",
        "codepipeline-eu-west-1-123456789012",
        "cdk-hnb659fds-assets-111122223333-eu-west-1",
        "mystack-pipelineartifactsbucketaea9a052-1x8abcdefg9h",
        "PipelineBuildSynthCdkBuildProject6BEFA8E6",
        "c82506a27b454f271b71bfc81dcc633cd314f52071_Source",
        "CODEPIPELINE-Prod-BUILD-ARTIFACTS-2024",
        "MyPipeline/SourceArti/AbCdEf1",
        "Releases/2024-05-01/EU-West-1/OrdersService/Template.Prod.yaml",
        "/MyCompanyName/ProductionDeploy/Stage1Config/OrdersService2",
        "tokenizer: standard",
        "npm ci && npm run test:unit -- --reporters=junit --maxWorkers=4",
        "https://example.com:8443/a/b@c",
        "cron(0 6 ? * MON-FRI *)",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert redaction.text(text) == text


@pytest.mark.parametrize("length", [32, 40, 64])
@pytest.mark.parametrize("alphabet", [BASE_62, BASE_62 + "+/", BASE_62 + "-_", string.ascii_lowercase + string.digits])
def test_hardly_a_random_key_escapes(length: int, alphabet: str) -> None:
    dice = random.Random(length)
    keys = ["".join(dice.choices(alphabet, k=length)) for _ in range(500)]
    assert sum(redaction.text(key) == SECRET for key in keys) > 430


@pytest.mark.parametrize(
    "piece",
    ["a", "password", 'password="', "://a:", "${", "${a ${b}", "aB3-", "-----BEGIN A-----", "token-", "token \\", "eyJ",
     "arn:", "--token ", "{{resolve:", "{a}", "authorization ", "password\t", "#{a", "${a[", "AKIA", "bearer ", "x-amz-"],
)  # fmt: skip
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """A quadratic expression would take hours on these."""
    redaction.text(piece * 20_000)
    redaction.text("${" + piece * 20_000)
    redaction.text("token=" + piece * 20_000)


def test_drop_takes_even_a_symbol() -> None:
    assert redaction.configuration({"OAuthToken": "${Token}", "Owner": "acme"}, {"OAuthToken": "drop"}) == {
        "OAuthToken": SECRET,
        "Owner": "acme",
    }


@pytest.mark.parametrize(
    "name", ["OAuthToken", "ClientSecret", "db_password", "ApiKey", "api-key", "SecretKey", "SecretAccessKey", "GitHubTokens",
             "Credentials", "TOKEN", "SecretString"]
)  # fmt: skip
def test_a_name_that_promises_a_secret_is_enough(name: str) -> None:
    assert redaction.is_secret(name)
    assert redaction.named(name, "${Anything}") == SECRET
    assert redaction.configuration({name: "{{resolve:secretsmanager:x}}"}, {}) == {name: SECRET}


@pytest.mark.parametrize(
    "name", ["SecretArn", "TokenUrl", "S3ObjectKey", "InstanceTagKey", "PasswordPolicy", "ProjectName"]
)
def test_a_name_of_something_else_is_not(name: str) -> None:
    assert redaction.named(name, "orders") == "orders"


def test_environment_keeps_names_types_and_references() -> None:
    variables = [
        {"name": "STAGE", "value": "prod"},
        {"name": "KEY", "value": "hunter2", "type": "PLAINTEXT"},
        {"name": "COMMIT", "value": "#{Source.CommitId}", "type": "PLAINTEXT"},
        {"name": "DB", "value": "/prod/db", "type": "PARAMETER_STORE"},
        {"name": "PW", "value": "prod/db:password", "type": "SECRETS_MANAGER"},
    ]
    found = redaction.configuration({"E": json.dumps(variables)}, {"E": "environment"})["E"]
    assert [(each["name"], each.get("type"), each["value"]) for each in json.loads(found)] == [
        ("STAGE", None, SECRET),
        ("KEY", "PLAINTEXT", SECRET),
        ("COMMIT", "PLAINTEXT", "#{Source.CommitId}"),
        ("DB", "PARAMETER_STORE", "/prod/db"),
        ("PW", "SECRETS_MANAGER", "prod/db:password"),
    ]


def test_environment_variables_of_an_action() -> None:
    variables = (
        EnvironmentVariable(name="A", value="hunter2"),
        EnvironmentVariable(name="B", value="${Stage}"),
        EnvironmentVariable(name="C", value="prod/db", type="SECRETS_MANAGER"),
        EnvironmentVariable(name="D", value="hunter2", type="SOMETHING_NEW"),
    )
    assert [each.value for each in redaction.environment(variables)] == [SECRET, "${Stage}", "prod/db", SECRET]
    assert [each.name for each in redaction.environment(variables)] == ["A", "B", "C", "D"]


def test_values_keep_keys_and_references() -> None:
    values = {
        "Stage": "prod",
        "Image": {"Fn::GetParam": ["Build", "image.json", "Uri"]},
        "Code": {"Fn::GetArtifactAtt": ["Build", "ObjectKey"]},
        "Bucket": {"Ref": "Bucket"},
        "Joined": {"Fn::Join": ["", ["hunter2"]]},
        "Commit": "#{Source.CommitId}-${AWS::Region}",
        "Choice": "${IsProd ? hunter2 : none}",
        "Replicas": 3,
        "Debug": True,
        "Deep": {"Inner": ["a", "${B}"]},
        "Empty": "",
    }
    found = redaction.configuration({"P": json.dumps(values)}, {"P": "values"})["P"]
    assert json.loads(found) == {
        "Stage": SECRET,
        "Image": {"Fn::GetParam": ["Build", "image.json", "Uri"]},
        "Code": {"Fn::GetArtifactAtt": ["Build", "ObjectKey"]},
        "Bucket": {"Ref": "Bucket"},
        "Joined": {"Fn::Join": ["", [SECRET]]},
        "Commit": "#{Source.CommitId}-${AWS::Region}",
        "Choice": SECRET,
        "Replicas": SECRET,
        "Debug": True,
        "Deep": {"Inner": [SECRET, "${B}"]},
        "Empty": "",
    }


def test_values_in_a_list_of_pairs() -> None:
    values = [{"ParameterKey": "Stage", "ParameterValue": "prod"}, {"name": "V", "value": "#{A.B}"}]
    found = redaction.configuration({"P": json.dumps(values)}, {"P": "values"})["P"]
    assert json.loads(found) == [
        {"ParameterKey": "Stage", "ParameterValue": SECRET},
        {"name": "V", "value": "#{A.B}"},
    ]


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("hunter2", SECRET),
        ('{"a": ', SECRET),
        ("[" * 100_000, SECRET),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, SECRET),
        ("9" * 10_000, SECRET),
        ("${Parameters}", "${Parameters}"),
        ("BuildArtifact::parameters.json", "BuildArtifact::parameters.json"),
        ("ci/buildspec-prod.yml", "ci/buildspec-prod.yml"),
    ],
)
def test_values_that_are_no_json(value: str, left: str) -> None:
    assert redaction.configuration({"P": value}, {"P": "values"}) == {"P": left}
    assert redaction.configuration({"P": value}, {"P": "environment"}) == {"P": left}


@pytest.mark.parametrize(
    ("link", "left"),
    [
        ("https://ci.example.com/run?sig=abc#log", "https://ci.example.com/run#log"),
        ("https://me:pw@ci.example.com/run", "https://ci.example.com/run"),
        ("https://github.com/acme/orders/commit/#{Source.CommitId}?x=#{A.B}#top?y=1",
         "https://github.com/acme/orders/commit/#{Source.CommitId}#top"),
        ("not a link", "not a link"),
    ],
)  # fmt: skip
def test_a_link_loses_what_can_sign_it(link: str, left: str) -> None:
    assert redaction.configuration({"L": link}, {"L": "url"}) == {"L": left}


def test_a_tree_of_unknown_fields() -> None:
    assert redaction.tree(
        {"a": ["password=x", 1, None], "token": {"deep": "y"}, "b": {"c": "AKIAIOSFODNN7EXAMPLE"}}
    ) == {
        "a": [f"password={SECRET}", 1, None],
        "token": SECRET,
        "b": {"c": SECRET},
    }


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("environmentVariables", '[{"name": "A", "value": "sesame"}]', f'[{{"name": "A", "value": "{SECRET}"}}]'),
        ("ParameterOverrides", '{"A": "sesame"}', f'{{"A": "{SECRET}"}}'),
        ("UserParameters", "sesame", SECRET),
        ("ExternalEntityLink", "https://a/b?sesame=1", "https://a/b"),
        ("ProjectName", "sesame", "sesame"),
    ],
)
def test_what_keys_hold_with_known_providers_goes_with_unknown_ones_too(key: str, value: str, left: str) -> None:
    assert redaction.configuration({key: value}, {}) == {key: left}
