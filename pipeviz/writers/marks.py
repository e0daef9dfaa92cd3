"""A sign for each outcome, drawn: the shape alone tells which it is. All stand in a square of 14 pixels around (0, 0)."""

from __future__ import annotations

from pipeviz.writers.svg import paint

_ROUND = "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"
_SQUARE = "M-5 -5H5V5H-5z"
_OCTAGON = "M-2.5 -6H2.5L6 -2.5V2.5L2.5 6H-2.5L-6 2.5V-2.5z"
_DIAMOND = "M0 -6.5L6.5 0L0 6.5L-6.5 0z"
_TRIANGLE = "M-4.5 -6L6 0L-4.5 6z"

_SIGNS: dict[str, tuple[str, bool, str]] = {
    "succeeded": (_ROUND, True, "M-3 0.2l2.2 2.3l4 -4.6"),
    "failed": (_OCTAGON, True, "M-2.4 -2.4l4.8 4.8m0 -4.8l-4.8 4.8"),
    "running": (_TRIANGLE, True, ""),
    "waiting": (_ROUND, False, "M0 -3.4V0.4l2.6 1.6"),
    "abandoned": (_DIAMOND, False, "M-2 -2l4 4m0 -4l-4 4"),
    "stopped": (_SQUARE, True, ""),
    "cancelled": (_ROUND, False, "M-3 0H3"),
    "superseded": (_SQUARE, False, "M-2.6 -2.6l2.6 2.6l-2.6 2.6m3 -5.2l2.6 2.6l-2.6 2.6"),
    "skipped": (_DIAMOND, False, ""),
    "omitted": ("", False, "M-4 0H4"),
    "unreached": (_ROUND, False, ""),
    "unknown": (_SQUARE, False, "M-1.8 -1.4a1.8 1.8 0 1 1 2.6 1.6q-0.8 0.4 -0.8 1.2M0 3v0.3"),
}
"""The outline, whether it is filled, and what stands in it."""


def mark(outcome: str, x: float, y: float) -> str:
    """The sign of an outcome in the middle of a place."""
    name = outcome if outcome in _SIGNS else "unknown"
    outline, filled, inside = _SIGNS[name]
    dashed = ' stroke-dasharray="2.4 2"' if name == "unreached" else ""
    body = f'<path d="{outline}" {paint("solid" if filled else "box", name)}{dashed}/>' if outline else ""
    if inside:
        ink = "paper" if filled else name
        body += f'<path d="{inside}" {paint("line", ink)} stroke-width="1.6" stroke-linecap="round"/>'
    return f'<g transform="translate({x:g} {y:g})">{body}</g>'
