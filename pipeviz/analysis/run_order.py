"""Which actions of a stage run together."""

from __future__ import annotations

from collections import defaultdict

from pipeviz.model import Action, Stage


def groups(stage: Stage) -> tuple[tuple[Action, ...], ...]:
    """The actions of a stage by ascending `runOrder`; those of one group start together.

    Within a group the declared order stays.
    """
    by_order: dict[int, list[Action]] = defaultdict(list)
    for action in stage.actions:
        by_order[action.run_order].append(action)
    return tuple(tuple(by_order[order]) for order in sorted(by_order))
