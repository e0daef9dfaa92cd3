"""Text that somebody typed, written so that HTML shows just that."""

from __future__ import annotations

from typing import Any, Self

from markupsafe import Markup, escape

from pipeviz.templating.escape import INVISIBLE, is_web_page


class Html(Markup):
    """Text that is HTML already. Whatever is joined to it is escaped."""

    __slots__ = ()

    @classmethod
    def escape(cls, value: Any, /) -> Self:
        """The value as HTML: nothing for None, the text itself for what is HTML, else escaped.

        Control characters, which a page cannot show and which may reorder it, become U+FFFD.
        """
        if value is None:
            return cls("")
        return cls(escape(value if hasattr(value, "__html__") else INVISIBLE.sub("\ufffd", str(value))))


def link(text: Any, url: str | None) -> Html:
    """A link to a web page, or only the text where the address is not a plain `https` one."""
    shown = Html.escape(text)
    if url is None or not is_web_page(url):
        return shown
    return Html(f'<a href="{Html.escape(url)}" rel="noreferrer">{shown}</a>')
