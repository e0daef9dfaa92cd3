import pytest

from pipeviz.analysis.starts import describe, source_of, starts
from pipeviz.model import Action, Filter, GitFilter, Place, Start, Trigger
from tests.builders import action, pipeline, stage


def source(provider: str, **configuration: str) -> Action:
    return action("Source", f"Source/{provider}", configuration=configuration)


@pytest.mark.parametrize(
    ("provider", "configuration", "kinds"),
    [
        ("AWS/CodeCommit", {}, ["polling"]),
        ("AWS/CodeCommit", {"PollForSourceChanges": "true"}, ["polling"]),
        ("AWS/CodeCommit", {"PollForSourceChanges": "True"}, ["polling"]),
        ("AWS/CodeCommit", {"PollForSourceChanges": "false"}, []),
        ("AWS/CodeCommit", {"PollForSourceChanges": "${Poll}"}, []),
        ("AWS/S3", {}, ["polling"]),
        ("ThirdParty/GitHub", {}, ["polling"]),
        ("AWS/ECR", {}, []),
        ("Custom/S3", {}, []),
        ("AWS/CodeStarSourceConnection", {}, ["connection"]),
        ("AWS/CodeStarSourceConnection", {"DetectChanges": "false"}, []),
    ],
)
def test_change_detection_is_read_from_the_source(provider, configuration, kinds):
    one = pipeline(stage("Source", source(provider, **configuration)))
    assert [start.kind for start in starts(one)] == kinds


def test_polling_that_aws_has_disabled_starts_nothing():
    one = pipeline(stage("Source", source("AWS/CodeCommit")), polling_disabled_at="2026-01-01T00:00:00Z")
    assert starts(one) == ()


def test_only_source_actions_detect_changes():
    assert starts(pipeline(stage("Deploy", action("Copy", "Deploy/AWS/S3")))) == ()


def test_a_trigger_replaces_the_connections_own_detection():
    trigger = Trigger(
        source_action="Source",
        push=(GitFilter(branches=Filter(includes=("main",))),),
        pull_request=(GitFilter(events=("OPEN", "UPDATED")),),
    )
    one = pipeline(stage("Source", source("AWS/CodeStarSourceConnection")), triggers=(trigger,))
    assert [(start.kind, start.detail) for start in starts(one)] == [
        ("push", "on main"),
        ("pull_request", "open, updated"),
    ]


def test_a_trigger_without_filters_is_a_push():
    one = pipeline(stage("Source", source("AWS/CodeStarSourceConnection")), triggers=(Trigger(source_action="Source"),))
    assert [(start.kind, start.detail) for start in starts(one)] == [("push", "")]


def test_what_stands_beside_the_pipeline_starts_it():
    nightly = Start(kind="schedule", name="Nightly", detail="rate(1 day)")
    assert starts(pipeline(stage("Source", source("AWS/ECR")), starts=(nightly,))) == (nightly,)


@pytest.mark.parametrize(
    ("own", "other", "target", "found"),
    [
        ({"account": "111122223333", "region": "eu-west-1"}, {"account": "111122223333", "region": "eu-west-1"}, "orders", 1),
        ({"account": "111122223333", "region": "eu-west-1"}, {"account": "111122223333", "region": "us-east-1"}, "orders", 0),
        ({"account": "111122223333", "region": "eu-west-1"}, {"account": "444455556666", "region": "eu-west-1"}, "orders", 0),
        ({"place": Place(file="a.yaml", line=1)}, {"place": Place(file="a.yaml", line=9)}, "orders", 1),
        ({"place": Place(file="a.yaml", line=1)}, {"place": Place(file="b.yaml", line=9)}, "orders", 0),
        ({"place": Place(file="a.yaml", line=1), "logical_id": "P"}, {"place": Place(file="a.yaml", line=9)}, "${P}", 1),
        ({"place": Place(file="a.yaml", line=1)}, {"place": Place(file="a.yaml", line=9)}, "others", 0),
    ],
)  # fmt: skip
def test_another_pipeline_starts_it_only_where_it_is_surely_meant(own, other, target, found):
    invoke = action("Call", "Invoke/AWS/CodePipeline", configuration={"PipelineName": target})
    caller = pipeline(stage("Go", invoke), key="caller", name="caller", **other)
    kinds = [(start.kind, start.source) for start in starts(pipeline(**own), [caller])]
    assert kinds == [("pipeline", "caller")] * found


@pytest.mark.parametrize(
    ("filter", "words"),
    [
        (GitFilter(), ""),
        (GitFilter(branches=Filter(includes=("main", "release/*"))), "on main, release/*"),
        (GitFilter(branches=Filter(includes=("*",), excludes=("wip/**",))), "on * (not wip/**)"),
        (GitFilter(branches=Filter(excludes=("wip/**",))), "on all but wip/**"),
        (GitFilter(tags=Filter(includes=("v*",))), "tags v*"),
        (GitFilter(branches=Filter(includes=("main",)), file_paths=Filter(includes=("src/**",))), "on main, paths src/**"),
    ],
)  # fmt: skip
def test_filters_in_words(filter, words):
    assert describe(filter) == words


def test_of_alternatives_the_one_is_meant_that_the_start_speaks_of():
    committed = action("Source", "Source/AWS/CodeCommit", only_if="Here")
    connected = action("Source", "Source/AWS/CodeStarSourceConnection", only_if="not Here")
    one = pipeline(stage("Source", committed, connected))
    assert (
        source_of(one, Start(kind="event", name="Rule", source="aws.codecommit", source_action="Source")) == committed
    )
    assert source_of(one, Start(kind="connection", name="Source", source_action="Source")) == connected
    assert source_of(one, Start(kind="webhook", name="Hook", source_action="Source")) == committed
    assert source_of(one, Start(kind="schedule", name="Nightly")) is None
