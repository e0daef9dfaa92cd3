"""What each class of a diagram looks like, in light and dark. Looks are data: a new class is a new row.

Every writer of pictures draws with the light colours as literal attributes, so that any viewer shows them, and adds
`dark_style` so that viewers with a dark mode turn them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Look(NamedTuple):
    """Six-digit colours: light fill, stroke and text, then the dark ones."""

    fill: str
    stroke: str
    text: str
    dark_fill: str
    dark_stroke: str
    dark_text: str


PLAIN = Look("#eef1f5", "#5d6b7c", "#27303b", "#2b333d", "#9aa9ba", "#e3e9f0")

LOOKS: dict[str, Look] = {
    "pipeline": Look("#e4e7fb", "#4353c4", "#1d2666", "#232a55", "#929ef0", "#e1e4fc"),
    "source": Look("#e3f0fd", "#2a6fb8", "#12395f", "#16324d", "#6db1f2", "#dcecfb"),
    "build": Look("#fdf0d5", "#a86e12", "#573a0a", "#43310f", "#e3ac4c", "#fbecca"),
    "test": Look("#dff5f0", "#1c8a74", "#0d4539", "#12382f", "#5ccfb6", "#d5f5ed"),
    "deploy": Look("#efe6fb", "#7b4cc2", "#3a1f66", "#33224f", "#b896ee", "#ece2fb"),
    "approval": Look("#fde4ee", "#c03a78", "#661a3d", "#4a1b30", "#f08bb6", "#fde0ec"),
    "invoke": Look("#fde7dc", "#c2561e", "#652b0c", "#4a2513", "#f29d6f", "#fde4d7"),
    "compute": Look("#e6f3d8", "#557f1b", "#2d450c", "#2a3a13", "#a5cf68", "#e8f4d6"),
    "trigger": Look("#fff6cc", "#8f7500", "#4d3f00", "#403700", "#dfc442", "#fbf1c2"),
    "condition": Look("#fbe5e1", "#b8452f", "#5c1f13", "#46201a", "#ee8b78", "#fbe0da"),
    "store": Look("#e9edf2", "#5d6b7c", "#27303b", "#2b333d", "#9aa9ba", "#e3e9f0"),
    "artifact": Look("#f6f3ec", "#7d7258", "#3d3726", "#36322a", "#bdb194", "#efe9da"),
    "variable": Look("#eef4ee", "#5b7d5f", "#28402b", "#28332a", "#9dc2a2", "#e3f0e5"),
    "disabled": Look("#f3f3f3", "#8a8a8a", "#555555", "#2f2f2f", "#8f8f8f", "#c4c4c4"),
    "stage": Look("#f6f8fa", "#b9c4d0", "#27303b", "#242a33", "#4d5967", "#d7dee7"),
    "parallel": Look("#ffffff", "#b9c4d0", "#5d6b7c", "#1e2129", "#4d5967", "#9aa9ba"),
    "note": Look("#fffbeb", "#b3a16a", "#443c22", "#34301f", "#8f8258", "#efe7cf"),
    "succeeded": Look("#dcf3e1", "#24803f", "#0f4420", "#15361f", "#5fc97e", "#d6f5de"),
    "failed": Look("#fde0de", "#c9302c", "#6b1512", "#4d1b19", "#ff8a82", "#ffe0dd"),
    "running": Look("#dfedfd", "#1f6fd1", "#0f3a70", "#15304f", "#6cb2ff", "#dcebff"),
    "waiting": Look("#fdf1cf", "#a87300", "#573c00", "#423207", "#e6b64a", "#fbeecb"),
    "abandoned": Look("#f1e5dc", "#8a5a3c", "#472d1c", "#38291f", "#c99a7b", "#f2e3d8"),
    "stopped": Look("#efe6e0", "#7d5f4f", "#40302a", "#352b26", "#bfa292", "#efe4dd"),
    "cancelled": Look("#ebebee", "#6f7280", "#35373f", "#2d2f36", "#a5a9b8", "#e4e6ec"),
    "superseded": Look("#ebe6f2", "#75649a", "#3a3150", "#2f2a3d", "#ad9dd2", "#e9e3f5"),
    "skipped": Look("#f0f2f4", "#8a94a0", "#4d5660", "#292e35", "#828d9a", "#c6ced7"),
    "omitted": Look("#f5f6f8", "#a3acb8", "#5d6b7c", "#252a31", "#6d7885", "#aeb8c3"),
    "unreached": Look("#fafbfc", "#a3acb8", "#5d6b7c", "#22272e", "#6d7885", "#aeb8c3"),
    "unknown": Look("#f3f3f3", "#8a8a8a", "#555555", "#2f2f2f", "#8f8f8f", "#c4c4c4"),
    "plain": PLAIN,
}
"""Looks by class name. A class that is not here looks `plain`."""

INK, DARK_INK = "#27303b", "#d7dee7"
"""Text and arrows outside any box."""

FAINT, DARK_FAINT = "#8b98a8", "#76828f"
"""Lifelines, frames and other quiet lines."""

PAPER, DARK_PAPER = "#ffffff", "#1e2129"
"""What a standalone picture is drawn on."""

PALE = 38
"""Percent of a colour in a pale ground."""

FONT = "Helvetica, Arial, 'Liberation Sans', 'Noto Sans', sans-serif"
"""Every viewer finds a font for other scripts by itself; an emoji font named here would take the digits from the others."""


_DARK_SYSTEM = "@media screen and (prefers-color-scheme:dark){"
_PAGE = "@media screen{"
_TOGGLE = '[data-md-color-scheme="slate"] '


def look(classes: Iterable[str]) -> Look:
    """The look of the first class that has one."""
    return next((LOOKS[name] for name in classes if name in LOOKS), PLAIN)


def mix(colour: str, ground: str, percent: int) -> str:
    """So much of a colour over a ground."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{(over * percent + under * (100 - percent)) // 100:02x}" for over, under in pairs)


def pale(shown: Look) -> Look:
    """A look with a fill on which the same look still stands out: for frames around it."""
    fill, dark_fill = mix(shown.fill, PAPER, PALE), mix(shown.dark_fill, DARK_PAPER, PALE)
    return shown._replace(fill=fill, dark_fill=dark_fill)


def dark_style(rules: Iterable[tuple[str, str]]) -> str:
    """A style sheet that turns (selector, declarations) on in the dark, and only there.

    As a document of its own or in an `<img>` the picture follows `prefers-color-scheme`; inline it follows the page's
    own toggle (Material's `data-md-color-scheme`), whatever the system says. Paper stays light.
    """
    rules = tuple(rules)
    own = "".join(f"svg:root {selector}{{{declarations}}}" for selector, declarations in rules)
    page = "".join(f"{_TOGGLE}{selector}{{{declarations}}}" for selector, declarations in rules)
    return f"{_DARK_SYSTEM}{own}}}{_PAGE}{page}}}"


def by_system(picture: str) -> str:
    """A picture with a `dark_style` for a page without a toggle: inline too it follows `prefers-color-scheme`."""
    return picture.replace(_PAGE + _TOGGLE, _DARK_SYSTEM).replace(_TOGGLE, "")
