"""Which pipeline's run is meant where a source holds several."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pipeviz.errors import UsageError
from pipeviz.model.execution import History
from pipeviz.readers.reading import Recorded
from pipeviz.reports.choice import choose_pipeline
from tests.runs import at, execution, pipeline

BUILD = ("Build", [("Compile", "Build/AWS/CodeBuild")])


def named(name):
    return pipeline(BUILD, key=f"account-1/eu-west-1/{name}", name=name)


def recorded(name, *runs):
    """Runs by their status and second, newest first, with ids such as `web-Failed-10`."""
    executions = tuple(
        replace(execution(status), id=f"{name}-{status}-{second}", started=at(second)) for status, second in runs
    )
    history = History(key=named(name).key, executions=executions)
    return Recorded(history.key, lambda: history, lambda run: any(each.id.startswith(run) for each in executions), str)


def chosen(wanted, **runs):
    pipelines = [named(name) for name in runs]
    return choose_pipeline(pipelines, [recorded(name, *each) for name, each in runs.items() if each], wanted)


def test_one_pipeline_is_it_whatever_became_of_it():
    choice = chosen("last-failed", web=[("Succeeded", 1)], undocumented=[])
    assert (choice.pipeline.name, choice.note) == ("web", "")


def test_the_only_one_with_a_failed_run():
    choice = chosen(
        "last-failed", web=[("Succeeded", 1)], orders=[("Succeeded", 9), ("Failed", 2)], api=[("Stopped", 3)]
    )
    assert choice.pipeline.name == choice.history.key.rpartition("/")[2] == "orders"
    assert choice.note == "orders is the only one of 3 pipelines with a failed run"


def test_the_only_one_whose_newest_run_failed():
    choice = chosen("last-failed", web=[("Succeeded", 20), ("Failed", 19)], orders=[("Failed", 9), ("Succeeded", 2)])
    assert choice.note == "orders is the only one of 2 pipelines whose newest run failed"


def test_several_are_listed_with_their_last_failed_run_those_that_still_fail_first():
    runs = {
        "web": [("Succeeded", 300), ("Failed", 299)],
        "orders": [("Failed", 9)],
        "api": [("Failed", 20)],
        "docs": [("Succeeded", 5)],
    }
    with pytest.raises(UsageError) as error:
        chosen("last-failed", **runs)
    assert str(error.value).splitlines() == [
        "several pipelines have a failed run; choose one with --pipeline:",
        "  account-1/eu-west-1/api     Failed  2026-03-02 12:00:20 UTC  api-Failed-20",
        "  account-1/eu-west-1/orders  Failed  2026-03-02 12:00:09 UTC  orders-Failed-9",
        "  account-1/eu-west-1/web     Failed  2026-03-02 12:04:59 UTC  web-Failed-299",
    ]


def test_the_latest_run_of_several_is_ambiguous():
    with pytest.raises(UsageError, match="several pipelines have runs; choose one with --pipeline"):
        chosen("latest", web=[("Succeeded", 1)], orders=[("Failed", 2)])


def test_an_id_is_looked_for_in_all():
    choice = chosen("orders-F", web=[("Failed", 1)], orders=[("Failed", 2)])
    assert (choice.pipeline.name, choice.note) == ("orders", "the run is one of orders")


@pytest.mark.parametrize(
    ("wanted", "runs", "words"),
    [
        (
            "zzz",
            {"web": [("Failed", 1)], "orders": [("Failed", 2)]},
            "no run 'zzz' is recorded of any of the pipelines",
        ),
        ("last-failed", {"web": [("Succeeded", 1)], "orders": [("Stopped", 2)]}, "no failed run is recorded of any"),
        ("last-failed", {"web": [], "orders": []}, "no run of web, orders is recorded\n  hint: runs are read from"),
    ],
)
def test_nothing_to_choose(wanted, runs, words):
    with pytest.raises(UsageError) as error:
        chosen(wanted, **runs)
    assert str(error.value).startswith(words)


def test_of_many_the_rest_is_counted():
    with pytest.raises(UsageError) as error:
        chosen("last-failed", **{f"p{number:02}": [("Failed", number)] for number in range(25)})
    assert str(error.value).endswith("\n  … and 5 more")
