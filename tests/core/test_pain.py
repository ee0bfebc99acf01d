"""Pain is counted as it was told; what was not told is unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import pain as p
from cadencecoach.core.values.calendar import Day

levels = st.none() | st.integers(0, 10)
weeks = st.lists(levels, max_size=7)


@pytest.mark.parametrize(
    ("first", "later", "change"),
    [
        pytest.param([6, 6], [4, 4], p.Change.BETTER, id="two points less is better (Ostelo 2008)"),
        pytest.param([3, 3], [2, 2], p.Change.BETTER, id="30 % less is better (Ostelo 2008)"),
        pytest.param([6, 6], [5, 5], p.Change.SAME, id="one point of six is the same"),
        pytest.param([4, 4], [6, 6], p.Change.WORSE, id="two points more is worse"),
        pytest.param([0, 0], [1, 1], p.Change.SAME, id="one point from none is the same"),
        pytest.param([0, 0], [2, 2], p.Change.WORSE, id="two points from none is worse"),
        pytest.param([5], [1, 1], p.Change.UNKNOWN, id="one rated day is too few, first week"),
        pytest.param([5, 5], [1], p.Change.UNKNOWN, id="one rated day is too few, later week"),
        pytest.param([6, None, 6], [4, None, 4], p.Change.BETTER, id="a missing day is no zero"),
        pytest.param([None] * 7, [None] * 7, p.Change.UNKNOWN, id="nothing told, nothing known"),
    ],
)
def test_a_later_week_against_the_first(
    first: list[int | None], later: list[int | None], change: p.Change
) -> None:
    assert p.compare(first, later).change is change


@given(weeks, weeks, st.integers(0, 7))
def test_days_that_were_not_rated_change_no_comparison(
    first: list[int | None], later: list[int | None], more: int
) -> None:
    assert p.compare(first, later) == p.compare([*first, *[None] * more], [None, *later])


def _days(*rated: tuple[int, int]) -> dict[Day, int]:
    return {Day(day): level for day, level in rated}


@pytest.mark.parametrize(
    ("days", "today", "persists"),
    [
        pytest.param(_days((0, 2), (6, 3), (12, 2), (14, 1)), 14, True, id="14 days of pain"),
        pytest.param(_days((0, 2), (6, 3), (12, 2), (13, 1)), 13, False, id="13 days of pain"),
        pytest.param(_days((0, 2), (6, 0), (12, 2), (14, 1)), 14, False, id="a day at 0 within"),
        pytest.param(
            _days((0, 2), (8, 3), (14, 1)), 14, False, id="a week without a rating within"
        ),
        pytest.param(_days((0, 2), (6, 2), (12, 2)), 20, False, id="not rated for a week now"),
        pytest.param(_days((0, 2), (6, 2), (12, 2)), 16, True, id="still, a few days unrated"),
        pytest.param({}, 20, False, id="never rated"),
    ],
)
def test_the_two_week_clock(days: dict[Day, int], today: int, persists: bool) -> None:
    assert p.persists(days, Day(today)) is persists


@pytest.mark.parametrize(
    ("after", "rises"),
    [
        ([1, 2, 3, 4], True),
        ([5, 1, 2, 3, 4], True),
        ([2, 3, 4], False),
        ([1, 2, 2, 4], False),
        ([1, 2, None, 4], False),
    ],
)
def test_three_runs_of_rising_pain_are_an_early_nudge(after: list[int | None], rises: bool) -> None:
    assert p.rises(after) is rises


def test_onset_and_slope_within_a_run() -> None:
    course = p.course(2, [(600.0, 2), (1200.0, 3), (1800.0, 5)])
    assert course.onset_min == 21
    assert course.per_10_min == pytest.approx(1.0)
    assert p.course(None, [(600.0, 4)]) == p.Course(None, None)
    assert p.course(None, [(600.0, 3), (1200.0, 4)]).onset_min == 21
    assert p.course(3, []) == p.Course(None, None)


def test_the_trend_shows_a_dot_for_what_is_not_known() -> None:
    line = p.trend_line(_days((10, 0), (12, 5), (13, 10)), Day(13), 4)
    assert line == "▁·▄█"
    bars = [p.trend_line({Day(1): level}, Day(1), 1) for level in range(11)]
    assert bars == sorted(bars)
    assert bars[0] != bars[1], "no pain looks like no other"


def test_pain_by_group_leaves_out_what_is_not_known() -> None:
    groups = [("grass", 2), ("grass", 4), ("grass", None), ("dirt", None)]
    assert p.by(groups) == {"grass": (3.0, 2)}


@given(st.integers())
def test_a_level_outside_of_0_to_10_cannot_be_made(level: int) -> None:
    if 0 <= level <= 10:
        assert p.Pain(level).level == level
    else:
        with pytest.raises(ValueError, match="0 to 10"):
            p.Pain(level)
