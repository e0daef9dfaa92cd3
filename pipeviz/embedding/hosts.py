"""Where Markdown is read, and what is drawn there. Knowledge as data: a new host is a new row."""

from __future__ import annotations

from typing import NamedTuple


class Host(NamedTuple):
    """What a host shows.

    `mermaid` is how a diagram is written: `fence` (a code block), `shortcode` (Hugo's), `pre` (an HTML element), or empty
    where none is drawn. `most` is how many characters of Mermaid it draws, of a whole page if `together`. `comments` is False
    where HTML comments are shown as text; `absolute` is True where links of pictures need a base address.
    """

    mermaid: str = "fence"
    most: int = 50_000
    together: bool = False
    comments: bool = True
    absolute: bool = False


HOSTS: dict[str, Host] = {
    "github": Host(),
    "gitlab": Host(most=2_000, together=True),
    "bitbucket": Host(mermaid="", comments=False),
    "pypi": Host(mermaid="", absolute=True),
    "mkdocs": Host(),
    "hugo": Host(mermaid="shortcode"),
    "html": Host(mermaid="pre"),
}
"""By the name that `--for` and the attribute `for` take. GitLab's wall is that of its own pages
(https://docs.gitlab.com/user/markdown/#mermaid); Mermaid's own is 50,000 characters
(https://mermaid.js.org/config/schema-docs/config.html#maxtextsize)."""
