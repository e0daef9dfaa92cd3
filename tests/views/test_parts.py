from itertools import count

import pytest

from pipeviz.diagrams import Message, SequenceDiagram
from pipeviz.providers import load_catalogue
from pipeviz.views.parts import MOST_MESSAGES, readable, sequence_parts
from pipeviz.writers.mermaid import mermaid
from tests.builders import SOURCE, action, pipeline, stage
from tests.views.test_sequence import messages

CATALOGUE = load_catalogue()
PROVIDERS = (
    "Build/AWS/CodeBuild",
    "Test/AWS/CodeBuild",
    "Deploy/AWS/CodeDeploy",
    "Deploy/AWS/ECS",
    "Invoke/AWS/Lambda",
)


def parts(one, **options):
    return list(sequence_parts(one, CATALOGUE, **options))


def told(part) -> list[Message]:
    return list(messages(part.diagram.items))


def different(number: int):
    """Parallel actions none of which is like another."""
    return [
        action(f"A{index}", PROVIDERS[index % 5], configuration={f"Key{index}": "x"}, ins="App")
        for index in range(number)
    ]


def test_a_small_pipeline_is_one_drawing():
    one = pipeline(stage("Source", SOURCE), stage("Build", action("Build", ins="SourceArtifact")))
    assert [(part.name, part.stage) for part in parts(one)] == [("", None)]


def test_equal_parallel_actions_fold_before_anything_is_split():
    one = pipeline(stage("Assets", *(action(f"File{index}", ins="App") for index in range(60))))
    (part,) = parts(one)
    assert part.name == ""
    assert any(message.text == "Trigger 60 × CodeBuild" for message in told(part))


def test_full_detail_never_folds():
    one = pipeline(stage("Assets", *(action(f"File{index}", ins="App") for index in range(60))))
    assert not any("×" in message.text for part in parts(one, detail="full")[1:] for message in told(part))


def test_what_cannot_fold_is_split_into_an_overview_and_stages():
    one = pipeline(stage("Source", SOURCE), stage("Test", *different(12)), stage("Deploy", *different(13)))
    names = [(part.name, part.stage) for part in parts(one)]
    assert names == [("overview", None), ("Source", "Source"), ("Test", "Test"), ("Deploy", "Deploy")]


def test_a_stage_that_is_too_long_is_cut_and_every_action_is_somewhere():
    one = pipeline(stage("Source", SOURCE), stage("Deploy", *different(90)))
    found = parts(one)
    cuts = [part for part in found if part.stage == "Deploy"]
    assert [part.name for part in cuts] == [f"Deploy {number}" for number in range(1, len(cuts) + 1)]
    assert len(cuts) > 1
    for part in found:
        assert len(told(part)) <= MOST_MESSAGES
    drawn = "".join(mermaid(part.diagram) for part in cuts)
    for index in range(90):
        assert f"and A{index}\n" in drawn or f"par A{index}\n" in drawn or f"Trigger A{index}\n" in drawn


def test_a_cut_goes_between_run_orders_where_it_can():
    order = count(1)
    one = pipeline(
        stage("Deploy", *(action(f"A{index}", ins="App", out="Out", run_order=next(order)) for index in range(40)))
    )
    assert not any("par " in mermaid(part.diagram) for part in parts(one))


def test_one_stage_on_request():
    one = pipeline(stage("Source", SOURCE), stage("Deploy", *different(90)))
    assert [part.stage for part in parts(one, stage="Source")] == ["Source"]
    assert {part.stage for part in parts(one, stage="Deploy")} == {"Deploy"}


def test_the_overview_of_a_huge_pipeline_has_a_step_for_each_stage():
    one = pipeline(*(stage(f"S{index}", *different(20)) for index in range(50)))
    overview = next(iter(sequence_parts(one, CATALOGUE)))
    assert overview.name == "overview"
    assert [message.text for message in told(overview)] == [f"S{index}: 20 actions" for index in range(50)]


@pytest.mark.parametrize("text", ["x" * 800, "#" * 200, "長" * 500])
def test_long_texts_stay_before_mermaids_wall(text):
    one = pipeline(stage("Build", *(action(f"{text}{index}"[-900:], run_order=index) for index in range(1, 40))))
    for part in parts(one):
        assert len(mermaid(part.diagram)) < 50_000


def test_readable_counts_what_is_nested():
    call = Message(source="A", target="A", text="x")
    flat = SequenceDiagram(title="", description="", participants=(), items=(call,) * MOST_MESSAGES)
    assert readable(flat)
    assert not readable(SequenceDiagram(title="", description="", participants=(), items=(call,) * (MOST_MESSAGES + 1)))
