"""What goes wrong, as data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Faults:
    """Calls are numbered from 1, over all services.

    - `throttle_every`: this and every such call is throttled
    - `errors`: the status, such as 503, that a call ends with
    - `resets`: calls whose connection is cut without an answer
    - `silent`: calls that get no answer for so many seconds
    - `expires_after`: credentials are expired for all calls after that
    - `denied`: operations such as `logs:GetLogEvents` that are not allowed; `allowed`, if given, are all that are
    - `disabled`: regions that the account has not enabled
    - `before`: called with the number of each call before it is answered
    """

    throttle_every: int = 0
    errors: dict[int, int] = field(default_factory=dict)
    resets: set[int] = field(default_factory=set)
    silent: dict[int, float] = field(default_factory=dict)
    expires_after: int | None = None
    denied: set[str] = field(default_factory=set)
    allowed: set[str] | None = None
    disabled: set[str] = field(default_factory=set)
    before: Callable[[int], None] | None = None
