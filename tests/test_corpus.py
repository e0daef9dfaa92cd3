"""Real definitions that people published: every one is read and drawn, and every drawing is understood.

They lie beside the checkout, or where PIPEVIZ_CORPUS says, with a `MANIFEST.jsonl` that counts their stages and actions.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from pipeviz import api
from pipeviz.errors import SourceError
from pipeviz.model import Pipeline
from pipeviz.providers.catalogue import is_generic
from tests import judges
from tests.conftest import ROOT
from tests.drawings import CATALOGUE, check_drawings
from tests.judges.mermaid import Judge

CORPUS = Path(os.environ.get("PIPEVIZ_CORPUS", ROOT.parent / "shared" / "corpus"))
KINDS = ("cloudformation", "cdk", "getpipeline")

Row = dict[str, Any]


def manifest() -> list[Row]:
    """The rows of the kinds that are read today."""
    path = CORPUS / "MANIFEST.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
    return [row for row in rows if row["kind"] in KINDS]


ROWS = manifest()
DEFINITIONS = {row["path"]: row["tags"] for row in ROWS if "actions" in row["tags"]}
OTHERS = [row["path"] for row in ROWS if row["path"] not in DEFINITIONS]
UNLIKE = list({str(row["tags"]["body_hash"]): row["path"] for row in ROWS if row["path"] in DEFINITIONS}.values())
"""One of each: some files were published more than once."""

if not ROWS:
    pytest.skip(
        f"{judges.NOT_RUN}corpus of real definitions (no {CORPUS.name} folder beside the checkout)",
        allow_module_level=True,
    )


@lru_cache(maxsize=8)
def pipelines(path: str) -> tuple[Pipeline, ...]:
    """The pipelines of a definition."""
    return api.read([CORPUS / path], catalogue=CATALOGUE).pipelines


DECIDED = {
    "customizations-for-aws-control-tower.template": (5, 5),
    "cicd/templates/template.yaml": (4, 8),
    "labs/iot/pipeline.yaml": (2, 2),
}
"""Stages and actions where defaults of parameters decide a condition; the manifest counts what either branch holds."""


@pytest.mark.parametrize("path", DEFINITIONS)
def test_reads_what_the_manifest_counts(path: str) -> None:
    tags = DEFINITIONS[path]
    found = pipelines(path)
    actions = [action.type for pipeline in found for action in pipeline.actions]
    decided = next((counts for end, counts in DECIDED.items() if path.endswith(end)), None)
    assert len(found) == tags["pipelines"]
    assert (sum(len(pipeline.stages) for pipeline in found), len(actions)) == (
        decided or (tags["stages"], tags["actions"])
    )
    told = Counter({name: count for name, count in tags["providers"].items() if not re.search(r"None|\{", name)})
    read = Counter(f"{one.owner}/{one.category}/{one.provider}" for one in actions)
    assert decided or not told - read


@pytest.mark.parametrize("path", UNLIKE)
def test_every_drawing_is_understood(path: str, mermaid_judge: Judge) -> None:
    details = api.DETAILS if sum(path.encode()) % 4 == 0 else ("overview", "standard")
    for pipeline in pipelines(path):
        check_drawings(mermaid_judge, pipeline, pipelines(path), details)


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_definition_is_refused_in_words(path: str) -> None:
    with suppress(SourceError):
        reading = api.read([CORPUS / path])
        assert reading.pipelines or reading.problems


RECORDS = sorted(path.relative_to(CORPUS).as_posix() for path in (CORPUS / "executions").rglob("*") if path.is_file())
"""Answers of AWS about runs, and events."""


@pytest.mark.parametrize("path", RECORDS)
def test_records_are_read_or_refused_in_words(path: str) -> None:
    with suppress(SourceError):
        histories = [each.load() for each in api.read([CORPUS / path]).recorded]
        assert any(history.executions or history.state for history in histories)


@pytest.mark.parametrize("path", RECORDS)
def test_records_belong_to_the_pipeline_beside_them(path: str, tmp_path: Path) -> None:
    definition = next(
        name for name in DEFINITIONS if name.startswith("getpipeline/") and DEFINITIONS[name]["pipelines"] == 1
    )
    (tmp_path / "definition.json").write_bytes((CORPUS / definition).read_bytes())
    (tmp_path / "record.json").write_bytes((CORPUS / path).read_bytes())
    listed = re.findall(r'"pipelineExecutionId": "([^"]+)"', (CORPUS / path).read_text("utf-8"))
    reading = api.read([tmp_path])
    if "pipelineExecutionSummaries" in (CORPUS / path).read_text("utf-8"):
        (recorded,) = reading.recorded
        assert {run.id for run in recorded.load().executions} == set(listed)


def test_the_whole_folder(record_property: Callable[[str, object], None]) -> None:
    """A run over all of it finds at least what the files hold one by one, and knows nearly every action."""
    found = api.read([CORPUS / kind for kind in KINDS], catalogue=CATALOGUE).pipelines
    assert len({pipeline.key for pipeline in found}) == len(found)
    actions = [action for pipeline in found for action in pipeline.actions]
    generic = Counter(str(action.type) for action in actions if is_generic(CATALOGUE.action(action.type)))
    share = f"{sum(generic.values())} of {len(actions)} actions are drawn generically"
    record_property("summary", f"corpus: {len(found)} pipelines; {share}{_listed(generic)}")
    assert not [name for name in generic if name.split("/")[1] == "AWS"]


def _listed(counts: Counter[str]) -> str:
    return ": " + ", ".join(f"{count} × {name}" for name, count in sorted(counts.items())) if counts else ""
