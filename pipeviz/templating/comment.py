"""Text that somebody typed, written for a comment, an issue or a job summary on GitHub or GitLab.

People edit these by hand, so only what their Markdown may take for syntax becomes a numeric character reference
(https://github.github.com/gfm/). Both sites look for mentions and references (`@name`, `#1`, `!1`) after that, in the text
that is shown; a space without width behind the sign keeps them from finding any.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Self

from pipeviz.templating.escape import INVISIBLE, LINE_END, Markdown
from pipeviz.templating.escape import code as code_of_pages
from pipeviz.templating.escape import link as link_of_pages

_SPECIAL = re.compile(
    r"^[-+=]"  # what begins a list, a heading or a rule
    r"|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"
    r"|(?<![0-9]):(?=[a-z0-9_+-]+:)|:(?=//)|(?<=www)\."  # :icon: and addresses
    r"|[\\`*\[\]{}<>&|~@#!$^]|%(?=\w)"
)
_NUMBER = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)")
_SIGN = re.compile(r"(&#(?:33|35|36|37|38|58|64|94|126);)(?=[\w+-])")
_PLAIN_CODE = re.compile(r"[^`|\r\n]*[^`|\s]")


class Comment(Markdown):
    """Text that is Markdown of a comment already. Whatever is joined to it is escaped."""

    __slots__ = ()

    @classmethod
    def escape(cls, value: Any, /) -> Self:
        """The value as Markdown: nothing for None, the text itself for what is Markdown or HTML, else escaped."""
        if value is None or isinstance(value, Markdown) or hasattr(value, "__html__"):
            return cls(super().escape(value))
        return cls(_escape(str(value)))


@lru_cache(maxsize=8192)
def _escape(text: str) -> str:
    lines = (_line(INVISIBLE.sub("\ufffd", line.strip())) for line in LINE_END.split(text.strip()))
    return "<br>".join(lines) or "&#8203;"


def _line(line: str) -> str:
    escaped = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", line)
    numbered = _NUMBER.sub(lambda match: f"{match[1]}&#{ord(match[2])};", escaped)
    return _SIGN.sub(r"\1&#8203;", numbered)


def code(text: str) -> Comment:
    """The text as inline code."""
    shown = INVISIBLE.sub("\ufffd", text.strip())
    return Comment(f"`{shown}`" if _PLAIN_CODE.fullmatch(shown) else code_of_pages(text))


def link(text: str, url: str | None) -> Comment:
    """A link to a web page, or only the text where the address is not a plain `https` one."""
    return Comment(link_of_pages(Comment.escape(text), url))
