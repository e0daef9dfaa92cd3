from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeviz import api
from pipeviz.analysis.run import Run, run
from pipeviz.diagrams import Cluster, Graph, Node
from pipeviz.model import Pipeline, Start
from pipeviz.model.execution import ExecutionTrigger, RuleExecution
from pipeviz.views.scope import Scope
from pipeviz.views.stages import stages
from tests.conftest import ROOT
from tests.drawings import CATALOGUE
from tests.judges.mermaid import nodes_of
from tests.run_pictures import SHOP, failed, waiting
from tests.runs import at, attempt, execution, pipeline

CONDITIONS = ROOT / "tests/cases/gallery/v2-conditions-every-rule.json"


def painted(run: Run, **options: object) -> Graph:
    return stages(run.pipeline, CATALOGUE, run=run, **options)  # type: ignore[arg-type]


def named(graph: Graph) -> dict[str, Node]:
    return {node.lines[0]: node for node in nodes_of(graph) if node.lines}


def cluster(graph: Graph, name: str) -> Cluster:
    return next(each for each in graph.clusters if each.label.startswith(name))


def test_actions_tell_what_became_of_them_by_class_sign_and_word() -> None:
    nodes = named(painted(failed()))
    assert nodes["Compile"].lines[-2:] == ("✓ Succeeded", "1 min 30 s")
    assert nodes["Unit tests"].lines[-2:] == ("✓ Succeeded", "1 min 22 s · attempt 2")
    assert nodes["Approve"].lines[-2:] == ("✓ Approved", "2 d 3 h")
    assert nodes["Production"].lines[-2:] == ("✗ Failed", "1 min 23 s")
    assert nodes["Warm up"].lines[-1] == "○ Not reached"
    assert [nodes[name].classes[0] for name in ("Compile", "Production", "Notify")] == [
        "succeeded",
        "failed",
        "unreached",
    ]


def test_stages_tell_theirs_in_their_titles() -> None:
    graph = painted(failed())
    assert [each.label for each in graph.clusters] == [
        "Source · ✓ Succeeded · 3 s",
        "Build · ✓ Succeeded · 7 min 57 s · attempt 2",
        "Release · ✗ Failed · 2 d 3 h",
        "Smoke · ○ Not reached",
    ]
    assert cluster(graph, "Release").classes == ("failed", "stage")


def test_the_title_names_the_run() -> None:
    graph = painted(failed())
    assert graph.title == "Stages of pipeline orders, run 4d1f6b9e-0001-4000-8000-000000000001"
    assert graph.description.endswith("Run 4d1f6b9e-0001-4000-8000-000000000001: Failed.")


def test_the_first_line_of_the_error_stands_beside_the_culprit() -> None:
    graph = painted(failed())
    note = named(graph)["Error"]
    assert note.lines[1] == "JobFailed: The following resource(s) failed to create: [OrdersTable]."
    assert note in cluster(graph, "Release").nodes
    (edge,) = [edge for edge in graph.edges if edge.target == note.id]
    assert edge.source == named(graph)["Production"].id
    assert "JobFailed: The following" in (named(graph)["Production"].tooltip or "")


def test_who_approved_is_told_on_hovering() -> None:
    assert (named(painted(failed()))["Approve"].tooltip or "").endswith("by ada")


def test_a_run_that_waits_shows_for_whom_and_has_no_lengths_that_are_not_over() -> None:
    graph = painted(waiting())
    assert named(graph)["Approve"].lines[-1] == "◷ Waits for approval"
    assert cluster(graph, "Release").label == "Release · ◷ Waits for approval"
    assert "Error" not in named(graph)


def test_an_overview_paints_each_stage() -> None:
    nodes = named(painted(failed(), scope=Scope(overview=True)))
    assert nodes["Release"].lines[-2:] == ("✗ Failed", "2 d 3 h")
    assert nodes["Release"].classes[0] == "failed"
    assert "Error" in nodes


def test_folded_actions_are_counted_by_outcome_and_the_failed_are_named() -> None:
    many = pipeline(("Deploy", [(f"Stack-{number}", "Deploy/AWS/CloudFormation") for number in range(9)]))
    attempts = [attempt("Deploy", f"Stack-{at}", "Failed" if at in (2, 5) else "Succeeded", 0, 60) for at in range(9)]
    node = named(painted(run(execution("Failed", *attempts), many), scope=Scope(fold=True)))["9 × CloudFormation"]
    assert node.lines[-2:] == ("✗ 2 failed", "✓ 7 succeeded")
    assert node.classes[0] == "failed"
    assert (node.tooltip or "").endswith("failed: Stack-2, Stack-5")


def checked(status: str) -> Graph:
    (gated,) = api.read([CONDITIONS]).pipelines
    source, build, *_ = gated.stages
    attempts = [
        attempt(stage.name, action.name, "Succeeded", 0, 60) for stage in (source, build) for action in stage.actions
    ]
    rules = tuple(
        RuleExecution(
            stage=build.name,
            rule=rule.name,
            status=status,
            condition="ON_SUCCESS",
            started=at(60),
            error_message="70 %",
        )
        for rule in build.on_success[0].rules
    )
    return painted(run(execution("Failed" if status == "Failed" else "InProgress", *attempts, rules=rules), gated))


def test_conditions_tell_their_recorded_verdict() -> None:
    met = next(
        node for node in cluster(checked("Succeeded"), "Build").nodes if node.lines[:1] == ("Success condition",)
    )
    assert (met.lines[-1], met.classes[0]) == ("✓ Succeeded", "succeeded")
    graph = checked("Failed")
    condition = next(node for node in cluster(graph, "Build").nodes if node.lines[:1] == ("Success condition",))
    assert (condition.lines[-1], condition.classes[0]) == ("✗ Failed", "failed")
    assert cluster(graph, "Build").classes[0] == "failed"
    assert named(graph)["Error"].lines[1] == "70 %"


def test_a_condition_without_a_record_says_nothing() -> None:
    entry = next(
        node for node in cluster(checked("Succeeded"), "Build").nodes if node.lines[:1] == ("Entry condition",)
    )
    assert entry.classes[0] == "condition"


RULE, OTHER = (Start(kind="event", name=name, detail="on push") for name in ("orders-main", "orders-release"))
PUSH = Start(kind="push", name="push", detail="main")


def begun(starts: tuple[Start, ...], type: str, detail: str | None = None) -> dict[str, tuple[str, ...]]:
    """What is drawn of the ways to start: the first class of each by its label."""
    known = Pipeline(**{**{name: getattr(SHOP, name) for name in SHOP.__struct_fields__}, "starts": starts})
    of = run(replace(failed().execution, trigger=ExecutionTrigger(type=type, detail=detail)), known)
    return {" / ".join(node.lines): node.classes for node in painted(of).nodes if node.shape == "event"}


def test_the_way_that_started_the_run_is_marked_and_the_others_step_back() -> None:
    drawn = begun((RULE, OTHER), "CloudWatchEvent", "arn:aws:events:eu-west-1:111122223333:rule/orders-main")
    marked = [label for label, classes in drawn.items() if classes[0] == "trigger"]
    assert len(marked) == 1
    assert "orders-main" in marked[0]
    assert marked[0].endswith("▶ started this run")


def test_where_it_is_not_certain_which_none_is_marked_and_the_trigger_stands_beside() -> None:
    drawn = begun((RULE, OTHER), "CloudWatchEvent")
    assert not [label for label in drawn if label.endswith("▶ started this run")]
    assert drawn["Started by CloudWatchEvent"] == ("trigger",)


def test_somebody_who_started_it_is_named() -> None:
    drawn = begun((), "StartPipelineExecution", "arn:aws:sts::111122223333:assumed-role/Admin/ada")
    assert "Started by StartPipelineExecution / ada (Admin)" in drawn


@pytest.mark.parametrize("case", ["note-codecommit-codebuild-codedeploy.json", "v2-conditions-every-rule.json"])
def test_without_a_run_nothing_of_runs_is_loaded(case: str, tmp_path: Path) -> None:
    script = (
        "import sys, pipeviz\n"
        f"p = pipeviz.read([{str(ROOT / 'tests/cases/gallery' / case)!r}]).pipelines[0]\n"
        "list(pipeviz.draw(p, view='stages', format='svg'))\n"
        "print([n for n in sys.modules if n in ('pipeviz.model.execution', 'pipeviz.analysis.run', 'pipeviz.views.stages_run')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
