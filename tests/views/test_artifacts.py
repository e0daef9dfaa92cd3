from pipeviz.model import Condition, Rule, Variable
from pipeviz.providers import load_catalogue
from pipeviz.views.artifacts import artifacts
from pipeviz.views.scope import Scope
from tests.builders import action, pipeline, stage
from tests.views.test_stages import named, nodes

CATALOGUE = load_catalogue()
SOURCE = stage("Source", action("App", "Source/AWS/S3", out="AppZip", namespace="Src"))


def draw(*stages, scope=Scope(), **fields):
    return artifacts(pipeline(*stages, **fields), CATALOGUE, scope=scope)


def arrows(graph):
    names = {key: node.lines[0] for key, node in nodes(graph).items()}
    return [(names[edge.source], names[edge.target]) for edge in graph.edges if not edge.hidden]


def test_an_artifact_stands_between_who_makes_and_who_takes_it():
    graph = draw(SOURCE, stage("Build", action("Compile", ins="AppZip"), action("Lint", ins="AppZip")))
    assert arrows(graph) == [("App", "AppZip"), ("AppZip", "Compile"), ("AppZip", "Lint")]
    assert named(graph)["AppZip"].shape == "folder"
    assert [node.lines[0] for node in graph.clusters[0].nodes] == ["App", "AppZip"]


def test_a_variable_is_a_hexagon_on_dashed_edges():
    graph = draw(SOURCE, stage("Build", action("Compile", configuration={"X": "#{Src.CommitId}"}, ins="AppZip")))
    assert named(graph)["CommitId"].lines == ("CommitId", "Src")
    assert named(graph)["CommitId"].shape == "hexagon"
    assert [edge.dashed for edge in graph.edges if not edge.hidden] == [False, False, True, True]


def test_every_action_is_there_though_nothing_flows_through_it():
    graph = draw(SOURCE, stage("Gate", action("Approve", "Approval/AWS/Manual")), stage("Empty"))
    assert {"App", "Approve", "no actions"} <= named(graph).keys()


def test_what_is_wrong_stands_on_the_node():
    graph = draw(stage("Build", action("A", ins="Lost", out="Idle")))
    assert named(graph)["Lost"].lines == ("Lost", "never produced")
    assert named(graph)["Lost"].classes == ("condition",)
    assert named(graph)["Idle"].lines == ("Idle", "never consumed")
    assert named(graph)["Lost"] in graph.nodes


def test_pipeline_variables_belong_to_no_stage():
    user = action("A", configuration={"X": "#{variables.Level}"})
    graph = draw(stage("Build", user), variables=(Variable(name="Level"),))
    assert [node.lines for node in graph.nodes] == [("Level", "variables")]
    assert "the pipeline" in graph.nodes[0].tooltip


def test_a_rule_that_takes_something_is_a_diamond():
    check = Condition(rules=(Rule(name="Check", provider="VariableCheck", configuration={"Variable": "#{Src.Branch}"}),
                             Rule(name="Idle", provider="DeploymentWindow")))  # fmt: skip
    graph = draw(SOURCE, stage("Deploy", action("Ship", ins="AppZip"), before_entry=(check,)))
    diamonds = [node for node in nodes(graph).values() if node.shape == "diamond"]
    assert [node.lines[1].split(" (")[0] for node in diamonds] == ["Check"]
    assert ("Branch", "Rule") in arrows(graph)


def test_stages_keep_their_order():
    graph = draw(
        SOURCE, stage("Gate", action("Approve", "Approval/AWS/Manual")), stage("Build", action("Compile", ins="AppZip"))
    )
    frames = [(edge.ltail, edge.lhead) for edge in graph.edges if edge.hidden and edge.ltail]
    assert frames == [("s0", "s1"), ("s1", "s2")]


def test_many_side_by_side_run_from_left_to_right():
    many = [action(f"A{number}", ins="AppZip") for number in range(7)]
    assert draw(SOURCE, stage("Build", *many[:6])).direction == "TB"
    assert draw(SOURCE, stage("Build", *many)).direction == "LR"


def test_folding_draws_equal_actions_and_what_they_make_as_one():
    builds = [action(f"B{number}", ins="AppZip", out=f"Out{number}") for number in range(12)]
    deploys = [action(f"D{number}", "Deploy/AWS/ECS", ins=f"Out{number}") for number in range(12)]
    graph = draw(SOURCE, stage("Build", *builds), stage("Deploy", *deploys), scope=Scope(fold=True))
    assert arrows(graph) == [
        ("App", "AppZip"),
        ("AppZip", "12 × CodeBuild"),
        ("12 × CodeBuild", "12 artifacts"),
        ("12 artifacts", next(name for name in named(graph) if "ECS" in name)),
    ]


def test_one_stage_alone_says_where_its_artifacts_come_from():
    graph = draw(SOURCE, stage("Build", action("Compile", ins="AppZip", out="Jar")), scope=Scope(stage="Build"))
    assert named(graph)["AppZip"].lines == ("AppZip", "from App")
    assert "App" not in named(graph)
    assert ("AppZip", "Compile") in arrows(graph)


def test_an_overview_has_a_node_a_stage_and_what_flows_between_them():
    build = stage("Build", action("A", ins="AppZip", out="Inner Jar"), action("B", run_order=2, ins="Inner"))
    graph = draw(SOURCE, build, stage("Deploy", action("Ship", ins="Jar")), scope=Scope(overview=True))
    assert graph.clusters == ()
    assert arrows(graph) == [("Source", "AppZip"), ("AppZip", "Build"), ("Build", "Jar"), ("Jar", "Deploy")]


def test_alternatives_of_one_name_are_two_nodes():
    one, other = (action("App", out="Zip", only_if=condition) for condition in ("P", "not P"))
    graph = draw(stage("Source", one, other), stage("Build", action("C", ins="Zip")))
    assert [edge.source for edge in graph.edges if nodes(graph)[edge.target].lines[0] == "Zip"] == ["s0a0", "s0a1"]
