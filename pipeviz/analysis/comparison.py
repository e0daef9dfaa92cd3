"""Run + last good run → what differs between them, as far as both were recorded.

Nothing here says why a run failed. What is recorded of one run alone is no difference: it is left out, or None on the side
where it is missing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf

from pipeviz.analysis.run import ActionRun, Run
from pipeviz.durations import epoch
from pipeviz.model import Action, Pipeline, Rule, Stage
from pipeviz.model.execution import ActionExecution, Execution, ExecutionTrigger, Revision, RuleExecution
from pipeviz.model.pipeline import Value


class Timing(Value, frozen=True):
    """How long the last attempt at an action took, in seconds, in this run and in the good one."""

    stage: str
    action: str
    seconds: float
    good_seconds: float

    @property
    def delta(self) -> float:
        """By how many seconds it took longer; negative if it was quicker."""
        return self.seconds - self.good_seconds

    @property
    def times(self) -> float | None:
        """How many times as long it took, if the good one took any time at all."""
        return self.seconds / self.good_seconds if self.good_seconds > 0 else None


class RevisionChange(Value, frozen=True):
    """A source action that brought something else; None on the side where it brought nothing that was recorded."""

    source_action: str
    good: Revision | None = None
    now: Revision | None = None


class ValueChange(Value, frozen=True):
    """A variable of the pipeline with another value; None where it had none."""

    name: str
    good: str | None = None
    now: str | None = None


class DefinitionChange(Value, frozen=True):
    """One thing that was changed: `change` is `added`, `removed` or `changed`.

    It concerns the stage, or an `action` of it, or one `setting` of that: a key of its configuration, or another field in
    CodePipeline's words. Without a stage the setting is one of the whole pipeline. Values are redacted, so two that look
    alike may differ.
    """

    change: str
    stage: str | None = None
    action: str | None = None
    setting: str | None = None
    good: str | None = None
    now: str | None = None


class Comparison(Value, frozen=True):
    """What differs between a run and the good one.

    `good` is the id of the good one. `later` tells that the good run came after this one, because no earlier one is recorded. `same` names what was recorded of
    both and is alike: `revisions`, `version`, `trigger`, `variables`. `definition` is None where the two ran with different
    definitions of which not both are recorded. `resolved` are settings that the definition gave alike but that were
    resolved to something else.
    """

    good: str
    later: bool = False
    same: tuple[str, ...] = ()
    timings: tuple[Timing, ...] = ()
    revisions: tuple[RevisionChange, ...] = ()
    versions: tuple[int, int] | None = None
    definition: tuple[DefinitionChange, ...] | None = ()
    resolved: tuple[DefinitionChange, ...] = ()
    triggers: tuple[ExecutionTrigger, ExecutionTrigger] | None = None
    variables: tuple[ValueChange, ...] = ()


def good_runs(executions: Iterable[Execution]) -> tuple[Execution, ...]:
    """The runs that others are compared with: those that succeeded and whose start is recorded, oldest first.

    A rollback is no measure: it runs only a part of the pipeline.
    """
    good = (each for each in executions if each.status == "Succeeded" and each.type != "ROLLBACK" and each.started)
    return tuple(sorted(good, key=_began))


def last_good(execution: Execution, good: Sequence[Execution]) -> Execution | None:
    """The one of the `good_runs` to compare with: the last before this one began, else the first after it.

    Of a run whose start is not recorded, the last one. None where no other run is known to have succeeded.
    """
    at = bisect_left(good, _began(execution), key=_began)
    beside = (*reversed(good[max(at - 1, 0) : at]), *good[at : at + 2])
    return next((each for each in beside if each.id != execution.id), None)


def _began(execution: Execution) -> float:
    return epoch(execution.started, inf)


def compare(run: Run, good: Run) -> Comparison:
    """What differs in a run from a good one of the same pipeline."""
    now, then = run.execution, good.execution
    revisions = tuple(_revisions(now.revisions, then.revisions)) if now.revisions and then.revisions else ()
    triggers = (then.trigger, now.trigger) if now.trigger and then.trigger and now.trigger != then.trigger else None
    versions = (then.version, now.version) if now.version and then.version and now.version != then.version else None
    definition = _definition(run, good)
    variables = tuple(_values(now.variables, then.variables))
    alike = {
        "revisions": bool(now.revisions and then.revisions) and not revisions,
        "version": now.version is not None and now.version == then.version,
        "trigger": now.trigger is not None and now.trigger == then.trigger,
        "variables": bool(now.variables) and now.variables == then.variables,
    }
    return Comparison(
        good=then.id,
        later=bool(now.started and then.started and then.started > now.started),
        same=tuple(name for name, same in alike.items() if same),
        timings=tuple(_timings(run, good)),
        revisions=revisions,
        versions=versions,
        definition=definition,
        resolved=tuple(_resolved(run, good)),
        triggers=triggers,
        variables=variables,
    )


def seconds(attempt: ActionExecution | RuleExecution | None) -> float | None:
    """How long an attempt took, if it has ended and both times are recorded."""
    if attempt is None or attempt.status == "InProgress" or attempt.started is None or attempt.updated is None:
        return None
    return (attempt.updated - attempt.started).total_seconds()


def _timings(run: Run, good: Run) -> Iterator[Timing]:
    before = _actions(good)
    for (stage, name), action in _actions(run).items():
        other = before.get((stage, name))
        now, then = seconds(action.last), seconds(other.last if other else None)
        if now is not None and then is not None:
            yield Timing(stage=stage, action=name, seconds=now, good_seconds=then)


def _actions(run: Run) -> dict[tuple[str, str], ActionRun]:
    return {(stage.name, action.name): action for stage in run.stages for action in stage.actions}


def _revisions(now: Iterable[Revision], then: Iterable[Revision]) -> Iterator[RevisionChange]:
    brought = {each.source_action: each for each in now}
    before = {each.source_action: each for each in then}
    for name in dict.fromkeys((*brought, *before)):
        new, old = brought.get(name), before.get(name)
        if new is None or old is None or new.id != old.id:
            yield RevisionChange(source_action=name, good=old, now=new)


def _values(now: Mapping[str, str], then: Mapping[str, str]) -> Iterator[ValueChange]:
    for name in dict.fromkeys((*now, *then)):
        if now.get(name) != then.get(name):
            yield ValueChange(name=name, good=then.get(name), now=now.get(name))


def _definition(run: Run, good: Run) -> tuple[DefinitionChange, ...] | None:
    if run.pipeline == good.pipeline and run.exact and good.exact:
        return ()
    if run.execution.version is not None and run.execution.version == good.execution.version:
        return ()
    if not (run.exact and good.exact):
        return None
    return tuple(_changes(run.pipeline, good.pipeline))


def _changes(now: Pipeline, then: Pipeline) -> Iterator[DefinitionChange]:
    yield from _settings(_of_pipeline(now), _of_pipeline(then))
    new, old = {each.name: each for each in now.stages}, {each.name: each for each in then.stages}
    order, once = [name for name in new if name in old], [name for name in old if name in new]
    if order != once:
        yield DefinitionChange(change="changed", setting="stages", good=", ".join(once), now=", ".join(order))
    for name in dict.fromkeys((*new, *old)):
        if name not in old or name not in new:
            yield DefinitionChange(change="removed" if name in old else "added", stage=name)
        else:
            yield from _stage_changes(new[name], old[name])


def _stage_changes(now: Stage, then: Stage) -> Iterator[DefinitionChange]:
    yield from _settings(_of_stage(now), _of_stage(then), now.name)
    new, old = {each.name: each for each in now.actions}, {each.name: each for each in then.actions}
    for name in dict.fromkeys((*new, *old)):
        if name not in old or name not in new:
            yield DefinitionChange(change="removed" if name in old else "added", stage=now.name, action=name)
        else:
            yield from _settings(_of_action(new[name]), _of_action(old[name]), now.name, name)


def _settings(
    now: Mapping[str, str], then: Mapping[str, str], stage: str | None = None, action: str | None = None
) -> Iterator[DefinitionChange]:
    for key in dict.fromkeys((*now, *then)):
        if now.get(key) != then.get(key):
            change = "added" if key not in then else "removed" if key not in now else "changed"
            old, new = then.get(key), now.get(key)
            yield DefinitionChange(change=change, stage=stage, action=action, setting=key, good=old, now=new)


def _of_pipeline(pipeline: Pipeline) -> dict[str, str]:
    defaults = {f"variables.{each.name}": each.default_value or "" for each in pipeline.variables}
    stores = " ".join(each.location for each in pipeline.artifact_stores)
    fields = {"roleArn": pipeline.role_arn, "artifactStore": stores}
    return _given({"pipelineType": pipeline.type, "executionMode": pipeline.execution_mode, **fields}) | defaults


def _of_stage(stage: Stage) -> dict[str, str]:
    failure = stage.on_failure
    conditions = {
        "beforeEntry": stage.before_entry,
        "onSuccess": stage.on_success,
        "onFailure": failure.conditions if failure else (),
    }
    rules = {
        f"{kind}.{rule.name}.{key}": value
        for kind, each in conditions.items()
        for condition in each
        for rule in condition.rules
        for key, value in _of_rule(rule, condition.result).items()
    }
    return _given({"onFailure": failure.result or failure.retry_mode if failure else None}) | rules


def _of_rule(rule: Rule, result: str | None) -> dict[str, str]:
    return _given({"provider": rule.provider, "result": result}) | rule.configuration


def _of_action(action: Action) -> dict[str, str]:
    variables = {f"environmentVariables.{each.name}": each.value for each in action.environment_variables}
    fields = {
        "actionTypeId": f"{action.type}/{action.type.version}",
        "runOrder": str(action.run_order),
        "commands": "\n".join(action.commands),
        "inputArtifacts": ", ".join(action.input_artifacts),
        "outputArtifacts": ", ".join(each.name for each in action.output_artifacts),
        "namespace": action.namespace,
        "roleArn": action.role_arn,
        "region": action.region,
        "timeoutInMinutes": str(action.timeout_in_minutes) if action.timeout_in_minutes is not None else None,
    }
    return _given(fields) | variables | action.configuration


def _given(fields: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _resolved(run: Run, good: Run) -> Iterator[DefinitionChange]:
    """What the last attempts at the same action were really given, where the two definitions gave the same."""
    before = _actions(good)
    for (stage, name), action in _actions(run).items():
        other = before.get((stage, name))
        if action.last is None or other is None or other.last is None or action.action is None or other.action is None:
            continue
        now, then = action.last.configuration, other.last.configuration
        declared, once = action.action.configuration, other.action.configuration
        for change in _settings(now, then, stage, name):
            key = change.setting or ""
            if key in now and key in then and declared.get(key) == once.get(key):
                yield change
