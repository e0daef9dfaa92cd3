"""Live through addresses: what a recording in memory holds is what readers and diagnosis make of any other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeviz import api, live
from pipeviz.analysis.choose import choose
from pipeviz.errors import UsageError
from pipeviz.readers.addresses import Address, address
from tests.aws.client import serving
from tests.aws.world import world_from
from tests.conftest import ROOT

CASES = ROOT / "tests/cases/runs"
ARN = "arn:aws:codepipeline:eu-west-1:111122223333:orders"
PAGE = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/orders/view?region=eu-west-1"


def on_disk(files: Mapping[str, bytes], folder: Path) -> str:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return str(folder)


@pytest.mark.parametrize("source", ["aws:orders", ARN, PAGE])
def test_the_last_failed_run_with_its_cause(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str) -> None:
    asked = address(source)
    assert asked is not None
    with serving(monkeypatch, world_from(CASES / "cloudformation-nested-stack")) as aws:
        files = live.one(asked)
        assert len(aws.calls) <= 15
    reading = api.read([on_disk(files, tmp_path)])
    (recorded,) = reading.recorded
    failed = choose(recorded.load(), "last-failed")
    assert failed.actions_recorded
    assert [each.operation for each in failed.evidence] == ["cloudformation:DescribeEvents"] * 2


def test_every_case_costs_fifteen_calls_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = {}
    for case in sorted(CASES.glob("*/account-1/eu-west-1/orders")):
        name = case.parents[2].name
        with serving(monkeypatch, world_from(case.parents[2])) as aws:
            live.one(Address(pipeline="orders"))
            costs[name] = len(aws.calls)
    assert len(costs) > 30
    assert {name: calls for name, calls in costs.items() if calls > 15} == {}


def test_definitions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(monkeypatch, world_from(CASES / "codebuild-failed")) as aws:
        files, captured = live.recording(Address())
        assert captured.is_whole
        assert {call.name for call in aws.calls} == {
            "sts:GetCallerIdentity",
            "codepipeline:ListPipelines",
            "codepipeline:GetPipeline",
        }
    (pipeline,) = api.read([on_disk(files, tmp_path)]).pipelines
    assert pipeline.name == "orders"


def test_one_pipeline_has_to_be_named() -> None:
    for source in ("aws:", "aws:orders*"):
        asked = address(source)
        assert asked is not None
        with pytest.raises(UsageError, match="name one pipeline"):
            live.one(asked)
