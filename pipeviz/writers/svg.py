"""The few pieces of SVG that a written picture is made of, each attribute understood by every viewer.

Colours stand as presentation attributes beside a class name, `pvs-<role>-<look>`; the style sheet made by `dark_rules`
turns the same classes in the dark. https://www.w3.org/TR/SVG2/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2s
from typing import NamedTuple

from pipeviz.writers.links import safe_link
from pipeviz.writers.text_width import clean
from pipeviz.writers.theme import (
    DARK_FAINT,
    DARK_INK,
    DARK_PAPER,
    FAINT,
    FONT,
    INK,
    LOOKS,
    PALE,
    PAPER,
    PLAIN,
    Look,
    dark_style,
    mix,
)  # fmt: skip

_LOOKS = {
    **LOOKS,
    "ink": Look(PAPER, INK, INK, DARK_PAPER, DARK_INK, DARK_INK),
    "faint": Look(PAPER, FAINT, INK, DARK_PAPER, DARK_FAINT, DARK_INK),
    "quiet": Look(PAPER, FAINT, "#5d6b7c", DARK_PAPER, DARK_FAINT, "#9aa9ba"),
    "paper": Look(PAPER, PAPER, INK, DARK_PAPER, DARK_PAPER, DARK_INK),
}

_PAINTED = re.compile(r'class="pvs-([a-z]+)-([a-z]+)"')


class _Colours(NamedTuple):
    fill: str
    stroke: str
    dark_fill: str
    dark_stroke: str


def escape(text: str) -> str:
    """Text as it stands between tags or in an attribute."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def known(classes: Iterable[str], otherwise: str) -> str:
    """The first class that has a look, or the look to take when none has."""
    for name in classes:
        if name in LOOKS:
            return name
    return otherwise


@lru_cache(maxsize=None)
def paint(role: str, look: str) -> str:
    """The class and colour attributes of a shape.

    Roles: `box` is filled and outlined, `line` outlined only, `solid` filled with the outline's colour, `text` is text,
    `strip` is filled only, `ground` is filled palely and `rim` outlined palely.
    """
    fill, stroke, _, _ = _colours(role, look)
    return f'class="pvs-{role}-{look}" fill="{fill}"' + (f' stroke="{stroke}"' if stroke != "none" else "")


def dark_rules(body: str) -> str:
    """The style sheet that turns every paint used in `body` in the dark."""
    rules = []
    for role, look in sorted(set(_PAINTED.findall(body))):
        _, _, fill, stroke = _colours(role, look)
        turned = [f"{name}:{value}" for name, value in (("fill", fill), ("stroke", stroke)) if value != "none"]
        rules.append((f".pvs-{role}-{look}", ";".join(turned)))
    return dark_style(rules)


def _colours(role: str, look: str) -> _Colours:
    fill, stroke, text, dark_fill, dark_stroke, dark_text = _LOOKS.get(look, PLAIN)
    match role:
        case "box":
            return _Colours(fill, stroke, dark_fill, dark_stroke)
        case "line":
            return _Colours("none", stroke, "none", dark_stroke)
        case "solid":
            return _Colours(stroke, "none", dark_stroke, "none")
        case "strip":
            return _Colours(fill, "none", dark_fill, "none")
        case "ground":
            return _Colours(mix(fill, PAPER, PALE), "none", mix(dark_fill, DARK_PAPER, PALE), "none")
        case "rim":
            return _Colours("none", mix(stroke, PAPER, 50), "none", mix(dark_stroke, DARK_PAPER, 50))
    return _Colours(text, "none", dark_text, "none")


def linked(body: str, link: str | None) -> str:
    """The body as a link where the link is safe."""
    href = safe_link(clean(link or ""))
    return f'<a href="{escape(href)}">{body}</a>' if href else body


def document(kind: str, title: str, description: str, width: int, height: int, size: int, body: str) -> str:
    """A whole picture of a `kind`, with a name and a text for those who do not see it; the same text for the same body."""
    name, told = escape(one_line(title) or kind.capitalize()), escape(one_line(description))
    key = f"pv{kind[0]}-" + blake2s(f"{name}\n{told}\n{body}".encode(), digest_size=6).hexdigest()
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" role="graphics-document document" aria-roledescription="{kind}" \
aria-labelledby="{key}-title" aria-describedby="{key}-desc" viewBox="0 0 {width} {height}" width="{width}" \
height="{height}" font-family="{FONT}" font-size="{size}">
<title id="{key}-title">{name}</title>
<desc id="{key}-desc">{told}</desc>
<style>{dark_rules(body)}</style>
{body}
</svg>
"""


def one_line(text: str | None) -> str:
    """Text without what XML cannot hold, on one line."""
    return clean(text or "").replace("\n", " ")
