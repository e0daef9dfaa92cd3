"""What the guide shows is what happens."""

from __future__ import annotations

import json
import re

from pipeviz.redaction.accounts import Accounts
from pipeviz.redaction.answers import redact
from tests.conftest import ROOT


def test_the_example_of_the_guide() -> None:
    guide = (ROOT / "docs/guide/redaction.md").read_text("utf-8")
    before, after = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", guide, re.DOTALL))
    assert redact("codepipeline:ListActionExecutions", before, Accounts()) == after
