from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeviz.writers.time_scale import BREAK, MOST_BREAKS, Scale, scale
from tests.runs import at

DAY = 86_400


def labels(scale: Scale, distance: int = 84) -> list[str]:
    return [" ".join(part for part in (tick.label, tick.date) if part) for tick in scale.ticks(distance)]


def test_time_is_linear_where_there_is_little_idle_time() -> None:
    plain = scale(at(0), at(100), [(at(0), at(40)), (at(60), at(100))], 10, 400)
    assert plain.breaks == ()
    assert [plain.x(at(seconds)) for seconds in (0, 25, 50, 100)] == [10, 110, 210, 410]


def test_a_wait_of_days_is_broken_and_the_work_around_it_has_one_scale() -> None:
    broken = scale(at(0), at(2 * DAY + 30), [(at(0), at(10)), (at(2 * DAY + 10), at(2 * DAY + 30))], 0, 300)
    assert broken.breaks == ((at(10), at(2 * DAY + 10)),)
    assert [broken.x(at(s)) for s in (0, 10, 2 * DAY + 10, 2 * DAY + 30)] == [0, 100, 100 + BREAK, 300 + BREAK]
    assert broken.x(at(DAY + 10)) == 100 + BREAK // 2


def test_what_works_for_long_is_never_broken() -> None:
    assert scale(at(0), at(DAY), [(at(0), at(DAY))], 0, 300).breaks == ()


def test_where_nothing_works_nothing_is_broken() -> None:
    assert scale(at(0), at(DAY), [], 0, 300).breaks == ()


def test_a_moment_has_an_axis_too() -> None:
    assert scale(at(0), at(0), [], 0, 300).x(at(0)) == 0


def test_ticks_are_round_times_and_tell_a_new_date_once() -> None:
    assert labels(scale(at(0), at(600), [(at(0), at(600))], 0, 500)) == [
        "12:00 2026-03-02", "12:02", "12:04", "12:06", "12:08", "12:10",
    ]  # fmt: skip
    assert labels(scale(at(0), at(12), [(at(0), at(12))], 0, 300)) == [
        "12:00:00 2026-03-02", "12:00:05", "12:00:10",
    ]  # fmt: skip


def test_behind_a_break_the_axis_says_when_it_goes_on() -> None:
    broken = scale(at(0), at(2 * DAY + 600), [(at(0), at(300)), (at(2 * DAY + 307), at(2 * DAY + 600))], 0, 400)
    assert "12:05:07 2026-03-04" in labels(broken)


stretches = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(0, 10**5)).map(lambda pair: (at(pair[0]), at(sum(pair)))), max_size=12
)


@given(stretches, st.integers(0, 10**7))
def test_any_axis_is_whole_bounded_and_its_ticks_never_touch(
    work: list[tuple[datetime, datetime]], length: int
) -> None:
    end = max([at(length), *(stretch[1] for stretch in work)])
    axis = scale(at(0), end, work, 50, 440)
    assert len(axis.breaks) <= MOST_BREAKS
    assert (axis.x(at(0)), axis.x(max(end, at(1)))) == (50, 490 + BREAK * len(axis.breaks))
    for one, other in axis.breaks:
        assert not [stretch for stretch in work if stretch[0] < other and one < stretch[1]]
    times = sorted({at(0), end, *(time for stretch in work for time in stretch)})
    places = [axis.x(time) for time in times]
    assert places == sorted(places)
    ticks = [tick.x for tick in axis.ticks(84)]
    edges = sorted([*ticks, *(axis.x(one) for one, _ in axis.breaks)])
    for x in ticks:
        assert all(other - x >= 84 for other in edges if other > x)
    assert axis.x(at(0) - timedelta(days=1)) == 50
