"""The gallery shows every provider, every rule, every way to start, and what else a pipeline can be."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from pipeviz import readers
from pipeviz.analysis.starts import starts
from pipeviz.model import Pipeline
from pipeviz.providers import is_generic, load_catalogue
from pipeviz.readers import ReadOptions
from tests.providers.matrix import ANY_CUSTOM, FIVE_MODES, ROWS, RULES

GALLERY = Path(__file__).parents[1] / "cases" / "gallery"
CATALOGUE = load_catalogue()


@lru_cache(maxsize=1)
def pipelines() -> tuple[Pipeline, ...]:
    reading = readers.read([str(GALLERY)], ReadOptions())
    assert reading.problems == ()
    return reading.pipelines


def types() -> set[str]:
    return {str(action.type) for pipeline in pipelines() for action in pipeline.actions}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_case(row: str) -> None:
    assert row in types()


@pytest.mark.parametrize("category", ANY_CUSTOM)
def test_custom_actions_of_every_category_have_a_case(category: str) -> None:
    named = {row for row in ROWS if row.startswith(f"{category}/Custom/")}
    assert any(text.startswith(f"{category}/Custom/") for text in types() - named)


def test_no_action_of_aws_is_drawn_generically() -> None:
    actions = [action for pipeline in pipelines() for action in pipeline.actions if action.type.owner == "AWS"]
    assert [str(action.type) for action in actions if is_generic(CATALOGUE.action(action.type))] == []


@pytest.mark.parametrize("provider", RULES)
def test_every_rule_provider_has_a_case(provider: str) -> None:
    conditions = [
        condition
        for pipeline in pipelines()
        for stage in pipeline.stages
        for condition in (
            *stage.before_entry,
            *stage.on_success,
            *(stage.on_failure.conditions if stage.on_failure else ()),
        )
    ]
    assert any(rule.provider == provider for condition in conditions for rule in condition.rules)


@pytest.mark.parametrize("mode", FIVE_MODES)
def test_every_action_mode_has_a_case(mode: str) -> None:
    assert any(
        action.configuration.get("ActionMode") == mode for pipeline in pipelines() for action in pipeline.actions
    )


@pytest.mark.parametrize(
    "kind", ["push", "pull_request", "connection", "event", "schedule", "polling", "webhook", "pipeline"]
)
def test_every_way_to_start_has_a_case(kind: str) -> None:
    assert any(start.kind == kind for pipeline in pipelines() for start in starts(pipeline, pipelines()))


def test_the_pipeline_of_the_note_is_started_by_nothing() -> None:
    (note,) = [each for each in pipelines() if each.name == "storefront"]
    assert starts(note, pipelines()) == ()


def test_what_else_a_pipeline_can_be() -> None:
    found = pipelines()
    stages = [stage for pipeline in found for stage in pipeline.stages]
    assert {pipeline.type for pipeline in found} == {"V1", "V2"}
    assert {pipeline.execution_mode for pipeline in found} == {"SUPERSEDED", "QUEUED", "PARALLEL"}
    assert any(len(pipeline.artifact_stores) > 1 for pipeline in found)
    assert any(store.encryption_key for pipeline in found for store in pipeline.artifact_stores)
    assert any(variable.default_value is None for pipeline in found for variable in pipeline.variables)
    assert any(not stage.transition.enabled for stage in stages)
    assert {stage.on_failure.retry_mode for stage in stages if stage.on_failure} >= {"ALL_ACTIONS", "FAILED_ACTIONS"}
    assert any(stage.only_if for stage in stages)
    assert any(action.only_if for stage in stages for action in stage.actions)
    assert max(len(stage.actions) for stage in stages) >= 20


@pytest.mark.parametrize("secret", ["not-a-real-token", "not-a-real-password", "0000-not-a-real-pin", "debug"])
def test_no_secret_of_the_gallery_gets_in(secret: str) -> None:
    assert any(secret in file.read_text("utf-8") for file in GALLERY.iterdir())
    assert secret not in repr(pipelines())
