"""What Mermaid would take for syntax, written so that it shows what was meant.

Sequence diagrams have two kinds of places for free text, and they differ (https://mermaid.js.org/syntax/sequenceDiagram.html):
messages, aliases and notes decode `#35;`-style entities; the labels of fragments are wrapped by Mermaid in a way that cuts
entities in half, so there look-alike characters stand for the few that cannot be written.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ENTITIES = str.maketrans({"#": "#35;", ";": "#59;", "<": "#60;", ">": "#62;", "&": "#38;"})
_LOOK_ALIKES = str.maketrans({"#": "＃", ";": "；", "<": "‹", ">": "›"})
_LINE_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029\x85\v\f]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WRAP = re.compile(r"^(:?(?:no)?wrap):", re.IGNORECASE)
_PERCENT = re.compile(r"%(?=%)|(?<=%)%")
_DOLLAR = re.compile(r"\$(?=\$)|(?<=\$)\$")
_BREAK = re.compile(r"\s*\n\s*")


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """Free text for a message, an alias or a note; a line break becomes `<br/>`."""
    value = _plain(value).translate(_ENTITIES)
    value = _DOLLAR.sub("#36;", _PERCENT.sub("#37;", value))
    value = _BREAK.sub("<br/>", _WRAP.sub(r"\1#58;", value))
    return value or "#8203;"


def line(value: str) -> str:
    """Free text for `accTitle` and `accDescr`, on one line: Mermaid shows a `<br/>` in them as it is written."""
    return text(" ".join(_plain(value).split()))


def label(value: str) -> str:
    """Free text for the label of a fragment, on one line."""
    value = _BREAK.sub(" ", _plain(value)).translate(_LOOK_ALIKES)
    value = value.replace("%%", "%\u200b%").replace("$$", "$\u200b$")
    return _WRAP.sub(r"\1：", value) or "\u200b"


def _plain(value: str) -> str:
    value = _LINE_BREAKS.sub("\n", value).replace("\t", " ")
    value = _CONTROLS.sub("", value)
    return value.replace("ﬂ°", "ﬂ\u200b°").replace("¶ß", "¶\u200bß").strip()
