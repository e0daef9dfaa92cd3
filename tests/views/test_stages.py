import pytest

from pipeviz.diagrams import Graph
from pipeviz.model import Condition, Failure, Filter, GitFilter, Rule, Start, Transition, Trigger
from pipeviz.providers import load_catalogue
from pipeviz.views.scope import Scope
from pipeviz.views.stages import stages
from tests.builders import SOURCE, action, pipeline, stage

CATALOGUE = load_catalogue()
FIRST = stage("Source", SOURCE)


def draw(*stages_, scope=Scope(), links=None, others=(), **fields) -> Graph:
    return stages(pipeline(*stages_, **fields), CATALOGUE, scope=scope, links=links, others=others)


def nodes(graph):
    found, clusters = list(graph.nodes), list(graph.clusters)
    while clusters:
        cluster = clusters.pop()
        clusters.extend(cluster.clusters)
        found.extend(cluster.nodes)
    return {node.id: node for node in found}


def named(graph):
    """Nodes by the first line of their label."""
    return {node.lines[0]: node for node in nodes(graph).values() if node.lines}


def arrows(graph):
    """Edges as the first lines of their ends; a fork or join is a dot."""
    names = {key: (node.lines or ("·",))[0] for key, node in nodes(graph).items()}
    return [(names[edge.source], names[edge.target]) for edge in graph.edges if not edge.hidden]


def test_a_stage_is_a_cluster_and_leads_to_the_next():
    graph = draw(FIRST, stage("Build", action("Compile")), stage("Deploy", action("Ship", "Deploy/AWS/CodeDeploy")))
    assert [cluster.label for cluster in graph.clusters] == ["Source", "Build", "Deploy"]
    assert arrows(graph) == [("Source", "Compile"), ("Compile", "Ship")]
    assert [(edge.ltail, edge.lhead) for edge in graph.edges] == [("s0", "s1"), ("s1", "s2")]


def test_what_runs_together_is_forked_and_joined():
    graph = draw(FIRST, stage("Build", action("A"), action("B")), stage("Last", action("C")))
    assert sorted(arrows(graph)) == [("A", "·"), ("B", "·"), ("Source", "·"), ("·", "A"), ("·", "B"), ("·", "C")]
    assert graph.clusters[1].ranks == (("s1a0", "s1a1"),)


def test_one_point_joins_and_forks_where_several_follow_several():
    group = [action("A"), action("B"), action("C", run_order=2), action("D", run_order=2)]
    graph = draw(stage("Build", *group))
    assert sorted(arrows(graph)) == [("A", "·"), ("B", "·"), ("·", "C"), ("·", "D")]


def test_one_after_several_needs_no_point():
    graph = draw(stage("Build", action("A"), action("B"), action("C", run_order=2)))
    assert arrows(graph) == [("A", "C"), ("B", "C")]


def test_run_order_counts_and_not_the_order_of_writing():
    graph = draw(stage("Build", action("Second", run_order=7), action("First", run_order=3)))
    assert arrows(graph) == [("First", "Second")]


@pytest.mark.parametrize(("count", "rows"), [(6, 2), (10, 2), (34, 7), (35, 7), (100, 15)])
def test_many_at_once_stand_in_rows_of_a_frame(count, rows):
    graph = draw(FIRST, stage("Build", *(action(f"A{number}") for number in range(count))), stage("Z", action("Last")))
    (frame,) = graph.clusters[1].clusters
    assert frame.label == f"{count} at once"
    assert len(frame.ranks) == rows
    assert len([node for node in frame.nodes if node.shape != "gap"]) == count
    assert {place for rank in frame.ranks for place in rank} == {node.id for node in frame.nodes}
    assert all(len(rank) % 2 for rank in frame.ranks), "the middle of each row must be one of its places"
    assert [edge.ltail for edge in graph.edges if edge.target == "s2a0"] == ["s1"]


def test_an_action_says_its_provider_and_where_it_runs():
    there = action("Ship", region="us-east-1", role_arn="arn:aws:iam::222222222222:role/ship", only_if="IsProd")
    graph = draw(FIRST, stage("Deploy", there), region="eu-west-1", account="111111111111")
    assert named(graph)["Ship"].lines == ("Ship", "CodeBuild", "in us-east-1", "account 222222222222", "only if IsProd")


def test_an_approval_is_a_person():
    node = named(draw(FIRST, stage("Gate", action("Approve", "Approval/AWS/Manual"))))["Approve"]
    assert (node.shape, node.classes) == ("person", ("approval",))


def test_an_unknown_provider_keeps_its_name_and_category():
    node = named(draw(FIRST, stage("X", action("Odd", "Deploy/Custom/Weird™"))))["Odd"]
    assert node.lines == ("Odd", "Weird™")
    assert node.classes == ("deploy",)


def test_what_starts_the_pipeline_leads_to_its_source():
    trigger = Trigger(source_action="App", push=(GitFilter(branches=Filter(includes=("main",))),))
    app = action("App", "Source/AWS/CodeStarSourceConnection")
    night = Start(kind="schedule", name="Nightly", detail="rate(1 day)")
    other = action("Data", "Source/AWS/S3", configuration={"PollForSourceChanges": "false"})
    graph = draw(stage("Source", app, other), triggers=(trigger,), starts=(night,))
    assert [(node.lines, node.shape) for node in graph.nodes] == [
        (("Push", "on main"), "event"),
        (("Schedule", "Nightly", "rate(1 day)"), "event"),
    ]
    assert [(edge.source, edge.target, edge.lhead) for edge in graph.edges] == [
        ("t0", "s0a0", None),
        ("t1", "s0a0", "s0"),
    ]
    alone = draw(stage("Source", app), triggers=(trigger,)).edges
    assert [edge.lhead for edge in alone] == ["s0"], (
        "an arrow through the title of a stage with one action would say no more"
    )


def test_nothing_is_invented_where_nothing_starts_the_pipeline():
    assert draw(FIRST).nodes == ()


def test_another_pipeline_starts_this_one():
    other = pipeline(stage("S", action("Go", "Invoke/AWS/CodePipeline", configuration={"PipelineName": "orders"})),
                     name="parent", account="1", region="r")  # fmt: skip
    graph = draw(FIRST, others=(other,), account="1", region="r")
    assert [node.lines for node in graph.nodes] == [("Pipeline parent", "action Go")]


def test_equal_starts_are_one_node_with_many_targets():
    sources = [action(name, "Source/AWS/CodeCommit") for name in "ABC"]
    graph = draw(stage("Source", *sources))
    assert [node.lines for node in graph.nodes] == [("Polling",)]
    assert [edge.target for edge in graph.edges] == ["s0a0", "s0a1", "s0a2"]


def test_many_ways_of_one_kind_are_one_node_that_tells_them():
    rules = tuple(Start(kind="event", name=f"Rule{number}") for number in range(5))
    (node,) = draw(FIRST, starts=rules).nodes
    assert node.lines == ("5 × Event",)
    assert all(rule.name in node.tooltip for rule in rules)


def test_conditions_are_diamonds_with_their_rules_and_what_follows():
    entry = Condition(result="SKIP", rules=(Rule(name="OnMain", provider="VariableCheck"),))
    success = Condition(result="ROLLBACK", rules=(Rule(name="A", provider="x"), Rule(name="B", provider="y")))
    failure = Failure(conditions=(Condition(result="ROLLBACK", rules=(Rule(name="Alarm", provider="Elsewhere"),)),))
    graph = draw(FIRST, stage("D", action("Ship"), before_entry=(entry,), on_success=(success,), on_failure=failure))
    diamonds = {node.lines[0]: node.lines[1:] for node in nodes(graph).values() if node.shape == "diamond"}
    assert diamonds["Success condition"] == ("A, B",)
    assert diamonds["On failure"] == ("Alarm (Elsewhere)",)
    assert diamonds["Entry condition"][0].startswith("OnMain (")
    assert ("Entry condition", "Skip the stage") in arrows(graph)
    assert ("Success condition", "Roll back") in arrows(graph)
    assert ("On failure", "Roll back") in arrows(graph)
    assert ("Source", "Entry condition") in arrows(graph)
    assert ("Entry condition", "Ship") in arrows(graph)


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (Failure(result="RETRY", retry_mode="FAILED_ACTIONS"), "Retry failed actions"),
        (Failure(result="RETRY", retry_mode="ALL_ACTIONS"), "Retry all actions"),
        (Failure(result="RETRY"), "Retry"),
        (Failure(result="ROLLBACK"), "Roll back"),
        (Failure(result="NEW_RESULT"), "NEW_RESULT"),
    ],
)
def test_retry_and_rollback_follow_a_failure(failure, said):
    graph = draw(FIRST, stage("D", action("Ship"), on_failure=failure), stage("E", action("End")))
    assert ("Ship", said) in arrows(graph)
    assert [edge.dashed for edge in graph.edges if edge.source == "s1a0"] == [True, False]


def test_a_disabled_transition_is_dashed_and_says_why():
    closed = stage("D", action("Ship"), transition=Transition(enabled=False, reason="audit"))
    (edge,) = draw(FIRST, closed).edges
    assert (edge.label, edge.dashed, "disabled" in edge.classes) == ("disabled: audit", True, True)


def test_alternative_stages_stand_side_by_side():
    one, other = (stage("Deploy", action(name), only_if=condition) for name, condition in (("A", "P"), ("B", "not P")))
    graph = draw(FIRST, one, other, stage("End", action("Z")))
    assert sorted(arrows(graph)) == [("A", "Z"), ("B", "Z"), ("Source", "A"), ("Source", "B")]
    assert graph.clusters[1].label == "Deploy (only if P)"


def test_folding_draws_equal_actions_as_one_and_names_them():
    same = [action(f"Unit{number}", configuration={"ProjectName": str(number)}) for number in range(12)]
    node = named(draw(FIRST, stage("Build", *same), scope=Scope(fold=True)))["12 × CodeBuild"]
    assert node.lines[1] == "Unit0 … Unit11"
    assert all(each.name in node.tooltip for each in same)


def test_one_stage_alone():
    graph = draw(
        FIRST, stage("Build", action("A")), scope=Scope(stage="Build"), starts=(Start(kind="event", name="E"),)
    )
    assert [cluster.label for cluster in graph.clusters] == ["Build"]
    assert (graph.nodes, graph.edges) == ((), ())
    assert graph.title.endswith("Build")


def test_some_actions_of_a_stage_alone():
    chosen, other = action("A"), action("B")
    graph = draw(stage("Build", chosen, other), scope=Scope(stage="Build", actions=(chosen,)))
    assert list(named(graph)) == ["A"]


def test_an_overview_has_a_node_a_stage():
    graph = draw(FIRST, stage("Build", *(action(f"A{n}") for n in range(3)), action("T", "Test/AWS/DeviceFarm")),
                 scope=Scope(overview=True))  # fmt: skip
    assert graph.clusters == ()
    assert [node.lines[:2] for node in graph.nodes] == [("Source", "1 action"), ("Build", "4 actions")]
    assert graph.nodes[1].lines[2].startswith("3 × CodeBuild, ")
    assert arrows(graph) == [("Source", "Build")]


def test_a_stage_without_actions_says_so():
    graph = draw(FIRST, stage("Empty"), stage("Build", action("A")))
    assert arrows(graph) == [("Source", "no actions"), ("no actions", "A")]


def test_a_pipeline_without_stages_is_an_empty_graph():
    graph = draw(starts=(Start(kind="event", name="E"),))
    assert (graph.clusters, graph.edges) == ((), ())


def test_links_are_the_callers():
    graph = draw(
        FIRST, stage("Build", action("A")), links=lambda stage, action: f"#{stage.name}/{action and action.name}"
    )
    assert graph.clusters[1].link == "#Build/None"
    assert named(graph)["A"].link == "#Build/A"


@pytest.mark.parametrize(
    ("project", "link"),
    [
        ("compile", "https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/compile"),
        ("a b/../?x", "https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/projects/a%20b%2F..%2F%3Fx"),
        ("${Project}", None),
        ("#{Variables.Project}", None),
        (None, None),
    ],
)
def test_without_links_an_action_leads_to_its_console_page_if_it_is_known(project, link):
    configuration = {"ProjectName": project} if project else {}
    graph = draw(stage("Build", action("A", configuration=configuration)), region="eu-west-1")
    assert named(graph)["A"].link == link


def test_every_edge_ends_at_a_node_and_every_id_is_used_once():
    guard = Condition(result="FAIL", rules=(Rule(name="R", provider="P"),))
    graph = draw(
        stage("S", *(action(f"S{n}") for n in range(7)), before_entry=(guard, guard), on_success=(guard,)),
        stage("T", *(action(f"T{n}", run_order=n // 3) for n in range(20)), on_failure=Failure(conditions=(guard,))),
        stage("T", on_failure=Failure(result="RETRY")),
    )
    found, clusters, ids = nodes(graph), list(graph.clusters), list(graph.nodes)
    while clusters:
        cluster = clusters.pop()
        clusters.extend(cluster.clusters)
        ids += [cluster, *cluster.nodes]
    assert len({each.id for each in ids}) == len(ids)
    assert all(edge.source in found and edge.target in found for edge in graph.edges)
