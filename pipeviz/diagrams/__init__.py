"""What a drawing is: frozen data, not one AWS word."""

from pipeviz.diagrams.graph import SHAPES, Cluster, Edge, Graph, Node
from pipeviz.diagrams.sequence import (
    Activation,
    Block,
    Fragment,
    Item,
    Message,
    Note,
    Operand,
    Participant,
    SequenceDiagram,
)

__all__ = [
    "SHAPES",
    "Activation",
    "Block",
    "Cluster",
    "Edge",
    "Fragment",
    "Graph",
    "Item",
    "Message",
    "Node",
    "Note",
    "Operand",
    "Participant",
    "SequenceDiagram",
]
