from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import given

from pipeviz.diagrams import (
    Activation,
    Block,
    Fragment,
    Item,
    Message,
    Note,
    Operand,
    Participant,
    SequenceDiagram,
)
from pipeviz.writers.sequence_layout import layout
from pipeviz.writers.sequence_shapes import Arrow, Frame, Guard, Head, Hook, Layout, Sheet, Strip, Text
from tests.strategies import sequence_diagrams

Kind = TypeVar("Kind")


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def box(text: Text) -> Box:
    return Box(text.left, text.top, text.left + text.width, text.top + text.height)


def texts(placed: Layout) -> Iterator[Text]:
    for head in (*placed.heads, *placed.feet):
        yield head.text
    for shape in placed.shapes:
        yield shape.text
        if isinstance(shape, Guard) and shape.operator:
            yield shape.operator


def shown(text: Text) -> str:
    return "".join(text.lines)


def diagram(*items: Item, participants: int | tuple[Participant, ...] = 3) -> SequenceDiagram:
    if isinstance(participants, int):
        participants = tuple(Participant(id=f"P{at}", label=f"Service {at}") for at in range(participants))
    return SequenceDiagram(title="t", description="d", participants=participants, items=items)


def call(source: int, target: int, text: str = "call", **looks: bool) -> Message:
    return Message(source=f"P{source}", target=f"P{target}", text=text, **looks)


def flat(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        match item:
            case Block():
                yield from flat(item.items)
            case Fragment():
                for operand in item.operands:
                    yield from flat(operand.items)


# --- any diagram ---------------------------------------------------------------------------------------------------------


@given(drawn=sequence_diagrams())
def test_no_text_meets_another_text(drawn: SequenceDiagram) -> None:
    boxes = [box(text) for text in texts(layout(drawn)) if text.lines]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)


@given(drawn=sequence_diagrams())
def test_every_text_is_in_its_place(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    canvas = Box(0, 0, placed.width, placed.height)
    frames = {id(frame.fragment): frame for frame in placed.frames}
    for text in texts(placed):
        assert canvas.holds(box(text))
    for head in (*placed.heads, *placed.feet):
        assert Box(head.left, head.top, head.left + head.width, head.top + head.height).holds(box(head.text))
    for shape in placed.shapes:
        match shape:
            case Strip():
                assert Box(shape.left, shape.top, shape.right, shape.bottom).holds(box(shape.text))
            case Sheet():
                place = Box(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
                assert place.holds(box(shape.text))
            case Guard():
                frame = frames[id(shape.fragment)]
                assert Box(frame.left, frame.top, frame.right, frame.bottom).holds(box(shape.text))


@given(drawn=sequence_diagrams())
def test_lines_run_through_no_text_that_is_not_told_of_it(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    lines = [Box(x, placed.top, x, placed.bottom) for x in placed.xs]
    lines += [Box(bar.left, bar.top, bar.left + 10, bar.bottom) for bar in placed.bars]
    free = [shape.text for shape in placed.shapes if not isinstance(shape, Strip | Sheet)]
    for text in free:
        if text.lines and not text.crossed:
            assert not any(box(text).overlaps(line) for line in lines)
    for frame in placed.frames:
        edges = [Box(x, frame.top, x, frame.bottom) for x in (frame.left, frame.right)]
        edges += [Box(frame.left, y, frame.right, y) for y in (frame.top, *frame.dividers, frame.bottom)]
        for text in free:
            assert not any(box(text).overlaps(edge) for edge in edges)


@given(drawn=sequence_diagrams())
def test_arrows_run_through_no_text(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    arrows = [shape for shape in placed.shapes if isinstance(shape, Arrow)]
    for arrow in arrows:
        line = Box(min(arrow.start, arrow.end), arrow.y, max(arrow.start, arrow.end), arrow.y)
        assert not any(box(text).overlaps(line) for text in texts(placed))


@given(drawn=sequence_diagrams())
def test_shapes_come_in_the_order_of_time(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    items = [id(item) for item in flat(drawn.items) if isinstance(item, Message | Note | Block)]
    own = {Arrow: "message", Hook: "message", Sheet: "note", Strip: "block"}
    shapes = [shape for shape in placed.shapes if not isinstance(shape, Guard)]
    assert [id(getattr(shape, own[type(shape)])) for shape in shapes] == items
    tops = [shape.text.top for shape in placed.shapes]
    assert tops == sorted(tops)


@given(drawn=sequence_diagrams())
def test_frames_and_bands_hold_what_is_inside(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    places: dict[int, Box] = {}
    for shape in placed.shapes:
        match shape:
            case Arrow(message=message):
                ends = sorted((shape.start, shape.end))
                places[id(message)] = Box(ends[0], shape.y, ends[1], shape.y)
            case Hook(message=message):
                places[id(message)] = Box(shape.start, shape.top, box(shape.text).right, shape.bottom)
            case Sheet(note=note):
                places[id(note)] = Box(shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
    for frame in placed.frames:
        places[id(frame.fragment)] = Box(frame.left, frame.top, frame.right, frame.bottom)
    for band in placed.bands:
        places[id(band.block)] = Box(band.left, band.top, band.right, band.bottom)
    for outer in flat(drawn.items):
        if isinstance(outer, Fragment | Block):
            for inner in flat((outer,)):
                if id(inner) in places:
                    assert places[id(outer)].holds(places[id(inner)])


@given(drawn=sequence_diagrams())
def test_every_bar_stands_on_its_lifeline(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    lifelines = {head.participant.id: x for head, x in zip(placed.heads, placed.xs, strict=True)}
    opened = [
        item.target if isinstance(item, Message) else item.participant
        for item in flat(drawn.items)
        if (isinstance(item, Message) and item.activate) or (isinstance(item, Activation) and item.active)
    ]
    assert sorted(bar.participant.id for bar in placed.bars) == sorted(opened)
    for bar in placed.bars:
        assert bar.left >= lifelines[bar.participant.id] - 5
        assert (bar.left - lifelines[bar.participant.id]) % 5 == 0
        assert placed.top <= bar.top < bar.bottom <= placed.bottom


@given(drawn=sequence_diagrams())
def test_heads_stand_apart_on_their_lifelines(drawn: SequenceDiagram) -> None:
    placed = layout(drawn)
    for one, other in pairwise(placed.heads):
        assert one.left + one.width < other.left
    for head, x in zip(placed.heads, placed.xs, strict=True):
        assert head.left < x < head.left + head.width
        assert head.top + head.height == placed.top


# --- one thing at a time -------------------------------------------------------------------------------------------------


def only(placed: Layout, kind: type[Kind]) -> list[Kind]:
    return [shape for shape in placed.shapes if isinstance(shape, kind)]


def test_a_bar_reaches_from_the_call_to_the_reply() -> None:
    placed = layout(diagram(call(0, 1, activate=True), call(1, 2), call(1, 0, reply=True, deactivate=True)))
    first, _, last = only(placed, Arrow)
    (bar,) = placed.bars
    assert (bar.participant.id, bar.top, bar.bottom) == ("P1", first.y, last.y)
    assert first.end == last.start == bar.left


def test_a_nested_bar_stands_out_and_lies_on_top() -> None:
    placed = layout(
        diagram(
            call(0, 1, activate=True),
            call(1, 1, activate=True),
            call(1, 2),
            call(1, 1, reply=True, deactivate=True),
            call(1, 0, reply=True, deactivate=True),
        )
    )
    outer, inner = placed.bars
    assert inner.left == outer.left + 5
    assert outer.top < inner.top < inner.bottom < outer.bottom
    assert only(placed, Arrow)[1].start == inner.left + 10


def test_activations_without_messages_open_and_close_a_bar() -> None:
    placed = layout(
        diagram(Activation(participant="P0", active=True), call(0, 1), Activation(participant="P0", active=False))
    )
    (bar,) = placed.bars
    (arrow,) = only(placed, Arrow)
    assert bar.top < arrow.y == bar.bottom
    assert arrow.start == bar.left + 10


def test_a_bar_that_is_never_closed_ends_with_its_lifeline() -> None:
    placed = layout(diagram(call(0, 1, activate=True), call(1, 2)))
    assert placed.bars[0].bottom == placed.bottom


def test_closing_what_is_not_open_draws_nothing() -> None:
    placed = layout(diagram(Activation(participant="P0", active=False), call(0, 1, deactivate=True)))
    assert placed.bars == ()


def test_a_long_text_wraps_instead_of_pushing_neighbours_far_apart() -> None:
    placed = layout(diagram(call(0, 1, "UpdateStack of a stack with a long name in a region far away " * 2)))
    (arrow,) = only(placed, Arrow)
    assert len(arrow.text.lines) > 1
    assert placed.xs[1] - placed.xs[0] < 280


def test_neighbours_stand_as_far_apart_as_their_short_message_needs() -> None:
    near, far = (layout(diagram(call(0, 1, text), participants=2)).xs for text in ("ok", "push SourceArtifact here"))
    assert near[1] - near[0] < far[1] - far[0]


def test_a_message_across_many_lifelines_moves_only_its_senders_neighbour() -> None:
    text = "CreateStack or UpdateStack orders in three regions, each with its own parameters"
    wide, empty = (layout(diagram(*items, participants=6)).xs for items in ((call(0, 5, text),), ()))
    assert wide[1] - wide[0] < 190
    assert [b - a for a, b in pairwise(wide[1:])] == [b - a for a, b in pairwise(empty[1:])]
    (arrow,) = only(layout(diagram(call(0, 5, text), participants=6)), Arrow)
    assert arrow.text.crossed
    assert shown(arrow.text) == text


def test_a_text_wraps_rather_than_run_over_a_bar() -> None:
    text = "CreateStack or UpdateStack orders in three regions"
    message = call(0, 4, text)
    free = layout(diagram(message, participants=5))
    barred = layout(diagram(call(4, 2, "x", activate=True), message, participants=5))
    assert [only(placed, Arrow)[-1].text.crossed for placed in (free, barred)] == [True, False]


@pytest.mark.parametrize("text", ["Trigger", "CreateStack or UpdateStack orders in three regions"])
@pytest.mark.parametrize(("source", "target"), [(0, 4), (4, 0)])
def test_a_text_begins_beside_its_sender(source: int, target: int, text: str) -> None:
    placed = layout(diagram(call(source, target, text), participants=5))
    (arrow,) = only(placed, Arrow)
    ends = box(arrow.text).left, box(arrow.text).right
    assert min(abs(end - placed.xs[source]) for end in ends) < 40


def test_a_message_to_oneself_keeps_clear_of_the_next_lifeline() -> None:
    placed = layout(diagram(call(0, 0, "run the integration tests of the whole system")))
    (hook,) = only(placed, Hook)
    assert box(hook.text).right + 8 < placed.xs[1]


def test_texts_keep_clear_of_stacked_bars() -> None:
    deeper = (call(1, 1, "again", activate=True),) * 4
    placed = layout(diagram(call(0, 1, activate=True), *deeper, call(1, 2, "push SourceArtifact")))
    arrow = only(placed, Arrow)[-1]
    assert len(placed.bars) == 5
    assert max(bar.left + 10 for bar in placed.bars) + 5 < arrow.text.left


def nested(depth: int, *items: Item) -> Fragment:
    inner: tuple[Item, ...] = items if depth == 1 else (nested(depth - 1, *items),)
    return Fragment(operator="opt", operands=(Operand(label="", items=inner),))


def test_nested_frames_keep_clear_of_the_lifelines_beside_them() -> None:
    placed = layout(diagram(nested(9, call(1, 1, ""))))
    assert len(placed.frames) == 9
    for frame in placed.frames:
        assert placed.xs[0] + 8 < frame.left < placed.xs[1] < frame.right < placed.xs[2] - 8


def test_a_usual_label_stays_on_one_line() -> None:
    label = "phases INSTALL to POST_BUILD"
    operand = Operand(label=label, items=(call(1, 1, "build"),))
    (guard,) = only(layout(diagram(Fragment(operator="loop", operands=(operand,)))), Guard)
    assert guard.text.lines == (label,)


def test_a_long_label_pushes_down_what_follows() -> None:
    operand = Operand(
        label="until the run has completed or the timeout of the action is over " * 3, items=(call(0, 1),)
    )
    placed = layout(diagram(Fragment(operator="loop", operands=(operand, operand))))
    for guard, arrow in zip(only(placed, Guard), only(placed, Arrow), strict=True):
        assert len(guard.text.lines) > 2
        assert box(guard.text).bottom <= arrow.text.top


def test_the_last_lifeline_has_room_for_its_own_messages() -> None:
    placed = layout(diagram(call(2, 2, "run the integration tests of the whole system")))
    (hook,) = only(placed, Hook)
    assert hook.turn > placed.xs[2]
    assert box(hook.text).right < placed.width


def test_operands_are_told_apart_by_lines_and_labels() -> None:
    operands = tuple(Operand(label=f"Deploy-{at}", items=(call(0, 1),)) for at in range(6))
    placed = layout(diagram(Fragment(operator="par", operands=operands)))
    (frame,) = placed.frames
    arrows = only(placed, Arrow)
    assert len(frame.dividers) == 5
    for divider, (above, below) in zip(frame.dividers, pairwise(arrows), strict=True):
        assert above.y < divider < below.y
    assert [shown(guard.text) for guard in only(placed, Guard)] == [f"Deploy-{at}" for at in range(6)]
    assert len({guard.text.left for guard in only(placed, Guard)}) == 1


def test_a_nested_frame_lies_inside_with_room_around() -> None:
    inner = Fragment(operator="alt", operands=(Operand(label="passed", items=(call(0, 1),)),))
    outer = Fragment(operator="loop", operands=(Operand(label="poll", items=(inner,)),))
    around, within = layout(diagram(outer)).frames
    assert isinstance(around, Frame)
    assert around.left + 8 <= within.left < within.right <= around.right - 8
    assert around.top + 8 <= within.top < within.bottom <= around.bottom - 8


@pytest.mark.parametrize("operands", [(), (Operand(label="never"),), (Operand(label=""), Operand(label=""))])
def test_an_empty_fragment_still_has_a_height(operands: tuple[Operand, ...]) -> None:
    (frame,) = layout(diagram(Fragment(operator="opt", operands=operands))).frames
    assert frame.bottom - frame.top > 20
    assert frame.right - frame.left > 60


def test_a_block_is_a_band_across_all_lifelines_with_its_title_on_top() -> None:
    block = Block(title="Source", items=(call(0, 1),))
    placed = layout(diagram(block))
    (band,) = placed.bands
    (strip,) = only(placed, Strip)
    assert band.left < placed.heads[0].left
    assert band.right > placed.heads[-1].left + placed.heads[-1].width
    assert (strip.left, strip.top, strip.right) == (band.left, band.top, band.right)
    assert shown(strip.text) == "Source"


def test_a_note_spans_from_its_first_to_its_last_participant() -> None:
    placed = layout(diagram(Note(over=("P2", "P0"), text="careful")))
    (sheet,) = only(placed, Sheet)
    assert sheet.left < placed.xs[0]
    assert sheet.left + sheet.width > placed.xs[2]


def test_a_note_over_one_participant_keeps_clear_of_the_others() -> None:
    placed = layout(diagram(Note(over=("P1",), text="Transition into Deploy is disabled until next year")))
    (sheet,) = only(placed, Sheet)
    assert placed.xs[0] < sheet.left < placed.xs[1] < sheet.left + sheet.width < placed.xs[2]


def test_the_heads_are_repeated_below_a_tall_diagram_only() -> None:
    assert layout(diagram(call(0, 1))).feet == ()
    tall = layout(diagram(*[call(0, 1)] * 40))
    assert [foot.participant for foot in tall.feet] == [head.participant for head in tall.heads]
    assert all(isinstance(foot, Head) and foot.top == tall.bottom for foot in tall.feet)


def test_long_names_wrap_in_their_heads() -> None:
    name = "IntegrationTests.us-east-1.DeployStackWithAVeryLongName-abcdefgh"
    placed = layout(diagram(participants=(Participant(id="P0", label=name), Participant(id="P1", label="S3"))))
    assert shown(placed.heads[0].text) == name
    assert len(placed.heads[0].text.lines) > 2
    assert placed.heads[0].width < 170


@pytest.mark.parametrize("count", [1, 12])
def test_forty_messages_are_no_mile_tall(count: int) -> None:
    messages = [call(at % count, (at + 1) % count, "push artifact") for at in range(40)]
    assert layout(diagram(*messages, participants=count)).height < 40 * 36 + 200


def test_the_height_grows_with_the_messages() -> None:
    hundred, thousand = (layout(diagram(*[call(0, 1)] * count)).height for count in (100, 1000))
    assert 9 * hundred < thousand < 10 * hundred


def test_nothing_to_draw_is_drawn() -> None:
    placed = layout(diagram(Block(title="Empty"), Fragment(operator="par", operands=()), participants=0))
    assert placed.xs == placed.heads == ()
    assert [shown(strip.text) for strip in only(placed, Strip)] == ["Empty"]


def test_a_stranger_is_refused() -> None:
    with pytest.raises(KeyError, match="P9"):
        layout(diagram(call(0, 9)))
