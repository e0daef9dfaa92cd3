"""Lists in pages, as AWS gives them: a token goes on where a page ended, and is good for the same question only."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.aws.refusal import RefusedError


def page(
    items: Sequence[Any], params: Mapping[str, Any], *, most: int, token: str = "nextToken", size: str = "maxResults"
) -> tuple[list[Any], dict[str, str]]:
    """The page that `params` ask for, and what tells how to go on. A page holds at most, and by default, `most` items."""
    question = json.dumps({key: value for key, value in params.items() if key not in (token, size)}, sort_keys=True)
    start = 0
    if token in params:
        try:
            start, asked = json.loads(base64.b64decode(params[token]))
        except ValueError:
            asked = None
        if asked != question:
            raise RefusedError("InvalidNextTokenException", "The next token was specified in an invalid format.")
    end = start + min(int(params.get(size, most)), most)
    more = {token: base64.b64encode(json.dumps([end, question]).encode()).decode()} if end < len(items) else {}
    return list(items[start:end]), more
