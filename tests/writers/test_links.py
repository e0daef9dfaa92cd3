import pytest

from pipeviz.writers.links import safe_link


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("https://a.example/b?c=d&e#f", "https://a.example/b?c=d&e#f"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("../a/b.html#c", "../a/b.html#c"),
        ("a/b:c", "a/b:c"),
        ("#anchor", "#anchor"),
        ("?q=1", "?q=1"),
        (" https://a.example/b c ", "https://a.example/b%20c"),
        ("https://a.example/\"'<>\\`{}|^", "https://a.example/%22%27%3C%3E%5C%60%7B%7D%7C%5E"),
        ("https://a.example/部", "https://a.example/部"),
        ("javascript:alert(1)", None),
        ("JavaScript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("//evil.example", None),
        ("\\\\evil.example", "%5C%5Cevil.example"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("https:///x", None),
        ("https:/x", None),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_only_web_and_relative_links_are_safe(link, safe):
    assert safe_link(link) == safe
