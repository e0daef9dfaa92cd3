import pytest

from pipeviz.analysis.lineage import (
    CONSUMED_EARLY,
    NEVER_CONSUMED,
    NEVER_PRODUCED,
    PRODUCED_TWICE,
    Step,
    lineage,
    references,
)
from pipeviz.model import Condition, EnvironmentVariable, Failure, Rule, Variable
from tests.builders import action, pipeline, stage


def artifacts(*stages):
    return {flow.name: flow for flow in lineage(pipeline(*stages)).artifacts}


def variables(*stages, **fields):
    return {flow.name: flow for flow in lineage(pipeline(*stages, **fields)).variables}


SOURCE = stage("Source", action("App", "Source/AWS/S3", out="App"))


def test_an_artifact_knows_who_makes_and_who_takes_it():
    flow = artifacts(SOURCE, stage("Build", action("Compile", ins="App"), action("Lint", ins="App")))["App"]
    assert flow.producers == (Step(0, 0, "App"),)
    assert flow.consumers == (Step(1, 0, "Compile"), Step(1, 1, "Lint"))
    assert flow.findings == ()


@pytest.mark.parametrize(
    ("stages", "name", "findings"),
    [
        ([stage("Build", action("A", ins="X"))], "X", (NEVER_PRODUCED,)),
        ([SOURCE], "App", (NEVER_CONSUMED,)),
        (
            [SOURCE, stage("Build", action("A", out="App"), action("B", run_order=2, ins="App"))],
            "App",
            (PRODUCED_TWICE,),
        ),
        ([stage("Build", action("A", ins="X")), stage("Late", action("B", out="X"))], "X", (CONSUMED_EARLY,)),
        ([stage("Build", action("A", ins="X"), action("B", out="X"))], "X", (CONSUMED_EARLY,)),
        ([stage("Build", action("A", ins="X", run_order=2), action("B", out="X"))], "X", ()),
    ],
)
def test_what_is_wrong_with_an_artifact_is_found(stages, name, findings):
    assert artifacts(*stages)[name].findings == findings


def test_alternatives_of_an_undecided_condition_may_make_the_same_artifact():
    one, other = (action("App", out="App", only_if=condition) for condition in ("IsProd", "not IsProd"))
    assert artifacts(stage("Source", one, other), stage("B", action("C", ins="App")))["App"].findings == ()


def test_a_rule_takes_artifacts_before_and_after_its_stage():
    early = Condition(rules=(Rule(name="Early", provider="Commands", input_artifacts=("Built",)),))
    late = Condition(rules=(Rule(name="Late", provider="Commands", input_artifacts=("Built",)),))
    build = action("Build", out="Built")
    assert artifacts(stage("B", build, before_entry=(early,)))["Built"].findings == (CONSUMED_EARLY,)
    flow = artifacts(stage("B", build, on_success=(late,), on_failure=Failure(conditions=(late,))))["Built"]
    assert flow.findings == ()
    assert flow.consumers == (Step(0, None, "Late"), Step(0, None, "Late"))


VERSION = "#{Build.VERSION}"


@pytest.mark.parametrize(
    "consumer",
    [
        action("Use", configuration={"ParameterOverrides": f'{{"V": "{VERSION}"}}'}),
        action("Use", commands=(f"echo {VERSION}",)),
        action("Use", environment_variables=(EnvironmentVariable(name="V", value=VERSION),)),
    ],
)
def test_a_variable_is_found_wherever_it_is_used(consumer):
    flow = variables(stage("B", action("Build", namespace="Build")), stage("D", consumer))["Build.VERSION"]
    assert flow.producers == (Step(0, 0, "Build"),)
    assert flow.consumers == (Step(1, 0, "Use"),)
    assert flow.findings == ()


def test_a_rule_reads_variables():
    rule = Rule(name="Check", provider="VariableCheck", configuration={"Variable": VERSION})
    build = stage("B", action("Build", namespace="Build"))
    guarded = stage("D", action("Deploy"), before_entry=(Condition(rules=(rule,)),))
    assert variables(build, guarded)["Build.VERSION"].consumers == (Step(1, None, "Check"),)


def test_the_pipelines_own_namespaces_need_no_producer():
    user = action(
        "Use", configuration={"A": "#{codepipeline.PipelineExecutionId} #{variables.Level} #{variables.Typo}"}
    )
    flows = variables(stage("B", user), variables=(Variable(name="Level"), Variable(name="Idle")))
    assert (flows["codepipeline.PipelineExecutionId"].given, flows["codepipeline.PipelineExecutionId"].findings) == (
        True,
        (),
    )
    assert (flows["variables.Level"].given, flows["variables.Level"].findings) == (True, ())
    assert flows["variables.Idle"].findings == (NEVER_CONSUMED,)
    assert flows["variables.Typo"].findings == (NEVER_PRODUCED,)


def test_declared_output_variables_are_listed_though_nobody_reads_them():
    flows = variables(
        stage("B", action("Run", namespace="Run", output_variables=("TAG",)), action("Quiet", output_variables=("X",)))
    )
    assert {name: flow.findings for name, flow in flows.items()} == {"Run.TAG": (NEVER_CONSUMED,)}


def test_two_actions_with_one_namespace_are_found():
    twins = stage("B", action("A", namespace="N"), action("B", namespace="N"))
    assert variables(twins, stage("D", action("C", commands=("#{N.x}",))))["N.x"].findings == (PRODUCED_TWICE,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#{A.b} and #{A.b} and #{C-d_e@f.g.h}", ("A.b", "C-d_e@f.g.h")),
        ("${A.b} #{A} #{.b} #{A b.c} # {A.b}", ()),
        ("#{A.#{B.c}}", ("A.#{B.c",)),
    ],
)
def test_references_are_read_as_codepipeline_writes_them(text, found):
    assert references([text]) == found


def test_flows_come_in_the_order_of_first_appearance():
    flows = lineage(pipeline(stage("S", action("A", out="z y")), stage("B", action("C", ins="x z")))).artifacts
    assert [flow.name for flow in flows] == ["z", "y", "x"]
