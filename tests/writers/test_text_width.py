from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeviz.writers.text_width import clean, width, wrap
from tests.nasty import NASTY

any_text = st.sampled_from(sorted(NASTY.values())) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "bold", "thousandths"),
    [
        ("Hello", False, 722 + 556 + 222 + 222 + 556),
        ("Hello", True, 722 + 556 + 278 + 278 + 611),
        ("a b", False, 556 + 278 + 556),
        ("Ä", False, 667),
        ("中文", False, 2000),
        ("ＡＢ", False, 2000),
        ("ﾊﾝ", False, 1000),
        ("", False, 0),
    ],
)
def test_width_follows_the_font_metrics(text: str, bold: bool, thousandths: int) -> None:
    assert width(text, 1000, bold=bold) == -(-thousandths * 106 // 100)


def test_marks_and_joiners_take_no_room() -> None:
    assert width("e\u0301\u0302", 1000) == width("e", 1000)
    assert width("a\u200b\u200d\ufeffb", 1000) == width("ab", 1000)


@pytest.mark.parametrize("emoji", ["🚀", "👩", "✅", "⚠\ufe0f", "1\ufe0f\u20e3"])
def test_an_emoji_has_the_room_of_its_widest_font(emoji: str) -> None:
    assert width(emoji, 1000) >= 1.245 * 1000


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00\x07\x1b[31mb\x7f\x9b", "a[31mb"),
        ("a\ud800b\udfff", "ab"),
        ("a\ufffe\uffffb", "ab"),
        ("  a \t b  ", "a b"),
        ("a\r\n b\rc \n d\x85e\u2028f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("a\u00a0b", "a\u00a0b"),
        ("😀", "😀"),
    ],
)
def test_clean_leaves_what_xml_can_hold(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def narrow(characters: int) -> int:
    """A limit that holds that many "a" at 10 pixels."""
    return width("a" * characters, 10)


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("", 50, ()),
        ("  \n ", 50, ()),
        ("aaa", narrow(3), ("aaa",)),
        ("aaa aaa", narrow(4), ("aaa ", "aaa")),
        ("a\nb", 50, ("a ", "b")),
        ("aaaa aa aa aaaa", narrow(12), ("aaaa aa ", "aa aaaa")),
        ("aaaa-aaaa-aa", narrow(6), ("aaaa-", "aaaa-", "aa")),
        ("com.aaaa.aaaa", narrow(5), ("com.", "aaaa.", "aaaa")),
        ("aaaAaaaAaaa", narrow(5), ("aaa", "Aaaa", "Aaaa")),
        ("a/#{Aaaa.AaaAa}", narrow(7), ("a/", "#{Aaaa.", "AaaAa}")),
        ("a://aaaa", narrow(4), ("a://", "aaaa")),
        ("aaaaaaaaaa", narrow(5), ("aaaaa", "aaaaa")),
        ("部署到生产环境", width("部署到生", 10), ("部署到生", "产环境")),
        ("使用aaaa构建", width("使用aa", 10), ("使用", "aaaa", "构建")),
        ("ab、cd", width("ab、", 10), ("ab、", "cd")),
        ("中文、中", width("中文", 10), ("中", "文、", "中")),
        ("👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 42, ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧")),
    ],
)
def test_wrap_breaks_where_a_reader_expects_it(text: str, limit: int, lines: tuple[str, ...]) -> None:
    assert wrap(text, limit, 10) == lines


@given(text=any_text, limit=st.integers(30, 300), bold=st.booleans())
def test_wrap_keeps_the_text_and_the_limit(text: str, limit: int, bold: bool) -> None:
    lines = wrap(text, limit, 13, bold=bold)
    assert "".join(lines) == clean(text).replace("\n", " ")
    for line in lines:
        alone = len(line) <= 1 or wrap(line, 1, 13)[0].rstrip() == line.rstrip()
        assert width(line.rstrip(" "), 13, bold=bold) <= limit or alone


@given(text=any_text, size=st.integers(8, 20))
def test_a_text_fits_into_its_own_width(text: str, size: int) -> None:
    text = clean(text).replace("\n", " ")
    assert len(wrap(text, max(width(text, size), 1), size)) <= 1
