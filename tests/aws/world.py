"""The world that the endpoint serves, as plain data: accounts and regions, pipelines and what they did, evidence.

Everything in it has the shape of AWS's own answers; a test changes it by changing these.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Answer = dict[str, Any]

HOME = ("111122223333", "eu-west-1")
ACCOUNTS = {
    "account-1": "111122223333",
    "account-2": "444455556666",
    "account-3": "777788889999",
    "account-4": "123456789012",
}
"""The ids that stand behind the names of accounts in a recording, when one is served."""


@dataclass
class Pipeline:
    """One pipeline. `versions` holds what `get-pipeline` answers, by version; the highest is the current one.

    `executions` and `actions` come newest start first, as AWS lists them.
    """

    versions: dict[int, Answer]
    executions: Sequence[Answer] = ()
    actions: Sequence[Answer] = ()
    rules: Sequence[Answer] = ()
    state: Answer | None = None
    details: dict[str, Answer] = field(default_factory=dict)

    @property
    def current(self) -> Answer:
        return self.versions[max(self.versions)]

    @property
    def name(self) -> str:
        return str(self.current["pipeline"]["name"])

    @property
    def arn(self) -> str:
        return str(self.current["metadata"]["pipelineArn"])


@dataclass
class Evidence:
    """What other services answer about one attempt: pairs of an operation and an answer.

    It answers a request when every id in the request occurs in `about`, the text of all its answers and of the attempt.
    """

    about: str
    answers: list[tuple[str, Answer]]


@dataclass
class Place:
    """What there is in one account and region. `targets` gives the ARNs that an EventBridge rule starts."""

    pipelines: dict[str, Pipeline] = field(default_factory=dict)
    webhooks: list[Answer] = field(default_factory=list)
    event_rules: dict[str, Answer] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


World = dict[tuple[str, str], Place]
"""Places by account id and region."""


def world_from(folder: Path) -> World:
    """The world as it was when a recording was made. A folder of files for one pipeline alone lies at `HOME`."""
    world: World = {}
    for file in sorted(folder.rglob("get-pipeline.json")):
        each = file.parent
        where = _where(each)
        place = world.setdefault(where, Place())
        pipeline = _pipeline(each, *where)
        place.pipelines[pipeline.name] = pipeline
        place.webhooks += _read(each, "list-webhooks").get("webhooks", [])
        for rule in sorted(each.glob("events.describe-rule.*.json")):
            described = _json(rule)
            place.event_rules[described["Name"]] = described
            place.targets.setdefault(described["Name"], []).append(pipeline.arn)
        for there, evidence in _evidence(each, pipeline, where):
            world.setdefault(there, Place()).evidence.append(evidence)
    return world


def _where(folder: Path) -> tuple[str, str]:
    if not (folder / "capture.json").is_file():
        return HOME
    said = _json(folder / "capture.json")
    account = str(said.get("account", HOME[0]))
    return ACCOUNTS.get(account, account), said.get("region", HOME[1])


def _pipeline(folder: Path, account: str, region: str) -> Pipeline:
    versions = {}
    for file in folder.glob("get-pipeline*.json"):
        if re.fullmatch(r"get-pipeline(\.v\d+)?\.json", file.name):
            answer = _json(file)
            name = answer["pipeline"]["name"]
            arn = f"arn:aws:codepipeline:{region}:{account}:{name}"
            answer["metadata"] = {"pipelineArn": arn, **answer.get("metadata", {})}
            versions[answer["pipeline"].get("version", 1)] = answer
    details = {}
    for file in folder.glob("get-pipeline-execution.*.json"):
        detail = _json(file)["pipelineExecution"]
        details[detail["pipelineExecutionId"]] = detail
    return Pipeline(
        versions=versions,
        executions=_read(folder, "list-pipeline-executions").get("pipelineExecutionSummaries", []),
        actions=_read(folder, "list-action-executions").get("actionExecutionDetails", []),
        rules=_read(folder, "list-rule-executions").get("ruleExecutionDetails", []),
        state=_read(folder, "get-pipeline-state") or None,
        details=details,
    )


def _evidence(folder: Path, pipeline: Pipeline, home: tuple[str, str]) -> Iterator[tuple[tuple[str, str], Evidence]]:
    """What was said of each attempt, in the account and the region where that ran."""
    for each in sorted((folder / "evidence").glob("*")):
        attempts = [row for row in (*pipeline.actions, *pipeline.rules) if each.name.endswith(_id(row))]
        answers = [(_operation(file), _json(file)) for file in sorted(each.glob("*.json"))]
        about = json.dumps([attempts, [answer for _, answer in answers]], ensure_ascii=False)
        given = attempts[0].get("input", {}) if attempts else {}
        role = given.get("roleArn", "").split(":")
        yield (role[4] if len(role) > 4 else home[0], given.get("region", home[1])), Evidence(about, answers)


def _id(row: Answer) -> str:
    return str(row.get("actionExecutionId") or row.get("ruleExecutionId") or "?")


def _operation(file: Path) -> str:
    service, operation = file.name.split(".")[:2]
    return f"{service}:{''.join(word.capitalize() for word in operation.split('-'))}"


def _read(folder: Path, name: str) -> Answer:
    for file in (folder / f"{name}.json", folder / f"{name}.json.gz"):
        if file.is_file():
            return _json(file)
    return {}


def _json(file: Path) -> Any:
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    return json.loads(re.sub(r"(?<=:)account-\d+(?=[:/\"])", lambda name: ACCOUNTS.get(name[0], name[0]), text))
