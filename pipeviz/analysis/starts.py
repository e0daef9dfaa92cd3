"""What starts a pipeline, as far as its definition and its neighbours say.

The kinds follow
https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html; nothing is guessed: a value that is
still a symbol counts as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeviz.model import Action, Filter, GitFilter, Pipeline, Start, Trigger

POLLED = ("AWS/CodeCommit", "AWS/S3", "ThirdParty/GitHub")
"""Sources that CodePipeline polls unless `PollForSourceChanges` is false."""


CONNECTION = "CodeStarSourceConnection"
CONNECTED = ("connection", "push", "pull_request")
"""Kinds of starts that come from a connection."""


def starts(pipeline: Pipeline, others: Iterable[Pipeline] = ()) -> tuple[Start, ...]:
    """Everything that starts a pipeline, in a stable order.

    Kinds: `push` and `pull_request` (declared triggers), `event`, `schedule` and `webhook` (resources beside it),
    `connection` (a connection's own change detection), `polling`, and `pipeline` (an action of one of the `others`).
    """
    return (
        *(start for trigger in pipeline.triggers for start in _declared(trigger)),
        *pipeline.starts,
        *_detected(pipeline),
        *_invoked(pipeline, others),
    )


def callers(pipelines: Iterable[Pipeline]) -> tuple[Pipeline, ...]:
    """Those pipelines that start another one: the only `others` that `starts` needs to look at."""
    return tuple(pipeline for pipeline in pipelines if any(_invokes(action) for action in pipeline.actions))


def source_of(pipeline: Pipeline, start: Start) -> Action | None:
    """The source action that a start belongs to.

    Alternatives of an undecided condition share their name; then the one is meant whose provider the start speaks of.
    """
    named = [action for action in pipeline.actions if action.name == start.source_action]
    speaks_of = CONNECTION if start.kind in CONNECTED else (start.source or "").removeprefix("aws.")
    meant = (action for action in named if action.type.provider.lower() == speaks_of.lower())
    return next(meant, named[0] if named else None)


def _declared(trigger: Trigger) -> Iterator[Start]:
    filters = [("push", each) for each in trigger.push] + [("pull_request", each) for each in trigger.pull_request]
    for kind, each in filters or [("push", GitFilter())]:
        yield Start(
            kind=kind,
            name=trigger.source_action,
            source=trigger.provider_type,
            detail=describe(each),
            source_action=trigger.source_action,
            place=trigger.place,
        )


def _detected(pipeline: Pipeline) -> Iterator[Start]:
    triggered = {trigger.source_action for trigger in pipeline.triggers}
    for action in pipeline.actions:
        if action.type.category != "Source":
            continue
        kind = _detection(action)
        if kind == "polling" and pipeline.polling_disabled_at is not None:
            continue
        if kind == "connection" and action.name in triggered:
            continue
        if kind is not None:
            yield Start(kind=kind, name=action.name, source_action=action.name, place=action.place)


def _detection(action: Action) -> str | None:
    if f"{action.type.owner}/{action.type.provider}" in POLLED:
        return "polling" if _is_true(action, "PollForSourceChanges") else None
    if action.type.provider == CONNECTION:
        return "connection" if _is_true(action, "DetectChanges") else None
    return None


def _is_true(action: Action, key: str) -> bool:
    return action.configuration.get(key, "true").lower() == "true"


def _invoked(pipeline: Pipeline, others: Iterable[Pipeline]) -> Iterator[Start]:
    for other in others:
        for action in other.actions:
            if _invokes(action) and _names(action, other, pipeline):
                yield Start(kind="pipeline", name=action.name, source=other.name, place=action.place)


def _invokes(action: Action) -> bool:
    return action.type.provider == "CodePipeline"


def _names(action: Action, other: Pipeline, pipeline: Pipeline) -> bool:
    """Whether an action's `PipelineName` means this pipeline: by name in its account and region, or in its template."""
    target = action.configuration.get("PipelineName")
    if other.account is not None and other.account == pipeline.account:
        return target == pipeline.name and other.region == pipeline.region
    same_file = other.place is not None and pipeline.place is not None and other.place.file == pipeline.place.file
    return same_file and target in (pipeline.name, f"${{{pipeline.logical_id}}}")


def describe(filter: GitFilter) -> str:
    """A Git filter in words: `on main, release/* (not release/old), paths src/**`."""
    parts = (
        ", ".join(event.lower() for event in filter.events),
        _globs("on ", filter.branches),
        _globs("tags ", filter.tags),
        _globs("paths ", filter.file_paths),
    )
    return ", ".join(part for part in parts if part)


def _globs(word: str, globs: Filter | None) -> str:
    if globs is None:
        return ""
    excludes = ", ".join(globs.excludes)
    if not globs.includes:
        return f"{word}all but {excludes}" if excludes else ""
    return word + ", ".join(globs.includes) + (f" (not {excludes})" if excludes else "")
