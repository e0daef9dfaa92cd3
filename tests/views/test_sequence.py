"""What a pipeline says in a sequence diagram. Lines are written as Mermaid writes them, which is shortest."""

from collections.abc import Iterator

import pytest

from pipeviz.diagrams import Block, Fragment, Item, Message, SequenceDiagram
from pipeviz.model import ArtifactStore, Condition, Failure, Pipeline, Rule, Start, Transition
from pipeviz.providers import load_catalogue
from pipeviz.views.scope import Scope
from pipeviz.views.sequence import sequence
from pipeviz.writers.mermaid import mermaid
from tests.builders import SOURCE, action, pipeline, stage

CATALOGUE = load_catalogue()


def drawn(one: Pipeline, **options) -> SequenceDiagram:
    return sequence(one, CATALOGUE, **options)


def lines(one: Pipeline, **options) -> list[str]:
    """The statements, without head, indentation, bands and stage titles."""
    text = mermaid(drawn(one, **options)).splitlines()
    return [line.strip() for line in text[3:] if line.strip() and "rect rgba" not in line]


def statements(one: Pipeline, **options) -> list[str]:
    return [line for line in lines(one, **options) if not line.startswith(("participant", "actor"))]


def labels(diagram: SequenceDiagram) -> list[str]:
    return [participant.label for participant in diagram.participants]


def messages(items: tuple[Item, ...]) -> Iterator[Message]:
    for item in items:
        if isinstance(item, Message):
            yield item
        elif isinstance(item, Block):
            yield from messages(item.items)
        elif isinstance(item, Fragment):
            for operand in item.operands:
                yield from messages(operand.items)


NOTE = pipeline(
    stage("Source", SOURCE),
    stage("Build", action("Build", ins="SourceArtifact", out="BuildArtifact")),
    stage("Deploy", action("Deploy", "Deploy/AWS/CodeDeploy", ins="BuildArtifact")),
    artifact_stores=(ArtifactStore(location="artifacts"),),
)


def test_the_pipeline_of_the_study_note():
    assert lines(NOTE) == [
        "participant CP as CodePipeline",
        "participant CC as CodeCommit",
        "participant S3 as S3 artifact bucket",
        "participant CB as CodeBuild",
        "participant CD as CodeDeploy",
        "participant I as Instance",
        "activate CP",
        "Note over CP,I: Source",
        "CP->>+CC: Trigger",
        "loop until archive uploaded",
        "CC->>CC: package source code",
        "end",
        "CC->>S3: push SourceArtifact",
        "CC-->>-CP: Success",
        "end",
        "Note over CP,I: Build",
        "CP->>+CB: Trigger",
        "CB->>+S3: pull SourceArtifact",
        "S3-->>-CB: SourceArtifact",
        "loop build phases",
        "CB->>CB: build",
        "end",
        "CB->>S3: push BuildArtifact",
        "CB-->>-CP: Success",
        "end",
        "Note over CP,I: Deploy",
        "CP->>+CD: Trigger",
        "CD->>+I: Deploy",
        "I->>S3: pull BuildArtifact",
        "I-->>-CD: Succeeded",
        "CD-->>-CP: Success",
        "end",
        "deactivate CP",
    ]


def test_an_overview_is_a_call_and_a_reply_for_each_action():
    assert [message.text for message in messages(drawn(NOTE, detail="overview").items)] == [
        "Source", "Success", "Build", "Success", "Deploy", "Success",
    ]  # fmt: skip


def test_full_detail_shows_the_api_calls():
    told = " ".join(message.text for message in messages(drawn(NOTE, detail="full").items))
    for call in ("UploadArchive", "StartBuild", "BatchGetBuilds", "CreateDeployment"):
        assert call in told


def test_equal_run_order_is_par_and_the_next_group_comes_after():
    build = stage("Build", action("Unit"), action("Lint"), action("Package", run_order=2))
    told = statements(pipeline(build), detail="overview")
    assert told[2:-2] == [
        "par Unit", "CP->>+CB: Unit", "CB-->>-CP: Success",
        "and Lint", "CP->>+CB: Lint", "CB-->>-CP: Success", "end",
        "CP->>+CB: Package", "CB-->>-CP: Success",
    ]  # fmt: skip


def test_an_action_is_named_where_nothing_else_names_it():
    told = statements(pipeline(stage("Build", action("Unit"), action("Package", run_order=2))))
    assert "CP->>+CB: Trigger Unit" in told
    assert "CP->>+CB: Trigger Package" in told


def test_full_detail_heads_each_action_with_its_name():
    told = statements(pipeline(stage("Build", action("Unit"), action("Package", run_order=2))), detail="full")
    assert {"Note over CP,CB: Unit", "Note over CP,CB: Package"} <= set(told)


def test_nothing_starts_a_pipeline_that_does_not_say_so():
    assert statements(NOTE)[0] == "activate CP"


def test_what_starts_it_is_the_first_message():
    rule = Start(
        kind="event", name="Rule", source="aws.codecommit", detail="Repository State Change", source_action="Source"
    )
    diagram = drawn(pipeline(*NOTE.stages, starts=(rule,)))
    first, second = list(messages(diagram.items))[:2]
    assert labels(diagram)[:3] == ["CodeCommit", "EventBridge", "CodePipeline"]
    assert (first.source, "Repository State Change" in first.text) == ("CC", True)
    assert (second.source, second.target) == ("EB", "CP")


def test_several_ways_to_start_are_alternatives():
    rules = (
        Start(kind="schedule", name="Nightly", detail="rate(1 day)"),
        Start(kind="event", name="Push", detail="push"),
    )
    fragment = drawn(pipeline(*NOTE.stages, starts=rules)).items[0]
    assert isinstance(fragment, Fragment)
    assert (fragment.operator, len(fragment.operands)) == ("alt", 2)


def test_ways_to_start_that_look_the_same_are_told_once():
    sources = [
        action(name, "Source/AWS/CodeStarSourceConnection", configuration={"BranchName": branch})
        for name, branch in (("A", "main"), ("B", "main"), ("C", "dev"))
    ]
    fragment = drawn(pipeline(stage("Source", *sources))).items[0]
    assert isinstance(fragment, Fragment)
    assert [operand.label for operand in fragment.operands] == ["connection: A, B", "connection: C"]


def test_a_disabled_transition_is_a_note_with_its_reason():
    frozen = stage("Deploy", action("Deploy"), transition=Transition(enabled=False, reason="code freeze"))
    assert "Note over CP: Transition into Deploy is disabled: code freeze" in statements(pipeline(frozen))


def deploying(**guards) -> Pipeline:
    return pipeline(stage("Deploy", action("Deploy"), **guards))


def condition(result: str) -> tuple[Condition, ...]:
    return (Condition(result=result, rules=(Rule(name="quiet", provider="CloudWatchAlarm"),)),)


@pytest.mark.parametrize(
    ("guards", "expected"),
    [
        ({"before_entry": condition("FAIL")}, ["break entry condition not met", "CP->>CP: fail stage Deploy", "end", "CP->>+CB: Deploy"]),
        ({"before_entry": condition("SKIP")}, ["opt entry condition met, otherwise Deploy is skipped", "CP->>+CB: Deploy"]),
        ({"on_success": condition("ROLLBACK")}, ["CB-->>-CP: Success", "break success condition not met", "CP->>CP: roll back Deploy to its last successful execution"]),
        ({"on_failure": Failure(result="ROLLBACK")}, ["CB-->>-CP: Success", "break Deploy failed", "CP->>CP: roll back Deploy to its last successful execution"]),
        ({"on_failure": Failure(result="RETRY", retry_mode="FAILED_ACTIONS")}, ["loop on failure Deploy is retried once (failed actions)", "CP->>+CB: Deploy"]),
        ({"on_failure": Failure(conditions=condition("ROLLBACK"))}, ["break Deploy failed", "CP->>CP: roll back Deploy to its last successful execution"]),
    ],
)  # fmt: skip
def test_what_guards_a_stage(guards, expected):
    told = [line for line in statements(deploying(**guards), detail="overview") if "check quiet" not in line]
    at = told.index(expected[0])
    assert [line for line in told[at:] if not line.startswith("CW")][: len(expected)] == expected


def test_a_rule_is_checked_before_what_follows_from_it():
    told = statements(deploying(before_entry=condition("FAIL")))
    check = next(index for index, line in enumerate(told) if "quiet" in line or "alarm" in line.lower())
    assert check < told.index("break entry condition not met")


def test_alternatives_of_an_undecided_condition_are_an_alt():
    both = stage("Deploy", action("Deploy", only_if="IsProd"), action("Deploy", only_if="not IsProd"))
    assert statements(pipeline(both), detail="overview")[2:-2] == [
        "alt if IsProd", "CP->>+CB: Deploy", "CB-->>-CP: Success",
        "else if not IsProd", "CP->>+CB: Deploy", "CB-->>-CP: Success", "end",
    ]  # fmt: skip


def test_a_stage_that_may_not_exist_is_an_opt():
    assert "opt if IsProd" in statements(pipeline(stage("Deploy", action("Deploy"), only_if="IsProd")))


def test_each_region_has_its_own_store_and_artifacts_are_copied_there_first():
    stores = (ArtifactStore(location="a", region="eu-west-1"), ArtifactStore(location="b", region="us-east-1"))
    abroad = stage("Deploy", action("Deploy", "Deploy/AWS/CloudFormation", ins="App", region="us-east-1"))
    diagram = drawn(pipeline(abroad, region="eu-west-1", artifact_stores=stores))
    assert [label for label in labels(diagram) if label.startswith("S3")] == [
        "S3 artifact bucket (eu-west-1)", "S3 artifact bucket (us-east-1)",
    ]  # fmt: skip
    assert "CloudFormation (us-east-1)" in labels(diagram)
    assert next(messages(diagram.items)).text == "copy App"


def test_a_key_of_the_customers_is_named_once():
    store = ArtifactStore(location="a", encryption_key="arn:aws:kms:eu-west-1:111122223333:alias/artifacts")
    keys = [
        each.text
        for each in messages(drawn(pipeline(*NOTE.stages, artifact_stores=(store,))).items)
        if each.target == "KMS"
    ]
    assert keys == ["encrypt with alias/artifacts"]


def test_a_role_of_another_account_is_assumed():
    role = "arn:aws:iam::444455556666:role/deployer"
    diagram = drawn(pipeline(stage("Deploy", action("Deploy", role_arn=role)), account="111122223333"))
    assert next(messages(diagram.items)).text == "assume deployer"
    assert "CodeBuild (444455556666)" in labels(diagram)


def test_folded_actions_are_one_operand_and_listed_at_the_end():
    assets = stage("Assets", *(action(f"File{number}", out=f"A{number}") for number in range(12)))
    told = statements(pipeline(assets), scope=Scope(fold=True))
    assert "CP->>+CB: Trigger 12 × CodeBuild" in told
    assert "CB->>S3: push 12 artifacts" in told
    assert told[-1].startswith("Note over CP,S3: Assets, 12 × CodeBuild: File0, File1,")
    assert "File11" in told[-1]


def test_folded_actions_say_only_what_is_true_of_all():
    stacks = [
        action(f"Deploy{team}", "Deploy/AWS/CloudFormation", ins="App", configuration={
            "ActionMode": "CREATE_UPDATE", "StackName": f"shop-{team}", "TemplatePath": "App::stack.yaml",
        })
        for team in ("red", "blue", "green")
    ]  # fmt: skip
    told = statements(pipeline(stage("Deploy", *stacks)), scope=Scope(fold=True))
    assert "CF->>+S3: pull App::stack.yaml" in told
    assert "CF->>CF: create or update stack shop-…" in told


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("{{resolve:ssm:/keys/artifacts}}", "encrypt with {{resolve:ssm:/keys/artifacts}}"),
        ("arn:aws:kms:eu-west-1:111122223333:key/${Key}", "encrypt with key/${Key}"),
    ],
)
def test_a_key_that_is_left_open_stays_readable(key, text):
    stores = (ArtifactStore(location="a", encryption_key=key),)
    told = [each.text for each in messages(drawn(pipeline(*NOTE.stages, artifact_stores=stores)).items)]
    assert text in told


def test_of_several_stores_the_one_of_an_unknown_home_is_told_as_such():
    stores = (ArtifactStore(location="a", region="eu-west-1"), ArtifactStore(location="b", region="us-east-1"))
    found = labels(drawn(pipeline(*NOTE.stages, artifact_stores=stores)))
    assert "S3 artifact bucket (home region)" in found


def test_ways_to_start_are_told_apart_by_what_they_are_for():
    rules = [
        Start(kind="event", name=f"Rule{n}", source="aws.codecommit", source_action=f"Repo{n}", detail=f"change of {n}")
        for n in "AB"
    ]
    repos = [action(f"Repo{n}", "Source/AWS/CodeCommit", configuration={"PollForSourceChanges": "false"}) for n in "AB"]
    told = statements(pipeline(stage("Source", *repos), starts=tuple(rules)))
    assert {"alt event: RepoA", "else event: RepoB"} <= set(told)


def test_one_stage_alone_has_no_start():
    polled = pipeline(stage("Source", action("Source", "Source/AWS/S3")), stage("Build", action("Build")))
    assert statements(polled, scope=Scope(stage="Build"))[0] == "activate CP"
    assert statements(polled, scope=Scope(stage="Source"))[0] != "activate CP"


def test_links_lead_from_the_first_message_of_an_action():
    one = pipeline(stage("Build", action("Build")))
    diagram = drawn(one, links=lambda stage, action: f"#{action.name if action else stage.name}".lower())
    block = next(item for item in diagram.items if isinstance(item, Block))
    assert block.link == "#build"
    assert next(message.link for message in messages((block,))) == "#build"


def test_the_description_tells_the_order():
    assert drawn(NOTE).description == (
        "Pipeline orders runs 3 actions in 3 stages: Source (1 action), Build (1 action), Deploy (1 action)."
    )
