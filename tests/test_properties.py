"""What must hold for every pipeline and every drawing, tried on many that hypothesis makes up.

`pytest --hypothesis-profile=search` looks at more of them, and at others each time.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeviz import api
from pipeviz.diagrams import Block, Fragment, Graph, Item, Message, Note, SequenceDiagram
from pipeviz.model import Pipeline
from pipeviz.model.json import dumps, schema
from pipeviz.views.stages import stages
from pipeviz.writers.mermaid import mermaid
from pipeviz.writers.mermaid_flowchart import flowchart
from pipeviz.writers.sequence_svg import sequence_svg
from tests.benchmarks import templates as large
from tests.drawings import CATALOGUE, check_drawings, pictures, sequences
from tests.drawings import graphs as every_graph
from tests.judges.mermaid import Judge, check_flowchart, check_sequence, nodes_of
from tests.judges.svg import check_svg, squeezed, texts
from tests.strategies import SECRET, declarations, graphs, sequence_diagrams, template, with_secrets

# --- writers: any diagram ------------------------------------------------------------------------------------------------


@given(diagram=sequence_diagrams())
def test_mermaid_understands_the_sequence(mermaid_judge: Judge, diagram: SequenceDiagram) -> None:
    check_sequence(mermaid_judge, mermaid(diagram), diagram)


@given(graph=graphs())
def test_mermaid_understands_the_graph(mermaid_judge: Judge, graph: Graph) -> None:
    check_flowchart(mermaid_judge, flowchart(graph), graph)


@given(diagram=sequence_diagrams())
def test_the_sequence_svg_shows_every_text(diagram: SequenceDiagram) -> None:
    picture = sequence_svg(diagram)
    shown = squeezed("".join(texts(check_svg(picture))))
    for text in (*(one.label for one in diagram.participants), *_texts(diagram.items)):
        assert squeezed(text) in shown
    assert sequence_svg(diagram) == picture


@given(graph=graphs())
def test_the_graph_svg_shows_every_text(graph: Graph) -> None:
    picture = pictures([graph])[0]
    shown = squeezed("".join(texts(check_svg(picture))))
    for node in nodes_of(graph):
        for line in node.lines if node.shape not in ("point", "gap") else ():
            assert squeezed(line) in shown
    for edge in graph.edges:
        assert squeezed(edge.label) in shown or edge.hidden
    assert pictures([graph])[0] == picture


def _texts(items: tuple[Item, ...]) -> list[str]:
    texts: list[str] = []
    for item in items:
        match item:
            case Message() | Note():
                texts.append(item.text)
            case Block():
                texts += [item.title, *_texts(item.items)]
            case Fragment():
                texts.append(item.operator)
                for operand in item.operands:
                    texts += [operand.label, *_texts(operand.items)]
    return texts


# --- pipelines: read, draw, save -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to read from, written anew for each example."""
    return tmp_path_factory.mktemp("source") / "pipeline.json"


def read(source: Path, definition: Any) -> Pipeline:
    """The one pipeline of a definition."""
    source.write_text(json.dumps(definition), "utf-8")
    reading = api.read([source])
    assert reading.problems == ()
    (pipeline,) = reading.pipelines
    return pipeline


@st.composite
def definitions(draw: st.DrawFn, nasty: bool) -> tuple[dict[str, Any], Any]:
    """A declaration, and a file's content that holds it: bare, as `get-pipeline` prints it, or in a template."""
    declaration = draw(declarations(nasty))
    wrap = draw(st.sampled_from([lambda one: one, lambda one: {"pipeline": one, "metadata": {}}, template]))
    return declaration, wrap(declaration)


@given(definition=definitions(nasty=False))
def test_reading_keeps_every_stage_and_action_in_order(source: Path, definition: tuple[dict[str, Any], Any]) -> None:
    declaration, content = definition
    pipeline = read(source, content)
    assert [(stage.name, [action.name for action in stage.actions]) for stage in pipeline.stages] == [
        (stage["name"], [action["name"] for action in stage["actions"]]) for stage in declaration["stages"]
    ]
    for action, written in zip(
        pipeline.actions, (one for stage in declaration["stages"] for one in stage["actions"]), strict=True
    ):
        assert action.run_order == written.get("runOrder", 1)
        assert action.type.provider == written["actionTypeId"]["provider"]
        assert list(action.input_artifacts) == [one["name"] for one in written.get("inputArtifacts", ())]
        assert [one.name for one in action.output_artifacts] == [
            one["name"] for one in written.get("outputArtifacts", ())
        ]


@given(definition=definitions(nasty=True), detail=st.sampled_from(api.DETAILS))
def test_every_drawing_is_understood(
    source: Path, mermaid_judge: Judge, definition: tuple[dict[str, Any], Any], detail: str
) -> None:
    pipeline = read(source, definition[1])
    check_drawings(mermaid_judge, pipeline, details=[detail])
    drawn = squeezed("".join(text for diagram in sequences(pipeline, detail=detail) for text in _texts(diagram.items)))
    graph = squeezed("".join(line for node in nodes_of(stages(pipeline, CATALOGUE)) for line in node.lines))
    for action in pipeline.actions:
        assert detail == "full" or squeezed(action.name) in drawn
        assert squeezed(action.name) in graph


@given(definition=definitions(nasty=True))
def test_json_is_read_back_as_it_was(source: Path, definition: tuple[dict[str, Any], Any]) -> None:
    pipeline = read(source, definition[1])
    saved = dumps([pipeline])
    jsonschema.validate(json.loads(saved), schema())
    source.write_text(saved, "utf-8")
    assert api.read([source]).pipelines == (pipeline,)


@given(definition=declarations().map(with_secrets), wrap=st.sampled_from([lambda one: one, template]))
def test_secrets_stay_where_they_are(source: Path, definition: dict[str, Any], wrap: Any) -> None:
    content = wrap(definition)
    assert SECRET in json.dumps(content)
    pipeline = read(source, content)
    kinds = [(view, kind) for view, formats in api.VIEWS.items() for kind in formats if view != "timeline"]
    for (view, kind), detail in product(kinds, api.DETAILS):
        for drawing in api.draw(pipeline, view=view, format=kind, detail=detail):
            assert SECRET not in drawing.text


@pytest.mark.parametrize("actions", [60, 300])
def test_no_drawing_reaches_the_walls_of_mermaid(source: Path, actions: int) -> None:
    """Mermaid draws a picture of an error beyond 50,000 characters, and beyond 500 edges; and every action is there."""
    definition = json.loads(large.template(1, actions).replace("Build-", f"{'Build' * 15}-"))
    pipeline = read(source, definition)
    assert len(pipeline.actions) == actions
    for detail in api.DETAILS:
        diagrams = list(sequences(pipeline, detail=detail))
        assert max(len(mermaid(diagram)) for diagram in diagrams) < 50_000
        shown = " ".join(text for diagram in diagrams for text in _texts(diagram.items))
        assert detail == "full" or [action.name for action in pipeline.actions if action.name not in shown] == []
    for graph in every_graph(pipeline):
        assert len(graph.edges) < 500
        assert len(flowchart(graph)) < 50_000
