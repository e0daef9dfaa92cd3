"""The explanation as JSON: what its schema says, complete, and harmless to a terminal."""

from __future__ import annotations

import json as reader
import re

import jsonschema
import pytest
from msgspec.structs import replace

from pipeviz.analysis.diagnosis import Diagnosis
from pipeviz.reports.json import json, schema
from tests.explained import GOOD, RUN, explained
from tests.nasty import NASTY


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_it_holds_what_was_typed_and_fits_its_schema(text: str) -> None:
    written = json(explained(text))
    read = reader.loads(written)
    jsonschema.validate(read, schema())
    assert read["diagnosis"]["paragraph"] == f"Build / Compile failed, because {text}, and that is all."
    assert read["diagnosis"]["log"]["lines"][30] == text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", written)


def test_what_it_says() -> None:
    read = reader.loads(json(explained()))
    assert (read["$schema"], read["pipeviz-explanation"]) == ("urn:pipeviz:schema:explanation:1", 1)
    assert (read["outcome"], read["culprit"], read["complete"]) == ("failed", "build-compile-60", False)
    assert read["execution"]["id"] == RUN
    assert "evidence" not in read["execution"]
    assert [stage["outcome"] for stage in read["stages"]] == ["succeeded", "failed", "unreached", "unreached"]
    assert read["stages"][1]["tries"] == 2
    assert read["stages"][1]["actions"][0] == {
        "name": "Compile",
        "outcome": "failed",
        "attempts": ["build-compile-7", "build-compile-60"],
    }
    assert read["comparison"]["good"] == GOOD
    assert read["comparison"]["versions"] == [11, 12]


def test_without_gaps_it_is_complete() -> None:
    bare = replace(explained(), diagnosis=Diagnosis(headline="h", paragraph="p"), good=None, comparison=None)
    read = reader.loads(json(bare))
    jsonschema.validate(read, schema())
    assert read["complete"] is True
