from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from pipeviz.model import Condition, Failure, Pipeline, Rule, Start, Transition
from pipeviz.providers import Catalogue, Provider, Role
from pipeviz.views.steps import Step, start_words, steps
from tests.builders import SOURCE, action, pipeline, stage

OWN = Catalogue(
    [
        Provider(
            name="Builder",
            actions=("Build/*",),
            lead="X",
            participants={"X": Role(label="X")},
            words="builds {Project}",
        ),
        Provider(
            name="Checker", rules=("Check",), lead="X", participants={"X": Role(label="X")}, words="looks at {What}"
        ),
    ]
)


def lines(steps: Iterable[Step], indent: str = "") -> Iterator[str]:
    for step in steps:
        mark = "=" if step.together else ""
        yield f"{indent}{' '.join(part for part in (step.name, step.words) if part)}{mark}"
        yield from lines(step.steps, indent + "  ")


def told(it: Pipeline) -> list[str]:
    return list(lines(steps(it, OWN)))


def test_stages_and_actions_come_in_order() -> None:
    first = action("Late", run_order=2, configuration={"Project": "p"}, ins="A B", out="C")
    assert told(pipeline(stage("Build", first, action("Early", run_order=1)))) == [
        "Build",
        "  Early builds",
        "  Late builds p with A, B and gives C",
    ]


def test_equal_run_order_is_at_the_same_time() -> None:
    assert told(pipeline(stage("Build", action("A"), action("B"), action("C", run_order=2)))) == [
        "Build",
        "  At the same time=",
        "    A builds",
        "    B builds",
        "  C builds",
    ]


def test_many_equal_actions_are_told_as_one() -> None:
    many = [action(f"A{number}") for number in range(13)]
    names = ", ".join(each.name for each in many)
    assert told(pipeline(stage("Build", *many))) == ["Build", f"  13 × Builder at the same time: {names}"]


def test_what_is_elsewhere_says_where() -> None:
    there = action("A", region="eu-central-1", role_arn="arn:aws:iam::222222222222:role/x", only_if="Prod")
    it = pipeline(stage("Build", there), region="eu-west-1", account="111111111111")
    assert told(it) == ["Build", "  A builds in eu-central-1 in account 222222222222 (only if Prod)"]


def test_conditions_stand_around_the_actions() -> None:
    rule = Rule(name="R", provider="Check", configuration={"What": "x"})
    it = stage(
        "Deploy",
        action("A"),
        before_entry=(Condition(result="SKIP", rules=(rule,)),),
        on_success=(Condition(result="FAIL", rules=(rule, rule)),),
        on_failure=Failure(result="ROLLBACK"),
        transition=Transition(enabled=False, reason="frozen"),
    )
    assert told(pipeline(it)) == [
        "Deploy",
        "  The transition into this stage is disabled: frozen",
        "  Before entry, R looks at x; otherwise the stage is skipped",
        "  A builds",
        "  After success, all of these must hold, otherwise the stage fails=",
        "    R looks at x",
        "    R looks at x",
        "  On failure, the stage is rolled back to its last successful execution",
    ]


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (
            Failure(result="RETRY", retry_mode="FAILED_ACTIONS"),
            "On failure, the stage is retried once (failed actions)",
        ),
        (Failure(retry_mode="ALL_ACTIONS"), "On failure, the stage is retried once (all actions)"),
        (Failure(result="EXPLODE"), "On failure, the result is EXPLODE"),
    ],
)
def test_failure(failure: Failure, words: str) -> None:
    assert told(pipeline(stage("A", action("B"), on_failure=failure)))[-1] == f"  {words}"


def test_starts_come_first_and_none_is_invented() -> None:
    assert told(pipeline(stage("Source", SOURCE)))[0] == "Source"
    schedule = Start(kind="schedule", name="nightly", detail="rate(1 day)")
    assert told(pipeline(stage("Source", SOURCE), starts=(schedule,)))[0] == "Started by the schedule rate(1 day)"
    both = told(pipeline(stage("Source", SOURCE), starts=(schedule, Start(kind="webhook", name="w"))))
    assert both[:3] == ["Started by any of=", "  the schedule rate(1 day)", "  the webhook w"]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (Start(kind="push", name="S", detail="on main"), "a push on main"),
        (Start(kind="push", name="S"), "a push"),
        (Start(kind="pull_request", name="S", detail="open, on main"), "a pull request open, on main"),
        (Start(kind="event", name="E", source="aws.s3"), "the event aws.s3"),
        (Start(kind="event", name="E", source="aws.s3", detail="Object Created"), "the event Object Created"),
        (Start(kind="connection", name="S"), "a change that the connection of S reports"),
        (Start(kind="polling", name="S"), "a change that polling finds for S"),
        (Start(kind="pipeline", name="Go", source="first"), "the pipeline first with its action Go"),
        (Start(kind="moonlight", name="M"), "moonlight M"),
    ],
)
def test_start_words(start: Start, words: str) -> None:
    assert start_words(start) == words


def test_links_are_those_that_were_given() -> None:
    it = pipeline(stage("Build", action("A")))
    (found,) = steps(it, OWN, links=lambda stage, action: f"#{stage.name}/{action.name if action else ''}")
    assert (found.link, found.steps[0].link) == ("#Build/", "#Build/A")
