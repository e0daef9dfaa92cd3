"""Gives out the lifelines of a sequence diagram, in the order of their first appearance."""

from __future__ import annotations

from pipeviz.diagrams import Participant

PIPELINE = "CP"
STORE = "S3"


class Lifelines:
    """One participant for each wish and label; an id that is taken by another label gets a number."""

    def __init__(self) -> None:
        self._by_wish: dict[tuple[str, str], str] = {}
        self._participants: dict[str, Participant] = {}

    def id(
        self, wish: str, label: str, *, actor: bool = False, classes: tuple[str, ...] = (), tooltip: str | None = None
    ) -> str:
        """The id of the lifeline with this label; `wish` is the id it would like to have."""
        key = (wish, label)
        if key not in self._by_wish:
            taken, number = wish, 1
            while taken in self._participants:
                number += 1
                taken = f"{wish}{number}"
            self._by_wish[key] = taken
            self._participants[taken] = Participant(
                id=taken, label=label, actor=actor, classes=classes, tooltip=tooltip
            )
        return self._by_wish[key]

    def all(self) -> tuple[Participant, ...]:
        """Every participant, in the order of first appearance."""
        return tuple(self._participants.values())
