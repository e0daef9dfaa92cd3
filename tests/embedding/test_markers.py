"""Where markers are, where they are text, and that nothing outside of them is ever touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeviz.embedding.markers import filled, is_edited, places
from pipeviz.errors import SourceError

EMPTY = "# Orders\n\n<!-- BEGIN_PIPEVIZ source=\"a.yaml\" view='stages' -->\n<!-- END_PIPEVIZ -->\n\nThe end.\n"


def test_a_place_and_its_attributes():
    (place,) = places(EMPTY, "README.md")
    assert place.attributes == (("source", "a.yaml"), ("view", "stages"))
    assert (place.line, place.digest, place.newline, place.indent) == (3, None, "\n", "")
    assert not is_edited(EMPTY, place)


def test_filling_touches_nothing_else_and_can_be_done_again():
    once = filled(EMPTY, [(places(EMPTY, "f")[0], "```mermaid\nx\n```")])
    assert once.startswith(
        "# Orders\n\n<!-- BEGIN_PIPEVIZ source=\"a.yaml\" view='stages' -->\n\n```mermaid\nx\n```\n\n<!-- END_PIPEVIZ "
    )
    assert once.endswith(" -->\n\nThe end.\n")
    (place,) = places(once, "f")
    assert place.digest is not None
    assert not is_edited(once, place)
    assert filled(once, [(place, "```mermaid\nx\n```")]) == once


def test_an_edit_by_hand_is_noticed():
    once = filled(EMPTY, [(places(EMPTY, "f")[0], "some text")])
    edited = once.replace("some text", "some other text")
    assert is_edited(edited, places(edited, "f")[0])
    by_hand = EMPTY.replace("-->\n<!-- END", "-->\nmy own words\n<!-- END")
    assert is_edited(by_hand, places(by_hand, "f")[0])


def test_other_line_ends_are_no_edit():
    once = filled(EMPTY, [(places(EMPTY, "f")[0], "one\n\ntwo")])
    windows = once.replace("\n", "\r\n")
    (place,) = places(windows, "f")
    assert not is_edited(windows, place)
    assert filled(windows, [(place, "one\n\ntwo")]) == windows


def test_the_reference_form():
    text = '[//]: # (BEGIN_PIPEVIZ source="a.yaml")\n[//]: # (END_PIPEVIZ)\n'
    once = filled(text, [(places(text, "f")[0], "x")])
    assert once.startswith('[//]: # (BEGIN_PIPEVIZ source="a.yaml")\n\nx\n\n[//]: # (END_PIPEVIZ ')
    assert once.endswith(")\n")
    assert not is_edited(once, places(once, "f")[0])


def test_the_indentation_of_a_list_item_stays():
    text = '- item\n\n  <!-- BEGIN_PIPEVIZ source="a" -->\n  <!-- END_PIPEVIZ -->\n'
    once = filled(text, [(places(text, "f")[0], "a\n\nb")])
    assert '  <!-- BEGIN_PIPEVIZ source="a" -->\n\n  a\n\n  b\n\n  <!-- END_PIPEVIZ ' in once


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!-- BEGIN_PIPEVIZ -->\n```\n",
        "~~~~md\n<!-- BEGIN_PIPEVIZ -->\n~~~\n~~~~\n",
        "text\n\n    <!-- BEGIN_PIPEVIZ -->\n",
        "- item\n\n  ```\n  <!-- END_PIPEVIZ -->\n  ```\n",
        "> ```\n> <!-- END_PIPEVIZ -->\n",
        "No marker, only the word BEGIN_PIPEVIZ and `<!-- x -->`.\n",
    ],
)
def test_markers_in_code_are_text(text):
    assert places(text, "f") == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x\n<!-- BEGIN_PIPEVIZ -->\n", 2, "BEGIN_PIPEVIZ without END_PIPEVIZ"),
        ("\n<!-- END_PIPEVIZ -->\n", 2, "END_PIPEVIZ without BEGIN_PIPEVIZ"),
        (
            "<!-- BEGIN_PIPEVIZ -->\n<!-- BEGIN_PIPEVIZ -->\n<!-- END_PIPEVIZ -->\n",
            2,
            "within the place that begins in line 1",
        ),
        ("<!-- BEGIN_PIPEVIZ source=a -->\n<!-- END_PIPEVIZ -->\n", 1, "cannot read 'source=a'"),
        ("<!-- BEGIN_PIPEVIZ -->\n<!-- END_PIPEVIZ source='a' -->\n", 2, "takes no attributes"),
        ("text <!-- BEGIN_PIPEVIZ -->\n", 1, "a line of its own"),
        ("<!-- BEGIN_PIPEVIZ -->\n  <!-- END_PIPEVIZ -->\n", 2, "the same indentation"),
    ],
)
def test_what_is_wrong_with_markers(text, line, message):
    with pytest.raises(SourceError, match=message) as caught:
        places(text, "README.md")
    assert (caught.value.problems[0].file, caught.value.problems[0].line) == ("README.md", line)


LINES = st.lists(st.sampled_from(["text", "", "  indented", "- item", "ünï © 漢", "> quote", "| a | b |"]), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n"])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('!!! note\n\n    <!-- BEGIN_PIPEVIZ source="a" -->\n    <!-- END_PIPEVIZ -->\n', [3]),
        ('!!! note "Title"\n    Text.\n\n    <!-- BEGIN_PIPEVIZ -->\n    <!-- END_PIPEVIZ -->\n', [4]),
        ('??? note\n\n    === "Tab"\n\n        <!-- BEGIN_PIPEVIZ -->\n        <!-- END_PIPEVIZ -->\n', [5]),
        ("!!! note\n\n    ```\n    <!-- BEGIN_PIPEVIZ -->\n    ```\n", []),
        ("!!! note\n\n        <!-- BEGIN_PIPEVIZ -->\n", []),
        ("!!! note\n\nText.\n\n    <!-- BEGIN_PIPEVIZ -->\n", []),
        ("- one\n\n    !!! note\n\n        <!-- BEGIN_PIPEVIZ -->\n        <!-- END_PIPEVIZ -->\n", [5]),
        ("!!! note\n\n    Text.\n\n        <!-- BEGIN_PIPEVIZ -->\n", []),
    ],
)
def test_what_is_indented_in_an_admonition_or_a_tab_is_no_code(text, lines):
    assert [place.line for place in places(text, "f")] == lines


@given(
    LINES,
    LINES,
    ENDS,
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(["```mermaid", "a", "", "```"]), min_size=1),
)
def test_what_is_outside_survives_and_filling_twice_changes_nothing(before, after, newline, bom, final, inner):
    head = ("\ufeff" if bom else "") + "".join(line + newline for line in (*before, ""))
    foot = newline + newline.join(after) + (newline if final else "")
    text = f'{head}<!-- BEGIN_PIPEVIZ source="a" -->{newline}<!-- END_PIPEVIZ -->{foot}'
    (place,) = places(text, "f")
    content = "\n".join(inner)
    once = filled(text, [(place, content)])
    assert once.startswith(head)
    assert once.endswith(foot)
    assert newline == "\r\n" or "\r" not in once
    assert newline == "\n" or once.count("\n") == once.count("\r\n")
    again = places(once.replace("```", "'''"), "f")
    assert len(again) == 1
