"""How wide a text will be, and where to break it, without any font at hand.

The advances are those of Helvetica (https://partners.adobe.com/asn/tech/type/font_metrics.jsp), which Arial and
Liberation Sans share; what they lack is estimated by its kind. Everything comes out a little wide, so that a text still
fits its place in a similar font.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_REGULAR = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584
584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278
278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500
500 334 260 334 584
"""
_BOLD = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584
584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333
278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556
500 389 280 389 584
"""
_ASCII = {
    bold: {chr(32 + at): int(advance) for at, advance in enumerate(table.split())}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}

_PERCENT = 106
"""What a text is reckoned at, so that it still fits in a font a little wider than Helvetica."""

_EMOJI_FORM = "\ufe0f"
"""Behind a narrow sign it asks for the wide, coloured one."""

_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(" ?(?:\r\n|[\n\r\x85\u2028\u2029]) ?")
_SPACES = re.compile("[ \t]+")
_SEAM = re.compile(r"(?<=[-_./:,;=&?@|+])(?![-_./:,;=&?@|+])|(?<=[a-z0-9])(?=[A-Z])")


class Atom(NamedTuple):
    """What a line break never parts, unless it alone is wider than a line; `glue` is the space before it, if any."""

    glue: str
    text: str


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text without what XML cannot hold, its runs of spaces collapsed and its line ends turned to "\\n"."""
    return _LINE_END.sub("\n", _SPACES.sub(" ", _UNPRINTABLE.sub("", text))).strip(" \n")


@lru_cache(maxsize=4096)
def width(text: str, size: int, *, bold: bool = False) -> int:
    """The width in pixels of one line of text at a font size in pixels."""
    return -(-_units(text, bold) * size * _PERCENT // 100_000)


@lru_cache(maxsize=4096)
def wrap(text: str, limit: int, size: int, *, bold: bool = False) -> tuple[str, ...]:
    """The clean text in lines of at most `limit` pixels, as few as possible and about equally long.

    Lines end at "\\n", at spaces and between ideographs; a word that is too wide breaks behind its punctuation and
    before its capitals, else between any two characters. A line keeps the space it was broken at, so the lines
    together are the text.
    """
    most = limit * 100_000 // (size * _PERCENT)
    lines: list[str] = []
    for paragraph in clean(text).split("\n"):
        if lines:
            lines[-1] += " "
        lines += _even(paragraph, most, bold)
    return tuple(lines) if lines != [""] else ()


def _even(text: str, limit: int, bold: bool) -> list[str]:
    total = _units(text, bold)
    if total <= limit:
        return [text]
    full = _fill(text, limit, bold)
    for slack in (1000, 2500, 4000):
        narrow = total // len(full) + slack
        if narrow < limit and len(even := _fill(text, narrow, bold)) == len(full):
            return even
    return full


def _fill(text: str, limit: int, bold: bool) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for glue, atom in _atoms(text):
        advance = _units(atom, bold)
        space = _units(glue, bold)
        if used and used + space + advance > limit:
            lines.append(line + glue)
            line, used, glue, space = "", 0, "", 0
        if advance <= limit:
            line, used = line + glue + atom, used + space + advance
            continue
        for piece in _pieces(atom, limit, bold):
            advance = _units(piece, bold)
            if used and used + advance > limit:
                lines.append(line)
                line, used = "", 0
            line, used = line + piece, used + advance
    return [*lines, line]


def _atoms(text: str) -> list[Atom]:
    atoms: list[Atom] = []
    for at, word in enumerate(text.split(" ")):
        parts = [word] if word.isascii() else _by_script(word)
        atoms += (Atom(" " if at and not behind else "", part) for behind, part in enumerate(parts))
    return atoms


def _by_script(word: str) -> list[str]:
    """A word cut between ideographs; closing punctuation stays with what it closes."""
    parts: list[str] = []
    wide = False
    for cluster in _clusters(word):
        was_wide, wide = wide, unicodedata.east_asian_width(cluster[0]) in "WF"
        closes = unicodedata.category(cluster[0]) in ("Pe", "Pf", "Po")
        if parts and (closes or not (wide or was_wide)):
            parts[-1] += cluster
        else:
            parts.append(cluster)
    return parts


def _pieces(atom: str, limit: int, bold: bool) -> list[str]:
    pieces: list[str] = []
    for piece in _SEAM.split(atom):
        pieces += [piece] if _units(piece, bold) <= limit else _clusters(piece)
    return [piece for piece in pieces if piece]


def _clusters(text: str) -> list[str]:
    """Characters, each with the marks and joined characters that follow it."""
    clusters: list[str] = []
    for character in text:
        if clusters and (clusters[-1][-1] == "\u200d" or _joins(character)):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _joins(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff"


def _units(text: str, bold: bool) -> int:
    table = _ASCII[bold]
    try:
        return sum([table[character] for character in text])
    except KeyError:
        return sum(table[character] if character in table else _advance(character, bold) for character in text)


@lru_cache(maxsize=4096)
def _advance(character: str, bold: bool) -> int:
    """Thousandths of the font size: by the base letter if Latin, else by the character's kind."""
    if character == _EMOJI_FORM:
        return 700
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Cf"):
        return 0
    breadth = unicodedata.east_asian_width(character)
    if breadth in "WF":
        return 1300 if character >= "\u2300" and kind == "So" else 1000
    base = unicodedata.normalize("NFD", character)[0]
    if base in _ASCII[bold] and kind in ("Lu", "Ll"):
        return _ASCII[bold][base]
    if kind[0] == "S" or character in "…—":
        return 1000
    kinds = {"Lu": 780, "Po": 500, "Pi": 400, "Pf": 400, "Pd": 560, "Zs": 300}
    return (500 if breadth == "H" else kinds.get(kind, 700)) + 40 * bold
