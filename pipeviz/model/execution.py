"""What a run of a pipeline was, as far as it was recorded: frozen data in CodePipeline's own words.

The shapes follow `PipelineExecutionSummary`, `ActionExecutionDetail` and `RuleExecutionDetail`
(https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html), flattened. A field that was not
recorded is None or empty, never guessed. Times are in UTC. All text is redacted already. Statuses are open: `Succeeded`,
`Failed`, `InProgress`, `Abandoned`, … or whatever AWS comes to write.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import field

from pipeviz.model.pipeline import ActionType, Pipeline, Value

UNKNOWN = "Unknown"
"""The status of a run that only its attempts are recorded of: AWS has no such status."""


class Revision(Value, frozen=True):
    """What a source action brought: a commit, an object version, an image digest."""

    source_action: str
    id: str | None = None
    summary: str | None = None
    url: str | None = None


class ExecutionTrigger(Value, frozen=True):
    """What started a run: `type` such as `Webhook` or `StartPipelineExecution`, `detail` such as who or which rule."""

    type: str
    detail: str | None = None


class ActionExecution(Value, frozen=True):
    """One attempt at one action.

    `status` is InProgress, Succeeded, Failed or Abandoned. `version` is that of the definition it ran with.
    `configuration` is the resolved one where that was recorded. `recorded` tells where: the file, and which item of it.
    """

    stage: str
    action: str
    status: str
    id: str = ""
    started: datetime | None = None
    updated: datetime | None = None
    updated_by: str | None = None
    version: int | None = None
    type: ActionType | None = None
    configuration: dict[str, str] = field(default_factory=dict)
    role_arn: str | None = None
    region: str | None = None
    namespace: str | None = None
    input_artifacts: tuple[str, ...] = ()
    output_artifacts: tuple[str, ...] = ()
    output_variables: dict[str, str] = field(default_factory=dict)
    external_id: str | None = None
    external_summary: str | None = None
    external_url: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    log_stream_arn: str | None = None
    recorded: str | None = None


class RuleExecution(Value, frozen=True):
    """One check of one rule of a stage's condition. `condition` is BEFORE_ENTRY, ON_SUCCESS or ON_FAILURE where known."""

    stage: str
    rule: str
    status: str
    id: str = ""
    provider: str | None = None
    condition: str | None = None
    started: datetime | None = None
    updated: datetime | None = None
    updated_by: str | None = None
    version: int | None = None
    configuration: dict[str, str] = field(default_factory=dict)
    region: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    external_summary: str | None = None
    external_url: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    recorded: str | None = None


class Evidence(Value, frozen=True):
    """What another service said of an attempt: its `answer` to an `operation` such as `codebuild:BatchGetBuilds`.

    `of` is the id of the attempt at an action, or of the check of a rule; empty where a file does not say. `recorded` is
    the file.
    """

    operation: str
    answer: dict[str, Any]
    of: str = ""
    recorded: str | None = None


class Gap(Value, frozen=True):
    """Something that should have been recorded and was not.

    `operation` is the call, such as `logs:GetLogEvents`; `reason` is `denied`, `missing`, `throttled`, `failed` or `cut`;
    `detail` is what AWS said; `allow` is the IAM action that would allow it; `of` is the attempt concerned, if it was one.
    """

    operation: str
    reason: str
    detail: str = ""
    allow: str | None = None
    of: str = ""


class Execution(Value, frozen=True):
    """One run of a pipeline, with every attempt at its actions in the order in which they began.

    `type` is STANDARD or ROLLBACK; `rollback_of` is the run whose artifacts a rollback brought back. `version` is that of
    the definition it ran with. `variables` are the pipeline-level ones as resolved. `stop_reason` is what somebody gave
    when stopping it. Where `actions_recorded` is False, that there is no record of an action says nothing.
    """

    id: str
    status: str
    status_summary: str | None = None
    started: datetime | None = None
    updated: datetime | None = None
    version: int | None = None
    mode: str | None = None
    type: str = "STANDARD"
    trigger: ExecutionTrigger | None = None
    revisions: tuple[Revision, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    rollback_of: str | None = None
    stop_reason: str | None = None
    actions: tuple[ActionExecution, ...] = ()
    actions_recorded: bool = False
    rules: tuple[RuleExecution, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    recorded: str | None = None


class ConditionState(Value, frozen=True):
    """The latest verdict on a condition of a stage; `kind` is BEFORE_ENTRY, ON_SUCCESS or ON_FAILURE."""

    kind: str
    status: str
    summary: str | None = None
    rules: dict[str, str] = field(default_factory=dict)


class Inbound(Value, frozen=True):
    """A run that waits to enter a stage."""

    execution: str
    status: str | None = None


class StageState(Value, frozen=True):
    """The state of one stage at the time of recording, from `get-pipeline-state`.

    `execution` is the run that was in it last, whichever that was; `waiting_actions` are approvals that wait for someone.
    """

    stage: str
    execution: str | None = None
    status: str | None = None
    enabled: bool = True
    disabled_reason: str | None = None
    changed_by: str | None = None
    changed: datetime | None = None
    inbound: tuple[Inbound, ...] = ()
    waiting_actions: tuple[str, ...] = ()
    automatic_retries: int | None = None
    manual_retries: int | None = None
    retried_by: str | None = None
    conditions: tuple[ConditionState, ...] = ()


class History(Value, frozen=True):
    """All that was recorded of a pipeline's runs, newest start first.

    `definitions` holds the definition by version, as far as recorded. `captured` is when the recording was made: "in
    progress" means at that time. `evidence` is what cannot be told to belong to one of the runs.
    """

    key: str
    executions: tuple[Execution, ...] = ()
    definitions: dict[int, Pipeline] = field(default_factory=dict)
    state: tuple[StageState, ...] = ()
    captured: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    evidence: tuple[Evidence, ...] = ()
