"""Who was away without a pause may go on where the programme was left, and begins with the level known."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.programme.calendar_days import Absence, absence, gone_on, history
from cadencecoach.core.programme.gates import rung_today
from cadencecoach.core.programme.programme import standing, standing_on, week_start
from cadencecoach.core.programme.steps import unlocked
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.values.calendar import Day, Moment
from cadencecoach.core.values.records import from_record
from tests.core.diaries import FOUR, START, Life, at


def view(life: Life, day: int, hour: float = 7.5) -> Today:
    return today(life.diary, FOUR, Day(START + day), at(day, hour))


def away(life: Life, day: int) -> Absence | None:
    return absence(life.diary, FOUR, Day(START + day))


def left_in_week_two() -> Life:
    """Ran on the first three days of week 2, and then nothing."""
    life = Life()
    life.run(7, 160, before=1, after=1, morning=1)
    life.run(9, 160, before=1, after=1, morning=1)
    return life


def go_on(life: Life, day: int) -> None:
    found = away(life, day)
    assert found is not None
    life.write(gone_on(found, at(day)))


def test_eleven_days_away_are_asked_about_once() -> None:
    life = left_in_week_two()
    found = away(life, 22)
    assert found == Absence(Day(START + 11), Day(START + 22), 2)
    assert found.days == 11
    seen = view(life, 22)
    assert seen.away == found
    assert (seen.week, seen.why.split(". ")[0]) == (
        4,
        "You were away for 11 days, and the weeks went on",
    )
    go_on(life, 22)
    again = view(life, 22)
    assert (again.week, again.away) == (2, None)
    assert "away" not in again.why


def test_the_days_away_are_days_of_a_pause_and_the_week_is_the_one_that_was_left() -> None:
    life = left_in_week_two()
    go_on(life, 22)
    days = history(life.diary, Day(START), Day(START + 22))
    assert [one.week for one in days] == [1] * 7 + [2] * 16
    assert [one.paused for one in days] == [False] * 11 + [True] * 11 + [False]
    assert week_start(life.diary, Day(START + 22)) == START + 7
    assert view(life, 22).items[0].done == 2, "what was run in that week counts in it"


def test_who_comes_back_and_answers_days_later_loses_none_of_those() -> None:
    life = left_in_week_two()
    life.rate(22, 1)
    go_on(life, 24)
    stands = standing(life.diary, Day(START + 24))
    assert stands is not None
    assert (stands.day, stands.paused) == (14, False)
    assert not history(life.diary, Day(START + 22), Day(START + 24))[0].paused


def test_going_on_by_the_calendar_changes_no_day_and_is_not_asked_again() -> None:
    life = left_in_week_two()
    before = standing(life.diary, Day(START + 22))
    life.write(en.ProgrammeResumed(at(22)))
    assert standing(life.diary, Day(START + 22)) == before
    assert away(life, 22) is None
    assert away(life, 23) is None


def test_a_week_without_a_word_is_away_and_less_is_not() -> None:
    life = left_in_week_two()
    assert away(life, 17) is None
    assert away(life, 18) == Absence(Day(START + 11), Day(START + 18), 2)


def test_who_came_back_a_week_ago_is_asked_no_more() -> None:
    life = left_in_week_two()
    for day in range(22, 30):
        life.rate(day, 1)
    assert away(life, 28) is not None
    assert away(life, 29) is None


def test_who_paused_or_is_past_the_weeks_is_not_asked() -> None:
    life = left_in_week_two()
    life.write(en.ProgrammePaused(at(10, 20)))
    assert away(life, 30) is None
    life.write(en.ProgrammeResumed(at(30)))
    assert away(life, 30) is None
    assert away(life, 31) is None
    late = left_in_week_two()
    for day in range(10, 30):
        late.rate(day, 1)
    assert away(late, 45) is None, "no week of the programme was lost"
    assert absence(Diary(), FOUR, Day(START)) is None


def test_a_run_that_a_watch_saw_meanwhile_was_no_absence() -> None:
    life = left_in_week_two()
    life.run(15, None)
    assert away(life, 20) is None


def test_a_warning_sign_is_said_first() -> None:
    life = left_in_week_two()
    life.write(en.RedFlagsAnswered(at(22), (RedFlag.SADDLE,)))
    assert view(life, 22).why.startswith("Seek care")


@given(
    st.lists(st.integers(0, 60), max_size=12).map(sorted),
    st.integers(0, 70),
)
def test_who_goes_on_stands_where_the_programme_was_left(told: list[int], today_: int) -> None:
    life = Life()
    for day in told:
        life.rate(day, 1)
    found = away(life, today_)
    if found is None:
        return
    assert found.days >= 7
    left = standing_on(life.diary, Day(found.since))
    life.write(gone_on(found, at(today_)))
    stands = standing_on(life.diary, found.back)
    assert left is not None
    assert stands is not None
    assert (stands.day, stands.paused) == (left.day, False)
    now = standing(life.diary, Day(START + today_))
    assert now is not None
    assert now.week == found.week
    assert away(life, today_) is None


def test_an_entry_of_before_reads_as_before() -> None:
    assert from_record(en.ProgrammeResumed, {}, at=Moment(5)) == en.ProgrammeResumed(Moment(5))


# --- the level after days without a run --------------------------------------------------------


def earned() -> Life:
    """Two good runs on the first level, a week after it was unlocked: the second is due."""
    life = Life()
    life.rate(7, 1)
    life.decide(7, 7.2)
    life.run(7, 165, before=1, after=1, morning=1)
    life.run(14, 165, before=1, after=1, morning=1)
    assert unlocked(life.diary) == 1
    return life


def test_no_level_begins_right_after_days_without_a_run() -> None:
    life = earned()
    soon = replace(life.diary)
    life.rate(16, 1)
    step = life.decide(16)
    assert step is not None
    assert (step.step, unlocked(life.diary)) == (en.Step.UP, 2), "without the break it does"
    life.diary = soon
    life.rate(26, 1)
    step = life.decide(26)
    assert step is not None
    assert (step.step, step.rule) == (en.Step.HOLD, "days without a run")
    assert step.reason == "A week or more without a run: the level you know comes first."
    assert unlocked(life.diary) == 1
    life.run(26, 165, before=1, after=1, morning=1)
    life.rate(28, 1)
    step = life.decide(28)
    assert step is not None
    assert step.step is en.Step.UP


def test_a_level_that_was_unlocked_before_them_waits_for_a_run_on_the_one_that_is_known() -> None:
    life = earned()
    life.rate(16, 1)
    life.decide(16)
    day = Day(START + 26)
    life.rate(26, 1)
    assert rung_today(life.diary, life.ladder, unlocked(life.diary), day) == 1
    seen = view(life, 26)
    assert seen.run is not None
    assert max(seen.run.plan.targets) == 165
    assert seen.why.endswith("After a week or more without a run the level you know comes first.")
    life.run(26, 165)
    life.rate(28, 1)
    assert rung_today(life.diary, life.ladder, unlocked(life.diary), Day(START + 28)) == 2


def test_pausing_makes_no_difference_to_the_level() -> None:
    life = earned()
    life.write(en.ProgrammePaused(at(15, 20)), en.ProgrammeResumed(at(26)))
    life.rate(26, 1)
    step = life.decide(26)
    assert step is not None
    assert step.step is en.Step.HOLD


# --- the target that the card shows, and the one after the rating ------------------------------


def test_until_the_back_is_rated_the_day_says_what_a_calm_rating_gives() -> None:
    life = Life()
    life.run(1, None)
    seen = view(life, 7)
    assert seen.run is not None
    assert seen.run.plan.targets[-1] == 160
    assert seen.why == "A run day, once your back is rated: at 3 or less the target is 165."
    life.rate(7, 3)
    life.decide(7)
    rated = view(life, 7)
    assert rated.run is not None
    assert rated.run.plan.targets[-1] == 165


def test_where_the_rating_changes_no_target_the_day_promises_none() -> None:
    life = left_in_week_two()
    life.write(en.StepDecided(at(9), en.Step.UP, 1, "first", "first rung", None))
    life.run(11, 165)
    assert view(life, 14).why == "A run day, once your back is rated."


@given(st.lists(st.sampled_from((160, 165, 170, None)), max_size=5), st.integers(7, 30))
def test_what_the_day_says_of_a_calm_rating_is_what_follows(
    tops: list[int | None], day: int
) -> None:
    life = Life()
    for number, top in enumerate(tops):
        life.run(1 + 2 * number, top, before=1, after=1, morning=1)
        life.decide(2 + 2 * number)
    seen = view(life, day)
    shown = None if seen.run is None else seen.run.plan.targets[-1:]
    life.rate(day, 3)
    life.decide(day, 7.2)
    rated = view(life, day)
    then = None if rated.run is None else rated.run.plan.targets[-1:]
    if seen.run_today and "once your back is rated" in seen.why:
        words = "" if not then or then == shown else f": at 3 or less the target is {then[0]}"
        assert f"once your back is rated{words}." in seen.why
