"""Weeks add up to the runs, unknown is never 0, and too little gives no verdict."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, RunFigures
from cadencecoach.core.diary.pain import Change, Pain, When
from cadencecoach.core.trends.trends import Trends, run_trend, trends
from cadencecoach.core.values.calendar import Day
from tests.core.diaries import START, Life, at


def day(number: int) -> Day:
    return Day(START + number)


def heard(in_band: float, judged_s: float = 600, coverage: float = 100.0) -> RunFigures:
    return RunFigures(10.0, judged_s, in_band, coverage, 50.0, 2.0)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Some weeks with runs, ratings of any kind at any hour and of any zone, and pauses."""
    life = Life()
    if draw(st.booleans()):
        life.diary = Diary()
    for number in sorted(draw(st.lists(st.integers(-3, 30), max_size=12))):
        match draw(st.integers(0, 5)):
            case 0 | 1:
                life.run(number, hour=draw(st.floats(0, 23.9)), pain=((60.0, 3),))
            case 2 | 3 | 4:
                when, about = draw(st.sampled_from(When)), draw(st.none() | st.integers(-3, 33))
                moment = at(
                    number, draw(st.floats(0, 23.9)), draw(st.sampled_from((0, -39_600, 50_400)))
                )
                session = draw(st.none() | st.sampled_from(("run-0", "run-1")))
                life.write(en.PainRated(moment, when, Pain(draw(st.integers(0, 10))), session,
                                        None if about is None else day(about)))  # fmt: skip
            case _:
                kind = draw(st.sampled_from((en.ProgrammePaused, en.ProgrammeResumed)))
                life.write(kind(at(number)))
    return life


@settings(max_examples=150)
@given(lives(), st.integers(0, 33))
def test_each_run_is_told_as_the_whole_diary_tells_it(life: Life, last: int) -> None:
    found = trends(life.diary, {}, day(last))
    assert list(found.runs) == [run_trend(life.diary, one.run) for one in found.runs]


def test_a_rating_on_the_other_side_of_midnight_is_found() -> None:
    life = Life()
    life.rate(0, 3, hour=22)
    life.run(1, hour=0.5)
    life.run(3, hour=23.5)
    life.rate(4, 5, When.AFTER, hour=9)
    first, second = trends(life.diary, {}, day(5)).runs
    assert (first.before, second.after) == (3, 5)


@settings(max_examples=150)
@given(lives(), st.integers(0, 33))
def test_the_weeks_hold_every_run_and_every_day_once(life: Life, last: int) -> None:
    found = trends(life.diary, {}, day(last))
    assert sum(week.runs for week in found.weeks) == len(found.runs)
    within = [run for run in life.diary.runs if found.since <= run.day <= day(last)]
    assert [one.run for one in found.runs] == within
    for sooner, later in zip(found.weeks, found.weeks[1:], strict=False):
        assert later.first == sooner.last + 1
        assert later.number == sooner.number + 1
        assert sooner.last - sooner.first >= 6
    if found.weeks:
        assert found.weeks[0].first == found.since
        assert found.weeks[-1].last == day(last)


@settings(max_examples=100)
@given(lives(), st.integers(0, 33))
def test_a_mean_is_of_what_is_known(life: Life, last: int) -> None:
    found = trends(life.diary, {}, day(last))
    for week in found.weeks:
        for known in (week.pain, week.pain_before, week.pain_after, week.pain_morning):
            assert (known.mean is None) == (known.known == 0)
            assert known.known <= known.of
        levels = [level for on, level in found.levels.items() if week.first <= on <= week.last]
        assert week.pain.mean == (pytest.approx(statistics.fmean(levels)) if levels else None)
        assert week.in_band_percent.mean is None


def rated(life: Life, levels: dict[int, int], last: int) -> Trends:
    for number, level in levels.items():
        life.rate(number, level)
    return trends(life.diary, {}, day(last))


def test_the_verdict_needs_two_rated_days_in_each_week() -> None:
    assert rated(Life(), {0: 6, 8: 1, 9: 1}, 9).weeks[-1].against_first.change is Change.UNKNOWN
    found = rated(Life(), {0: 6, 1: 6, 8: 1}, 9)
    assert found.weeks[-1].against_first.change is Change.UNKNOWN
    assert "the later week" in found.weeks[-1].against_first.words
    assert (
        rated(Life(), {0: 6, 1: 6, 8: 1, 9: 1}, 9).weeks[-1].against_first.change is Change.BETTER
    )


def test_the_verdict_needs_two_points_or_a_third_or_so() -> None:
    assert rated(Life(), {0: 6, 1: 6, 8: 5, 9: 5}, 9).weeks[-1].against_first.change is Change.SAME
    assert (
        rated(Life(), {0: 3, 1: 3, 8: 2, 9: 2}, 9).weeks[-1].against_first.change is Change.BETTER
    )
    assert rated(Life(), {0: 3, 1: 3, 8: 5, 9: 5}, 9).weeks[-1].against_first.change is Change.WORSE


def test_the_first_week_has_no_verdict_and_says_so() -> None:
    found = rated(Life(), {0: 6, 1: 6}, 5)
    assert found.weeks[-1].against_first is None
    assert found.missing == ("There is one week so far, and nothing to hold it against.",)


def test_a_pause_makes_its_week_longer() -> None:
    life = Life()
    life.write(en.ProgrammePaused(at(3)), en.ProgrammeResumed(at(13)))
    weeks = trends(life.diary, {}, day(20)).weeks
    assert [(week.first - START, week.last - START) for week in weeks] == [(0, 16), (17, 20)]


def test_days_of_a_pause_are_none_that_might_have_been_rated() -> None:
    life = Life()
    for day in (1, 2, 5):
        life.rate(day, 3)
    life.write(en.ProgrammePaused(at(3)), en.ProgrammeResumed(at(13)))
    life.rate(14, 2)
    first = trends(life.diary, {}, Day(START + 16)).weeks[0].pain
    # Days 0 to 2 and 13 to 16, and the one of the pause that was rated all the same.
    assert (first.known, first.of) == (4, 8)


def test_a_pause_on_the_first_day_of_a_week_belongs_to_that_week() -> None:
    life = Life()
    life.write(en.ProgrammePaused(at(7)), en.ProgrammeResumed(at(10)))
    weeks = trends(life.diary, {}, day(12)).weeks
    assert [week.first - START for week in weeks] == [0, 7]


def test_without_a_programme_weeks_count_from_the_first_record() -> None:
    life = Life()
    life.diary = Diary()
    life.rate(2, 4)
    life.run(12)
    found = trends(life.diary, {}, day(14))
    assert not found.programme
    assert [week.first - START for week in found.weeks] == [2, 9]
    assert [week.runs for week in found.weeks] == [0, 1]


def test_nothing_recorded_says_so() -> None:
    found = trends(Diary(), {}, day(0))
    assert found.weeks == ()
    assert found.whole_weeks == ()
    assert found.missing == ("Nothing was recorded yet.",)


def test_adherence_weighs_by_what_was_judged_and_leaves_out_what_was_not_heard() -> None:
    life = Life()
    numbers = (heard(80.0, 900), heard(40.0, 300), heard(0.0, 900, coverage=79.9))
    for number, measured in zip((0, 2, 4), numbers, strict=True):
        life.run(number, measured=measured)
    found = trends(life.diary, {}, day(5))
    (week,) = found.weeks
    assert week.in_band_percent.mean == pytest.approx(70.0)
    assert (week.in_band_percent.known, week.in_band_percent.of) == (2, 3)
    assert week.beat_min == 30.0
    assert any(line.startswith("Adherence: 1 ") for line in found.missing)


def test_a_run_without_a_beat_is_no_lack_of_adherence() -> None:
    life = Life()
    life.run(0, None)
    found = trends(life.diary, {}, day(1))
    assert found.weeks[0].in_band_percent.of == 0
    assert not any("Adherence" in line for line in found.missing)


def test_what_was_not_told_is_counted_out_loud() -> None:
    life = Life()
    life.run(0, before=2, after=3)
    life.run(2, before=2)
    found = trends(life.diary, {}, day(3))
    assert "Pain after: told of 1 of 2 runs; the others are unknown." in found.missing
    assert not any(line.startswith("Pain before") for line in found.missing)
    assert found.weeks[0].pain_after.mean == 3


def test_the_baseline_is_the_one_in_force_at_the_end_of_the_week() -> None:
    life = Life(baseline=158)
    life.write(en.BaselineSet(at(9), 162))
    weeks = trends(life.diary, {}, day(15)).weeks
    assert [week.baseline_spm for week in weeks] == [158, 162, 162]
