from pipeviz.diagrams import Activation, Block, Fragment, Message, Note, Operand, Participant, SequenceDiagram
from pipeviz.writers.mermaid import mermaid

DIAGRAM = SequenceDiagram(
    title="Orders",
    description="What happens; in order",
    participants=(
        Participant(id="A", label="Approver", actor=True),
        Participant(id="CP", label="CodePipeline"),
    ),
    items=(
        Activation(participant="CP", active=True),
        Block(
            title="Approve #1",
            items=(
                Note(over=("A", "CP"), text="two\nlines"),
                Note(over=("A", "A"), text="one"),
                Fragment(
                    operator="par",
                    operands=(
                        Operand(label="Ask", items=(Message(source="CP", target="A", text="ask", activate=True),)),
                        Operand(
                            label="Answer; now",
                            items=(Message(source="A", target="CP", text="yes", reply=True, deactivate=True),),
                        ),
                    ),
                ),
            ),
        ),
        Fragment(operator="alt", operands=(Operand(label="good"), Operand(label="bad"))),
        Message(source="CP", target="A", text="lost", lost=True),
        Activation(participant="CP", active=False),
    ),
)

TEXT = """\
sequenceDiagram
    accTitle: Orders
    accDescr: What happens#59; in order
    actor A as Approver
    participant CP as CodePipeline
    activate CP
    rect rgba(128, 128, 128, 0.1)
        Note over A,CP: Approve #35;1
        Note over A,CP: two<br/>lines
        Note over A: one
        par Ask
            CP->>+A: ask
        and Answer； now
            A-->>-CP: yes
        end
    end
    alt good
    else bad
    end
    CP-xA: lost
    deactivate CP
"""


def test_every_kind_of_item_has_its_line():
    assert mermaid(DIAGRAM) == TEXT
