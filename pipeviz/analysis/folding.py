"""Which parallel actions are alike enough to be drawn as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from pipeviz.analysis.places import account_of
from pipeviz.model import Action

FEWEST = 3
"""Fewer equal actions than this stay apart."""

DECIDING = (
    "ActionMode",
    "BatchEnabled",
    "Extract",
    "InputType",
    "InspectorRunMode",
    "InstanceType",
    "OutputArtifactFormat",
    "RegistryType",
)
"""Configuration keys whose value decides what an action does, not only to what."""


def fold(actions: Iterable[Action]) -> tuple[tuple[Action, ...], ...]:
    """The actions of one runOrder group, equal ones together.

    Equal means: the same action type, region, account and template condition, the same configuration keys, the same
    values of those that decide what is done, as many commands, input and output artifacts. Each run stands where its first
    action stood; inside a run the declared order stays.
    """
    runs: dict[Hashable, list[Action]] = defaultdict(list)
    ordered = [(action, runs[_likeness(action)]) for action in actions]
    for action, run in ordered:
        run.append(action)
    folded: list[tuple[Action, ...]] = []
    for action, run in ordered:
        if len(run) < FEWEST:
            folded.append((action,))
        elif action is run[0]:
            folded.append(tuple(run))
    return tuple(folded)


def _likeness(action: Action) -> Hashable:
    return (
        str(action.type),
        action.region,
        account_of(action.role_arn),
        action.only_if,
        frozenset(action.configuration),
        tuple(action.configuration.get(key) for key in DECIDING),
        len(action.commands),
        len(action.input_artifacts),
        len(action.output_artifacts),
    )
