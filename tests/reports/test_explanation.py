"""What an explanation says of the runs beside its own."""

import pytest
from msgspec.structs import replace

from pipeviz.model.execution import History
from pipeviz.reports.choice import Choice
from pipeviz.reports.explanation import explained
from tests.drawings import CATALOGUE
from tests.runs import at, execution, pipeline

ORDERS = pipeline(("Source", [("Code", "Source/AWS/CodeCommit")]))


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        (["11112222-a"], ["11112222"]),
        (["11112222-a", "33334444-b"], ["11112222", "33334444"]),
        (["11112222-ab", "33334444-b", "11112222-ac", "11112222-d"], ["11112222-ab", "33334444", "11112222-ac", "11112222-d"]),
        (["11112222-1", "11112222-12"], ["11112222-1", "11112222-12"]),
        (["1", "2"], ["1", "2"]),
    ],
)  # fmt: skip
def test_the_short_id_is_that_of_no_other_run(ids: list[str], short: list[str]) -> None:
    runs = tuple(execution("Succeeded", id=each, started=at(number)) for number, each in enumerate(ids))
    told = explained(Choice(ORDERS, History(key=ORDERS.key, executions=runs)), runs, CATALOGUE)
    assert [each.short_id for each in told] == short


def test_each_run_is_compared_with_the_good_one_before_it() -> None:
    runs = [
        execution(status, id=f"run {number}", started=at(100 * number))
        for number, status in enumerate(["Failed", "Succeeded", "Failed", "Succeeded", "Succeeded", "Failed"])
    ]
    history = History(key=ORDERS.key, executions=tuple(replace(each) for each in reversed(runs)))
    told = explained(Choice(ORDERS, history), runs, CATALOGUE)
    good = [each.good.execution.id if each.good else None for each in told]
    assert good == ["run 1", "run 3", "run 1", "run 1", "run 3", "run 4"]
