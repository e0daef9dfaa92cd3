"""A strict XML parser as the judge of SVG: well-formed, nothing fetched, nothing run, and what it shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {
    "svg", "title", "desc", "style", "defs", "marker", "clipPath", "symbol", "g", "a", "rect", "line", "path", "polygon",
    "polyline", "ellipse", "circle", "text", "tspan",
}  # fmt: skip
_SAFE_LINK = re.compile(r"https?://[^/]|#|(?!/)[^:]*(?:[/?#]|$)", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:", re.IGNORECASE)


def check_svg(text: str) -> ElementTree.Element:
    """The root of an SVG. Asserts that any viewer can show it, that it fetches and runs nothing, and says what it is."""
    assert "<!ENTITY" not in text
    root = ElementTree.fromstring(text.encode("utf-8"))
    assert root.tag == f"{SVG}svg"
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        assert name in ELEMENTS, f"<{name}> has no place in a picture"
        for attribute, value in element.attrib.items():
            local = attribute.rpartition("}")[2]
            assert not local.startswith("on"), f"{local}={value!r} runs"
            assert local in ("href", "title") or not _OUTSIDE.search(value), f"{local}={value!r} fetches"
            if local == "href":
                assert name == "a", f"<{name} href={value!r}> fetches"
                assert is_safe_link(value), f"link to {value!r}"
        if name == "style":
            assert not _OUTSIDE.search(element.text or ""), element.text
    return root


def is_safe_link(link: str) -> bool:
    """Whether a link leads to the web or into the site: `https://…`, `#…`, `a/b.md`, never `javascript:` or `//host`."""
    return not re.search(r"[\x00-\x20]", link) and _SAFE_LINK.match(link) is not None


def texts(root: ElementTree.Element) -> list[str]:
    """What is written in the picture, a `<text>` at a time."""
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def squeezed(text: str) -> str:
    """The text without white space and what is not seen: a picture may break lines anywhere."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff\u202a-\u202e\u2060-\u206f\ufffd-\uffff\ud800-\udfff]", "", text)
