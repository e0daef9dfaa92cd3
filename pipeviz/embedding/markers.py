"""Markdown → the places that pipeviz fills, each between two markers of its own on lines of their own.

    <!-- BEGIN_PIPEVIZ source="pipeline.yaml" view="sequence" -->
    <!-- END_PIPEVIZ -->

    [//]: # (BEGIN_PIPEVIZ source="pipeline.yaml")
    [//]: # (END_PIPEVIZ)

The second form is for hosts that show HTML comments as text (Bitbucket). A filled place ends with a mark of its content, by
which a later edit by hand is noticed. Markers in code are text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pipeviz.errors import Problem, SourceError

BEGIN, END = "BEGIN_PIPEVIZ", "END_PIPEVIZ"

_MARKER = re.compile(
    r"(?P<indent>[ \t]*)(?:<!--[ \t]*(?P<comment>(?:BEGIN|END)_PIPEVIZ\b.*?)[ \t]*-->"
    r"|\[//\]:[ \t]*#[ \t]*\((?P<reference>(?:BEGIN|END)_PIPEVIZ\b.*?)[ \t]*\))[ \t]*"
)
_ATTRIBUTE = re.compile(r"""\s*([A-Za-z][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DIGEST = re.compile(r"[0-9a-f]{12}")
_BLOCK = re.compile(r" *(?:!!!|\?\?\?\+?|===[!+]?) ")
_INDENT = 4
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


class Place(Struct, frozen=True, kw_only=True):
    """One place of a text. `start` and `end` enclose its content, between the marker lines; `line` is that of the first.

    `attributes` keep their order, and may repeat. `digest` is the mark in the end marker, at `tail`. `newline` is how the
    lines around it end, `indent` what stands before the markers.
    """

    line: int
    attributes: tuple[tuple[str, str], ...]
    start: int
    end: int
    tail: int
    stop: int
    closing: str
    digest: str | None
    newline: str
    indent: str


class _Line(Struct, frozen=True):
    number: int
    start: int
    end: int
    text: str


def places(text: str, file: str) -> tuple[Place, ...]:
    """The places of a text, in order. Raises SourceError with the line of every marker that is wrong."""
    if BEGIN not in text and END not in text:
        return ()
    problems: list[Problem] = []
    found: list[Place] = []
    opened: tuple[_Line, re.Match[str]] | None = None
    above = ""
    for line in _outside_code(text):
        marker, before, above = _MARKER.fullmatch(line.text), above, line.text
        if marker is None:
            if re.search(rf"(?:<!--|\[//\]:\s*#\s*\()\s*(?:{BEGIN}|{END})\b", line.text):
                problems.append(Problem("a marker needs a line of its own", file, line.number))
            continue
        words = marker["comment"] or marker["reference"]
        if marker["reference"] and before.strip() and not _MARKER.fullmatch(before):
            problems.append(Problem("this form of marker needs an empty line above it", file, line.number))
        if words.startswith(BEGIN):
            if opened is not None:
                message = f"{BEGIN} within the place that begins in line {opened[0].number}"
                problems.append(Problem(message, file, line.number, f"end that one first with {END}"))
            opened = (line, marker)
        elif opened is None:
            problems.append(Problem(f"{END} without {BEGIN}", file, line.number))
        else:
            place = _place(text, *opened, line, marker, file, problems)
            found.extend([place] if place else [])
            opened = None
    if opened is not None:
        problems.append(Problem(f"{BEGIN} without {END}", file, opened[0].number, f"add <!-- {END} --> where it ends"))
    if problems:
        raise SourceError(problems)
    return tuple(found)


def is_edited(text: str, place: Place) -> bool:
    """Whether somebody changed the content after it was filled, or wrote some where none was filled."""
    content = text[place.start : place.end]
    return bool(content.strip()) if place.digest is None else digest(content) != place.digest


def filled(text: str, contents: Sequence[tuple[Place, str]]) -> str:
    """The text with the content of some places replaced, everything else as it was."""
    parts, at = [], 0
    for place, content in contents:
        parts += [text[at : place.start], _filling(text, place, content)]
        at = place.stop
    return "".join((*parts, text[at:]))


def is_stale(text: str, place: Place, content: str) -> bool:
    """Whether filling the place would change the text."""
    return text[place.start : place.stop] != _filling(text, place, content)


def _filling(text: str, place: Place, content: str) -> str:
    """What stands from the start of a filled place to its stop."""
    lines = [f"{place.indent}{line}" if line else "" for line in content.strip("\n").split("\n")]
    inner = place.newline + place.newline.join(lines) + place.newline * 2
    return f"{inner}{text[place.end : place.tail]} {digest(inner)}{place.closing}"


def digest(content: str) -> str:
    """The mark of a content; how its lines end makes no difference."""
    lines = "\n".join(content.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _place(
    text: str,
    first: _Line,
    begin: re.Match[str],
    last: _Line,
    end: re.Match[str],
    file: str,
    problems: list[Problem],
) -> Place | None:
    name = "comment" if end["comment"] else "reference"
    words = end[name][len(END) :].strip()
    if words and not _DIGEST.fullmatch(words):
        problems.append(Problem(f"{END} takes no attributes, but has {words!r}", file, last.number))
    if begin["indent"] != end["indent"]:
        problems.append(Problem("both markers need the same indentation", file, last.number))
    attributes = tuple(_attributes((begin["comment"] or begin["reference"])[len(BEGIN) :], file, first, problems))
    tail = last.start + end.start(name) + len(END)
    closing = last.text[end.end(name) :]
    return Place(
        line=first.number,
        attributes=attributes,
        start=first.end,
        end=last.start,
        tail=tail,
        stop=last.start + len(last.text),
        closing=closing,
        digest=words or None,
        newline=text[first.start + len(first.text) : first.end] or "\n",
        indent=begin["indent"],
    )


def _attributes(text: str, file: str, line: _Line, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            hint = 'attributes look like source="pipeline.yaml"'
            problems.append(Problem(f"cannot read {text[at:].strip()!r}", file, line.number, hint))
            return
        yield match[1], match[2] if match[2] is not None else match[3]
        at = match.end()


def _outside_code(text: str) -> Iterator[_Line]:
    """The lines of a Markdown text that are not code."""
    code = _code(text)
    for number, match in enumerate(_LINE.finditer(text, int(text.startswith("\ufeff")))):
        if number not in code:
            yield _Line(number + 1, match.start(), match.end(), match[0].rstrip("\r\n"))


def _code(text: str) -> frozenset[int]:
    """The numbers of the lines that are code, from 0 (https://spec.commonmark.org/current/#fenced-code-blocks)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    return frozenset(_code_in(lines))


def _code_in(lines: Sequence[str]) -> Iterator[int]:
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parse("\n".join(lines)):
        if token.type not in ("fence", "code_block") or not token.map:
            continue
        begin, end = token.map
        inner = _indent_of_block(lines, begin) if token.type == "code_block" else None
        if inner is not None:
            yield from (begin + number for number in _code_in([line[inner:] for line in lines[begin:end]]))
        else:
            yield from range(begin, end)


def _indent_of_block(lines: Sequence[str], at: int) -> int | None:
    """How far what an admonition, a details block or a tab holds is indented, if a line is of one: CommonMark takes it for code.

    https://squidfunk.github.io/mkdocs-material/reference/admonitions/
    """
    own = _indent(lines[at])
    before = (lines[number] for number in range(at - 1, -1, -1))
    above = next((line for line in before if line.strip() and _indent(line) < own), "")
    return _indent(above) + _INDENT if _BLOCK.match(above) else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
