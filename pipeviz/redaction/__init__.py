"""What must never leave: secrets are replaced where text enters, so that nothing later has to remember them.

Readers of definitions call `configuration` for every action and rule, `environment` for environment variables, `named` for
whatever else has a name and a value (a parameter's default, a pipeline variable, a property), `tree` for fields that nobody
knows, and `text` for all other free text. What AWS answered about runs goes through `pipeviz.redaction.answers`. The same
input always gives the same output.
"""

from pipeviz.redaction.scanner import REFERENCE, SECRET, SHAPES, Shape, is_secret, text
from pipeviz.redaction.values import USUAL, configuration, environment, leaf, named, tree

__all__ = [
    "REFERENCE",
    "SECRET",
    "SHAPES",
    "USUAL",
    "Shape",
    "configuration",
    "environment",
    "is_secret",
    "leaf",
    "named",
    "text",
    "tree",
]
