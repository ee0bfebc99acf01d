"""The desk reminder comes once an hour of sitting, whatever becomes of the clock."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.programme.desk import (
    AWAY_S,
    LEAST_MIN,
    MOST_MIN,
    TICK_EVERY_S,
    Desk,
    moved_ago_s,
)
from tests.core.diaries import Life, at

EVERY_S = 3600
gaps = st.floats(0, AWAY_S)
clocks = st.floats(-1e6, 1e6)


def reminders(gaps_s: list[float], every_s: int = EVERY_S) -> list[float]:
    """When it is said, by the time that was spent, when every reminder is said at once."""
    desk, now_s, said = Desk(every_s).tick(0), 0.0, []
    for gap_s in gaps_s:
        now_s += gap_s
        desk = desk.tick(now_s)
        if desk.due:
            said.append(now_s)
            desk = desk.said()
    return said


def test_an_hour_of_sitting_is_a_reminder_and_the_next_an_hour_later() -> None:
    looks = [float(TICK_EVERY_S)] * (3 * EVERY_S // TICK_EVERY_S)
    assert reminders(looks) == [3600, 7200, 10800]
    assert reminders(looks, every_s=0) == []


def test_what_was_sat_is_counted_to_the_second() -> None:
    sat = Desk(100).tick(0).tick(40)
    assert (sat.sat_s, sat.at_s, sat.due) == (40, 40, False)
    assert [sat.tick(now_s).due for now_s in (99, 100)] == [False, True]
    assert [sat.tick(40 + gap_s).sat_s for gap_s in (AWAY_S, AWAY_S + 1)] == [40 + AWAY_S, 0]
    assert sat.tick(50, moving=True) == Desk(100, 0, 50)
    assert sat.tick(30) == Desk(100, 40, 30), "a clock set back"
    assert [sat.moved(ago_s).sat_s for ago_s in (None, 50, 10, 0, -5)] == [40, 40, 10, 0, 0]
    assert sat.tick(100).said() == Desk(100, 0, 100)


@given(st.lists(gaps | clocks, max_size=300), st.integers(LEAST_MIN * 60, MOST_MIN * 60))
def test_whatever_the_clock_does_reminders_lie_a_stretch_apart(
    gaps_s: list[float], every_s: int
) -> None:
    """Measured in looks, since the clock is not to be believed: no gap counts over AWAY_S."""
    desk, now_s, looks = Desk(every_s).tick(0), 0.0, 0
    for gap_s in gaps_s:
        now_s += gap_s
        desk, looks = desk.tick(now_s), looks + 1
        if desk.due:
            assert looks * AWAY_S >= every_s
            desk, looks = desk.said(), 0
            assert not desk.due


@given(st.lists(gaps, max_size=50), st.floats(AWAY_S + 1, 1e6))
def test_a_machine_that_slept_begins_anew(before_s: list[float], slept_s: float) -> None:
    desk = Desk(EVERY_S).tick(0)
    for now_s in itertools.accumulate(before_s):
        desk = desk.tick(now_s)
    assert desk.tick((desk.at_s or 0) + slept_s).sat_s == 0


@given(st.floats(0, AWAY_S), st.floats(0, 1e6))
def test_a_clock_set_back_takes_nothing_away_and_adds_nothing(sat_s: float, back_s: float) -> None:
    desk = Desk(EVERY_S).tick(1e6).tick(1e6 + sat_s)
    back = desk.tick(1e6 + sat_s - back_s)
    assert back.sat_s == desk.sat_s
    assert back.tick((back.at_s or 0) + 20).sat_s == desk.sat_s + 20


def test_a_run_that_is_on_and_what_was_done_elsewhere_start_the_hour_anew() -> None:
    sat = Desk(EVERY_S, 3590, 0)
    assert not sat.tick(20, moving=True).due
    assert sat.tick(20).due
    assert sat.tick(20).moved(None).due
    assert not sat.tick(20).moved(600).due
    assert sat.tick(20).moved(600).sat_s == 600
    assert sat.tick(20).moved(7200).due
    assert sat.moved(-5).sat_s == 0


def test_runs_routines_and_other_activity_count_as_having_moved() -> None:
    life = Life()
    assert moved_ago_s(Diary(), at(0)) is None
    life.run(0, hour=8, minutes=30)
    assert moved_ago_s(life.diary, at(0, 8.5)) == 0
    assert moved_ago_s(life.diary, at(0, 9)) == 1800
    assert moved_ago_s(life.diary, at(0, 8)) is None  # by a clock that was set back
    life.write(en.RoutineDone(at(0, 9), "desk", en.Done.PART))
    assert moved_ago_s(life.diary, at(0, 9.5)) == 1800
    life.write(en.RoutineDone(at(0, 9.4), "desk", en.Done.SKIPPED))
    assert moved_ago_s(life.diary, at(0, 9.5)) == 1800
    life.write(en.ActivityDone(at(0, 10), en.Sport.WALK, 10))
    assert moved_ago_s(life.diary, at(0, 10.25)) == 900
    life.write(en.ActivityTakenBack(at(0, 10.1)))
    assert moved_ago_s(life.diary, at(0, 10.25)) == 4500
