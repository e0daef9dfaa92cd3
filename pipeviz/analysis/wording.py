"""Values → sentences. A sentence is only told when everything that it names is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

LONGEST = 600
"""So many characters of one recorded value stand in a sentence at most."""

REASONS = {
    "denied": "was denied",
    "missing": "found nothing any more",
    "throttled": "was throttled",
    "failed": "failed",
    "cut": "was cut short",
}
"""What became of a call that gave no answer, after its name."""

_DIGEST = re.compile(r"(sha\d+:)([0-9a-f]{12,})")
_HEXADECIMAL = re.compile(r"[0-9a-f]{12,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAME = re.compile(r"\{(\w{1,60})(:lower)?\}")
_ENDS = (".", "!", "?", "…", ".”", "!”", "?”", "…”")
_SMALL = re.compile(r"(?:A|After|An|In|It|Its|Nobody|On|The|There)\b")


def fill(sentences: str | Sequence[str], values: Mapping[str, Any]) -> str | None:
    """The first sentence all of whose {names} have a value; `{name:lower}` is the value in lower case."""
    for sentence in (sentences,) if isinstance(sentences, str) else sentences:
        texts = {name: text(values.get(name)) for name in names(sentence)}
        if all(texts.values()):
            return _filled(sentence, texts)
    return None


def _filled(sentence: str, texts: Mapping[str, str]) -> str:
    return _NAME.sub(lambda match: texts[match[1]].lower() if match[2] else texts[match[1]], sentence)


def names(sentence: str | Sequence[str]) -> set[str]:
    """The {names} that sentences hold."""
    whole = sentence if isinstance(sentence, str) else " ".join(sentence)
    return {match[1] for match in _NAME.finditer(whole)}


def text(value: Any) -> str:
    """A recorded value on one line, cut where it is endless; empty for what is none."""
    if isinstance(value, list | tuple):
        return cut(joined([part for part in map(text, value) if part]))
    if value is None or isinstance(value, bool | dict):
        return ""
    return cut(" ".join(str(value).split()))


def cut(line: str, longest: int = LONGEST) -> str:
    """A line of at most so many characters; an ellipsis stands for the rest."""
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def joined(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def listed(parts: Sequence[str], most: int = 8) -> str:
    """The same; of more parts than this the last ones are counted."""
    return joined(parts if len(parts) <= most else [*parts[: most - 1], f"{len(parts) - most + 1} more"])


def ended(sentence: str) -> str:
    """A sentence with its full stop."""
    return sentence if sentence.endswith(_ENDS) else f"{sentence}."


def clause(sentence: str) -> str:
    """A sentence as it goes on after a colon: "The command …" becomes "the command …"."""
    return sentence[:1].lower() + sentence[1:] if _SMALL.match(sentence) else sentence


def when(time: datetime) -> str:
    """A time as a reader in any zone understands it, to the minute."""
    return time.strftime("%Y-%m-%d %H:%M UTC")


def short(id: str) -> str:
    """The first characters of a commit, a digest or a UUID, as one says them; any other id is itself."""
    digest = _DIGEST.fullmatch(id)
    return f"{digest[1]}{digest[2][:12]}" if digest else id[:8] if _HEXADECIMAL.fullmatch(id) else id
