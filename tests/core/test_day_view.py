"""What stands on a day, each field of it: what a screen shows and a command writes is said here first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.own_trial import TRIAL_WEEKS, Arm, drawn
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import ClickMode, StageKind
from cadencecoach.core.programme.assessment import compare_form, first_and_last
from cadencecoach.core.programme.calendar_days import (
    Absence,
    absence,
    after_words,
    gone_on,
    history,
    run_words,
)
from cadencecoach.core.programme.causes import mark_of
from cadencecoach.core.programme.gates import before_run
from cadencecoach.core.programme.maintenance import by_feel_due
from cadencecoach.core.programme.programme import (
    Item,
    ItemKind,
    Place,
    ProgrammeRun,
    Rhythm,
    Turns,
    programme_name,
    programme_run,
    runs_since_start,
    standing,
)
from cadencecoach.core.programme.run_days import after_break
from cadencecoach.core.programme.today import Today, run_against_advice, today
from cadencecoach.core.programme.today_items import (
    ItemState,
    TodayItem,
    item_of_day,
    shut_words,
)
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import Spm, frames
from tests.core.diaries import FOUR, LOOK, OTHER, RUNS, START, Life, at, week

LADDER = Ladder(Spm(160))


def view(life: Life, day: int, hour: float = 7.5) -> Today:
    return today(life.diary, FOUR, Day(START + day), at(day, hour))


def test_a_day_names_its_programme_its_week_and_what_was_decided_last() -> None:
    life = Life()
    life.rate(7, 2)
    step = life.decide(7)
    seen = view(life, 7)
    assert (seen.programme, seen.week, seen.of_weeks, seen.over) == ("Four", 2, 4, False)
    assert (seen.week_title, seen.theme) == ("to 1", "theme")
    assert seen.last_step == step
    assert step is not None
    assert programme_name(life.diary) == "four"
    assert programme_name(Diary()) is None


def test_the_run_of_a_day_is_the_last_one_that_was_run_on_it() -> None:
    life = Life()
    assert view(life, 0).ran is None
    life.run(0, None, hour=7)
    last = life.run(0, None, hour=9)
    assert view(life, 0, 10).ran == last
    assert view(life, 1).ran is None


def test_who_ran_to_a_beat_before_any_own_cadence_has_a_day_all_the_same() -> None:
    life = Life(baseline=None)
    life.run(0, 165)
    seen = view(life, 1)
    assert seen.run is not None
    assert (seen.run.plan.targets, seen.rung) == ((), 0)


def test_pain_that_lasts_is_asked_about() -> None:
    life = Life()
    for day in range(15):
        life.rate(day, 4)
    assert [view(life, day).ask_provider for day in (1, 14)] == [False, True]


def test_without_a_programme_a_day_says_that_there_is_none() -> None:
    assert today(Diary(), None, START, at(0)).why == "No programme yet."


def test_the_gate_of_a_day_knows_the_ladder_the_level_and_the_week() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day, None)
    rest = view(life, 6).gate
    assert rest is not None
    assert rest.rest == "The runs of this week are done; the next one is on Mon 14 Sep."
    unrated = view(life, 9).gate
    assert unrated is not None
    assert unrated.reason.endswith(", and no new level comes of it.")
    life.write(en.ProgrammePaused(at(10)))
    paused = view(life, 11).gate
    assert paused is not None
    assert paused.plan.cap_spm == life.ladder.cap_spm, "keys go no further in a pause"


def test_a_level_that_a_break_took_back_is_said_to_come_again_and_no_other() -> None:
    life = Life()
    life.write(en.StepDecided(at(7), en.Step.UP, 1, "", "", None))
    life.run(7, 160, before=1, after=1, morning=1)
    life.rate(20, 1)
    assert view(life, 20).why.endswith(
        "After a week or more without a run the level you know comes first."
    )
    at_the_start = Life()
    at_the_start.run(7, 160, before=1, after=1, morning=1)
    at_the_start.rate(20, 1)
    assert "the level you know" not in view(at_the_start, 20).why


def test_the_run_that_ends_a_break_is_none_after_it() -> None:
    life = Life()
    life.run(0)
    life.run(10)
    day = Day(START + 10)
    assert not after_break(life.diary, day)
    assert not after_break(replace(life.diary, runs=life.diary.runs[:1]), Day(START + 7))
    assert after_break(replace(life.diary, runs=life.diary.runs[:1]), Day(START + 8))


def test_the_last_run_of_a_week_ends_it_on_its_own_day() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day, None)
    assert view(life, 4, 12).next_run == START + 7


def test_a_rating_in_the_moment_a_run_ended_is_one_after_it() -> None:
    life = Life()
    run = life.run(1, minutes=30)
    life.write(en.Overrode(at(1, 7.99), "no"))
    assert run_against_advice(life.diary) == run
    life.rate(1, 2, hour=8.5)
    assert run_against_advice(life.diary) is None


# --- the run of a week ---------------------------------------------------------------------------


def test_a_run_has_its_stages_checks_cap_and_share_whatever_the_week() -> None:
    def asked(
        number: int, ladder: Ladder | None, rung: int = 0, safe_min: float | None = None
    ) -> ProgrammeRun:
        checked = replace(FOUR.week(number), posture_checks=True)
        return programme_run(
            checked, ladder, rung, session=1, calm=0, cue_every=frames(300), safe_min=safe_min
        )

    measuring = asked(1, LADDER)
    assert [(stage.kind, stage.length) for stage in measuring.plan.stages] == [
        (StageKind.WARM_UP, frames(300)), (StageKind.BASELINE, frames(600)),
        (StageKind.COOL_DOWN, frames(300)),
    ]  # fmt: skip
    level = asked(2, LADDER)
    assert [(stage.kind, stage.target_spm) for stage in level.plan.stages] == [
        (StageKind.WARM_UP, None), (StageKind.HOLD, 160), (StageKind.COOL_DOWN, None),
    ]  # fmt: skip
    second = asked(4, LADDER, rung=2)
    assert second.plan.targets == (165, 170), "eased in on the level below"
    short = asked(4, LADDER, rung=2, safe_min=15.9)
    assert [stage.length for stage in short.plan.stages[1:3]] == [frames(150)] * 2
    assert all(type(stage.length) is int for stage in short.plan.stages)
    assert level.plan.cap_spm == second.plan.cap_spm == LADDER.cap_spm
    for run in (measuring, level, second):
        assert (run.click_share, run.plan.cue_every) == (1.0, frames(300))
    longest = programme_run(week(1), LADDER, 0, session=1, calm=9, cue_every=None)
    assert longest.plan.stages[1].length == frames(30 * 60)


def test_running_and_walking_in_turn_has_checks_and_the_whole_click() -> None:
    turns = replace(week(0), turns=Turns(frames(120), frames(60)), posture_checks=True)
    run = programme_run(turns, LADDER, 0, session=1, calm=0, cue_every=frames(300))
    assert (run.plan.cue_every, run.click_share, run.rung) == (frames(300), 1.0, None)


def test_a_week_of_the_trial_with_the_beat_has_all_of_it() -> None:
    life = Life()
    for day in range(0, 28, 2):
        life.run(day, 165 if day >= 7 else None, before=1, after=1, morning=1)
        life.decide(day + 1)
    life.write(en.TrialStarted(at(28)))
    arms = drawn(at(28).utc_s)
    first = {arm: arms.index(arm) for arm in Arm}
    heard = view(life, 28 + 7 * first[Arm.WITH]).run
    unheard = view(life, 28 + 7 * first[Arm.WITHOUT]).run
    assert heard is not None
    assert unheard is not None
    assert (heard.plan.click, heard.click_share) == (ClickMode.ALWAYS, 1.0)
    assert (unheard.plan.click, unheard.click_share) == (ClickMode.NEVER, 0.0)
    over = view(life, 29 + 7 * TRIAL_WEEKS)  # its last morning has passed
    words = "Your own trial is over: the page for the physiotherapist has what it came to."
    assert words in over.notes


def test_a_test_without_the_beat_is_done_once_it_was_run() -> None:
    life = Life()
    day = Day(START + 7 * 7)
    stands = standing(life.diary, day)
    assert stands is not None
    assert by_feel_due(life.diary, stands, day)
    life.run(49)
    assert not by_feel_due(life.diary, stands, day)


# --- what there is to do -------------------------------------------------------------------------


def of_day(
    life: Life, item: Item, day: int, hour: float = 7.5, next_run: int | None = None
) -> TodayItem:
    following = None if next_run is None else Day(START + next_run)
    return item_of_day(life.diary, item, FOUR.week(1), Day(START + day), at(day, hour), following)


ACTIVATION = Item(ItemKind.ROUTINE, "Warm-up", Rhythm.WEEKLY, 3, "warm-up", Place.BEFORE_RUN)
CLAMS = replace(OTHER, rhythm=Rhythm.WEEKLY, times=2, place=Place.ANY)
ONCE = replace(CLAMS, rhythm=Rhythm.ONCE)
WALKS = Item(ItemKind.WALK, "A walk", Rhythm.WEEKLY, 2)


def test_a_line_says_of_what_it_is_and_how_often_it_was_done_of_how_often() -> None:
    life = Life()
    assert of_day(life, ACTIVATION, 1, next_run=2) == TodayItem(
        ACTIVATION, ItemState.LATER, 0, 3, "with the next run"
    )
    ran = Life()
    ran.run(1, None)
    assert of_day(ran, ACTIVATION, 1, 12, next_run=3) == TodayItem(
        ACTIVATION, ItemState.LATER, 0, 3, "with the next run"
    )
    assert of_day(life, CLAMS, 1) == TodayItem(CLAMS, ItemState.OPEN, 0, 2, "")
    assert of_day(life, ONCE, 1) == TodayItem(ONCE, ItemState.OPEN, 0, 1, "")
    life.write(en.RoutineDone(at(0), "clams", en.Done.ALL))
    assert of_day(life, CLAMS, 1) == TodayItem(CLAMS, ItemState.OPEN, 1, 2, "")
    assert of_day(life, ONCE, 1) == TodayItem(ONCE, ItemState.DONE, 1, 1, "")
    assert of_day(life, CLAMS, 0) == TodayItem(CLAMS, ItemState.DONE, 1, 2, "")
    assert of_day(life, WALKS, 1) == TodayItem(WALKS, ItemState.OPEN, 0, 2, "")
    life.write(en.ActivityDone(at(1), en.Sport.WALK, 0.0))
    assert of_day(life, WALKS, 1).state is ItemState.DONE, "one of today, however short"
    life.write(en.ActivityDone(at(1), en.Sport.WALK, 20.0))
    assert of_day(life, WALKS, 2) == TodayItem(WALKS, ItemState.DONE, 2, 2, "20 min this week")


def test_what_a_clock_set_wrong_put_into_tomorrow_is_not_of_this_week() -> None:
    life = Life()
    for day, level in ((1, 6), (3, 6), (8, 3), (9, 3)):
        life.rate(day, level)
    before = view(life, 9).since_first_week
    life.rate(10, 9)
    assert view(life, 9).since_first_week == before


def test_a_run_of_the_day_a_programme_began_is_one_of_it() -> None:
    life = Life()
    run = life.run(0)
    assert runs_since_start(life.diary) == (run,)


def test_what_is_done_every_other_day_rests_by_what_was_done_before() -> None:
    life = Life()
    life.write(en.RoutineDone(at(3), "clams", en.Done.ALL))
    assert of_day(life, OTHER, 2).state is ItemState.OPEN, "by a clock that was set back"


def test_a_run_that_heard_no_cadence_ticks_no_run_that_measures() -> None:
    life = Life(baseline=None)
    run = replace(life.run(0, None), cadence_spm=None)
    life.diary = replace(life.diary, runs=(run,))
    assert of_day(life, RUNS, 0) == TodayItem(RUNS, ItemState.LATER, 0, 3, "no cadence was heard")


def test_strength_is_open_from_the_minute_it_names() -> None:
    life = Life()
    life.run(1, None, hour=8, minutes=30)
    assert of_day(life, OTHER, 1, 12.49).words == "from 12:30"
    assert of_day(life, OTHER, 1, 12.5).words == ""


@pytest.mark.parametrize(
    ("done", "of", "words"), [(0, 1, ""), (1, 2, "1 of 2"), (2, 2, "2 of 2"), (3, 2, "3, 2 were asked")]
)  # fmt: skip
def test_how_often_in_words(done: int, of: int, words: str) -> None:
    assert TodayItem(CLAMS, ItemState.OPEN, done, of, "").count_words == words


def test_why_exercises_are_shut_to_a_back_that_rises() -> None:
    life = Life()
    for number, after in enumerate((0, 1, 2, 3)):
        life.run(2 * number, None, before=0, after=after)
    assert shut_words(life.diary, Day(START + 7)) == (
        "Exercises: only mobility and walking; pain rose after three runs on end."
    )


def test_an_exercise_without_a_tick_has_no_mark() -> None:
    assert mark_of(CLAMS, Life().diary, START) == ""


# --- days gone by --------------------------------------------------------------------------------


def test_what_is_asked_after_a_run() -> None:
    assert after_words(Run("a", at(0), 30.0)) == "how is the back after the run?"
    life = Life()
    run = replace(life.run(8, before=1), marked=True)
    life.diary = replace(life.diary, runs=(run,))
    assert view(life, 11).ask_after == run
    life.rate(8, 1, hour=8.0)
    assert view(life, 11).ask_after is None, "told as it began"


def test_a_whole_run_says_no_length_of_its_plan() -> None:
    assert run_words(Run("a", at(0), 20.0, of_min=20.0)) == "20:00"


def test_a_day_gone_by_has_its_routines() -> None:
    life = Life()
    done = en.RoutineDone(at(1), "clams", en.Done.ALL)
    life.write(done)
    found = history(life.diary, START, Day(START + 2))
    assert [one.routines for one in found] == [(), (done,), ()]


def test_pain_told_while_running_stands_last_where_nothing_was_told_after() -> None:
    life = Life()
    life.run(0, before=2, pain=((60.0, 3), (90.0, 5)))
    (day,) = history(life.diary, START, START)
    assert [level for _, level in day.told] == [2, 5]
    quiet = Life()
    quiet.run(0, pain=((60.0, 4),))
    (day,) = history(quiet.diary, START, START)
    assert [level for _, level in day.told] == [4]


def test_who_goes_on_on_the_day_of_coming_back_names_no_other() -> None:
    gone = Absence(Day(START + 11), Day(START + 22), 2)
    assert gone_on(gone, at(22)) == en.ProgrammeResumed(at(22), gone.since, None)
    assert gone_on(gone, at(24)) == en.ProgrammeResumed(at(24), gone.since, gone.back)


def test_days_away_are_counted_from_the_first_day_and_to_today() -> None:
    life = Life()
    assert absence(life.diary, FOUR, Day(START + 8)) == Absence(Day(START + 1), Day(START + 8), 1)
    assert absence(life.diary, FOUR, Day(START + 7)) is None
    saturday = Life()
    saturday.rate(5, 1)
    found = absence(saturday.diary, FOUR, Day(START + 15))
    assert found is not None
    assert found.week == 1, "six of its days were there"
    last_week = Life()
    last_week.rate(20, 1)
    assert absence(last_week.diary, FOUR, Day(START + 22 + 7)) == Absence(
        Day(START + 21), Day(START + 29), 4
    )
    over = Life()
    over.rate(27, 1)
    assert absence(over.diary, FOUR, Day(START + 36)) is None, "the weeks were over anyway"


def test_two_videos_are_compared_by_the_first_and_the_newest() -> None:
    made = [en.AssessmentMade(at(day), ("arched",)) for day in (0, 7, 14)]
    assert first_and_last(made) == (made[0], made[2])
    compared = compare_form(made[0], made[2])
    assert (compared.first, compared.last) == (START, START + 14)
    assert LOOK.title == "Film"


def test_a_gate_without_a_programme_knows_no_week() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day, None)
    run = view(life, 6).run
    assert run is not None
    assert before_run(life.diary, run.plan, life.ladder, 0, Day(START + 6)).rest == ""
