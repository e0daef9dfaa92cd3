"""How a handler says no."""

from __future__ import annotations


class RefusedError(Exception):
    """An error with the code that the service's model declares for it."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(code, message)
        self.code, self.message, self.status = code, message, status
