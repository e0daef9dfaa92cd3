"""Where files lie, and to which pipeline their answers belong."""

import gzip
import json
import shutil

import pytest

from pipeviz import api
from pipeviz.errors import SourceError
from pipeviz.readers import ReadOptions, Wanted, read
from tests.conftest import ROOT

RUNS = ROOT / "tests" / "cases" / "runs"
CLI = RUNS / "reading-cli-folder" / "payments"
ORDERS = RUNS / "codebuild-failed" / "account-1" / "eu-west-1" / "orders"
FAILED, GOOD, STOPPED = (f"0a1b2c3d-0000-4000-8000-00000000000{n}" for n in (3, 2, 1))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copy(name, to, *, of=CLI):
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(of / name, to)


def write(path, *values):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(value if isinstance(value, str) else json.dumps(value) for value in values), "utf-8")


def loaded(name):
    return json.loads((CLI / name).read_text("utf-8"))


def only(*sources, **options):
    """The history of the only pipeline in sources that nothing is wrong with."""
    reading = read([str(each) for each in sources], ReadOptions(**options))
    assert reading.problems == ()
    (recorded,) = reading.recorded
    history = recorded.load()
    assert recorded.key == history.key == reading.pipelines[0].key
    return history


def ran(history):
    return {run.id: [f"{each.action} {each.status}" for each in run.actions] for run in history.executions}


ALL_RAN = {
    FAILED: ["Repository Succeeded", "Compile Failed"],
    GOOD: ["Repository Succeeded", "Compile Succeeded", "Release Succeeded", "Stack Failed", "Stack Succeeded"],
    STOPPED: [],
}


def test_a_folder_as_the_cli_printed_it():
    assert ran(only(CLI)) == ALL_RAN


def test_definitions_alone_have_no_runs(folder):
    copy("definition.json", folder / "definition.json")
    assert read(["."]).recorded == ()


def test_answers_below_the_folder_of_the_definition(folder):
    copy("definition.json", folder / "definition.json")
    copy("actions.json", folder / "history" / "2026" / "actions.json")
    copy("runs.json", folder / "history" / "2026" / "runs.json")
    assert ran(only(".")) == ALL_RAN


def test_answers_below_that_are_of_another_pipeline(folder):
    copy("definition.json", folder / "payments.json")
    for name in ("list-action-executions.json", "list-pipeline-executions.json"):
        copy(name, folder / "fixtures" / name, of=ORDERS)
    reading = read(["."])
    made, defined = sorted(reading.pipelines, key=lambda each: each.from_runs, reverse=True)
    assert (made.name, made.from_runs, defined.name, defined.from_runs) == ("fixtures", True, "payments", False)
    assert [each.key for each in reading.recorded] == [made.key]


def test_single_files_belong_together(folder):
    assert ran(only(CLI / "definition.json", CLI / "actions.json", CLI / "runs.json")) == ALL_RAN
    assert ran(only(CLI / "actions.json", CLI / "definition.json")).keys() == {FAILED, GOOD}


def test_single_files_leave_the_rest_of_their_folder_alone():
    assert only(CLI / "definition.json", CLI / "actions.json").state == ()
    evidence = only(CLI / "definition.json", CLI / "actions.json", CLI / "builds.json").executions[0].evidence
    assert [each.operation for each in evidence] == ["codebuild:BatchGetBuilds"]


def test_single_files_of_folders_that_each_have_a_definition(folder):
    for place, of, names in (
        ("a", CLI, ("definition.json", "actions.json")),
        ("b", ORDERS, ("get-pipeline.json", "list-action-executions.json")),
    ):
        for name in names:
            copy(name, folder / place / name, of=of)
    reading = read(sorted(str(path) for path in folder.glob("*/*")))
    assert [(each.key.rpartition("/")[2], len(each.load().executions)) for each in reading.recorded] == [
        ("payments", 2),
        ("orders", 2),
    ]


def test_standard_input():
    text = "".join((CLI / name).read_text("utf-8") for name in ("definition.json", "actions.json", "runs.json"))
    history = only("-", stdin=lambda: text.encode())
    assert ran(history) == ALL_RAN
    assert history.executions[0].actions[0].recorded == "stdin, answer 2, actionExecutionDetails[1]"


def test_standard_input_beside_a_file():
    assert ran(only(CLI / "definition.json", "-", stdin=(CLI / "actions.json").read_bytes)).keys() == {FAILED, GOOD}


def test_a_list_of_answers(folder):
    write(folder / "all.json", [loaded(name) for name in ("definition.json", "actions.json", "runs.json")])
    assert ran(only(".")) == ALL_RAN


def test_yaml_as_the_cli_prints_it(folder):
    import yaml

    for name in ("definition.json", "actions.json", "runs.json"):
        write(folder / f"{name}.yaml", yaml.safe_dump(loaded(name), sort_keys=False))
    assert ran(only(".")) == ALL_RAN


def test_zipped(folder):
    copy("definition.json", folder / "definition.json")
    for name in ("actions.json", "runs.json"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((CLI / name).read_bytes()))
    assert ran(only(".")) == ALL_RAN
    assert ran(only("definition.json", "actions.json.gz")).keys() == {FAILED, GOOD}


def test_pages_one_after_another(folder):
    copy("definition.json", folder / "definition.json")
    details = loaded("actions.json")["actionExecutionDetails"]
    pages = [
        {"actionExecutionDetails": details[at : at + 2], "nextToken": f"t{at}"} for at in range(0, len(details), 2)
    ]
    del pages[-1]["nextToken"]
    write(folder / "actions.json", *pages)
    write(folder / "runs.json", loaded("runs.json"))
    history = only(".")
    assert ran(history) == ALL_RAN
    assert history.gaps == ()
    assert history.executions[0].actions[0].recorded == "actions.json, actionExecutionDetails[1]"
    assert history.executions[1].actions[0].recorded == "actions.json, answer 4, actionExecutionDetails[0]"


def test_a_list_that_was_cut(folder):
    copy("definition.json", folder / "definition.json")
    write(folder / "actions.json", {**loaded("actions.json"), "NextToken": "more"})
    history = only(".")
    (gap,) = history.gaps
    assert (gap.operation, gap.reason) == ("codepipeline:ListActionExecutions", "cut")
    assert [run.id for run in history.executions if run.gaps] == [GOOD], "only the oldest run may lack attempts"


def event(kind, state, time, **detail):
    return {
        "detail-type": f"CodePipeline {kind} Execution State Change",
        "source": "aws.codepipeline",
        "account": "111122223333",
        "region": "eu-central-1",
        "time": time,
        "detail": {"pipeline": "payments", "execution-id": FAILED, "state": state, "version": 4.0, **detail},
    }


FAILURE = {"stage": "Build", "action": "Compile", "action-execution-id": "ac710000-0000-4000-8000-000000000009"}
EVENTS = [
    event("Pipeline", "STARTED", "2026-03-02T12:00:00Z"),
    event("Action", "STARTED", "2026-03-02T12:00:10Z", **FAILURE),
    event("Action", "FAILED", "2026-03-02T12:02:00Z", **FAILURE),
    event("Pipeline", "FAILED", "2026-03-02T12:02:01Z"),
]


def test_events_beside_a_definition(folder):
    copy("definition.json", folder / "definition.json")
    write(folder / "events.jsonl", *EVENTS)
    history = only(".")
    assert ran(history) == {FAILED: ["Compile Failed"]}
    assert [run.status for run in history.executions] == ["Failed"]


def test_events_complete_what_was_listed(folder):
    for name in ("definition.json", "runs.json"):
        copy(name, folder / name)
    write(folder / "events.jsonl", *EVENTS)
    newest = only(".").executions[0]
    assert (newest.status, newest.started.second, newest.mode) == ("Failed", 0, "QUEUED")
    assert [each.status for each in newest.actions] == ["Failed"]


def test_events_of_pipelines_that_are_only_called_alike(folder):
    elsewhere = [{**each, "account": "444455556666"} for each in EVENTS]
    write(folder / "events.jsonl", *EVENTS, *elsewhere, *({**each, "region": "us-east-1"} for each in EVENTS))
    reading = read(["events.jsonl"])
    assert [each.key for each in reading.pipelines] == [
        "account-1/eu-central-1/payments",
        "account-2/eu-central-1/payments",
        "account-1/us-east-1/payments",
    ]
    assert [len(each.load().executions) for each in reading.recorded] == [1, 1, 1]


def test_events_from_standard_input():
    text = "\n".join(json.dumps(each) for each in EVENTS)
    reading = read([str(CLI / "definition.json"), "-"], ReadOptions(stdin=text.encode))
    assert ran(reading.recorded[0].load()) == {FAILED: ["Compile Failed"]}


def test_evidence_in_folders_of_attempts(folder):
    for name in ("definition.json", "actions.json"):
        copy(name, folder / name)
    attempt = "ac710000-0000-4000-8000-000000000006"
    write(folder / "evidence" / f"Deploy-Stack-{attempt}" / "anything.json", {"StackEvents": []})
    write(folder / "evidence" / "Deploy-Stack-ac710000-0000-4000-8000-00000000ffff" / "x.json", {"StackEvents": []})
    history = only(".")
    (evidence,) = history.executions[1].evidence
    assert (evidence.of, evidence.operation) == (attempt, "cloudformation:DescribeStackEvents")
    assert evidence.recorded == f"evidence/Deploy-Stack-{attempt}/anything.json"
    assert [each.of for each in history.evidence] == [""]


def test_a_captured_folder_by_any_of_its_names(folder):
    shutil.copytree(RUNS / "codebuild-failed", folder / "recording")
    inside = folder / "recording" / "account-1" / "eu-west-1" / "orders"
    for source in ("recording", inside.parent, inside, inside / "capture.json"):
        history = only(source)
        assert [run.status for run in history.executions] == ["Failed", "Succeeded"]
        assert str(history.captured) == "2026-03-02 18:00:00+00:00"
        assert [each.operation for each in history.executions[0].evidence] == [
            "codebuild:BatchGetBuilds",
            "logs:GetLogEvents",
        ]


def test_a_captured_folder_without_its_definition(folder):
    shutil.copytree(ORDERS, folder / "orders")
    (folder / "orders" / "get-pipeline.json").unlink()
    reading = read(["orders"])
    (pipeline,) = reading.pipelines
    assert (pipeline.key, pipeline.from_runs) == ("account-1/eu-west-1/orders", True)
    assert [stage.name for stage in pipeline.stages] == ["Source", "Build", "Test", "Deploy", "Smoke"]
    assert "no definition" in str(reading.problems[0])


def test_gaps_of_a_capture(folder):
    shutil.copytree(ORDERS, folder / "orders")
    capture = json.loads((ORDERS / "capture.json").read_text("utf-8"))
    failed = "f790628a-4689-502a-94ea-4954fb28cd26"
    gap = {"operation": "logs:GetLogEvents", "reason": "denied", "allow": "logs:GetLogEvents", "of": failed}
    write(folder / "orders" / "capture.json", {**capture, "gaps": [gap, {"operation": "events:DescribeRule"}, 7]})
    history = only("orders")
    assert [(each.operation, each.reason) for each in history.gaps] == [("events:DescribeRule", "failed")]
    assert [(each.reason, each.allow) for each in history.executions[0].gaps] == [("denied", "logs:GetLogEvents")]


def test_a_broken_file_of_a_capture_is_a_gap(folder):
    shutil.copytree(ORDERS, folder / "orders")
    write(folder / "orders" / "list-action-executions.json", '{"actionExecutionDetails": [')
    history = only("orders")
    (gap,) = history.gaps
    assert (gap.operation, gap.reason) == ("codepipeline:ListActionExecutions", "failed")
    assert "orders/list-action-executions.json:1" in gap.detail
    assert not any(run.actions_recorded for run in history.executions)


def test_an_answer_that_is_nested_too_deep_is_a_gap(folder):
    copy("definition.json", folder / "definition.json")
    write(folder / "actions.json", loaded("actions.json"))
    deep = '{"a":' * 900 + "1" + "}" * 900
    write(folder / "deep.json", '{"pipelineExecutionSummaries": [{"pipelineExecutionId": "r", "x": ' + deep + "}]}")
    history = only(".")
    assert [(each.operation, each.reason) for each in history.gaps] == [
        ("codepipeline:ListPipelineExecutions", "failed")
    ]
    assert ran(history).keys() == {FAILED, GOOD}


def test_a_broken_file_of_a_folder_is_a_problem(folder):
    copy("definition.json", folder / "definition.json")
    write(folder / "actions.json", '{"actionExecutionDetails": [\n{"a": 1]}')
    write(folder / "prose.md", "`actionExecutionDetails` is what list-action-executions prints\n")
    (problem,) = read(["."]).problems
    assert (problem.file, problem.line) == ("actions.json", 2)


def test_several_pipelines_in_a_folder_keep_their_runs(folder):
    reading = read([str(RUNS / "reading-two-pipelines")])
    by_name = {each.key.rpartition("/")[2]: each for each in reading.recorded}
    assert set(by_name) == {"orders", "payments"}
    assert [len(by_name[name].load().executions) for name in ("orders", "payments")] == [1, 3]
    assert by_name["payments"].mentions(FAILED)


def test_runs_of_a_pipeline_that_another_is_defined_beside(folder):
    copy("definition.json", folder / "definition.json")
    execution = loaded("the-failed-one.json")
    execution["pipelineExecution"]["pipelineName"] = "refunds"
    write(folder / "other.json", execution)
    reading = read(["."])
    assert [each.name for each in reading.pipelines] == ["payments"]
    assert reading.recorded == ()
    assert [str(each).splitlines()[0] for each in reading.problems] == [
        "other.json: there is no definition of pipeline refunds: and nothing here tells its stages"
    ]


def test_runs_alone_without_stages_are_refused_in_words(folder):
    copy("runs.json", folder / "runs.json")
    with pytest.raises(SourceError, match=r"get-pipeline --name NAME > get-pipeline\.json"):
        read(["runs.json"])


def test_an_older_definition_without_runs_stays_a_pipeline(folder):
    """Nothing is merged where no history asks for it."""
    copy("definition.json", folder / "a.json")
    old = loaded("definition.json")
    old["pipeline"]["version"] = 3
    write(folder / "b.json", old)
    assert [each.version for each in read(["."]).pipelines] == [4, 3]
    copy("actions.json", folder / "actions.json")
    reading = read(["."])
    assert [each.version for each in reading.pipelines] == [4]
    assert sorted(reading.recorded[0].load().definitions) == [3, 4]


def test_templates_are_never_versions_of_each_other(folder):
    template = "Resources:\n  Pipeline:\n    Type: AWS::CodePipeline::Pipeline\n    Properties:\n      Stages: [{Name: S, Actions: []}]\n"
    write(folder / "a.yaml", template)
    write(folder / "b.yaml", template)
    copy("actions.json", folder / "actions.json")
    reading = read(["."])
    assert {"a.yaml#Pipeline", "b.yaml#Pipeline"} <= {each.key for each in reading.pipelines}


def recording(folder, names):
    for name in names:
        inside = folder / "account-1" / "eu-west-1" / name
        shutil.copytree(ORDERS, inside)
        for path in inside.rglob("*.json"):
            text = path.read_text("utf-8").replace("orders", name).replace("8ea9e042", f"{name:.8}")
            path.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(pipeline="billing"), ["billing"]),
        (Wanted(pipeline="b*"), ["billing", "books"]),
        (Wanted(pipeline="111122223333/eu-west-1/books"), ["books"]),
        (Wanted(pipeline="arn:aws:codepipeline:eu-west-1:111122223333:books"), ["books"]),
        (Wanted(execution="billing-1854-5fe5-b269-e6cfa938bb5f"), ["billing"]),
        (Wanted(execution="f790628a-4689-502a-94ea-4954fb28cd26"), ["billing", "books", "cards"]),
        (Wanted(pipeline="nobody"), ["billing", "books", "cards"]),
        (Wanted(execution="ffffffff"), ["billing", "books", "cards"]),
    ],
)
def test_only_what_is_wanted_is_read(folder, monkeypatch, wanted, found):
    recording(folder, ["billing", "books", "cards"])
    if len(found) == 1:
        for other in {"billing", "books", "cards"} - set(found):
            write(folder / "account-1" / "eu-west-1" / other / "get-pipeline.json", "{broken")
    reading = read(["."], ReadOptions(wanted=wanted))
    assert [each.name for each in reading.pipelines] == found
    assert reading.problems == ()


def test_secrets_and_accounts_stop_at_the_door(folder):
    shutil.copytree(CLI, folder / "payments")
    details = loaded("actions.json")
    error = details["actionExecutionDetails"][0]["output"]["executionResult"]["errorDetails"]
    error["message"] = "login with password=S3CR3T-7f1c failed in 111122223333"
    details["actionExecutionDetails"][1]["output"]["outputVariables"]["Token"] = "S3CR3T-7f1c"
    write(folder / "payments" / "actions.json", details)
    (recorded,) = api.read(["payments"]).recorded
    told = repr(recorded.load()).replace(recorded.key, "")
    assert "S3CR3T-7f1c" not in told
    assert "account-1" in told


def test_several_pages_of_evidence_stay_in_order(folder):
    for name in ("definition.json", "actions.json"):
        copy(name, folder / name)
    inside = folder / "evidence" / "Deploy-Stack-ac710000-0000-4000-8000-000000000006"
    for part in ("", ".10", ".2"):
        write(inside / f"cloudformation.describe-stack-events{part}.json", {"StackEvents": []})
    (run,) = (run for run in only(".").executions if run.evidence)
    assert [each.recorded.rpartition("/")[2] for each in run.evidence] == [
        "cloudformation.describe-stack-events.json",
        "cloudformation.describe-stack-events.2.json",
        "cloudformation.describe-stack-events.10.json",
    ]


def test_a_rule_beside_several_pipelines_starts_none_of_them(folder):
    shutil.copytree(RUNS / "reading-two-pipelines" / "payments", folder / "both")
    copy("rule.json", folder / "both" / "rule.json")
    assert [each.starts for each in read(["both"]).pipelines] == [(), ()]


def test_a_rule_that_is_switched_off_starts_nothing(folder):
    for name in ("definition.json", "actions.json"):
        copy(name, folder / name)
    write(folder / "rule.json", {**loaded("rule.json"), "State": "DISABLED"})
    assert read(["."]).pipelines[0].starts == ()


def test_a_pipeline_from_its_runs_has_the_order_in_which_they_ran(folder):
    details = loaded("actions.json")["actionExecutionDetails"]
    build = next(each for each in details if each["actionName"] == "Compile" and each["status"] == "Succeeded")
    beside = {
        **build,
        "actionName": "Lint",
        "actionExecutionId": "b",
        "startTime": 1772436401.0,
        "lastUpdateTime": 1772436800.0,
    }
    after = {
        **build,
        "actionName": "Pack",
        "actionExecutionId": "c",
        "startTime": 1772436901.0,
        "lastUpdateTime": 1772436950.0,
    }
    write(folder / "actions.json", {"actionExecutionDetails": [*details, after, beside]})
    (pipeline,) = read(["."]).pipelines
    assert [(each.name, each.run_order) for each in pipeline.stages[1].actions] == [
        ("Compile", 1),
        ("Lint", 1),
        ("Pack", 2),
    ]
    assert str(pipeline.stages[1].actions[0].type) == "Build/AWS/CodeBuild"


def test_runs_of_another_pipeline_are_evidence_in_the_folder_of_an_attempt(folder):
    for name in ("definition.json", "actions.json"):
        copy(name, folder / name)
    attempt = "ac710000-0000-4000-8000-000000000006"
    inside = folder / "evidence" / f"Deploy-Stack-{attempt}"
    copy("list-action-executions.json", inside / "codepipeline.list-action-executions.json", of=ORDERS)
    history = only(".")
    assert ran(history).keys() == {FAILED, GOOD}
    (evidence,) = history.executions[1].evidence
    assert (evidence.operation, evidence.of) == ("codepipeline:ListActionExecutions", attempt)
