"""The links of a built site."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit


def broken(folder: Path) -> list[tuple[str, str]]:
    """The links of a site's pages and pictures that lead nowhere, anchors too: where they stand, and what they say."""
    found: dict[str, _Links] = {}
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".svg"):
            parser = _Links()
            parser.feed(path.read_text("utf-8"))
            address = path.relative_to(folder).as_posix()
            found[address.removesuffix("index.html") if address != "index.html" else ""] = parser
    lost = []
    for base, each in found.items():
        for link in each.links:
            target = urlsplit(urljoin(f"https://site/{base}", link))
            if target.netloc != "site" or target.scheme != "https":
                assert target.scheme == "https", f"{base}: {link}"
                continue
            address, anchor = unquote(target.path[1:]).removesuffix("index.html"), unquote(target.fragment)
            exists = address in found or (folder / address).is_file()
            if not exists or (anchor and anchor not in found[address].anchors):
                lost.append((base, link))
    return lost


class _Links(HTMLParser):
    """The links and anchors of a page or a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "xlink:href", "src") and value is not None:
                self.links.append(value)
            elif name == "id" and value:
                self.anchors.add(value)
