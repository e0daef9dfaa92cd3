"""Every picture of every run that the tests have, before the judges that know its format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from msgspec.structs import replace

from pipeviz.analysis.run import Run
from pipeviz.diagrams.timeline import Bar, Timeline
from pipeviz.views.parts import drawable
from pipeviz.views.scope import Scope
from pipeviz.views.stages import stages
from pipeviz.views.strip import strip
from pipeviz.views.timeline import timeline
from pipeviz.writers.mermaid_flowchart import flowchart
from pipeviz.writers.mermaid_gantt import gantt
from pipeviz.writers.strip_svg import strip_svg
from pipeviz.writers.timeline_layout import layout
from pipeviz.writers.timeline_shapes import Layout, Words
from pipeviz.writers.timeline_svg import timeline_svg
from tests.drawings import CATALOGUE, pictures
from tests.judges.mermaid import Judge, check_flowchart, check_gantt
from tests.judges.svg import check_svg
from tests.nasty import NASTY
from tests.run_pictures import MADE, histories, recorded
from tests.runs import at

Box = tuple[int, int, int, int]


def drawn(name: str) -> Timeline:
    return timeline(MADE[name](), until=at(5000))


def bars_of(timeline: Timeline) -> list[Bar]:
    return [bar for group in timeline.groups for row in group.rows for bar in row.bars]


def words_of(placed: Layout) -> Iterator[Words]:
    yield from (placed.title, placed.description)
    for axis in placed.axes:
        yield from (*axis.times, *axis.breaks)
    for band in placed.bands:
        for line in band.lines:
            yield from (words for words in (line.label, line.detail, line.result, line.note) if words and words.lines)
            yield from (bar.number for bar in line.bars if bar.number)


def overlaps(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("name", MADE)
def test_no_text_lies_on_another(name: str) -> None:
    boxes = [words.box for words in words_of(layout(drawn(name)))]
    for at_, one in enumerate(boxes):
        near = [other for other in boxes[at_ + 1 :] if abs(other[1] - one[1]) < 100]
        assert not [other for other in near if overlaps(one, other)], one


@pytest.mark.parametrize("name", MADE)
def test_everything_stands_within_the_picture_and_every_bar_within_the_axis(name: str) -> None:
    placed = layout(drawn(name))
    for words in words_of(placed):
        left, top, right, bottom = words.box
        assert left >= 0
        assert top >= 0
        assert right <= placed.width
        assert bottom <= placed.height
    for band in placed.bands:
        for line in band.lines:
            assert band.top <= line.top
            assert line.top + line.height <= band.bottom
            for bar in line.bars:
                assert placed.left <= bar.left < bar.right <= placed.right + 6
                assert line.top <= bar.top
                assert bar.top + bar.height <= line.top + line.height


@pytest.mark.parametrize("name", MADE)
def test_numbers_and_crosses_lie_on_no_other_bar(name: str) -> None:
    for band in layout(drawn(name)).bands:
        for line in band.lines:
            for one, other in zip(line.bars, line.bars[1:], strict=False):
                beyond = [one.number.box[2]] if one.number and not one.inside else []
                beyond += [one.cross + 5] if one.cross and one.cross > one.right else []
                assert all(right <= other.left + 1 for right in beyond)


@pytest.mark.parametrize("name", [name for name in MADE if name != "huge"])
def test_every_attempt_with_a_known_time_is_drawn_once(name: str) -> None:
    run = MADE[name]()
    known = [each for each in (*run.execution.actions, *run.execution.rules) if each.started or each.updated]
    bars = bars_of(timeline(run))
    assert sorted(bar.start for bar in bars) == sorted(each.started or each.updated or at(0) for each in known)


def test_of_a_thousand_actions_the_failed_and_the_slowest_are_kept_and_no_time_is_lost() -> None:
    run = MADE["huge"]()
    folded, whole = timeline(run), timeline(run, most=1000)
    labels = [row.label for group in folded.groups for row in group.rows]
    assert len([row for group in whole.groups for row in group.rows]) == 1000
    assert len(labels) < 100
    assert {"Stack-3-7", "Stack-3-11", "Stack-3-43"} <= set(labels)
    assert labels.count("47 more") == 3 + 16  # each stage that succeeded, and each that was not reached
    assert covered(folded) == covered(whole)
    for row in (row for group in folded.groups for row in group.rows):
        ends = [bar.end for bar in row.bars if bar.end]
        assert all(bar.start > end for bar, end in zip(row.bars[1:], ends, strict=False))


def covered(timeline: Timeline) -> list[tuple[datetime, datetime]]:
    """The seconds in which something is drawn, as merged stretches."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted((bar.start, bar.end) for bar in bars_of(timeline) if bar.end):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


@pytest.mark.parametrize("name", MADE)
def test_pictures_are_bounded_and_the_same_each_time(name: str) -> None:
    placed = layout(drawn(name))
    assert placed.width < 1400
    assert placed.height < 6000
    assert timeline_svg(drawn(name)) == timeline_svg(drawn(name))


@pytest.mark.parametrize("name", MADE)
def test_every_picture_is_understood(name: str, mermaid_judge: Judge) -> None:
    check_pictures(mermaid_judge, MADE[name]())


def test_every_recorded_run_is_understood(mermaid_judge: Judge) -> None:
    runs = list(recorded())
    assert runs
    for run in runs:
        check_pictures(mermaid_judge, run)
    for _, history in histories():
        check_svg(strip_svg(strip(history.executions)))


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nobody_writes_himself_out_of_a_picture(text: str, mermaid_judge: Judge) -> None:
    run = MADE["failed"]()
    culprit = run.culprit
    assert culprit is not None
    nasty = replace(
        culprit, error_message=text, error_code=text, updated_by=text, external_url=text, external_summary=text
    )
    stages = tuple(
        replace(
            stage,
            actions=tuple(
                replace(action, attempts=tuple(nasty if each is culprit else each for each in action.attempts))
                for action in stage.actions
            ),
        )
        for stage in run.stages
    )
    check_pictures(mermaid_judge, replace(run, culprit=nasty, stages=stages))


def check_pictures(judge: Judge, run: Run) -> None:
    """Asserts that the judges understand the timeline and the painted graphs of a run as they are meant."""
    whole = timeline(run)
    check_svg(timeline_svg(whole))
    check_gantt(judge, gantt(whole), whole)
    scopes = (Scope(), Scope(fold=True), Scope(overview=True))
    graphs = [graph for scope in scopes if drawable(graph := stages(run.pipeline, CATALOGUE, scope=scope, run=run))]
    for graph, picture in zip(graphs, pictures(graphs), strict=True):
        check_svg(picture)
        check_flowchart(judge, flowchart(graph), graph)
