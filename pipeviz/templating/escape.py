"""Text that somebody typed, written so that a page shows just that.

Every character that means something to Markdown, to an extension of it (tables, attribute lists, emoji, snippets,
macros, admonitions, footnotes) or to HTML becomes a numeric character reference, which all of them leave alone:
https://spec.commonmark.org/current/#entity-and-numeric-character-references.
"""

from __future__ import annotations

import html
import json
import re
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote, urlsplit

from markupsafe import Markup

# A lone - _ or . between two letters or digits means nothing anywhere, nor do , ; ? % /; all other punctuation goes.
_SPECIAL = re.compile(r"(?<![A-Za-z0-9])[-_.]|[-_.](?![A-Za-z0-9])|[^\w\s.,;?%/-]")
LINE_END = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


class Markdown(Markup):
    """Text that is Markdown already. Whatever is joined to it is escaped."""

    __slots__ = ()

    @classmethod
    def escape(cls, value: Any, /) -> Self:
        """The value as Markdown: nothing for None, the text itself for what is Markdown or HTML, else escaped."""
        if isinstance(value, cls):
            return value
        if value is None:
            return cls("")
        return cls(value.__html__() if hasattr(value, "__html__") else escape(str(value)))


@lru_cache(maxsize=8192)
def escape(text: str) -> Markdown:
    """The text for running Markdown, a table cell, a heading, or an attribute value.

    Line ends become `<br>`; control characters, which a page cannot show and which may reorder it, become U+FFFD. Nothing at all becomes
    a space without width: `****` is a rule, not an empty name.
    """
    lines = (_SPECIAL.sub(_reference, INVISIBLE.sub("\ufffd", line.strip())) for line in LINE_END.split(text.strip()))
    return Markdown("<br>".join(lines) or "&#8203;")


def attribute(text: str) -> Markdown:
    """The text on one line, as the value of an attribute of HTML."""
    return escape(" ".join(text.split()))


def verbatim(line: str) -> Markdown:
    """A line of text as it stands in `<pre>`: like `escape`, with all its white space."""
    return Markdown(_SPECIAL.sub(_reference, INVISIBLE.sub("\ufffd", LINE_END.sub(" ", line))))


def title_of_page(text: str) -> Markdown:
    """The value of `title` in front matter, for a title with characters that HTML reads; empty for any other.

    Without it Material puts the heading into `<title>` with its character references resolved.
    """
    line = INVISIBLE.sub("\ufffd", " ".join(text.split()))
    escaped = html.escape(line)
    return Markdown(json.dumps(escaped)) if escaped != line else Markdown("")


def code(text: str) -> Markdown:
    """The text as inline code. Backticks would show the character references, so this is HTML."""
    return Markdown(f"<code>{escape(text)}</code>")


def fence(text: str, language: str = "text", indent: str = "") -> Markdown:
    """The text as a fenced code block, whose fence is longer than any within, as part of what is indented so far."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    lines = (f"{ticks}{language}", *text.rstrip().split("\n"), ticks)
    return Markdown(indent + f"\n{indent}".join(lines))


def link(text: str, url: str | None) -> Markdown:
    """A link to a web page, or only the text where the address is not a plain `https` one."""
    shown = text if isinstance(text, Markdown) else escape(text)
    if url is None or not is_web_page(url):
        return shown
    return Markdown(f"[{shown}]({quote(url, safe=_URL)})")


_URL = "/:?#@!$&'*+,;=%~-._"


def is_web_page(url: str) -> bool:
    """Whether an address leads to a web page and holds no symbol that was left open."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"[\s{}\\]|\$\{", url)


def _reference(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
