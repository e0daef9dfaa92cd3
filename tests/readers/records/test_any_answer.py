"""Answers of any shape: what botocore's models allow is read, what they do not allow is passed over, and nothing stops the rest."""

from __future__ import annotations

import copy
import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache

import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeviz.errors import SourceError
from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, OPERATIONS, RULES, STATE, operation_of
from pipeviz.readers import read
from tests.conftest import ROOT
from tests.nasty import NASTY

CLI = ROOT / "tests" / "cases" / "runs" / "reading-cli-folder" / "payments"
SERVICES = {"states": "stepfunctions"}
_FEW = 2
_TEXT = st.one_of(st.sampled_from(sorted(NASTY.values())), st.text(st.characters(codec="utf-8"), max_size=12))
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=4,
)


@lru_cache(maxsize=None)
def _shape(operation):
    service, _, name = operation.partition(":")
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    return model.operation_model(name).output_shape


def _of(shape, depth=0):
    """A value of a shape, as the CLI prints it."""
    match shape.type_name:
        case "structure":
            members = {name: _of(member, depth + 1) for name, member in shape.members.items() if depth < 7}
            needed = set(shape.required_members) if depth else set(members)
            return st.fixed_dictionaries(
                {name: members[name] for name in members if name in needed},
                optional={name: member for name, member in members.items() if name not in needed},
            )
        case "list":
            return st.lists(_of(shape.member, depth + 1), max_size=_FEW)
        case "map":
            return st.dictionaries(_of(shape.key, depth + 1), _of(shape.value, depth + 1), max_size=_FEW)
        case "timestamp":
            times = st.datetimes(datetime(2015, 1, 1), datetime(2040, 1, 1))
            written = times.map(lambda each: each.replace(tzinfo=UTC))
            return written.map(datetime.isoformat) | written.map(datetime.timestamp)
        case "string" if shape.enum:
            return st.sampled_from(shape.enum)
        case "string":
            return _TEXT
        case "integer" | "long":
            return st.integers(0, 2**31)
        case "boolean":
            return st.booleans()
    return st.just(1.5)


def _history(folder, *answers):
    (folder / "definition.json").write_bytes((CLI / "definition.json").read_bytes())
    for number, answer in enumerate(answers):
        (folder / f"{number}.json").write_text(json.dumps(answer), "utf-8")
    reading = read([str(folder)])
    return [each.load() for each in reading.recorded]


@pytest.mark.parametrize("operation", sorted({each.name for each in OPERATIONS} - {"codepipeline:GetPipeline"}))
@settings(max_examples=6)
@given(data=st.data())
def test_what_a_service_may_answer_is_read(operation, data, tmp_path_factory):
    answer = data.draw(_of(_shape(operation)))
    runs = json.loads((CLI / "actions.json").read_text("utf-8"))
    (history, *_) = _history(tmp_path_factory.mktemp("any"), answer, runs)
    assert {"0a1b2c3d-0000-4000-8000-000000000003"} <= {run.id for run in history.executions}


LISTS = {EXECUTIONS: "pipelineExecutionSummaries", ACTIONS: "actionExecutionDetails", RULES: "ruleExecutionDetails"}


@pytest.mark.parametrize("operation", sorted(LISTS))
@settings(max_examples=25)
@given(data=st.data())
def test_every_run_that_is_listed_is_there(operation, data, tmp_path_factory):
    rows = data.draw(st.lists(_of(_shape(operation).members[LISTS[operation]].member, 2), max_size=4))
    for number, row in enumerate(rows):
        named = {
            "pipelineExecutionId": f"run-{number % 3}",
            "actionExecutionId": f"a{number}",
            "ruleExecutionId": f"r{number}",
        }
        row |= {**named, "stageName": "Build", "actionName": "Compile", "ruleName": "Alarm"}
    (history,) = _history(tmp_path_factory.mktemp("rows"), {LISTS[operation]: rows})
    assert {run.id for run in history.executions} == {row["pipelineExecutionId"] for row in rows}
    attempts = [each for run in history.executions for each in (*run.actions, *run.rules)]
    assert len(attempts) == (0 if operation == EXECUTIONS else len(rows))


def _paths(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _paths(each, (*path, key))


FILES = (
    "actions.json",
    "runs.json",
    "rules.json",
    "state.json",
    "the-failed-one.json",
    "builds.json",
    "webhooks.json",
    "rule.json",
)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_wrong_type_anywhere_stops_nothing(name, data, tmp_path_factory):
    value = json.loads((CLI / name).read_text("utf-8"))
    *path, last = data.draw(st.sampled_from([path for path in _paths(value) if path]))
    broken = copy.deepcopy(value)
    target = broken
    for key in path:
        target = target[key]
    target[last] = data.draw(_ANY)
    other = json.loads((CLI / ("runs.json" if name == "actions.json" else "actions.json")).read_text("utf-8"))
    (history, *_) = _history(tmp_path_factory.mktemp("wrong"), broken, other)
    assert {"0a1b2c3d-0000-4000-8000-000000000002"} <= {run.id for run in history.executions}


HOSTILE = {
    "deep": b'{"actionExecutionDetails": ' + b"[" * 100_000,
    "deep but closed": b'{"actionExecutionDetails": ' + b"[" * 900 + b"]" * 900 + b"}",
    "deep in a field": b'{"actionExecutionDetails": [{"pipelineExecutionId": "r", "stageName": "s", "actionName": "a", "input": '
    + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}]}",
    "many": b'{"actionExecutionDetails": [' + b"{}," * 1_000_001 + b"{}]}",
    "long number": b'{"pipelineExecutionSummaries": [{"startTime": ' + b"9" * 9_000 + b"}]}",
    "surrogates": b'{"pipelineExecutionSummaries": [{"pipelineExecutionId": "\\ud800", "status": "\\udfff"}]}',
    "not a number": b'{"pipelineExecutionSummaries": [{"pipelineExecutionId": "r", "startTime": NaN}]}',
    "utf-16": '{"pipelineExecutionSummaries": []}'.encode("utf-16"),
    "zipped by half": gzip.compress(b'{"actionExecutionDetails": []}' * 9_000)[:60],
    "zip bomb": gzip.compress(b'{"actionExecutionDetails": [' + b" " * (40 * 2**20)),
    "not zipped": b"\x1f\x8bnothing",
    "events that are none": b'{"detail-type": "CodePipeline Action Execution State Change", "detail": {"state": []}}\n{}',
    "null": b"null\n[null, [], 1, {\"stageStates\": null}]",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file", ["answers.json", "list-action-executions.json.gz", "capture.json"])
def test_hostile_files_are_refused_in_words_or_passed_over(name, file, tmp_path):
    (tmp_path / file).write_bytes(HOSTILE[name])
    (tmp_path / "definition.json").write_bytes((CLI / "definition.json").read_bytes())
    (tmp_path / "runs.json").write_bytes((CLI / "runs.json").read_bytes())
    for sources in ([str(tmp_path)], [str(tmp_path / "definition.json"), str(tmp_path / file)]):
        reading = read(sources)
        assert [each.name for each in reading.pipelines] == ["payments"]
        histories = [each.load() for each in reading.recorded]
        assert len(histories) <= 1
    with suppress(SourceError):
        read([str(tmp_path / file)])


def test_the_operations_are_those_of_the_services():
    for each in OPERATIONS:
        keys = {key.partition(".")[0] for key in each.keys}
        assert keys <= set(_shape(each.name).members), each.name


@pytest.mark.parametrize("name", [EXECUTION, STATE])
def test_single_answers_are_known(name):
    file = {EXECUTION: "the-failed-one.json", STATE: "state.json"}[name]
    assert operation_of(json.loads((CLI / file).read_text("utf-8"))) == name
