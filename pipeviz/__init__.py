"""AWS CodePipeline as pictures: `read` definitions, `draw` them, `build` a site of them, `explain` runs. See `pipeviz.api`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeviz.api import Drawing, build, draw, explain, read, report, select
    from pipeviz.errors import PipevizError, Problem
    from pipeviz.model import Pipeline
    from pipeviz.readers import Reading

__version__ = "0.1.0"

__all__ = [
    "Drawing",
    "Pipeline",
    "PipevizError",
    "Problem",
    "Reading",
    "build",
    "draw",
    "explain",
    "read",
    "report",
    "select",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'pipeviz' has no attribute {name!r}")
    from pipeviz import api, errors

    return getattr(api, name, None) or getattr(errors, name)
