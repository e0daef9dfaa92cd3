"""Timeline → Mermaid gantt (https://mermaid.js.org/syntax/gantt.html), for READMEs and job summaries.

Only syntax that Mermaid 10.3 knows. A task begins at its time in UTC and has a length, so that no change of a viewer's clock
can shift its end. Failed is `crit`, what waited is `done` (grey), what goes on is `active`. Mermaid can neither hatch a bar nor
break the axis, so names also tell what became of it and how long it took.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from pipeviz.diagrams.timeline import Bar, Group, Timeline
from pipeviz.writers.mermaid_text import line
from pipeviz.writers.text_width import wrap

MOST_CHARACTERS = 45_000
"""Text beyond this comes too near to Mermaid's wall of 50,000."""

LONGEST = 100
"""Characters of a name that are shown."""

SECTION = 66
"""Pixels that Mermaid leaves beside the bars for the name of a section."""

NO_TIME = datetime(1970, 1, 1)
_AXES = ((180, "%H:%M:%S"), (172_800, "%H:%M"))
_STATEMENT = re.compile(
    r"(?:gantt|dateFormat|inclusiveEndDates|topAxis|axisFormat|tickInterval|includes|excludes|todayMarker|weekday|weekend"
    r"|title|section|accTitle|accDescr|accDescription|href|call|click)\b|\d{4}-\d\d-\d\d\b",
    re.IGNORECASE,
)


def gantt(timeline: Timeline) -> str:
    """The Mermaid text of a timeline, ending in a line break.

    What would be too long for Mermaid is told more briefly: groups without a failure become one task each, then all groups.
    """
    text = ""
    levels: tuple[Callable[[Group], bool], ...] = (lambda _: False, lambda group: not _failed(group), lambda _: True)
    for brief in levels:
        text = "\n".join(_lines(timeline, brief)) + "\n"
        if len(text) <= MOST_CHARACTERS:
            break
    return text


def name(value: str) -> str:
    """Free text for the name of a task or section, on one line.

    A colon would end it, a percent sign hide it, and a name that begins like a statement be taken for one.
    """
    guard = "\u200b" if _STATEMENT.match(value.strip()) else ""
    return guard + line(value).replace(":", "#58;").replace("%", "#37;")


def _lines(timeline: Timeline, brief: Callable[[Group], bool]) -> Iterator[str]:
    yield "gantt"
    yield f"    accTitle: {name(timeline.title)}"
    yield f"    accDescr: {name(timeline.description)}"
    yield "    dateFormat YYYY-MM-DD HH:mm:ss"
    yield f"    axisFormat {_axis(timeline)}"
    yield "    todayMarker off"
    for group in timeline.groups:
        yield f"    section {'<br/>'.join(map(name, wrap(_cut(group.label), SECTION, 11) or ('',)))}"
        tasks = _summary(group, timeline) if brief(group) else _tasks(group, timeline)
        yield from (f"    {task}" for task in tasks)


def _axis(timeline: Timeline) -> str:
    if timeline.start is None or timeline.end is None:
        return "not recorded"
    seconds = (timeline.end - timeline.start).total_seconds()
    return next((form for most, form in _AXES if seconds <= most), "%m-%d %H:%M")


def _tasks(group: Group, timeline: Timeline) -> Iterator[str]:
    for bar in group.bars:
        if bar.waiting:
            yield _task(bar.result, bar, timeline)
    for row in group.rows:
        for bar in row.bars:
            yield _task(f"{_cut(row.label)} · {bar.result}", bar, timeline)
        if not row.bars:
            yield _mention(f"{_cut(row.label)} · {row.result}", timeline)


def _summary(group: Group, timeline: Timeline) -> Iterator[str]:
    told = f"{len(group.rows)} in all · {group.result}"
    bars = [bar for row in group.rows for bar in row.bars]
    if not bars:
        yield _mention(told, timeline)
        return
    ends = [bar.end for bar in bars]
    end = None if None in ends else max(end for end in ends if end)
    yield _task(told, Bar(start=min(bar.start for bar in bars), end=end, classes=group.classes), timeline)


def _task(told: str, bar: Bar, timeline: Timeline) -> str:
    end = bar.end or timeline.end or bar.start
    start = bar.start.replace(microsecond=0)
    told = f"{name(told)} :{''.join(f'{tag}, ' for tag in _tags(bar, timeline))}"
    return f"{told}{start:%Y-%m-%d %H:%M:%S}, {int((end - start).total_seconds())}s"


def _tags(bar: Bar, timeline: Timeline) -> Iterator[str]:
    if "failed" in bar.classes:
        yield "crit"
    elif bar.end is None and _roomy(bar, timeline):
        yield "active"
    elif bar.end is not None and bar.waiting:
        yield "done"
    if bar.end == bar.start:
        yield "milestone"


def _roomy(bar: Bar, timeline: Timeline) -> bool:
    """Whether the name of an open bar fits into it: Mermaid writes that of an active task dark on dark beside it."""
    if timeline.start is None or timeline.end is None:
        return False
    return (timeline.end - bar.start) * 2 >= timeline.end - timeline.start


def _mention(told: str, timeline: Timeline) -> str:
    """A task without a bar."""
    return f"{name(told)} :{timeline.start or NO_TIME:%Y-%m-%d %H:%M:%S}, 0s"


def _failed(group: Group) -> bool:
    return any("failed" in (*row.classes, *(name for bar in row.bars for name in bar.classes)) for row in group.rows)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
