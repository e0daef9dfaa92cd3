import pytest

from pipeviz.cli.words import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("orders 名前 é 🚀", "orders 名前 é 🚀"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]0;a title\x07", "\\x1b]0;a title\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("over\rwritten", "over\\rwritten"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
    ],
)
def test_a_terminal_obeys_nothing_of_it(text, shown):
    assert printable(text) == shown
