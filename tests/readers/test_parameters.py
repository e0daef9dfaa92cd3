import pytest

from pipeviz.errors import SourceError
from pipeviz.readers.parameters import read_parameters


@pytest.mark.parametrize(
    "text",
    [
        '{"Env": "prod", "Count": 2, "On": true, "Subnets": ["a", "b"]}',
        '{"Parameters": {"Env": "prod", "Count": "2", "On": "true", "Subnets": "a,b"}, "Tags": {"x": "y"}}',
        "Env: prod\nCount: 2\nOn: true\nSubnets: [a, b]\n",
        """[{"ParameterKey": "Env", "ParameterValue": "prod"}, {"ParameterKey": "Count", "ParameterValue": "2"},
            {"ParameterKey": "On", "ParameterValue": "true"}, {"ParameterKey": "Subnets", "ParameterValue": "a,b"}]""",
        '\ufeff{"Env": "prod", "Count": 2, "On": true, "Subnets": "a,b"}',
    ],
)
def test_every_shape_that_aws_tools_use(tmp_path, text):
    file = tmp_path / "parameters.json"
    file.write_text(text, "utf-8")
    assert read_parameters(file) == {"Env": "prod", "Count": "2", "On": "true", "Subnets": "a,b"}


@pytest.mark.parametrize("text", ['"text"', "[1]", '{"Env": {"a": 1}}', '{"Env": ', '[{"Key": "Env"}]'])
def test_anything_else_is_an_error_that_names_the_file(tmp_path, text):
    file = tmp_path / "parameters.json"
    file.write_text(text, "utf-8")
    with pytest.raises(SourceError, match=r"parameters\.json"):
        read_parameters(file)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_parameters(tmp_path / "none.json")
