"""What today asks for: open or done, never missed; and where in the weeks a date is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.core.diary import entries as en
from cadencecoach.core.diary.diary import LEAST_MIN, Diary, Run, RunNote
from cadencecoach.core.diary.load import TOO_LONG, shoes, week_load
from cadencecoach.core.diary.pain import SEEK_CARE, Change, Pain, RedFlag, When
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.diary.typed_note import metres_typed
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import ClickMode, StageKind
from cadencecoach.core.programme.assessment import (
    FAULTS,
    chosen_themes,
    compare_form,
    first_and_last,
)
from cadencecoach.core.programme.calendar_days import after_words, history, run_words
from cadencecoach.core.programme.gates import Go, rung_today
from cadencecoach.core.programme.programme import (
    SHORTEST_MIN,
    Item,
    ItemKind,
    Place,
    ProgrammeRun,
    Rhythm,
    Turns,
    Week,
    beat_minutes,
    programme_run,
    standing,
    standing_on,
    week_start,
)
from cadencecoach.core.programme.steps import due
from cadencecoach.core.programme.today import Today, today
from cadencecoach.core.programme.today_items import ItemState, item_of_day
from cadencecoach.core.trends.pain_by import after_by, length, surface, target, weeks
from cadencecoach.core.values.calendar import Day, Moment, iso
from cadencecoach.core.values.units import Spm, frames
from tests.core.diaries import DAILY, FOUR, OTHER, RUNS, START, Life, at, week

LADDER = Ladder(Spm(160))


tops = st.none() | st.sampled_from((160, 165, 170))


def view(life: Life, day: int, hour: float = 7.5) -> Today:
    return today(life.diary, FOUR, Day(START + day), at(day, hour))


def state(life: Life, day: int, title: str) -> tuple[ItemState, int, int]:
    one = next(one for one in view(life, day).items if one.item.title == title)
    return one.state, one.done, one.of


@pytest.mark.parametrize(
    ("day", "week_number", "theme_day"), [(0, 1, 1), (6, 1, 7), (7, 2, 1), (27, 4, 7), (28, 5, 1)]
)
def test_weeks_are_counted_from_the_start(day: int, week_number: int, theme_day: int) -> None:
    stands = standing(Life().diary, Day(START + day))
    assert stands is not None
    assert (stands.week, stands.day_of_week) == (week_number, theme_day)
    assert FOUR.week(5) is FOUR.then


def test_ten_days_of_pause_are_ten_days_that_do_not_count() -> None:
    life = Life()
    life.write(en.ProgrammePaused(at(9)))
    for day in (9, 12, 19):
        stands = standing(life.diary, Day(START + day))
        assert stands is not None
        assert (stands.paused, stands.day) == (True, 10)
    life.write(en.ProgrammeResumed(at(19)))
    stands = standing(life.diary, Day(START + 19))
    assert stands is not None
    assert (stands.paused, stands.day, stands.week) == (False, 10, 2)
    assert week_start(life.diary, Day(START + 19)) == START + 7
    then = standing_on(life.diary, Day(START + 8))
    assert then is not None
    assert (then.paused, then.day) == (False, 9)


def test_a_paused_programme_asks_for_nothing() -> None:
    life = Life()
    life.write(en.ProgrammePaused(at(2)))
    paused = view(life, 4)
    assert (paused.items, paused.next_run, paused.paused) == ((), None, True)
    assert "waits" in paused.why


def test_a_run_in_a_pause_is_an_easy_one_without_a_beat() -> None:
    life = Life()
    for day in (7, 9, 11):
        life.run(day, 160, before=1, after=1, morning=1)
    life.write(en.ProgrammePaused(at(13)))
    life.rate(14, 1)
    seen = view(life, 14)
    assert seen.run is not None
    assert seen.run.plan.title == "An easy run, no beat"
    assert seen.run.plan.targets == ()
    assert seen.run.rung is None
    assert not seen.run_today
    assert seen.gate is not None
    assert (seen.gate.go, seen.gate.plan.targets) == (Go.GO, ())


@given(st.lists(st.tuples(st.booleans(), st.integers(-10, 30)), max_size=10), st.integers(-5, 60))
def test_a_day_is_never_before_the_first_whatever_the_clock_says(
    turns: list[tuple[bool, int]], day: int
) -> None:
    life = Life()
    for pause, when in turns:
        life.write(en.ProgrammePaused(at(when)) if pause else en.ProgrammeResumed(at(when)))
    stands = standing(life.diary, Day(START + day))
    assert stands is not None
    assert 1 <= stands.day <= max(day, 0, *(when for _, when in turns), 0) + 1


def test_a_day_without_anything_is_not_held_against_anybody() -> None:
    life = Life()
    fresh = [(one.item.title, one.state) for one in view(life, 0).items]
    after_six_idle_days = [(one.item.title, one.state) for one in view(life, 6).items]
    assert fresh == after_six_idle_days
    shown = repr(view(life, 6)).lower()
    assert not any(word in shown for word in ("missed", "streak", "failed", "behind"))


# --- what counts as a run -------------------------------------------------------------------------

starts = st.tuples(
    st.integers(0, 40), st.floats(0, 24), st.floats(0, LEAST_MIN, exclude_max=True), tops
)
full_runs = st.tuples(st.integers(0, 40), st.integers(0, 10), st.integers(0, 10), tops)


@given(
    st.lists(full_runs, max_size=5), st.lists(starts, min_size=1, max_size=4), st.integers(0, 40)
)
def test_a_start_that_was_broken_off_changes_nothing_but_the_minutes(
    ran: list[tuple[int, int, int, int | None]],
    broken_off: list[tuple[int, float, float, int | None]],
    day: int,
) -> None:
    without, with_them = Life(), Life()
    for life in (without, with_them):
        for when, before, after, top in sorted(ran, key=lambda one: one[0]):
            life.run(when, top, before=before, after=after, morning=before)
    for when, hour, minutes, top in broken_off:
        with_them.run(when, top, hour=hour, minutes=minutes)
    assert view(with_them, day) == view(without, day)
    moment, ladder = at(day), without.ladder
    assert due(with_them.diary, FOUR, ladder, moment) == due(without.diary, FOUR, ladder, moment)
    loads = [week_load(life.diary, Day(START + 40)) for life in (without, with_them)]
    assert loads[0].runs == loads[1].runs
    assert loads[0].minutes <= loads[1].minutes


def test_the_calendar_says_who_ran_against_advice() -> None:
    life = Life()
    life.write(en.Overrode(at(2), "Your back is at 6: no run today."))
    life.write(en.StepDecided(at(2), en.Step.HOLD, 0, "Not yet.", "rule", None))
    days = history(life.diary, Day(START + 1), Day(START + 2))
    assert [day.decided for day in days] == [
        (),
        ("hold: Not yet.", "ran all the same: Your back is at 6: no run today."),
    ]


def test_a_rating_that_gets_its_side_later_was_told_once() -> None:
    life = Life()
    told = [
        (When.BEFORE, 3, "a"), (When.AFTER, 3, "a"), (When.AFTER, 3, "a"), (When.AFTER, 3, "b"),
        (When.NOW, 3, None), (When.NOW, 3, None), (When.AFTER, 4, "b"),
    ]  # fmt: skip
    for hour, (when, level, run) in enumerate(told):
        life.write(en.PainRated(at(1, 8 + hour), when, Pain(level), run))
    (shown,) = history(life.diary, Day(START + 1), Day(START + 1))
    assert shown.pain == tuple((when, level) for when, level, _ in told)
    assert en.levels_told(shown.ratings) == shown.pain[:2] + shown.pain[3:], "two runs told twice"


@pytest.mark.parametrize(
    ("words", "run", "counts"),
    [
        ("five minutes", Run("a", at(0), 5.0), True),
        ("a little less", Run("a", at(0), 4.99), False),
        ("half a minute that pain ended", Run("a", at(0), 0.6, stopped=True), True),
        ("a rating in it", Run("a", at(0), 0.6, pain=((20.0, 2),)), True),
    ],
    ids=lambda row: row if isinstance(row, str) else "",
)
def test_what_counts_as_a_run(words: str, run: Run, counts: bool) -> None:
    assert run.counts is counts
    life = Life()
    life.diary = replace(life.diary, runs=(run,))
    assert state(life, 0, "Run")[1] == int(counts)
    (shown,) = history(life.diary, START, START)
    assert shown.runs == (run,)
    assert run_words(run).startswith("(") is not counts


@pytest.mark.parametrize(
    ("minutes", "of_min", "part"),
    [
        (6.55, 20.0, True),
        (9.9, 20.0, True),
        (10.0, 20.0, False),
        (12.0, 40.0, False),
        (5.5, 10.0, False),
        (6.55, None, False),  # written down before its length was
        (4.0, 20.0, False),  # no run at all
    ],
)
def test_a_run_that_ends_soon_is_a_part_of_one(
    minutes: float, of_min: float | None, part: bool
) -> None:
    run = Run("a", at(0), minutes, of_min=of_min, cadence_spm=160.0)
    assert is_part(run) is part
    life = Life()
    life.diary = replace(life.diary, runs=(run,))
    done = int(run.counts and not part)
    assert state(life, 0, "Run")[1:] == (done, 3)
    if part:
        assert state(life, 0, "Run")[0] is ItemState.LATER
        assert item_words(life, 0, "Run") == "a part of it was run"
        assert run_words(run).endswith("of 20:00")
        assert view(life, 1).next_run == START + 2, "a rest day after it as after any"
        for spoke in ({"stopped": True}, {"pain": ((20.0, 2),)}, {"marked": True}):
            assert not is_part(replace(run, **spoke))


def test_a_part_of_a_run_fills_no_week_and_unlocks_no_level() -> None:
    life = Life()
    for day in (0, 2, 4):
        life.run(day, None)
    assert view(life, 5).next_run == START + 7
    life.diary = replace(
        life.diary,
        runs=(*life.diary.runs[:2], replace(life.diary.runs[2], minutes=6.5, of_min=20.0)),
    )
    assert view(life, 5).next_run == START + 6


def item_words(life: Life, day: int, title: str) -> str:
    (found,) = (one for one in view(life, day).items if one.item.title == title)
    return found.words


def test_items_are_open_until_done() -> None:
    life = Life()
    assert state(life, 1, "Core") == (ItemState.OPEN, 0, 1)
    life.write(en.RoutineDone(at(1), "core", en.Done.PART))
    assert state(life, 1, "Core") == (ItemState.DONE, 1, 1)
    assert state(life, 2, "Core") == (ItemState.OPEN, 0, 1)
    life.write(en.RoutineDone(at(2), "core", en.Done.SKIPPED))
    assert state(life, 2, "Core") == (ItemState.OPEN, 0, 1)
    assert state(life, 3, "Film")[0] is ItemState.OPEN
    life.write(en.AssessmentMade(at(3), ()))
    assert state(life, 6, "Film")[0] is ItemState.DONE


def test_a_warm_up_belongs_before_the_run_and_not_after_it() -> None:
    warm_up = Item(ItemKind.ROUTINE, "Warm-up", Rhythm.DAILY, 1, "warm-up", Place.BEFORE_RUN)
    programme = replace(FOUR, weeks=(week(0, beat=False, items=(RUNS, warm_up)), *FOUR.weeks[1:]))
    life = Life()

    def shown() -> tuple[ItemState, str]:
        one = today(life.diary, programme, Day(START), at(0, 20)).items[1]
        return one.state, one.words

    assert shown() == (ItemState.OPEN, "before the run")
    life.run(0, None)
    assert shown() == (ItemState.LATER, "with the next run")
    life.write(en.RoutineDone(at(0), "warm-up", en.Done.ALL))
    assert shown()[0] is ItemState.DONE


def test_while_a_warning_sign_waits_no_exercise_is_open() -> None:
    life = Life()
    life.write(en.RoutineDone(at(0), "core", en.Done.ALL))
    life.write(en.RedFlagsAnswered(at(0), (RedFlag.WEAKNESS,)))
    states = {one.item.title: (one.state, one.words) for one in view(life, 0).items}
    assert states["Core"][0] is ItemState.DONE
    assert states["Clams"] == (ItemState.LATER, "once you have been seen")
    assert ItemState.OPEN not in {state for state, _ in states.values()}
    life.write(en.RedFlagsAcknowledged(at(0)))
    assert ItemState.OPEN in {one.state for one in view(life, 0).items}


def test_who_ran_against_advice_is_not_told_to_stay_at_home() -> None:
    life = Life()
    life.rate(0, 6)
    assert "no run today" in view(life, 0).why
    life.run(0, None)
    assert view(life, 0).why.startswith("Today your back was at 6. Walk")


def mobility(life: Life, day: int) -> list[ItemState]:
    return [one.state for one in view(life, day, 9).items if one.item.routine == "mobility"]


def test_what_a_sore_day_says_to_do_stands_on_it() -> None:
    life = Life()
    assert mobility(life, 0) == []
    life.rate(0, 6)
    assert "gentle mobility" in view(life, 0).why
    assert mobility(life, 0) == [ItemState.OPEN]
    life.rate(1, 4)
    assert mobility(life, 1) == [ItemState.OPEN], "the gentler run is open, its warm-up is not"
    life.write(en.RoutineDone(at(1), "mobility", en.Done.ALL))
    assert mobility(life, 1) == [ItemState.DONE]
    life.rate(2, 2)
    assert mobility(life, 2) == []


def test_after_a_run_against_advice_mobility_stands_on_the_day_too() -> None:
    life = Life()
    life.write(en.Overrode(at(0, 7.9), "Your back was not rated."))
    life.run(0, None)
    assert "gentle mobility" in view(life, 0).why
    assert mobility(life, 0) == [ItemState.OPEN]


def test_a_week_that_asks_for_mobility_has_it_once() -> None:
    item = Item(ItemKind.ROUTINE, "Mobility", Rhythm.DAILY, 1, "mobility")
    programme = replace(FOUR, weeks=(week(0, beat=False, items=(RUNS, item)), *FOUR.weeks[1:]))
    life = Life()
    life.rate(0, 6)
    names = [one.item.routine for one in today(life.diary, programme, Day(START), at(0)).items]
    assert names == ["", "mobility"]


def test_the_day_remembers_a_run_against_advice_until_the_back_is_rated() -> None:
    life = Life()
    life.write(en.Overrode(at(0, 7.9), "Your back was not rated."))
    life.run(0, None)
    assert view(life, 0).why.startswith("You ran against advice today. Walk")
    assert view(life, 2).why.startswith("You ran against advice on Mon 7 Sep. Walk")
    life.rate(2, 1)
    assert view(life, 2).why == "A run day."


def test_the_day_remembers_a_stop_until_the_back_is_calm() -> None:
    life = Life()
    life.run(0, None, before=2, pain=((600.0, 6),))
    assert "rate your back tomorrow morning" in view(life, 0).why
    assert "No run today" in view(life, 1).why
    assert not view(life, 2).why.startswith("A run day")
    life.rate(2, 1)
    assert view(life, 2).why == "A run day."


def test_a_sore_rest_day_speaks_of_no_run() -> None:
    life = Life()
    life.run(0, None)
    life.rate(1, 5)
    assert view(life, 1).why == "Your back is at 5: a day without a run is right."
    life.rate(2, 5)
    assert view(life, 2).why == "Your back is at 5: a gentler run today, and no new level."


def test_a_calm_day_says_what_it_is_for() -> None:
    life = Life()
    life.rate(7, 2)
    step = life.decide(7)
    assert step is not None
    assert view(life, 7).why == step.reason
    life.run(7, 165)
    assert view(life, 7).why == "You ran today. Easy now, and let the back rest."
    assert view(life, 8).why == "A day without a run: the back adapts between runs."
    life.write(en.ProgrammePaused(at(9)))
    assert view(life, 9).why == "The programme waits for you; resume it when you like."


def test_a_level_never_run_waits_for_a_calm_rating_and_one_known_does_not() -> None:
    life = Life()
    life.rate(7, 2)
    assert life.decide(7) is not None

    def asked(day: int) -> int | None:
        run = view(life, day).run
        assert run is not None
        assert run.plan.targets == tuple(sorted(run.plan.targets))
        return run.rung

    assert (asked(7), asked(8)) == (1, 0)
    life.run(9, 165, before=1)
    assert asked(11) == 1
    run = view(life, 11).run
    assert run is not None
    assert [(stage.kind, stage.target_spm) for stage in run.plan.stages] == [
        (StageKind.WARM_UP, None), (StageKind.RUNG, 160), (StageKind.RUNG, 165),
        (StageKind.COOL_DOWN, None),
    ]  # fmt: skip


@pytest.mark.parametrize("baseline", [160, None])
def test_running_and_walking_in_turn_ends_with_a_run(baseline: int | None) -> None:
    turns = Turns(frames(120), frames(60))
    in_turn = replace(FOUR, weeks=(replace(FOUR.weeks[0], turns=turns), *FOUR.weeks[1:]))
    run = today(Life(baseline).diary, in_turn, START, at(0)).run
    assert run is not None
    warm_up, *middle, cool_down = run.plan.stages
    assert (warm_up.kind, cool_down.kind) == (StageKind.WARM_UP, StageKind.COOL_DOWN)
    assert [(stage.kind, stage.length, stage.target_spm) for stage in middle] == [
        (StageKind.HOLD, turns.run, baseline),
        (StageKind.WALK, turns.walk, None),
    ] * 7 + [(StageKind.HOLD, turns.run, baseline)]
    assert (turns.times, Turns(frames(3000), frames(60)).times) == (8, 1)
    assert (run.plan.title, run.rung, run.plan.cap_spm) == ("Running and walking", None, baseline)
    assert run.plan.name == "today"


def test_without_a_programme_an_unrated_back_is_no_sore_one() -> None:
    assert rung_today(Diary(), LADDER, None, START) == LADDER.top_rung
    life = Life()
    life.rate(0, 7)
    assert rung_today(life.diary, LADDER, None, Day(START + 1)) == 0


def test_posture_checks_come_every_five_minutes_in_weeks_that_have_them() -> None:
    checked = replace(FOUR, weeks=(replace(FOUR.weeks[0], posture_checks=True), *FOUR.weeks[1:]))
    for programme, every in ((FOUR, None), (checked, frames(300))):
        run = today(Life().diary, programme, START, at(0)).run
        assert run is not None
        assert run.plan.cue_every == every


def test_a_programme_begun_anew_speaks_of_no_level_of_the_one_before() -> None:
    life = Life()
    life.rate(7, 2)
    assert life.decide(7) is not None
    life.write(en.ProgrammeStarted(at(7, 10), FOUR.name))
    assert view(life, 7, 11).why == "A run day."


def test_that_the_weeks_are_over_is_said_in_the_week_after_them() -> None:
    life = Life()
    for day in range(40):
        life.rate(day, 1)
    over = "The weeks of the programme are over. "
    told = {number: view(life, 7 * number - 7).why.startswith(over) for number in range(1, 7)}
    assert [number for number, said in told.items() if said] == [len(FOUR.weeks) + 1]


def test_the_morning_of_a_run_day_says_how_the_back_was_before() -> None:
    life = Life()
    life.rate(8, 3, When.MORNING, hour=6)
    life.rate(9, 4, When.MORNING, hour=6.5, about=Day(START + 8))
    first, second = life.run(8, 160), life.run(9, 160)
    assert (life.diary.before(first), life.diary.before(second)) == (3, None)


def test_every_other_day_rests_a_day() -> None:
    life = Life()
    life.write(en.RoutineDone(at(1), "clams", en.Done.ALL))
    states = [state(life, day, "Clams")[0] for day in (1, 2, 3)]
    assert states == [ItemState.DONE, ItemState.LATER, ItemState.OPEN]


def item(
    rhythm: Rhythm, times: int = 1, place: Place = Place.ANY, kind: ItemKind = ItemKind.ROUTINE
) -> Item:
    return Item(kind, "It", rhythm, times, "it", place)


@pytest.mark.parametrize(
    ("asked", "days", "shown"),
    [
        pytest.param(item(Rhythm.DAILY, 2), (8,), (ItemState.OPEN, 0, 2, ""), id="daily: anew"),
        pytest.param(item(Rhythm.DAILY, 2), (9,), (ItemState.OPEN, 1, 2, ""), id="daily: once"),
        pytest.param(item(Rhythm.DAILY, 2), (9, 9), (ItemState.DONE, 2, 2, ""), id="daily: twice"),
        pytest.param(item(Rhythm.OTHER_DAY), (), (ItemState.OPEN, 0, 1, ""), id="other day"),
        pytest.param(
            item(Rhythm.OTHER_DAY), (8,), (ItemState.LATER, 0, 1, "tomorrow again"), id="day after"
        ),
        pytest.param(item(Rhythm.OTHER_DAY), (7, 9), (ItemState.DONE, 1, 1, ""), id="other: done"),
        pytest.param(item(Rhythm.WEEKLY, 2), (6,), (ItemState.OPEN, 0, 2, ""), id="last week's"),
        pytest.param(item(Rhythm.WEEKLY, 2), (7,), (ItemState.OPEN, 1, 2, ""), id="one of two"),
        pytest.param(item(Rhythm.WEEKLY, 2), (7, 8), (ItemState.DONE, 2, 2, ""), id="all of two"),
        pytest.param(item(Rhythm.WEEKLY, 2), (9,), (ItemState.DONE, 1, 2, ""), id="today's"),
        pytest.param(item(Rhythm.ONCE), (6,), (ItemState.OPEN, 0, 1, ""), id="once: last week"),
        pytest.param(item(Rhythm.ONCE), (7, 8), (ItemState.DONE, 1, 1, ""), id="once: done"),
        pytest.param(
            item(Rhythm.DAILY, 2, Place.AFTER_RUN),
            (),
            (ItemState.LATER, 0, 2, "with the next run"),
            id="after a run",
        ),
        pytest.param(
            item(Rhythm.WEEKLY, 2, Place.OFF_RUN),
            (),
            (ItemState.OPEN, 0, 2, "not before a run"),
            id="not before a run",
        ),
    ],
)
def test_how_often_an_item_was_done_of_how_often(
    asked: Item, days: tuple[int, ...], shown: tuple[ItemState, int, int, str]
) -> None:
    life = Life()
    life.run(8, None)  # no run on the day after
    life.write(en.RoutineDone(at(9), "another", en.Done.ALL))
    life.write(*(en.RoutineDone(at(day), "it", en.Done.ALL) for day in days))
    told = item_of_day(life.diary, asked, FOUR.week(2), Day(START + 9), at(9), Day(START + 10))
    assert (told.state, told.done, told.of, told.words) == shown


@pytest.mark.parametrize(
    ("ran", "next_run", "shown"),
    [
        pytest.param((), 9, (ItemState.OPEN, 0, 3, ""), id="a run day"),
        pytest.param((), 10, (ItemState.LATER, 0, 3, "next Thu 17 Sep"), id="tomorrow's"),
        pytest.param((), None, (ItemState.LATER, 0, 3, "not today"), id="no run is advised"),
        pytest.param((6, 7), 9, (ItemState.OPEN, 1, 3, ""), id="one this week, one before"),
        pytest.param((7, 9), 11, (ItemState.DONE, 2, 3, ""), id="run"),
    ],
)
def test_what_stands_at_the_run_of_a_day(
    ran: tuple[int, ...], next_run: int | None, shown: tuple[ItemState, int, int, str]
) -> None:
    life = Life()
    for day in ran:
        life.run(day)
    soon = None if next_run is None else Day(START + next_run)
    told = item_of_day(life.diary, RUNS, FOUR.week(2), Day(START + 9), at(9), soon)
    assert (told.state, told.done, told.of, told.words) == shown


def test_a_sore_back_shuts_an_exercise_and_says_so() -> None:
    life = Life()
    life.rate(9, 7)
    shut = item_of_day(life.diary, item(Rhythm.DAILY), FOUR.week(2), Day(START + 9), at(9), None)
    assert (shut.state, shut.done, shut.words) == (ItemState.LATER, 0, "not with this back")
    walk = item(Rhythm.WEEKLY, kind=ItemKind.WALK)
    open_ = item_of_day(life.diary, walk, FOUR.week(2), Day(START + 9), at(9), None)
    assert (open_.state, open_.words) == (ItemState.OPEN, "")


def test_an_assessment_is_done_once_a_week() -> None:
    life = Life()
    film = item(Rhythm.ONCE, kind=ItemKind.ASSESSMENT)
    for day, state, done in (
        (6, ItemState.OPEN, 0),
        (7, ItemState.DONE, 1),
        (8, ItemState.DONE, 1),
    ):
        if day > 6:
            life.write(en.AssessmentMade(at(day), ()))
        told = item_of_day(life.diary, film, FOUR.week(2), Day(START + day), at(day), None)
        assert (told.state, told.done, told.of, told.words) == (state, done, 1, "")


def test_strength_waits_four_hours_after_a_run() -> None:
    life = Life()
    life.run(1, None, hour=8)
    clams = [one for one in view(life, 1, 10).items if one.item.title == "Clams"]
    assert clams[0].words == "from 12:30"
    clams = [one for one in view(life, 1, 13).items if one.item.title == "Clams"]
    assert clams[0].words == ""
    late = Life()
    late.run(1, None, hour=21)
    clams = [one for one in view(late, 1, 22).items if one.item.title == "Clams"]
    assert clams[0].words == "tomorrow"


def test_a_rest_day_lies_between_two_runs_and_three_make_a_week() -> None:
    life = Life()
    assert view(life, 1).next_run == START + 1
    life.run(1, None)
    assert view(life, 1).next_run == START + 3
    assert (view(life, 2).next_run, view(life, 2).run_today) == (START + 3, False)
    assert view(life, 3).run_today
    life.run(3, None)
    life.run(5, None)
    assert view(life, 5).next_run == START + 7
    assert view(life, 6).next_run == START + 7
    life.run(6, None)
    assert view(life, 6).next_run == START + 8


def test_a_sore_back_moves_the_run_and_a_warning_sign_takes_it_away() -> None:
    life = Life()
    life.rate(1, 7)
    sore = view(life, 1)
    assert (sore.run_today, sore.next_run, sore.gate and sore.gate.go) == (False, START + 2, Go.NO)
    assert sore.why.startswith("Your back is at 7")
    life.write(en.RedFlagsAnswered(at(1), (RedFlag.SADDLE,)))
    flagged = view(life, 1)
    assert (flagged.run_today, flagged.next_run) == (False, None)
    assert flagged.why.startswith("Seek care now")
    assert flagged.provider


def test_what_was_not_told_is_asked_for_a_while() -> None:
    life = Life()
    assert view(life, 0).ask_flags
    run = life.run(1, None)
    asked = view(life, 1)
    assert (asked.ask_after, asked.ask_morning) == (run, None)
    assert view(life, 2).ask_morning == START + 2
    assert view(life, 5).ask_morning == START + 2
    assert view(life, 6).ask_morning is None
    life.rate(3, 2, When.MORNING, about=Day(START + 2))
    assert view(life, 3).ask_morning is None
    life.rate(1, 2, When.AFTER, session=run.session)
    assert view(life, 1).ask_after is None


def test_this_week_against_the_first() -> None:
    life = Life()
    for day, level in ((1, 6), (3, 6), (8, 3), (9, 3)):
        life.rate(day, level)
    assert view(life, 6).since_first_week is None
    compared = view(life, 9).since_first_week
    assert compared is not None
    assert (compared.change, compared.before, compared.after) == (Change.BETTER, 6.0, 3.0)
    empty = view(life, 15).since_first_week
    assert empty is not None
    assert empty.change is Change.UNKNOWN


def test_without_a_programme_today_is_still_a_day() -> None:
    empty = today(Diary(), None, START, at(0))
    assert (empty.items, empty.run, empty.programme, empty.trend) == ((), None, "", "·" * 14)


def test_without_a_programme_the_diary_is_asked_about_and_told_all_the_same() -> None:
    life = Life()
    life.run(1, None)
    life.run(2, None)
    life.rate(0, 7)
    life.write(
        en.RedFlagsAnswered(at(2), (RedFlag.SADDLE,)), en.ActivityDone(at(3), en.Sport.SWIM, 20.0)
    )
    for day in (2, 3):
        led = view(life, day)
        alone = today(life.diary, None, Day(START + day), at(day))
        for name in (
            "provider", "ask_flags", "ask_provider", "ask_morning", "ask_after", "trend",
            "activities", "notes",
        ):  # fmt: skip
            assert getattr(alone, name) == getattr(led, name), name
        assert alone.notes
        assert alone.why == SEEK_CARE
        assert (alone.week, alone.of_weeks, alone.over) == (0, 0, False)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (Run("a", at(0), 30.0, top_spm=165), "30:00 at 165"),
        (Run("a", at(0), 30.0), "30:00"),
        (Run("a", at(0), 1.5, top_spm=165), "(1:30)"),
    ],
)
def test_a_run_in_few_words(run: Run, words: str) -> None:
    assert run_words(run) == words


# --- zones ---------------------------------------------------------------------------------------


def _local(text: str, zone: str) -> Moment:
    when = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    offset = when.utcoffset()
    assert offset is not None
    return Moment(int(when.timestamp()), int(offset.total_seconds()))


def test_a_runner_who_travels_keeps_the_dates_of_the_places() -> None:
    evening = _local("2026-09-08T22:00", "Asia/Tokyo")
    landed = _local("2026-09-08T20:00", "America/Los_Angeles")
    assert landed.utc_s > evening.utc_s
    assert iso(evening.day) == iso(landed.day) == "2026-09-08"
    life = Life()
    life.write(en.PainRated(evening, When.BEFORE, Pain(6)))
    life.write(en.PainRated(landed, When.BEFORE, Pain(1)))
    now = life.diary.now(landed.day)
    assert now is not None
    assert now.level == 1


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"], ids=["23 hours", "25 hours"])
def test_the_clocks_change_and_a_day_is_a_day(night: str) -> None:
    before = _local(f"{night}T00:30", "Europe/Berlin")
    after = _local(f"{night}T23:30", "Europe/Berlin")
    life = Life()
    life.diary = Diary((en.ProgrammeStarted(before, "four"),))
    first, last = standing(life.diary, before.day), standing(life.diary, after.day)
    assert first is not None
    assert first == last
    next_day = standing(life.diary, Day(after.day + 1))
    assert next_day is not None
    assert next_day.day == 2


def test_the_calendar_has_every_day_once() -> None:
    life = Life()
    life.run(1, 160, before=3, after=3)
    life.write(en.ProgrammePaused(at(5)), en.ProgrammeResumed(at(8)))
    life.write(en.RoutineDone(at(1), "core", en.Done.ALL))
    days = history(life.diary, START, Day(START + 9))
    assert [one.day - START for one in days] == list(range(10))
    assert [one.paused for one in days] == [False] * 5 + [True] * 3 + [False] * 2
    assert days[1].runs == life.diary.runs
    assert days[1].pain == ((When.BEFORE, 3), (When.AFTER, 3))
    assert days[9].week == 1
    before = history(life.diary, Day(START - 2), START)
    assert [(one.week, one.paused) for one in before] == [(0, False), (0, False), (1, False)]


def test_without_a_programme_the_last_seven_days_are_the_week() -> None:
    assert week_start(Diary(), Day(START + 10)) == START + 4


def test_a_day_has_the_pain_of_its_run_between_what_was_told_around_it() -> None:
    life = Life()
    life.run(1, before=2, after=5, pain=((60.0, 3), (600.0, 6)))
    (one,) = history(life.diary, Day(START + 1), Day(START + 1))
    assert one.told == ((When.BEFORE, 2), (When.DURING, 6), (When.AFTER, 5))


# --- the run of a day ----------------------------------------------------------------------------


def run_of_day(
    of: Week, ladder: Ladder | None = LADDER, rung: int = 0, session: int = 1, calm: int = 0
) -> ProgrammeRun:
    return programme_run(of, ladder, rung, session=session, calm=calm, cue_every=frames(300))


def test_a_run_that_left_the_back_sore_or_was_not_rated_adds_no_minutes() -> None:
    life = Life()
    life.write(en.StepDecided(at(7), en.Step.UP, 1, "", "", None))
    lengths = []
    for day, (before, after) in enumerate(((2, 3), (2, 4), (3, 4), (None, 2), (2, None), (2, 2))):
        life.run(7 + 2 * day, 165, before=before, after=after)
        asked = view(life, 8 + 2 * day).run
        assert asked is not None
        lengths.append(asked.plan.length)
    assert lengths == [lengths[0]] * 5 + [lengths[0] + frames(120)]


def test_the_first_week_measures_and_has_no_beat() -> None:
    asked = run_of_day(FOUR.week(1))
    assert asked.plan.targets == ()
    assert run_of_day(FOUR.week(2), ladder=None).plan.targets == ()
    assert asked.plan.title == "Your own cadence"
    assert (
        run_of_day(FOUR.week(2)).plan.title
        == f"Cadence {run_of_day(FOUR.week(2)).plan.targets[-1]}"
    )
    assert run_of_day(FOUR.week(2)).plan.name == asked.plan.name == "today"


def test_minutes_with_the_beat_grow_from_15_to_30_with_calm_runs() -> None:
    minutes = [beat_minutes(calm) for calm in range(10)]
    assert minutes[0] == 15
    assert minutes[7:] == [30, 30, 30]
    assert minutes == sorted(minutes)


@given(longest_min=st.floats(0.5, 90), calm=st.integers(0, 9), rung=st.integers(0, 2))
def test_no_run_is_longer_than_is_called_safer(longest_min: float, calm: int, rung: int) -> None:
    safe_min = longest_min * TOO_LONG
    for number, ladder in ((1, None), (2, LADDER), (4, LADDER)):
        plan = programme_run(
            FOUR.week(number), ladder, rung, session=1, calm=calm, cue_every=None, safe_min=safe_min
        ).plan
        minutes = plan.length / frames(60)
        assert minutes <= max(safe_min, 10 + SHORTEST_MIN)
        assert all(stage.length >= frames(150) for stage in plan.stages)


def test_the_first_run_with_a_beat_is_hardly_longer_than_the_measuring_runs() -> None:
    life = Life()
    life.run(0, None, before=1, after=1, minutes=20)
    life.write(en.StepDecided(at(7), en.Step.UP, 1, "", "", None))
    asked = view(life, 8)
    assert asked.run is not None
    assert asked.run.plan.targets
    assert asked.run.plan.length <= frames(life.diary.runs[0].minutes * TOO_LONG * 60)
    assert asked.gate is not None
    assert not [words for words in asked.gate.warnings if "is safer" in words]


@pytest.mark.parametrize(
    ("session", "share", "click"),
    [
        (1, 1.0, ClickMode.ALWAYS),
        (6, 1.0, ClickMode.ALWAYS),
        (7, 0.75, ClickMode.FADED),
        (9, 0.25, ClickMode.FADED),
        (10, 0.1, ClickMode.FADED),
        (20, 0.1, ClickMode.FADED),
    ],
)
def test_the_click_fades_over_the_last_four_of_eight(
    session: int, share: float, click: ClickMode
) -> None:
    asked = run_of_day(week(1), rung=1, session=session)
    assert (asked.click_share, asked.plan.click) == (share, click)
    assert asked.plan.targets == (160, 165)


def test_posture_checks_belong_to_their_weeks() -> None:
    assert run_of_day(week(1)).plan.cue_every is None
    checks = replace(week(2), posture_checks=True)
    assert run_of_day(checks).plan.cue_every == frames(300)


# --- load, shoes, form ---------------------------------------------------------------------------


def test_shoes_count_what_is_known_and_say_what_is_not() -> None:
    life = Life()
    life.write(en.ShoesAdded(at(0), "Blue", 570.0, 640.0), en.ShoesAdded(at(0), "Old", 0.0, 640.0))
    life.run(1, note=RunNote(shoes="Blue", distance_m=5000.0))
    life.run(3, note=RunNote(shoes="Blue"))
    worn = shoes(life.diary)
    assert (worn["Blue"].km, worn["Blue"].uncounted, worn["Blue"].warning) == (575.0, 1, None)
    life.run(5, note=RunNote(shoes="Blue", distance_m=2000.0))
    assert "near" in (shoes(life.diary)["Blue"].warning or "")
    life.run(7, note=RunNote(shoes="Blue", distance_m=80_000.0))
    assert "past" in (shoes(life.diary)["Blue"].warning or "")
    life.write(en.ShoesRetired(at(8), "Blue"))
    assert shoes(life.diary)["Blue"].warning is None
    assert view(life, 9).notes == ()


def test_a_new_pair_by_an_old_name_begins_anew() -> None:
    life = Life()
    life.run(0, note=RunNote(shoes="Blue", distance_m=3000.0))
    life.write(en.ShoesAdded(at(1), "Blue", 600.0, 640.0))
    life.run(2, note=RunNote(shoes="Blue", distance_m=20_000.0))
    assert shoes(life.diary)["Blue"].km == 623.0, "the first run in a pair may be before its entry"
    life.write(en.ShoesRetired(at(3), "Blue"))
    assert shoes(life.diary)["Blue"].km == 623.0
    life.write(en.ShoesAdded(at(4), "Blue", 0.0, 640.0))
    assert shoes(life.diary)["Blue"].km == 0.0
    life.run(5, note=RunNote(shoes="Blue", distance_m=5000.0))
    worn = shoes(life.diary)["Blue"]
    assert (worn.km, worn.retired, worn.warning) == (5.0, False, None)


def test_the_load_of_seven_days_counts_distance_only_where_it_is_known() -> None:
    life = Life()
    life.run(1, minutes=30)
    assert week_load(life.diary, Day(START + 2)).km is None
    run: Run = life.run(3, minutes=20, note=RunNote(distance_m=3000.0))
    assert run.metres == 3000.0
    load = week_load(life.diary, Day(START + 7))
    assert (load.runs, load.minutes, load.km) == (2, 50, 3.0)
    assert week_load(life.diary, Day(START + 8)).runs == 1


def test_pain_by_week_surface_target_and_length() -> None:
    life = Life()
    life.run(1, 165, before=2, after=4, note=RunNote(surface="concrete"), minutes=45)
    life.run(3, 165, before=2, after=2, note=RunNote(surface="grass"), minutes=25)
    life.run(9, None, note=RunNote(surface="grass"), pain=((600.0, 2), (1200.0, 4)))
    diary = life.diary
    assert after_by(diary, surface) == {"concrete": (4.0, 1), "grass": (2.0, 1)}
    assert after_by(diary, target) == {"165 steps a minute": (3.0, 2)}
    assert after_by(diary, length) == {"40 min or more": (4.0, 1), "20 to 30 min": (2.0, 1)}
    lengths = [length(life.run(day, minutes=m)) for day, m in enumerate((19.9, 20, 30, 39, 40), 20)]
    assert lengths == [
        "under 20 min", "20 to 30 min", "30 to 40 min", "30 to 40 min", "40 min or more",
    ]  # fmt: skip
    past = weeks(diary, Day(START + 13), 3)
    assert [(one.mean, one.rated) for one in past] == [(None, 0), (3.0, 2), (4.0, 1)]
    assert weeks(diary, Day(START + 13))[0].mean is None


def test_form_then_and_now_and_the_themes_it_asks_for() -> None:
    first = en.AssessmentMade(at(0), ("overstride", "arched"))
    later = en.AssessmentMade(at(21), ("arched", "lean", "unknown-one"))
    compared = compare_form(first, later)
    words = {seen.fault.words: seen.words for seen in compared.faults}
    assert words["Long strides"] == "gone"
    assert words["Arched lower back"] == "seen both times"
    assert words["Lean from the waist"] == "new"
    assert words["Pelvic drop"] == "not seen"
    assert first_and_last((first,)) is None
    assert first_and_last((first, later)) == (first, later)
    themes = chosen_themes(Diary((first, later)))
    assert themes[:2] == (FAULTS["arched"].themes[0], FAULTS["lean"].themes[0])
    assert len(set(themes)) == len(themes)
    assert chosen_themes(Diary()) == ()


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("5", 5000),
        (" 5.2 ", 5200),
        ("5,25 km", 5250),
        ("200km", 200_000),
        ("200.1", None),
        ("0", None),
        ("0.0", None),
        ("", None),
        ("-5", None),
        ("5 miles", None),
        ("1e2", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("nan", None),
    ],
)
def test_a_distance_as_a_runner_types_it(typed: str, metres: float | None) -> None:
    assert metres_typed(typed) == metres


def test_exercises_know_the_back() -> None:
    """After a stop only mobility and walking stand open, in words that say why."""
    mobility = replace(DAILY, routine="mobility", title="Mobility")
    programme = replace(FOUR, weeks=(week(0, beat=False, items=(RUNS, DAILY, OTHER, mobility)),))
    life = Life(programme=programme)
    life.run(2, None, before=1, pain=((600.0, 6),))
    view = today(life.diary, programme, Day(START + 3), at(3))
    states = {one.item.title: one.state for one in view.items}
    assert states["Mobility"] is ItemState.OPEN
    assert {states["Core"], states["Clams"]} == {ItemState.LATER}
    assert any("you stopped for pain" in note for note in view.notes)
    life.rate(3, 2)
    view = today(life.diary, programme, Day(START + 3), at(3, 9))
    assert all("only mobility" not in note for note in view.notes)


def test_a_run_without_a_cadence_measures_nothing_and_ticks_nothing() -> None:
    programme = replace(FOUR, weeks=(week(0, beat=False),))
    life = Life(None, programme)
    life.run(2, None)
    life.diary = replace(life.diary, runs=(replace(life.diary.runs[0], cadence_spm=None),))
    (run,) = today(life.diary, programme, Day(START + 2), at(2, 20)).items[:1]
    assert (run.state, run.done, run.words) == (ItemState.LATER, 0, "no cadence was heard")


def test_a_run_to_a_beat_is_no_run_that_measures_your_own_cadence() -> None:
    programme = replace(FOUR, weeks=(week(0, beat=False),))
    life = Life(None, programme)
    ramp = life.run(2, 175)
    (run,) = today(life.diary, programme, Day(START + 2), at(2, 20)).items[:1]
    assert (run.state, run.done, run.words) == (ItemState.LATER, 0, "run to a beat")
    life.diary = replace(life.diary, runs=(ramp, replace(ramp, top_spm=None)))
    (run,) = today(life.diary, programme, Day(START + 2), at(2, 20)).items[:1]
    assert (run.state, run.done) == (ItemState.DONE, 1)


def test_a_marked_pain_is_asked_about_until_a_level_is_told() -> None:
    """Marked by a button, and the check-in after the run was left: nobody asked again."""
    life = Life()
    run = replace(life.run(8, before=1), marked=True)
    life.diary = replace(life.diary, runs=(run,))
    assert view(life, 8).ask_after == run
    assert view(life, 10).ask_after == run
    assert "you marked pain in your run of" in after_words(run)
    assert view(life, 12).ask_after is None, "nobody remembers"
    life.rate(10, 2, hour=9)
    assert view(life, 10).ask_after is None
    assert replace(run, minutes=2.0).counts, "the back spoke up"
