"""What the size of a site decides: costs of a page that grow with the number of pages make a site quadratic."""

from __future__ import annotations

from typing import NamedTuple

SMALL, MEDIUM = 200, 1_000
"""Up to so many pipelines a site has every page in its navigation; up to so many, on pages nearby."""

LONGEST_TABLE = 5_000
"""Rows of a table that browsers and search indexes still take."""


FEW_RUNS = 200
"""Up to so many pages of runs have their pictures inline."""


class Size(NamedTuple):
    """How a site of a size is made: see the table in `size`."""

    navigation: str
    inline: bool
    searchable: bool
    inline_runs: bool = True


def size(pipelines: int, runs: int = 0) -> Size:
    """`navigation` is `full`, `pruned` or `index`; pictures are inline, and tables searched, in small sites.

    `runs` is how many pages of runs there will be at least.
    """
    few = runs <= FEW_RUNS
    if pipelines <= SMALL:
        return Size("full", inline=True, searchable=True, inline_runs=few)
    return Size("pruned" if pipelines <= MEDIUM else "index", inline=False, searchable=False, inline_runs=False)
