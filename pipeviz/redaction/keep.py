"""What an organisation allows to be kept of what is redacted by default."""

from __future__ import annotations

from typing import NamedTuple


class Keep(NamedTuple):
    """All off by default. Secrets that are recognised go whatever is kept.

    `account_ids`, `people` and `queries` (of links) stay as they are; `variables` are globs for variables whose values may
    be shown, such as `IMAGE_*`; `log_lines` is how many last lines of a log are kept, 0 for none; `pages` leaves where
    the next page begins, for those who go on asking before anything is written.
    """

    account_ids: bool = False
    people: bool = False
    queries: bool = False
    variables: tuple[str, ...] = ()
    log_lines: int = 40
    pages: bool = False


DEFAULT = Keep()
