"""What is said of every run in the library: the right action, the real cause, and nothing that is not recorded.

Expectations stand in `expected.json` beside each recording. They were written from what AWS documents of each provider and
from what a person would read out of the answers, not from running the code.
"""

from __future__ import annotations

import ast
import inspect
import re
from types import ModuleType

import msgspec
import pytest

from pipeviz.analysis import cause, diagnosis, outcomes, surroundings, wording
from pipeviz.analysis.diagnosis import Diagnosis, diagnose
from pipeviz.analysis.run import run
from pipeviz.model.execution import Evidence, Gap
from pipeviz.providers.failures import shipped_failures
from tests.runs import attempt, execution, pipeline
from tests.scenarios import NAMES, Scenario, scenario


def _diagnosis(found: Scenario) -> Diagnosis:
    return diagnose(found.run, found.good, found.history)


@pytest.mark.parametrize("name", NAMES)
def test_diagnosis(name: str) -> None:
    found = scenario(name)
    expected, told, happened = found.expected, _diagnosis(found), found.run
    assert happened.outcome == expected["outcome"]
    assert (f"{happened.culprit.stage}/{happened.culprit.action}" if happened.culprit else None) == expected["culprit"]
    assert told.headline == expected["headline"]
    assert [fact.kind for fact in told.facts] == expected["kinds"], told.facts
    if "cause" in expected:
        assert (told.cause.text if told.cause else None) == expected["cause"]
    for text in expected.get("cause_has", []):
        assert told.cause is not None
        assert text in told.cause.text
    for text in expected["paragraph"]:
        assert text in told.paragraph
    assert told.paragraph == expected.get("whole", told.paragraph)
    for text in expected.get("absent", []):
        assert text not in told.headline + told.paragraph + "".join(fact.text for fact in told.facts)
    marked = told.log.lines[told.log.marked].strip() if told.log and told.log.marked is not None else None
    assert marked == expected["marked"]
    assert [gap.operation for gap in told.gaps] == expected["gaps"]


@pytest.mark.parametrize("name", NAMES)
def test_what_became_of_its_parts(name: str) -> None:
    found = scenario(name)
    expected, happened = found.expected, found.run
    rule = f"{happened.failed_rule.stage}/{happened.failed_rule.rule}" if happened.failed_rule else None
    assert rule == expected.get("failed_rule")
    assert [f"{each.stage}/{each.action}" for each in happened.flaky] == expected.get("flaky", [])
    for stage in happened.stages:
        assert stage.outcome == expected.get("stages", {}).get(stage.name, stage.outcome), stage.name
        modes = expected.get("modes", {}).get(stage.name)
        assert modes is None or modes == [each.mode for each in stage.attempts]


def test_another_run_that_waits_for_the_stage() -> None:
    found = scenario("waiting-for-approval")
    for other, expected in found.expected["others"].items():
        told = diagnose(found.of(other), None, found.history)
        assert told.headline == expected["headline"]
        assert all(text in told.paragraph for text in expected["paragraph"])


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_names_its_record(name: str) -> None:
    """A fact without a record is a claim; only the state, which is asked for once and for all, has none."""
    for fact in _diagnosis(scenario(name)).facts:
        assert fact.recorded or fact.kind == "open", fact


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_that_is_not_recorded(name: str) -> None:
    """Every word is one of pipeviz's own or stands in the record; every quotation stands there as it is."""
    found = scenario(name)
    told = _diagnosis(found)
    recorded = _flat(msgspec.json.encode(msgspec.to_builtins((found.history, found.pipeline))).decode())
    texts = [told.headline, told.paragraph, *(fact.text for fact in told.facts)]
    for quotation in re.findall("“(.*?)”", " ".join(texts)):
        assert _flat(quotation.removesuffix("…")) in recorded
    times = _times(found)
    for word in re.findall(r"[^\s“”]+", " ".join(texts)):
        plain = word.strip("“”.,:;()[]'\"…").lower()
        assert plain in _OWN or plain in recorded or plain in times or plain.isdigit(), f"{word} is not recorded"


def test_a_guess_would_be_noticed() -> None:
    assert "probably" not in _OWN
    assert "permission" in _OWN


def _flat(text: str) -> str:
    return " ".join(text.replace('\\"', '"').replace("\\n", " ").replace("\\t", " ").split()).lower()


def _times(found: Scenario) -> set[str]:
    moments = [each.started for run in found.history.executions for each in (run, *run.actions) if each.started]
    return {part for each in moments for part in (f"{each:%Y-%m-%d}", f"{each:%H:%M}")}


def _own_words() -> set[str]:
    """The words of the sentences in the tables and of the texts in the modules that speak."""
    modules: tuple[ModuleType, ...] = (cause, diagnosis, outcomes, surroundings, wording)
    texts = [
        node.value
        for module in modules
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    for entry in shipped_failures():
        for each in (*entry.messages, *entry.read):
            texts += [each.says, each.short] if isinstance(each.says, str) else [*each.says]
            texts += [each.short] if isinstance(each.short, str) else [*each.short]
    words = " ".join(text for text in texts if isinstance(text, str)).split()
    return {word.strip("“”.,:;()[]{}'\"…").lower() for word in words}


_OWN = _own_words()


def test_without_a_log_there_is_no_tail() -> None:
    assert _diagnosis(scenario("evidence-denied")).log is None


def test_the_evidence_of_another_attempt_is_not_used() -> None:
    """An answer that belongs to a build that failed earlier says nothing of the one that failed last."""
    first = attempt("Build", "Compile", "Failed", 0, 10, id="first")
    last = attempt("Build", "Compile", "Failed", 20, 30, id="last")
    answer = {"events": [{"message": "ERROR: disk full"}]}
    failed = execution(
        "Failed", first, last, evidence=(Evidence(operation="logs:GetLogEvents", answer=answer, of="first"),)
    )
    told = diagnose(run(failed, pipeline(("Build", [("Compile", "Build/AWS/CodeBuild")]))))
    assert "disk full" not in told.paragraph
    assert told.cause is None
    assert "Why is not recorded" in told.paragraph


def test_of_several_logs_the_one_that_explains_counts() -> None:
    logs = [["all is well"], ["started", "ERROR: disk full"], ["cleaning up"]]
    proofs = tuple(
        Evidence(operation="logs:GetLogEvents", answer={"events": [{"message": line} for line in lines]}, of="it")
        for lines in logs
    )
    failed = attempt("Build", "Compile", "Failed", 0, 10, id="it")
    told = diagnose(
        run(execution("Failed", failed, evidence=proofs), pipeline(("Build", [("Compile", "Build/AWS/CodeBuild")])))
    )
    assert told.log is not None
    assert told.log.lines == ("started", "ERROR: disk full")
    assert (
        told.headline
        == "Build / Compile failed: the first line of the recorded log that reports an error is “ERROR: disk full”"
    )


def test_gaps_of_others_do_not_count() -> None:
    failed = attempt("Build", "Compile", "Failed", 0, 10, id="it", error_message="Build terminated with state: FAILED")
    gaps = (
        Gap(operation="logs:GetLogEvents", reason="denied", of="it"),
        Gap(operation="ecs:ListTasks", reason="denied", of="x"),
    )
    told = diagnose(
        run(execution("Failed", failed, gaps=gaps), pipeline(("Build", [("Compile", "Build/AWS/CodeBuild")])))
    )
    assert [gap.operation for gap in told.gaps] == ["logs:GetLogEvents"]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (
            "User: arn:aws:iam::111122223333:user/x is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::b/k",
            "s3:PutObject was not allowed",
        ),
        ("Access Denied", "a permission is missing"),
        ("The job timed out", "it did not end in time"),
        ("Something new that nobody knows", "CodePipeline recorded JobFailed: “Something new that nobody knows”"),
    ],
)
def test_a_provider_that_nobody_knows(message: str, says: str) -> None:
    failed = attempt("Deploy", "Moon", "Failed", 0, 10, error_code="JobFailed", error_message=message)
    told = diagnose(run(execution("Failed", failed), pipeline(("Deploy", [("Moon", "Deploy/AWS/Moonshot")]))))
    assert told.headline == f"Deploy / Moon failed: {says}"
    assert told.cause is not None
