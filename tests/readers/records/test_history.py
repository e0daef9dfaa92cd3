"""What is concluded from answers, and what is not."""

import pytest

from pipeviz.analysis.choose import choose, has_failed
from pipeviz.analysis.definitions import definition_of
from pipeviz.model.execution import UNKNOWN, History
from pipeviz.model.operations import ACTIONS, EXECUTION, EXECUTIONS, RULES, STATE
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.history import Found, history
from tests.runs import at, attempt, execution, pipeline

PIPELINE = pipeline(
    ("Source", [("Checkout", "Source/AWS/CodeCommit")]), ("Build", [("Compile", "Build/AWS/CodeBuild")])
)


def iso(seconds):
    return at(seconds).isoformat()


def summary(run, status, begun, ended=None, **fields):
    times = {"startTime": iso(begun), "lastUpdateTime": iso(begun if ended is None else ended)}
    return {"pipelineExecutionId": run, "status": status, **times, **fields}


def detail(run, action, status, begun, ended=None, **fields):
    stage = {"Checkout": "Source", "Compile": "Build"}[action]
    times = {"startTime": iso(begun), "lastUpdateTime": iso(begun if ended is None else ended)}
    named = {"pipelineExecutionId": run, "stageName": stage, "actionName": action, "status": status}
    return {"actionExecutionId": f"{run}-{action}-{begun}", **named, **times, **fields}


def runs(*rows, token=None):
    return Answer(EXECUTIONS, {"pipelineExecutionSummaries": list(rows), "nextToken": token}, "runs.json")


def attempts(*rows, token=None):
    return Answer(ACTIONS, {"actionExecutionDetails": list(rows), "nextToken": token}, "actions.json")


def told(*answers, **found):
    return history(PIPELINE, Found(answers, **found))


def test_newest_start_first_whatever_the_order():
    found = told(runs(summary("a", "Succeeded", 0), summary("c", "Failed", 200), summary("b", "Stopped", 100)))
    assert [run.id for run in found.executions] == ["c", "b", "a"]


def test_attempts_in_the_order_in_which_they_began():
    found = told(
        attempts(
            detail("a", "Compile", "Succeeded", 60),
            detail("a", "Checkout", "Succeeded", 5),
            detail("a", "Compile", "Failed", 30),
        )
    )
    assert [(each.action, each.status) for each in found.executions[0].actions] == [
        ("Checkout", "Succeeded"),
        ("Compile", "Failed"),
        ("Compile", "Succeeded"),
    ]


def test_of_what_is_recorded_twice_the_later_counts():
    found = told(
        runs(summary("a", "Failed", 0, 90), summary("a", "InProgress", 0, 50)),
        attempts(detail("a", "Compile", "Failed", 10, 90), detail("a", "Compile", "InProgress", 10, 50)),
    )
    (run,) = found.executions
    assert (run.status, [each.status for each in run.actions]) == ("Failed", ["Failed"])


def single(run, status, **fields):
    return Answer(
        EXECUTION, {"pipelineExecution": {"pipelineExecutionId": run, "status": status, **fields}}, "one.json"
    )


def test_a_single_look_completes_the_list():
    (run,) = told(
        runs(summary("a", "Failed", 0, 90, trigger={"triggerType": "Webhook"})),
        single("a", "InProgress", pipelineVersion=7, trigger={"triggerType": "Other"}, statusSummary="x"),
    ).executions
    assert (run.status, run.version, run.trigger.type, run.status_summary) == ("Failed", 7, "Webhook", "x")
    (run,) = told(runs(summary("a", "InProgress", 0, 90)), single("a", "Succeeded")).executions
    assert run.status == "Succeeded", "it had ended when somebody looked"


def test_a_run_that_only_its_attempts_tell_of_has_no_status():
    (run,) = told(attempts(detail("a", "Compile", "Failed", 10, pipelineVersion=3))).executions
    assert (run.status, run.started, run.version, run.actions_recorded) == (UNKNOWN, None, 3, True)


def test_attempts_without_a_version_do_not_hide_the_others():
    rows = [detail("a", "Checkout", "Succeeded", 0), detail("a", "Compile", "Failed", 10, pipelineVersion=3)]
    assert told(attempts(*rows)).executions[0].version == 3


def test_versions_that_disagree_are_none():
    rows = (
        detail("a", "Checkout", "Succeeded", 1, pipelineVersion=3),
        detail("a", "Compile", "Failed", 9, pipelineVersion=4),
    )
    assert told(attempts(*rows)).executions[0].version is None


@pytest.mark.parametrize(
    ("rows", "covered"),
    [
        (("a", "c"), {"a": True, "b": True, "c": True, "later": True, "before": False}),
        (("a",), {"a": True, "b": False, "c": False, "later": False, "before": False}),
        ((), {"a": False, "b": False, "c": False, "later": False, "before": False}),
    ],
)
def test_that_no_attempt_is_listed_says_something_only_in_a_list_of_all_runs(rows, covered):
    begun = {"before": 0, "a": 100, "b": 200, "c": 300, "later": 400}
    listed = [detail(run, "Checkout", "Succeeded", begun[run] + 1) for run in rows]
    listed[:1] = [{**each, "startTime": iso(100)} for each in listed[:1]]
    found = told(runs(*(summary(run, "Superseded", each) for run, each in begun.items())), attempts(*listed))
    assert {run.id: run.actions_recorded for run in found.executions} == covered


def test_a_capture_says_since_when_it_has_all():
    listed = runs(summary("old", "Superseded", 0), summary("new", "Superseded", 100))
    since = {"pipeviz-capture": 1, "since": iso(50)}
    assert [run.actions_recorded for run in told(listed, attempts(), capture=since).executions] == [True, False]
    assert [run.actions_recorded for run in told(listed, attempts(), capture={"whole": True}).executions] == [
        True,
        True,
    ]
    assert not any(run.actions_recorded for run in told(listed, capture={"whole": True}).executions), "the list is lost"


def test_only_the_oldest_run_of_a_cut_list_may_lack_attempts():
    found = told(attempts(detail("b", "Compile", "Failed", 300), detail("a", "Compile", "Failed", 100), token="t"))
    assert {run.id: [gap.reason for gap in run.gaps] for run in found.executions} == {"b": [], "a": ["cut"]}
    assert [gap.operation for gap in found.gaps] == [ACTIONS]


def test_the_artifact_of_a_revision_leads_to_its_source_action():
    from msgspec.structs import replace

    from pipeviz.model import OutputArtifact

    stages = PIPELINE.stages
    source = replace(stages[0].actions[0], output_artifacts=(OutputArtifact(name="Code"),))
    defined = replace(PIPELINE, stages=(replace(stages[0], actions=(source,)), *stages[1:]))
    looked = single(
        "a", "Failed", artifactRevisions=[{"name": "Code", "revisionId": "1"}, {"name": "Other", "revisionId": "2"}]
    )
    (run,) = history(defined, Found([looked])).executions
    assert [(each.source_action, each.id) for each in run.revisions] == [("Checkout", "1"), ("Other", "2")]


def test_a_rule_of_two_conditions_belongs_to_neither():
    from msgspec.structs import replace

    from pipeviz.model import Condition, Failure, Rule

    def having(*names):
        return (Condition(rules=tuple(Rule(name=name, provider="CloudWatchAlarm") for name in names)),)

    build = replace(
        PIPELINE.stages[1],
        before_entry=having("Before", "Both"),
        on_success=having("After", "Both"),
        on_failure=Failure(conditions=having("Failing")),
    )
    defined = replace(PIPELINE, stages=(PIPELINE.stages[0], build))
    rows = [
        {
            "pipelineExecutionId": "a",
            "ruleExecutionId": f"{stage}-{name}",
            "stageName": stage,
            "ruleName": name,
            "status": "Succeeded",
        }
        for stage, name in (
            ("Build", "Before"),
            ("Build", "After"),
            ("Build", "Failing"),
            ("Build", "Both"),
            ("Source", "Before"),
        )
    ]
    (run,) = history(defined, Found([Answer(RULES, {"ruleExecutionDetails": rows}, "rules.json")])).executions
    assert [each.condition for each in run.rules] == ["BEFORE_ENTRY", "ON_SUCCESS", "ON_FAILURE", None, None]


def state(*stages):
    return Answer(STATE, {"stageStates": list(stages)}, "state.json")


def stage(name, run, status, *actions):
    states = [
        {"actionName": action, "latestExecution": {"status": each, "lastStatusChange": iso(when)}}
        for action, each, when in actions
    ]
    return {
        "stageName": name,
        "latestExecution": {"pipelineExecutionId": run, "status": status},
        "actionStates": states,
    }


def test_a_state_tells_of_runs_only_what_is_certain():
    found = told(
        state(
            stage("Source", "c", "Succeeded", ("Checkout", "Succeeded", 300)),
            stage(
                "Build", "b", "Failed", ("Lint", "Failed", 10), ("Compile", "Failed", 200), ("Pack", "Succeeded", 20)
            ),
            stage("Deploy", "a", "Succeeded", ("Prod", "Succeeded", 100)),
        )
    )
    assert {run.id: (run.status, [each.action for each in run.actions]) for run in found.executions} == {
        "c": (UNKNOWN, []),
        "b": ("Failed", ["Compile"]),
        "a": ("Succeeded", []),
    }
    assert not any(run.actions_recorded for run in found.executions)


def test_a_state_of_parallel_runs_tells_nothing_of_them():
    from msgspec.structs import replace

    parallel = replace(PIPELINE, execution_mode="PARALLEL")
    assert history(parallel, Found([state(stage("Build", "b", "Failed", ("Compile", "Failed", 1)))])).executions == ()


def test_definition_of_a_run():
    old, current = pipeline(version=6), pipeline(version=7)
    known = History(key="k", definitions={6: old})
    assert definition_of(known, execution("Failed", version=7), current) == (current, True)
    assert definition_of(known, execution("Failed", version=6), current) == (old, True)
    assert definition_of(known, execution("Failed", version=5), current) == (current, False)
    assert definition_of(known, execution("Failed"), current) == (current, False)


def test_a_run_of_unknown_status_failed_if_its_last_attempt_did():
    retried = execution(UNKNOWN, attempt("B", "A", "Failed", 0), attempt("B", "A", "Succeeded", 9), id="retried")
    failed = execution(UNKNOWN, attempt("B", "A", "Failed", 0), id="failed")
    assert (has_failed(retried), has_failed(failed)) == (False, True)
    assert choose(History(key="k", executions=(retried, failed)), "last-failed").id == "failed"
