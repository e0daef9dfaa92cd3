"""Where commits stand."""

from __future__ import annotations

from pipeviz.analysis.run import run
from pipeviz.analysis.standing import board
from pipeviz.model.execution import Revision
from tests.runs import attempt, execution, pipeline

ORDERS = pipeline(
    ("Source", [("Code", "Source/AWS/CodeCommit")]),
    ("Staging", [("Deploy", "Deploy/AWS/S3")]),
    ("Prod", [("Deploy", "Deploy/AWS/S3")]),
)


def happened(id, commit, begun, staging, prod=None, **fields):
    attempts = [attempt("Source", "Code", "Succeeded", begun, begun + 1)] if commit != "rollback" else []
    attempts += [attempt("Staging", "Deploy", staging, begun + 2, begun + 3)] if staging else []
    attempts += [attempt("Prod", "Deploy", prod, begun + 4, begun + 5)] if prod else []
    status = "Failed" if "Failed" in (staging, prod) else "Succeeded"
    revisions = (Revision(source_action="Code", id=commit),)
    return run(execution(status, *attempts, id=id, revisions=revisions, **fields), ORDERS)


def outcomes(standing):
    return [(cell.outcome, cell.current) for cell in standing.cells]


def test_each_commit_has_a_row_newest_first_and_each_stage_one_holder():
    found = board(
        [
            happened("one", "aaa", 0, "Succeeded", "Succeeded"),
            happened("two", "bbb", 100, "Succeeded", "Failed"),
            happened("three", "ccc", 200, "Failed"),
        ]
    )
    assert found.stages == ("Source", "Staging", "Prod")
    assert [row.revisions[0].id for row in found.rows] == ["ccc", "bbb", "aaa"]
    ccc, bbb, aaa = found.rows
    assert outcomes(ccc) == [("succeeded", True), ("failed", False), ("unreached", False)]
    assert outcomes(bbb) == [("succeeded", False), ("succeeded", True), ("failed", False)]
    assert outcomes(aaa) == [("succeeded", False), ("succeeded", False), ("succeeded", True)]


def test_a_second_run_with_the_same_commit_adds_to_its_row():
    found = board(
        [
            happened("one", "aaa", 0, "Failed"),
            happened("two", "aaa", 100, "Succeeded", "Succeeded"),
        ]
    )
    (row,) = found.rows
    assert row.executions == ("two", "one")
    assert outcomes(row) == [("succeeded", True)] * 3


def test_a_rollback_brings_an_older_commit_back():
    found = board(
        [
            happened("one", "aaa", 0, "Succeeded", "Succeeded"),
            happened("two", "bbb", 100, "Succeeded", "Succeeded"),
            run(
                execution(
                    "Succeeded",
                    attempt("Prod", "Deploy", "Succeeded", 200, 210),
                    id="back",
                    type="ROLLBACK",
                    revisions=(Revision(source_action="Code", id="aaa"),),
                ),
                ORDERS,
            ),
        ]
    )
    current = {row.revisions[0].id: [cell.current for cell in row.cells] for row in found.rows}
    assert current == {"aaa": [False, False, True], "bbb": [True, True, False]}


def test_runs_without_revisions_have_no_row():
    assert board([run(execution("Failed"), ORDERS)]).rows == ()
    assert board([]).rows == ()
