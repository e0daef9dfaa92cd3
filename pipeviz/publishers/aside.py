"""What MkDocs has made of pages waits in a file until it is written: MkDocs reads all pages before it writes any."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

C = TypeVar("C")


class Aside:
    """The contents of pages, in a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}

    def serve(self, config: MkDocsConfig) -> None:
        """Puts contents aside once all plugins have seen them, and gives them back before any asks for them again."""
        config.plugins.events["page_content"].append(self.put)
        config.plugins.events["page_context"].insert(0, self.take)
        config.plugins.events["post_page"].append(self.drop)

    def put(self, content: str, *, page: Page, **_: object) -> str:
        """Puts the content of a page aside, and forgets its Markdown too; a page that has None is taken for unread."""
        self._places[page.file.src_uri] = self._file.seek(0, 2), self._file.write(content.encode("utf-8"))
        page.markdown = ""
        return ""

    def take(self, context: C, *, page: Page, **_: object) -> C:
        """Gives a page its content back."""
        at, size = self._places[page.file.src_uri]
        self._file.seek(at)
        page.content = self._file.read(size).decode("utf-8")
        return context

    def drop(self, output: str, *, page: Page, **_: object) -> str:
        """Forgets the content of a page that is made."""
        page.content = None
        return output
