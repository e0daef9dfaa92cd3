"""What a pipeline is: frozen data in CodePipeline's own words.

The shapes follow `PipelineDeclaration`
(https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html) with three liberties: artifact
stores are a list with their region, lists are never absent but empty, and what stands beside a pipeline in the same
template (`starts`, `resources`) is kept with it. Every enum is open: an unknown provider, category or result is text like
any other. A value that the definition leaves open is a readable symbol such as `${Bucket}`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Value(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The base of the model: frozen, named fields, camelCase in JSON, defaults left out."""


class Place(Value, frozen=True):
    """Where something was written: `file` as shown to the user, `line` 1-based."""

    file: str
    line: int


class ArtifactStore(Value, frozen=True):
    """The bucket that holds artifacts in one region; `region` None is the pipeline's own."""

    location: str
    type: str = "S3"
    region: str | None = None
    encryption_key: str | None = None


class Variable(Value, frozen=True):
    """A pipeline-level variable (V2). Without a default it must be given at start."""

    name: str
    default_value: str | None = None
    description: str | None = None


class Filter(Value, frozen=True):
    """Glob patterns; excludes beat includes."""

    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class GitFilter(Value, frozen=True):
    """One push or pull-request filter of a trigger. Its parts are AND-ed; several filters are OR-ed."""

    branches: Filter | None = None
    tags: Filter | None = None
    file_paths: Filter | None = None
    events: tuple[str, ...] = ()


class Trigger(Value, frozen=True):
    """A declared trigger of a V2 pipeline: which source action, and on what."""

    source_action: str
    provider_type: str = "CodeStarSourceConnection"
    push: tuple[GitFilter, ...] = ()
    pull_request: tuple[GitFilter, ...] = ()
    place: Place | None = None


class Start(Value, frozen=True):
    """Something beside the pipeline that starts it.

    `kind` is `event` (an EventBridge rule on events), `schedule` (an EventBridge rule or Scheduler schedule on time),
    `webhook` (a CodePipeline webhook) or `pipeline` (an action of another pipeline). `source` is the event source
    (`aws.codecommit`), the webhook's authentication, or the other pipeline's name; `detail` is what a reader wants to know:
    the detail type, the schedule expression, the filter. `source_action` names the source action it belongs to, if any.
    """

    kind: str
    name: str
    source: str | None = None
    detail: str | None = None
    source_action: str | None = None
    place: Place | None = None


class Resource(Value, frozen=True):
    """A resource beside the pipeline that it uses: a CodeBuild project, a topic, a connection, a custom action type.

    `type` is the CloudFormation type; `properties` holds the few facts worth showing, as text, without secrets.
    """

    type: str
    logical_id: str
    name: str
    properties: dict[str, str] = field(default_factory=dict)
    place: Place | None = None


class ActionType(Value, frozen=True):
    """`actionTypeId`: what kind of action, and who provides it."""

    category: str
    provider: str
    owner: str = "AWS"
    version: str = "1"

    def __str__(self) -> str:
        return f"{self.category}/{self.owner}/{self.provider}"


class EnvironmentVariable(Value, frozen=True):
    """An environment variable of a Commands or EKS action; plaintext values are redacted on reading."""

    name: str
    value: str
    type: str = "PLAINTEXT"


class OutputArtifact(Value, frozen=True):
    """An artifact that an action produces; `files` is set for Compute actions."""

    name: str
    files: tuple[str, ...] = ()


class Action(Value, frozen=True):
    """One action of a stage. Equal `run_order` in a stage means: run together.

    `configuration` values are text; nested values are compact JSON; secret ones are redacted on reading. `only_if` names
    the template condition that could not be decided and under which alone the action exists.
    """

    name: str
    type: ActionType
    run_order: int = 1
    configuration: dict[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    environment_variables: tuple[EnvironmentVariable, ...] = ()
    input_artifacts: tuple[str, ...] = ()
    output_artifacts: tuple[OutputArtifact, ...] = ()
    output_variables: tuple[str, ...] = ()
    namespace: str | None = None
    role_arn: str | None = None
    region: str | None = None
    timeout_in_minutes: int | None = None
    only_if: str | None = None
    unknown: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None


class Rule(Value, frozen=True):
    """One rule of a condition; `provider` is the rule provider, such as `CloudWatchAlarm`."""

    name: str
    provider: str
    version: str = "1"
    configuration: dict[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    input_artifacts: tuple[str, ...] = ()
    role_arn: str | None = None
    region: str | None = None
    timeout_in_minutes: int | None = None
    place: Place | None = None


class Condition(Value, frozen=True):
    """Rules, and the `result` (FAIL, ROLLBACK, RETRY, SKIP) that follows when they are not met."""

    result: str | None = None
    rules: tuple[Rule, ...] = ()


class Failure(Value, frozen=True):
    """`onFailure` of a stage: a result, a retry mode (FAILED_ACTIONS, ALL_ACTIONS), conditions."""

    result: str | None = None
    retry_mode: str | None = None
    conditions: tuple[Condition, ...] = ()


class Transition(Value, frozen=True):
    """The transition into a stage, when the definition disables it."""

    enabled: bool = True
    reason: str | None = None


class Stage(Value, frozen=True):
    """One stage: its actions in declared order, and what guards it."""

    name: str
    actions: tuple[Action, ...] = ()
    before_entry: tuple[Condition, ...] = ()
    on_success: tuple[Condition, ...] = ()
    on_failure: Failure | None = None
    transition: Transition = Transition()
    blockers: tuple[str, ...] = ()
    only_if: str | None = None
    unknown: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None


class Pipeline(Value, frozen=True):
    """A pipeline, wherever it was read from.

    `key` tells it from every other pipeline of a run: `account/region/name` where these are known, else
    `path#logicalId`. `title` is the friendly name, such as a CDK construct path. `type` is V1 when a file does not say.
    `only_if` names the undecided template condition under which alone the pipeline exists. `defaults` are the parameters that
    nobody gave and whose defaults decide which parts of its template it has. `from_runs` marks one that no definition is known
    of: it was put together from what ran, so what never ran is missing.
    """

    key: str
    name: str
    type: str = "V1"
    execution_mode: str = "SUPERSEDED"
    stages: tuple[Stage, ...] = ()
    role_arn: str | None = None
    artifact_stores: tuple[ArtifactStore, ...] = ()
    variables: tuple[Variable, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    starts: tuple[Start, ...] = ()
    resources: tuple[Resource, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    account: str | None = None
    region: str | None = None
    arn: str | None = None
    logical_id: str | None = None
    title: str | None = None
    only_if: str | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    restart_execution_on_update: bool | None = None
    polling_disabled_at: str | None = None
    from_runs: bool = False
    unknown: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None

    @property
    def friendly_name(self) -> str:
        """Its name; where a template gives it none, the construct path that CDK knows it by."""
        return self.title if self.title is not None and self.name == self.logical_id else self.name

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions, in the order of stages and declaration."""
        return tuple(action for stage in self.stages for action in stage.actions)
