import pytest

from pipeviz.writers.mermaid_text import label, text


@pytest.mark.parametrize(
    ("written", "mermaid"),
    [
        ("plain", "plain"),
        ("x; CP->>CB: injected", "x#59; CP-#62;#62;CB: injected"),
        ("v #{ns.var} tail", "v #35;{ns.var} tail"),
        ("PR #42 merged", "PR #35;42 merged"),
        ("two\nlines", "two<br/>lines"),
        ("two\r\nlines", "two<br/>lines"),
        ("a\u2028b", "a<br/>b"),
        ("a\tb", "a b"),
        ("<b>&amp;</b>", "#60;b#62;#38;amp#59;#60;/b#62;"),
        ('%%{init: {"theme": "forest"}}%%', '#37;#37;{init: {"theme": "forest"}}#37;#37;'),
        ("100%", "100%"),
        ("$$x$$", "#36;#36;x#36;#36;"),
        ("$5", "$5"),
        ("wrap: me", "wrap#58; me"),
        ("nowrap: me", "nowrap#58; me"),
        ("ﬂ°°35¶ß", "ﬂ\u200b°°35¶\u200bß"),
        ("bell\a\x00\x7f", "bell"),
        ("\ud800", "#8203;"),
        ("", "#8203;"),
        ("日本語 🚀", "日本語 🚀"),
    ],
)
def test_text(written, mermaid):
    assert text(written) == mermaid


@pytest.mark.parametrize(
    ("written", "mermaid"),
    [
        ("a; b #1", "a； b ＃1"),
        ("<b>", "‹b›"),
        ("two\nlines", "two lines"),
        ("%%{init}", "%\u200b%{init}"),
        ("$$x$$", "$\u200b$x$\u200b$"),
        ("wrap: me", "wrap： me"),
        ("", "\u200b"),
    ],
)
def test_label(written, mermaid):
    assert label(written) == mermaid
