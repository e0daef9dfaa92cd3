"""The model's JSON: written, read back, and described by a schema."""

import json

import jsonschema
import pytest

from pipeviz.model import Action, ActionType, Pipeline, Place, Stage, Trigger
from pipeviz.model.json import SCHEMA_ID, dumps, from_builtins, loads, schema

ORDERS = Pipeline(
    key="infra/orders.yaml#Pipeline",
    name="注文 <b>",
    stages=(
        Stage(
            name="Build",
            actions=(
                Action(
                    name="Compile",
                    type=ActionType(category="Build", provider="CodeBuild"),
                    configuration={"ProjectName": "orders"},
                    unknown={"new": [1, None, {"a": True}]},
                    place=Place(file="infra/orders.yaml", line=7),
                ),
            ),
        ),
    ),
    triggers=(Trigger(source_action="Code"),),
    tags={"team": "orders"},
)
TEXT = """\
{
  "$schema": "urn:pipeviz:schema:1",
  "pipeviz": 1,
  "pipelines": [
    {
      "key": "infra/orders.yaml#Pipeline",
      "name": "注文 <b>",
      "stages": [
        {
          "name": "Build",
          "actions": [
            {
              "name": "Compile",
              "type": {
                "category": "Build",
                "provider": "CodeBuild"
              },
              "configuration": {
                "ProjectName": "orders"
              },
              "unknown": {
                "new": [
                  1,
                  null,
                  {
                    "a": true
                  }
                ]
              },
              "place": {
                "file": "infra/orders.yaml",
                "line": 7
              }
            }
          ]
        }
      ],
      "triggers": [
        {
          "sourceAction": "Code"
        }
      ],
      "tags": {
        "team": "orders"
      }
    }
  ]
}
"""


def test_written():
    assert dumps([ORDERS]) == TEXT


def test_read_back():
    assert loads(TEXT) == (ORDERS,)
    assert from_builtins(json.loads(TEXT)) == (ORDERS,)
    assert dumps(loads(TEXT)) == TEXT
    assert loads(dumps([])) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"pipeviz": 1}', "pipelines"),
        ('{"pipelines": [{"key": "a"}]}', r"\$.pipelines\[0\]"),
        ('{"pipelines": [], "color": "red"}', "color"),
        ("{", "truncated"),
    ],
)
def test_anything_else_names_the_place(text, message):
    with pytest.raises(ValueError, match=message):
        loads(text)


def test_the_schema_describes_what_is_written():
    validator = jsonschema.Draft202012Validator(schema())
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == SCHEMA_ID
    assert list(validator.iter_errors(json.loads(TEXT))) == []
    broken = json.loads(TEXT)
    broken["pipelines"][0]["stages"][0]["actions"][0]["runOrder"] = "first"
    del broken["pipelines"][0]["name"]
    assert len(list(validator.iter_errors(broken))) == 2
