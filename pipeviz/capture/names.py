"""Names of AWS → names of folders and files that every file system takes, keeps apart, and finds again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable

_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)")
_UNSAFE = re.compile(r"[^A-Za-z0-9@_.-]")


def safe(name: str, longest: int = 100) -> str:
    """The name itself where it is safe; else what can stay of it, and a suffix that is always the same."""
    plain = _UNSAFE.sub("_", name)[:longest]
    harmless = (
        plain == name and not _RESERVED.match(name) and not name.endswith(".") and not name.startswith((".", "~"))
    )
    return name if harmless else suffixed(name, longest)


def suffixed(name: str, longest: int = 100) -> str:
    """A name that no other name has, whatever the case of its letters."""
    plain = _UNSAFE.sub("_", name)[:longest].strip(".")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    return f"{plain}~{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def folders(names: Collection[str], existing: Iterable[str]) -> dict[str, str]:
    """A folder for every name: the one that there is already, else a new one that differs not only in case."""
    there = set(existing)
    kept = {name: folder for name in names for folder in (safe(name), suffixed(name)) if folder in there}
    taken = {each.casefold() for each in there}
    for name in sorted(set(names) - kept.keys()):
        folder = safe(name)
        kept[name] = suffixed(name) if folder.casefold() in taken else folder
        taken.add(kept[name].casefold())
    return kept
