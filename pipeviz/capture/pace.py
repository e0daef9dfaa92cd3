"""How fast and how often AWS was asked."""

from __future__ import annotations

import time
from threading import Lock


class Pace:
    """At most `rate` calls a second for all threads together, after a burst of `burst`."""

    def __init__(self, rate: float, burst: int = 10) -> None:
        self._gap, self._burst = 1 / rate, burst
        self._next = 0.0
        self._lock = Lock()

    def wait(self) -> None:
        """Returns when the next call may be made."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now - self._burst * self._gap)
            self._next = turn + self._gap
        if turn > now:
            time.sleep(turn - now)


class Tally:
    """What was done so far: pipelines that were found, saved and found unchanged, and calls, throttled and denied ones."""

    def __init__(self) -> None:
        self.found = self.saved = self.unchanged = self.calls = self.throttled = self.denied = 0
        self._lock = Lock()

    def add(self, what: str, number: int = 1) -> None:
        """Counts one more."""
        with self._lock:
            setattr(self, what, getattr(self, what) + number)
