"""What is done beside the runs: it counts as movement, a slip goes, and no run is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.activities import activities, activities_between, slip, words_of
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import Sport, entry_from, entry_record
from cadencecoach.core.diary.load import longest_minutes, week_load
from cadencecoach.core.diary.pain import Quality, RedFlag, When
from cadencecoach.core.programme.calendar_days import history
from cadencecoach.core.programme.steps import due
from cadencecoach.core.programme.today import WALK_WELCOME, WELCOME, Today, today
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import FOUR, START, Life, at

done = st.builds(
    en.ActivityDone,
    st.builds(at, st.integers(0, 20)),
    st.sampled_from(Sport),
    st.floats(0.5, 1440),
    st.none() | st.integers(0, 10),
    st.sampled_from(("", "rowing")),
    st.sampled_from(("", "in the lake")),
)
taken_back = st.builds(en.ActivityTakenBack, st.builds(at, st.integers(0, 20)))


def view(life: Life, day: int) -> Today:
    return today(life.diary, FOUR, Day(START + day), at(day, 7.5))


@given(done)
def test_an_activity_is_written_and_read_back(one: en.ActivityDone) -> None:
    assert entry_from("ActivityDone", one.at, entry_record(one)) == one


@given(st.lists(done | taken_back))
def test_a_slip_takes_back_the_newest_and_no_other(entries: list[en.Entry]) -> None:
    standing = activities(Diary(tuple(entries)))
    left = iter(entries)
    assert all(any(one is entry for entry in left) for one in standing)  # in their order
    written = [one for one in entries if isinstance(one, en.ActivityDone)]
    assert len(standing) >= 2 * len(written) - len(entries)
    one = en.ActivityDone(at(30), Sport.SWIM, 40)
    assert activities(Diary((*entries, one)))[-1] is one
    assert activities(Diary((*entries, one, en.ActivityTakenBack(at(30))))) == standing
    assert activities(Diary((*entries, one, en.ActivityTakenBack(at(29)))))[-1] is one


def test_a_slip_is_the_newest_of_today_whatever_the_clock_said_later() -> None:
    walk, swim = en.ActivityDone(at(4), Sport.WALK, 30), en.ActivityDone(at(3), Sport.SWIM, 40)
    diary = Diary((walk, swim))
    assert slip(diary, Day(START + 4)) is walk
    assert slip(diary, Day(START + 3)) is swim
    assert slip(diary, Day(START + 5)) is None
    assert slip(Diary((*diary.entries, en.ActivityTakenBack(at(4)))), Day(START + 4)) is None


@given(st.lists(done))
def test_it_is_no_run_whatever_is_noted(entries: list[en.ActivityDone]) -> None:
    life = Life()
    life.rate(4, 1)  # who notes a swim was there, too
    life.run(9, 165, before=1, after=1, morning=1)
    without, day = life.diary, Day(START + 11)
    life.write(*entries)
    before, after = week_load(without, day), week_load(life.diary, day)
    assert (after.runs, after.minutes, after.km) == (before.runs, before.minutes, before.km)
    assert longest_minutes(life.diary, day) == longest_minutes(without, day)
    assert due(life.diary, FOUR, life.ladder, at(11)) == due(without, FOUR, life.ladder, at(11))
    then, now = today(without, FOUR, day, at(11)), view(life, 11)
    assert replace(now, activities=(), rest=then.rest) == then


def test_the_load_and_the_calendar_keep_it_apart_from_running() -> None:
    life = Life()
    life.run(2)
    life.write(
        en.ActivityDone(at(1), Sport.SWIM, 40),
        en.ActivityDone(at(2, 20), Sport.OTHER, 20, name="rowing"),
        en.ActivityDone(at(8), Sport.WALK, 30),
    )
    load = week_load(life.diary, Day(START + 6))
    assert (load.runs, load.minutes, load.others, load.other_minutes) == (1, 30, 2, 60)
    assert [week_load(life.diary, Day(START + day)).others for day in (7, 8, 9)] == [2, 2, 1]
    days = history(life.diary, START, Day(START + 8))
    assert [[words_of(one) for one in day.activities] for day in days] == [
        [],
        ["swim 40 min"],
        ["rowing 20 min"],
        *([] for _ in range(5)),
        ["walk 30 min"],
    ]
    between = activities_between(life.diary, Day(START + 2), Day(START + 7))
    assert [one.sport for one in between] == [Sport.OTHER]


def test_a_rest_day_may_hold_something_else_and_asks_for_nothing() -> None:
    life = Life()
    assert view(life, 0).rest == ""  # a run day
    life.run(0)
    assert view(life, 0).rest == ""  # it was run
    assert view(life, 1).rest == WELCOME
    life.write(en.ActivityDone(at(1), Sport.WALK, 30))
    assert view(life, 1).rest == ""
    assert [one.minutes for one in view(life, 1).activities] == [30]
    assert view(life, 2).activities == ()
    life.write(en.ProgrammePaused(at(1, 9)))
    assert view(life, 1).rest == ""


@pytest.mark.parametrize(
    ("level", "quality", "limping", "told"),
    [
        (3, None, False, WELCOME),
        (4, None, False, WALK_WELCOME),
        (6, None, False, ""),
        (2, Quality.SHARP, False, ""),
        (2, None, True, ""),
        (2, Quality.RADIATING, False, WALK_WELCOME),
    ],
)
def test_a_sore_back_is_offered_a_walk_at_most(
    level: int, quality: Quality | None, limping: bool, told: str
) -> None:
    life = Life()
    life.run(0)
    life.rate(1, level, When.BEFORE, 7.0, quality, limping)
    assert view(life, 1).rest == told


def test_a_warning_sign_is_offered_nothing() -> None:
    life = Life()
    life.run(0)
    life.write(en.RedFlagsAnswered(at(1), (RedFlag.NUMBNESS,)))
    assert view(life, 1).rest == ""
