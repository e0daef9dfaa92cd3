"""Every provider has an entry of its own, every entry is sound, and the conversations are the agreed ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeviz.errors import SourceError
from pipeviz.model import ActionType
from pipeviz.providers import Conversation, Provider, is_generic, load_catalogue, shipped
from pipeviz.providers.mistakes import combinations, conversation_mistakes, idle, provider_mistakes
from pipeviz.redaction import SECRET, configuration
from tests.providers.matrix import ANY_CUSTOM, FIVE_MODES, ROWS, RULES, action_type
from tests.providers.telling import told

CATALOGUE = load_catalogue()
KINDS = ("push", "pull_request", "connection", "event", "schedule", "polling", "webhook", "pipeline", "other")
WORDS = {
    *("action", "name", "stage", "pipeline", "provider", "category", "region", "role", "timeout", "rule"),
    *("in", "first_in", "out", "clone", "variables", "namespace", "commands", "command", "detail", "source"),
}
"""The placeholders that are no configuration keys."""


def entries() -> Iterator[Provider]:
    """Every shipped entry, joined with its family."""
    for found in shipped("actions").values():
        yield from (CATALOGUE.action(_sample(entry.actions[0])) for entry in found)
    for found in shipped("rules").values():
        yield from (CATALOGUE.rule(entry.rules[0].replace("*", "Any")) for entry in found)


def _sample(pattern: str) -> ActionType:
    sample = pattern.replace("[Jj]", "J").replace("*", "Any")
    return action_type(sample if "/" in sample else "Any/Any/Any")


ENTRIES = list(entries())
EACH_ENTRY = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: (entry.actions or entry.rules)[0])


def test_every_shipped_entry_is_looked_at() -> None:
    files = [each for kind in ("actions", "rules") for found in shipped(kind).values() for each in found]
    assert {(each.actions, each.rules) for each in ENTRIES} == {(each.actions, each.rules) for each in files}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_an_entry_of_its_own(row: str) -> None:
    entry = CATALOGUE.action(action_type(row))
    assert not is_generic(entry)
    assert entry.words
    assert entry.full
    assert placeholders(entry) <= WORDS | set(ROWS[row].split())
    assert entry.secrets.keys() <= set(ROWS[row].split())


@pytest.mark.parametrize("category", ANY_CUSTOM)
def test_any_custom_action_is_the_work_of_a_job_worker(category: str) -> None:
    entry = CATALOGUE.action(action_type(f"{category}/Custom/FirmwareSigner"))
    assert entry.family == "job-worker"
    assert any("PollForJobs" in line for line in told(entry, "full", {}))


@pytest.mark.parametrize("provider", RULES)
def test_every_rule_provider_has_an_entry_of_its_own(provider: str) -> None:
    entry = CATALOGUE.rule(provider)
    assert not is_generic(entry)
    assert entry.words
    assert placeholders(entry) <= WORDS | set(RULES[provider].split())
    assert entry.secrets.keys() <= set(RULES[provider].split())


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Build/Custom/MyJenkinsProviderName", "Jenkins"),
        ("Test/Custom/jenkins-eu", "Jenkins"),
        ("Test/ThirdParty/Micro Focus StormRunner", "LoadRunner Cloud"),
        ("Test/ThirdParty/LoadRunnerCloud", "LoadRunner Cloud"),
        ("Test/ThirdParty/BlazeMeter", "BlazeMeter"),
        ("Test/ThirdParty/Unheard", "{provider}"),
        ("Deploy/AWS/Unheard", "{provider}"),
        ("Dance/Nobody/../../etc", "{provider}"),
    ],
)
def test_names_that_vary_and_names_unheard_of(text: str, lead: str) -> None:
    entry = CATALOGUE.action(action_type(text))
    assert entry.participants[entry.lead].label == lead


def test_a_third_party_nobody_has_heard_of_polls_too() -> None:
    entry = CATALOGUE.action(action_type("Test/ThirdParty/Unheard"))
    assert any("PollForThirdPartyJobs" in line for line in told(entry, "full", {}))


@EACH_ENTRY
def test_every_entry_is_sound(entry: Provider) -> None:
    assert list(provider_mistakes(entry)) == []
    assert idle(entry) == set()


@EACH_ENTRY
@pytest.mark.parametrize("detail", ["standard", "full"])
def test_the_lead_is_called_and_answers(entry: Provider, detail: str) -> None:
    """In every case that the entry tells apart, somebody speaks, and CodePipeline learns of the end."""
    for values in combinations(entry.items(detail)):
        lines = told(entry, detail, values)
        assert lines
        talk = [line for line in lines if re.match(r"\w+-", line)]
        assert any(line.startswith("CP-") for line in talk), values


@pytest.mark.parametrize("kind", KINDS)
def test_every_start_ends_at_codepipeline(kind: str) -> None:
    start = CATALOGUE.start(kind)
    assert list(conversation_mistakes(start)) == []
    assert idle(Conversation(participants=start.participants, standard=start.full)) == set()
    assert placeholders(start) <= WORDS | {"BranchName"}
    for detail in ("standard", "full"):
        assert any(re.search(r">>\+?CP:|CP->>", line) for line in told(start, detail, {"detail": "d", "source": "s"}))


def test_a_kind_of_start_nobody_knows_is_told_too() -> None:
    assert CATALOGUE.start("carrier-pigeon") == CATALOGUE.start("other")


def test_the_example_of_the_note() -> None:
    """CodeCommit, CodeBuild and CodeDeploy at standard detail, message by message."""
    types = ("Source/AWS/CodeCommit", "Build/AWS/CodeBuild", "Deploy/AWS/CodeDeploy")
    values = (
        {"out": "SourceArtifact"},
        {"in": "SourceArtifact", "out": "BuildArtifact"},
        {"in": "BuildArtifact"},
    )
    lines = [
        line
        for text, each in zip(types, values, strict=True)
        for line in told(CATALOGUE.action(action_type(text)), "standard", each)
    ]
    assert lines == [
        "CP->>+CC: Trigger",
        "loop until archive uploaded",
        "CC->>CC: package source code",
        "end",
        "CC->>S3: push SourceArtifact",
        "CC-->>-CP: Success",
        "CP->>+CB: Trigger",
        "CB->>+S3: pull SourceArtifact",
        "S3-->>-CB: SourceArtifact",
        "loop build phases",
        "CB->>CB: build",
        "end",
        "CB->>S3: push BuildArtifact",
        "CB-->>-CP: Success",
        "CP->>+CD: Trigger",
        "CD->>+I: Deploy",
        "I->>S3: pull BuildArtifact",
        "I-->>-CD: Succeeded",
        "CD-->>-CP: Success",
    ]


def test_each_action_mode_has_a_conversation_of_its_own() -> None:
    entry = CATALOGUE.action(action_type("Deploy/AWS/CloudFormation"))
    for detail in ("standard", "full"):
        told_by_mode = {
            mode: tuple(told(entry, detail, {"ActionMode": mode, "StackName": "s", "TemplatePath": "A::t"}))
            for mode in (*FIVE_MODES, "MODE_OF_TOMORROW", "")
        }
        assert len(set(told_by_mode.values())) == len(FIVE_MODES) + 2


@pytest.mark.parametrize(
    ("mode", "calls"),
    [
        ("CREATE_UPDATE", ["CreateStack or UpdateStack shop"]),
        ("REPLACE_ON_FAILURE", ["DeleteStack shop", "CreateStack or UpdateStack shop"]),
        ("DELETE_ONLY", ["DeleteStack shop"]),
        ("CHANGE_SET_REPLACE", ["DeleteChangeSet change", "CreateChangeSet change shop"]),
        ("CHANGE_SET_EXECUTE", ["ExecuteChangeSet change shop"]),
    ],
)
def test_the_calls_of_each_action_mode(mode: str, calls: list[str]) -> None:
    entry = CATALOGUE.action(action_type("Deploy/AWS/CloudFormation"))
    lines = told(entry, "full", {"ActionMode": mode, "StackName": "shop", "ChangeSetName": "change"})
    assert [line.partition(": ")[2] for line in lines if re.match(r"CP->>\+?CF:", line)] == calls


@pytest.mark.parametrize(
    ("mode", "work"),
    [
        ("CREATE_UPDATE", ["create or update stack shop"]),
        ("REPLACE_ON_FAILURE", ["delete stack shop", "create or update stack shop"]),
        ("DELETE_ONLY", ["delete stack shop"]),
        ("CHANGE_SET_REPLACE", ["delete change set change", "create change set change of stack shop"]),
        ("CHANGE_SET_EXECUTE", ["execute change set change on stack shop"]),
        ("MODE_OF_TOMORROW", ["MODE_OF_TOMORROW stack shop"]),
    ],
)
def test_the_work_of_each_action_mode(mode: str, work: list[str]) -> None:
    entry = CATALOGUE.action(action_type("Deploy/AWS/CloudFormation"))
    lines = told(entry, "standard", {"ActionMode": mode, "StackName": "shop", "ChangeSetName": "change"})
    assert lines[0] == "CP->>+CF: Trigger"
    assert [line.removeprefix("CF->>CF: ") for line in lines if line.startswith("CF->>CF")] == work
    assert lines[-1] == "CF-->>-CP: Success"


def test_a_template_comes_by_a_signed_url_and_outputs_are_kept() -> None:
    entry = CATALOGUE.action(action_type("Deploy/AWS/CloudFormation"))
    values = {
        "ActionMode": "CREATE_UPDATE",
        "TemplatePath": "Build::t.yaml",
        "out": "Outputs",
        "OutputFileName": "o.json",
    }
    lines = told(entry, "full", values)
    assert lines[0] == "CP->>S3: presign Build::t.yaml"
    assert lines[-1] == "CP->>S3: push Outputs (stack outputs as o.json)"


def test_an_approval_is_a_person() -> None:
    entry = CATALOGUE.action(action_type("Approval/AWS/Manual"))
    assert entry.participants[entry.lead].actor
    assert [who for who in entry.participants if entry.participants[who].actor] == [entry.lead]
    assert told(entry, "standard", {"action": "Go"}) == ["CP->>+REV: request approval Go", "REV-->>-CP: Approved"]
    assert told(entry, "standard", {"NotificationArn": "arn", "ExternalEntityLink": "https://x", "timeout": "60"}) == [
        "CP->>SNS: request approval",
        "SNS->>+REV: notify",
        "REV->>REV: review https://x",
        "note over REV: answers within 60 minutes",
        "REV-->>-CP: Approved",
    ]


@pytest.mark.parametrize(
    ("text", "key", "value", "left"),
    [
        ("Source/ThirdParty/GitHub", "OAuthToken", "{{resolve:secretsmanager:github}}", SECRET),
        ("Deploy/ThirdParty/AlexaSkillsKit", "ClientSecret", "${Secret}", SECRET),
        ("Deploy/ThirdParty/AlexaSkillsKit", "RefreshToken", "abc", SECRET),
        ("Build/AWS/CodeBuild", "EnvironmentVariables", '[{"name": "A", "value": "b"}]', f'[{{"name": "A", "value": "{SECRET}"}}]'),
        ("Test/AWS/CodeBuild", "BuildspecOverride", "version: 0.2", SECRET),
        ("Deploy/AWS/CloudFormation", "ParameterOverrides", '{"A": "b"}', f'{{"A": "{SECRET}"}}'),
        ("Deploy/AWS/CloudFormationStackInstances", "ParameterOverrides", '{"A": "b"}', f'{{"A": "{SECRET}"}}'),
        ("Deploy/AWS/CloudFormationStackSet", "Parameters", "A=b", SECRET),
        ("Invoke/AWS/Lambda", "UserParameters", "hunter2", SECRET),
        ("Invoke/AWS/StepFunctions", "Input", '{"a": 1}', f'{{"a": "{SECRET}"}}'),
        ("Invoke/AWS/CodePipeline", "Variables", '[{"name": "A", "value": "b"}]', f'[{{"name": "A", "value": "{SECRET}"}}]'),
        ("Invoke/AWS/CodePipeline", "SourceRevisions", '[{"actionName": "A", "revisionValue": "b"}]',
         f'[{{"actionName": "A", "revisionValue": "{SECRET}"}}]'),
        ("Approval/AWS/Manual", "ExternalEntityLink", "https://u:p@x/y?sig=1", "https://x/y"),
        ("LambdaInvoke", "UserParameters", "hunter2", SECRET),
        ("CodeBuild", "EnvironmentVariables", '[{"name": "A", "value": "b"}]', f'[{{"name": "A", "value": "{SECRET}"}}]'),
    ],
)  # fmt: skip
def test_secret_keys(text: str, key: str, value: str, left: str) -> None:
    entry = CATALOGUE.action(action_type(text)) if "/" in text else CATALOGUE.rule(text)
    assert configuration({key: value}, entry.secrets) == {key: left}


def test_an_entry_of_the_user_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN, "utf-8")
    entry = load_catalogue([file]).action(action_type("Build/Custom/Jenkins"))
    assert entry.participants["J"].label == "Our Jenkins"
    assert told(entry, "full", {}) == ["CP->>+J: build", "J-->>-CP: done"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- name: a\n- b: c: d", 2, "not YAML"),
        ("entry: 1", None, "Expected `array`, got `object`"),
        ("", None, "Expected `array`"),
        ("\n- {name: a, lead: J, colour: red}", 2, "unknown field `colour`"),
        ("- {name: a, lead: J, actions: [A], secrets: {Key: hide}}", 1, "Invalid enum value 'hide'"),
        ("- {name: a, lead: J, actions: [A], family: nobody}", 1, "there is no family nobody"),
        ("- {name: a, lead: CP}", 1, "neither actions nor rules"),
        ("- {name: a, lead: J, actions: [A]}", 1, "its lead J is not among its participants"),
        ("- {name: a, lead: CP, actions: [A], docs: 'javascript:alert(1)'}", 1, "no http address"),
        (
            "# Jenkins\n- {name: a, lead: CP, actions: [A], standard: 'CP->>J: hi'}",
            2,
            "J is not among the participants",
        ),
        ("- {name: a, lead: CP, actions: [A], standard: 'CP says hi'}", 1, "line 1: 'CP says hi' is no statement"),
        ("- {name: a, lead: end, actions: [A], participants: {end: {label: x}}}", 1, "'end' cannot be the id"),
    ],
)
def test_a_mistake_of_the_user_is_told_with_its_place(tmp_path: Path, text: str, line: int | None, words: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SourceError) as caught:
        load_catalogue([file])
    assert {(problem.file, problem.line) for problem in caught.value.problems} == {(str(file), line)}
    assert words in str(caught.value)


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b: c", "utf-8")
    (tmp_path / "b.yaml").write_text("- {name: a, lead: J}\n- {name: b, lead: K}", "utf-8")
    with pytest.raises(SourceError) as caught:
        load_catalogue([tmp_path / "a.yaml", tmp_path / "none.yaml", tmp_path / "b.yaml"])
    places = [(Path(problem.file or "").name, problem.line) for problem in caught.value.problems]
    assert places == [("a.yaml", 1), ("none.yaml", None), ("b.yaml", 1), ("b.yaml", 1), ("b.yaml", 2), ("b.yaml", 2)]


def placeholders(conversation: Conversation) -> set[str]:
    """Every {name} in a conversation and what goes with it, and every key that its `when` blocks ask for."""
    texts = [conversation.standard, conversation.full, *(each.label for each in conversation.participants.values())]
    if isinstance(conversation, Provider):
        texts += [conversation.words, conversation.console or ""]
    asked = re.findall(r"(?m)^\s*when (?:not )?(\w+)", conversation.standard + conversation.full)
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)} | set(asked)


OWN = """\
- name: Our Jenkins
  actions: [Build/Custom/Jenkins]
  lead: J
  participants:
    J: {label: Our Jenkins}
  standard: |
    CP->>+J: build
    J-->>-CP: done
"""
