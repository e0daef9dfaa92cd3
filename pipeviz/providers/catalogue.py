"""What is known of each action and rule provider: entries of YAML files, read when first asked for.

`actions/` and `rules/` of the `data` folder hold a file a provider, named after it in lower case; a file lists one or
more entries. For an action type the files `<provider>.yaml`, `<owner>.yaml` and `generic.yaml` are looked through in
this order, and the first entry with a fitting pattern serves. A user's own files have the same schema and go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

import msgspec

from pipeviz.errors import Problem, SourceError
from pipeviz.model import ActionType
from pipeviz.providers.entry import Conversation, Provider
from pipeviz.providers.files import DATA, decode, line_of
from pipeviz.providers.mistakes import provider_mistakes


class Catalogue:
    """Finds the entry of an action type or a rule provider; there always is one, if only the generic."""

    def __init__(self, own: Iterable[Provider] = ()) -> None:
        self.own = tuple(own)
        self._actions: dict[str, Provider] = {}
        self._rules: dict[str, Provider] = {}

    def action(self, type: ActionType) -> Provider:
        """The entry for an action type."""
        key = str(type)
        if key not in self._actions:
            self._actions[key] = self._find("actions", key, (type.provider, type.owner))
        return self._actions[key]

    def rule(self, provider: str) -> Provider:
        """The entry for a rule provider."""
        if provider not in self._rules:
            self._rules[provider] = self._find("rules", provider, (provider,))
        return self._rules[provider]

    def start(self, kind: str) -> Conversation:
        """The conversation of one way to start a pipeline; `SRC` in it is the source action's lead."""
        starts = _starts()
        return starts.get(kind, starts["other"])

    def _find(self, kind: str, key: str, names: Sequence[str]) -> Provider:
        shipped = (entry for name in (*names, "generic") for entry in _shipped(kind, name.lower()))
        for entry in (*self.own, *shipped):
            if any(fnmatchcase(key, pattern) for pattern in getattr(entry, kind)):
                return _with_family(entry)
        raise LookupError(f"the catalogue has no generic entry for {kind}")


def load_catalogue(files: Sequence[Path] = ()) -> Catalogue:
    """The catalogue with the entries of the user's own files in front.

    Raises SourceError with everything that is wrong with the files.
    """
    problems: list[Problem] = []
    entries: list[Provider] = []
    for file in files:
        try:
            found = _entries(file)
        except SourceError as error:
            problems.extend(error.problems)
        else:
            entries.extend(found)
            problems.extend(_mistakes(file, found))
    if problems:
        raise SourceError(problems)
    return Catalogue(entries)


def _mistakes(file: Path, entries: Iterable[Provider]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        if entry.family is not None and entry.family not in _families():
            known = ", ".join(sorted(_families()))
            found = [f"there is no family {entry.family}; the families are {known}"]
        else:
            found = list(provider_mistakes(_with_family(entry)))
        for mistake in found:
            yield Problem(f"the entry {entry.name!r}: {mistake}", str(file), line_of(file, index))


def shipped(kind: str) -> dict[str, tuple[Provider, ...]]:
    """Every entry that pipeviz ships of a kind (`actions` or `rules`), by file name."""
    return {name: _shipped(kind, name) for name in sorted(_names(kind))}


def _with_family(entry: Provider) -> Provider:
    if entry.family is None:
        return entry
    family = _families()[entry.family]
    return msgspec.structs.replace(
        entry,
        participants={**family.participants, **entry.participants},
        standard=entry.standard or family.standard,
        full=entry.full or family.full,
    )


def is_generic(provider: Provider) -> bool:
    """Whether an entry is for providers that it does not name."""
    return any(pattern.rpartition("/")[2] == "*" for pattern in provider.actions + provider.rules)


@lru_cache(maxsize=None)
def _names(kind: str) -> frozenset[str]:
    return frozenset(path.stem for path in (DATA / kind).glob("*.yaml"))


@lru_cache(maxsize=None)
def _shipped(kind: str, name: str) -> tuple[Provider, ...]:
    return _entries(DATA / kind / f"{name}.yaml") if name in _names(kind) else ()


@lru_cache(maxsize=None)
def _families() -> dict[str, Conversation]:
    return decode(DATA / "families.yaml", dict[str, Conversation])


@lru_cache(maxsize=None)
def _starts() -> dict[str, Conversation]:
    return decode(DATA / "starts.yaml", dict[str, Conversation])


def _entries(file: Path) -> tuple[Provider, ...]:
    return tuple(decode(file, list[Provider]))
