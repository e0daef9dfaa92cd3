"""The language in which the catalogue tells a conversation."""

from __future__ import annotations

import pytest

from pipeviz.diagrams import Activation, Message, Note
from pipeviz.providers import Conversation, Provider, Role
from pipeviz.providers.conversation import Group, Part, When, parse
from pipeviz.providers.mistakes import combinations, conversation_mistakes, idle, provider_mistakes


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("CP->>CB: hi", Message(source="CP", target="CB", text="hi")),
        ("CP->>+CB: Trigger {action}", Message(source="CP", target="CB", text="Trigger {action}", activate=True)),
        ("CB-->>-CP: Success", Message(source="CB", target="CP", text="Success", reply=True, deactivate=True)),
        ("CB--xCP: Failed: why", Message(source="CB", target="CP", text="Failed: why", reply=True, lost=True)),
        ("CP->>CP: a->>b: c", Message(source="CP", target="CP", text="a->>b: c")),
        ("note over CP: hm", Note(over=("CP",), text="hm")),
        ("note over CP, CB: hm", Note(over=("CP", "CB"), text="hm")),
        ("activate CB", Activation(participant="CB", active=True)),
        ("deactivate CB", Activation(participant="CB", active=False)),
    ],
)
def test_a_statement(line: str, item: object) -> None:
    assert parse(f"\n  {line}\n") == (item,)


def test_blocks_nest() -> None:
    hi = Message(source="A", target="B", text="hi")
    text = """
    when in
      alt yes
        A->>B: hi
      else no
        when not Mode=X|Y
          A->>B: hi
        end
      end
    end
    A->>B: hi
    """
    inner = When(key="Mode", values=("X", "Y"), negated=True, items=(hi,))
    group = Group(operator="alt", parts=(Part(label="yes", items=(hi,)), Part(label="no", items=(inner,))))
    assert parse(text) == (When(key="in", items=(group,)), hi)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CP says hi", "line 1: 'CP says hi' is no statement"),
        ("CP->>CB:hi\n\nCP->CB: hi", "line 3"),
        ("loop a\nCP->>CB: hi", "line 1: 'loop' has no end"),
        ("when in\nCP->>CB: hi", "line 1: 'when in' has no end"),
        ("CP->>CB: hi\nend", "line 2: 'end' does not belong here"),
        ("loop a\nelse b\nend", "line 2: 'else' does not belong here"),
        ("par a\nelse b\nend", "line 2: 'else' does not belong here"),
    ],
)
def test_a_mistake_names_its_line(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("CP->>+A: hi", "the bar of A is never closed"),
        ("A-->>-CP: hi", "the bar of A is closed before it is opened"),
        ("CP->>+A: hi\nB-->>-CP: hi", "the bar of B is closed before it is opened"),
        ("CP->>+A: hi\nloop x\nA-->>-CP: hi\nend", "the bar of A is closed before it is opened"),
        ("activate A", "the bar of A is never closed"),
        ("CP->>+A: hi\nwhen x\nA-->>-CP: hi\nend", "the bar of A is never closed"),
        ("when x=1\nCP->>+A: hi\nend\nwhen not x=2\nA-->>-CP: hi\nend", "closed before it is opened"),
        ("when x\nCP->>+A: hi\nend\nwhen y\nA-->>-CP: hi\nend", "closed before it is opened (where y=value)"),
        ("CP->>Z: hi", "Z is not among the participants"),
        ("note over CP,Z: hi", "Z is not among the participants"),
    ],
)
def test_an_unsound_conversation(text: str, mistake: str) -> None:
    conversation = Conversation(participants={"A": Role(label="A"), "B": Role(label="B")}, standard=text)
    assert any(mistake in found for found in conversation_mistakes(conversation))


@pytest.mark.parametrize(
    "text",
    [
        "CP->>+A: hi\nA-->>-CP: hi",
        "CP->>+A: hi\nCP->>+A: hi\nA-->>-CP: hi\nA-->>-CP: hi",
        "when x\nCP->>+A: hi\nend\nwhen not x\nCP->>+A: ho\nend\nA-->>-CP: hi",
        "activate A\nA->>S3: hi\ndeactivate A",
        "A->>+CP: hi\nCP-->>-A: hi",
    ],
)
def test_a_sound_conversation(text: str) -> None:
    assert list(conversation_mistakes(Conversation(participants={"A": Role(label="A")}, standard=text))) == []


@pytest.mark.parametrize("name", ["end", "Note", "PAR", "box", "a-b", "a.b", "", "1", "ä", "x", "CP", "S3"])
def test_an_id_that_mermaid_would_misread(name: str) -> None:
    conversation = Conversation(participants={name: Role(label="A")})
    assert any("cannot be the id" in mistake for mistake in conversation_mistakes(conversation))


def test_combinations_keep_and_leave_out_every_block() -> None:
    items = parse("when a\nCP->>CP: 1\nend\nwhen b=x|y\nCP->>CP: 2\nend\nloop l\nwhen c\nCP->>CP: 3\nend\nend")
    found = list(combinations(items))
    assert len(found) == 2 * 4 * 2
    assert {(each["a"], each["b"]) for each in found} >= {("", "x"), ("value", "y"), ("value", ""), ("", "value")}


def test_who_never_takes_part_is_idle() -> None:
    participants = {name: Role(label=name) for name in ("A", "B", "C")}
    assert idle(Conversation(participants=participants, standard="CP->>A: hi", full="note over B: hi")) == {"C"}


def test_an_entry_needs_a_lead_that_takes_part_and_safe_links() -> None:
    entry = Provider(name="n", lead="J", actions=("*",), docs="javascript:alert(1)", console="https://x")
    assert list(provider_mistakes(entry)) == [
        "its lead J is not among its participants",
        "its docs is no http address: javascript:alert(1)",
    ]
