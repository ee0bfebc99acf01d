"""The programme under the pilot: today, check-in, the gate, warning signs, calendar, form, shoes.

The journal is the real core on a diary in memory; only its moment stands still.
"""

from collections.abc import Callable
from dataclasses import replace
from threading import Semaphore

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Paste
from textual.pilot import Pilot

from cadencecoach.app.diary.check_in import Interview, interview
from cadencecoach.app.diary.questions import LEVELS, Ask
from cadencecoach.app.views import DayView, NextPod
from cadencecoach.core.diary.diary import Run, RunNote
from cadencecoach.core.diary.entries import (
    AssessmentMade,
    Done,
    Overrode,
    PainRated,
    ProgrammePaused,
    ProgrammeStarted,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
    RoutineDone,
    ShoesAdded,
    ShoesRetired,
)
from cadencecoach.core.diary.load import Shoes
from cadencecoach.core.diary.pain import ASKED_FLAGS, FLAG_WORDS, Pain, Quality, RedFlag, Side, When
from cadencecoach.core.events import PainNoted
from cadencecoach.core.exercise.routine import Phase
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.values.units import Frame, frames
from cadencecoach.errors import AudioError, StoreError
from cadencecoach.routine_session import RoutineView
from cadencecoach.ui.ink import cells, line_text
from cadencecoach.ui.lines.routine import play_lines
from cadencecoach.ui.pain_keys import with_word
from cadencecoach.ui.screens.about import AboutScreen
from cadencecoach.ui.screens.after_run import AfterRunScreen
from cadencecoach.ui.screens.assessment import AssessmentScreen
from cadencecoach.ui.screens.calendar import CalendarScreen
from cadencecoach.ui.screens.check_in import (
    AskedSoFar,
    CheckInScreen,
    question_lines,
    question_pages,
)
from cadencecoach.ui.screens.gate import GateScreen, RedFlagScreen
from cadencecoach.ui.screens.routine import PlayScreen, RoutineScreen
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.shoes import pair_typed, shoe_row
from cadencecoach.ui.screens.today import TodayScreen
from tests.ui.fakes import (
    NOW,
    VIEW,
    FootpodsInMemory,
    JournalInMemory,
    RoutineInMemory,
    ScriptedDriver,
    app_of,
    arrived,
    day_before,
    in_week_two,
    led_on,
    run_of_day,
    seen,
    settled,
)

RATED = PainRated(NOW, When.BEFORE, Pain(2))
FLAGS_ANSWERED = RedFlagsAnswered(day_before(29), ())
PLANK = RoutineView(
    "Side plank", Phase.WORK, 2, 3, "left", frames(24), "30 s", "Bird-dog", 0.42, False, False
)


async def text_after(pilot: Pilot[None], *keys: str) -> str:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await led_on(pilot)
    return "\n".join(seen(pilot))


async def text_typed(pilot: Pilot[None], *keys: str) -> str:
    """As text_after, for keys of one screen: all of them at once."""
    await pilot.press(*keys)
    return await text_after(pilot)


# --- today ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_today_says_what_the_programme_asks_and_why(size: tuple[int, int]):
    async with app_of(journal=in_week_two(RATED)).run_test(size=size) as pilot:
        text = await text_after(pilot)
        for told in (
            "Thu 19 Nov   week 2 of 4",
            "A run day.",
            "▸ ○ Cadence run  0 of 3",
            "Cadence 163",
            "158 → 163 a minute",
            "14 days, · unknown   next run today",
        ):
            assert told in text


async def test_the_four_weeks_are_offered_where_none_were_begun():
    async with app_of().run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "g  four weeks for a sore back" in text
        assert "q quit" in text


async def test_a_question_that_was_answered_is_not_asked_again():
    journal = in_week_two(runs=[run_of_day(0, "ran")])
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "c  how is the back after the run?" in await text_after(pilot)
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        await text_after(pilot, "0", "escape")
        await arrived(pilot, TodayScreen)
        assert "how is the back" not in await text_after(pilot)


@pytest.mark.parametrize("deaf", [True, False])
async def test_a_run_that_measures_without_a_footpod_says_what_to_do_instead(deaf: bool):
    journal = JournalInMemory(ProgrammeStarted(NOW, "four-week-back"), RATED)
    footpods = FootpodsInMemory()
    footpods.next_pod = NextPod("no footpod", deaf=deaf)
    async with app_of(journal=journal, footpods=footpods).run_test(size=(80, 24)) as pilot:
        assert ("b  tap or count your steps" in await text_after(pilot)) is deaf


async def test_the_back_is_held_against_week_1_unasked():
    better = [PainRated(day_before(n), When.NOW, Pain(1)) for n in (1, 0)]
    async with app_of(journal=in_week_two(*better)).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "week 1: 3.5, now 1.0: better   next run today" in text


async def test_a_rest_day_says_so_and_nothing_was_missed():
    journal = in_week_two(RATED, runs=[run_of_day(1)])
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "the back adapts between runs" in text
        assert "next run Fri 20 Nov" in text
        assert "missed" not in text


async def test_today_without_a_programme_is_the_chosen_plan():
    async with app_of().run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "Ramp 160 → 175" in text
        assert "14 days" not in text


@pytest.mark.parametrize(
    ("downs", "screen"), [(1, RoutineScreen), (3, RoutineScreen), (0, RunScreen)]
)
async def test_enter_does_the_chosen_item(downs: int, screen: type):
    async with app_of(journal=in_week_two(RATED)).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, *["down"] * downs, "enter")
        await arrived(pilot, screen)


async def test_a_diary_that_cannot_be_read_is_said_and_the_run_begins():
    journal = in_week_two()
    journal.error = StoreError("the log is damaged", hint="move it away")
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "the log is damaged  move it away" in await text_after(pilot)
        await pilot.press("r")
        await arrived(pilot, GateScreen)
        assert "nobody asks for your back" in await text_after(pilot)
        await pilot.press("enter")
        await arrived(pilot, RunScreen)


async def test_a_warning_sign_keeps_the_runner_at_home_though_the_diary_cannot_be_read():
    journal = in_week_two(RedFlagsAnswered(NOW, (RedFlag.SADDLE,)))
    journal.error = StoreError("entry 5 of the diary cannot be read", hint="update")
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "r")
        assert "Seek care now" in text
        assert not isinstance(pilot.app.screen, RunScreen)


# --- before a run --------------------------------------------------------------------------------


async def test_the_back_is_asked_before_a_run_and_one_key_answers():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        assert any("Your back now, before the run?" in line for line in seen(pilot))
        await text_after(pilot, "2", "l", "a", "n")
        await arrived(pilot, RunScreen)
        rating = journal.diary.last(PainRated)
        assert rating is not None
        assert rating.pain == Pain(2, Side.LEFT, Quality.ACHE)
        assert rating.when is When.BEFORE


async def test_an_answer_that_is_not_given_is_unknown_and_never_0():
    journal = in_week_two()
    before = tuple(journal.diary.ratings())
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        await pilot.press("enter")
        await arrived(pilot, GateScreen)
        assert "was not rated today" in await text_after(pilot)
        await pilot.press("enter")
        await arrived(pilot, RunScreen)
        assert tuple(journal.diary.ratings()) == before


async def test_esc_at_the_question_before_a_run_begins_none():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        await text_after(pilot, "2", "escape")
        await arrived(pilot, TodayScreen)
        rating = journal.diary.last(PainRated)
        assert rating is not None
        assert rating.pain == Pain(2), "what was told is kept"


async def test_a_day_without_a_run_asks_before_one():
    journal = in_week_two(RATED)
    journal.diary = replace(journal.diary, runs=(run_of_day(1, "ran"),))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, GateScreen)
        assert "You ran yesterday" in await text_after(pilot)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)


@pytest.mark.parametrize("key", ["escape", "exclamation_mark"])
async def test_from_six_on_there_is_no_run_unless_the_runner_overrules(key: str):
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(6)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, GateScreen)
        text = "\n".join(seen(pilot))
        assert "Your back is at 6: no run today." in text
        assert "If you run all the same:" in text
        assert "· Shorter: 20:00." in text
        await pilot.press(key)
        await arrived(pilot, TodayScreen if key == "escape" else RunScreen)
        overrode = journal.diary.last(Overrode)
        assert (overrode is None) == (key == "escape")


async def test_four_and_five_make_the_run_gentler_and_say_so():
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(4)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "a gentler run today" in text
        assert "! Shorter: 20:00." in text
        assert "158 a minute" in text


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_rating_just_before_the_run_makes_it_gentler_and_that_is_said_first(key: str):
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        await pilot.press(*"4lan")
        await arrived(pilot, GateScreen)
        text = "\n".join(seen(pilot))
        assert "A gentler run" in text
        assert "Your back is at 4" in text
        await pilot.press("exclamation_mark")
        assert isinstance(pilot.app.screen, GateScreen), "there is nothing to overrule"
        await pilot.press(key)
        await arrived(pilot, TodayScreen if key == "escape" else RunScreen)
        assert journal.diary.last(Overrode) is None


async def test_esc_says_before_a_run_that_none_begins_and_after_it_that_all_is_told():
    async with app_of(journal=in_week_two()).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        text = await text_after(pilot)
        assert "Esc no run now" in text
        assert "the last one, if nothing hurts" in text
        assert "Esc no run now" in await text_after(pilot, "3")
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        assert "Esc that is all" in await text_after(pilot)


async def test_a_key_says_the_same_of_a_pain_while_running_and_at_the_check_in():
    sides, kinds, *_ = interview(in_week_two().day(), before_run=True).answer(3).waiting
    pain = PainNoted(Frame(0), 3)
    for side in sides.choices:
        noted = with_word(pain, side.key)
        assert noted is not None
        assert noted.side == side.value.value
    for kind in kinds.choices:
        noted = with_word(pain, kind.key)
        assert (noted is not None and noted.sharp) == (kind.value is Quality.SHARP)


async def test_this_morning_is_asked_once():
    journal = in_week_two(runs=[run_of_day(1)])
    asked: Interview = interview(journal.day())
    assert [one.text for one in asked.waiting] == ["Your back this morning?"]
    assert len(interview(journal.day(), before_run=True).waiting) == 2


@pytest.mark.parametrize("key", ["escape", "y"])
async def test_a_warning_sign_blocks_the_start_until_it_is_acknowledged(key: str):
    journal = in_week_two(RATED, RedFlagsAnswered(NOW, (RedFlag.SADDLE, RedFlag.WEAKNESS)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RedFlagScreen)
        text = "\n".join(seen(pilot))
        assert "Seek care now. Do not run until a clinician" in text
        assert "a weak leg or foot" in text
        for other in ("exclamation_mark", "enter", "r", "space"):
            await pilot.press(other)
            assert isinstance(pilot.app.screen, RedFlagScreen)
        await pilot.press(key)
        await arrived(pilot, TodayScreen if key == "escape" else CheckInScreen)
        acknowledged = journal.diary.last(RedFlagsAcknowledged)
        assert (acknowledged is None) == (key == "escape")


async def test_a_warning_sign_comes_before_any_question():
    journal = in_week_two(RedFlagsAnswered(NOW, (RedFlag.NUMBNESS,)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        for _ in range(200):
            await settled(pilot)
            if not isinstance(pilot.app.screen, TodayScreen):
                break
        assert isinstance(pilot.app.screen, RedFlagScreen)


async def test_a_sign_ticked_on_the_way_to_a_run_blocks_it_too():
    journal = JournalInMemory(ProgrammeStarted(NOW, "four-week-back"))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, CheckInScreen)
        await text_after(pilot, "4")
        assert journal.diary.last(RedFlagsAnswered) is not None, "told the moment it is ticked"
        await text_after(pilot, "enter")
        await arrived(pilot, RedFlagScreen)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)


async def test_ticked_signs_are_kept_at_esc():
    """Saddle numbness, bladder, Esc: and then "A run day"."""
    journal = JournalInMemory(ProgrammeStarted(NOW, "four-week-back"))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        await pilot.press("3", "4", "escape")
        await arrived(pilot, RedFlagScreen)
        assert set(open_flags(journal.diary)) == {RedFlag.SADDLE, RedFlag.BLADDER}


async def test_once_a_clinician_has_looked_the_signs_are_asked_again():
    journal = in_week_two(RATED, RedFlagsAnswered(NOW, (RedFlag.SADDLE,)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r", "y")
        await arrived(pilot, CheckInScreen)
        assert "Do you have any of these now?" in await text_after(pilot)
        await text_after(pilot, "escape")
        await arrived(pilot, TodayScreen)


async def test_who_keeps_no_diary_is_asked_nothing():
    journal = JournalInMemory()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "enter")
        await arrived(pilot, RunScreen)
        assert journal.diary.entries == ()


async def test_after_a_run_of_the_programme_the_back_is_asked():
    driver = ScriptedDriver(VIEW)
    journal = in_week_two(RATED)
    async with app_of(driver, journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RunScreen)
        journal.diary = replace(journal.diary, runs=(run_of_day(0, "ran"),))
        driver.end()
        await arrived(pilot, AfterRunScreen)
        text = await text_after(pilot)
        assert "How is your back now?" in text
        assert "0 none at all · 9 very bad · t the worst there is (10)" in text
        card = await text_after(pilot, "1")
        assert journal.diary.last(PainRated) == PainRated(NOW, When.AFTER, Pain(1), "ran")
        assert "Back now: 1." in card
        assert "8 short questions are left" in card
        await text_after(pilot, "right")
        await arrived(pilot, SessionScreen)
        await text_after(pilot, "escape")
        await pilot.press("enter")
        await arrived(pilot, CheckInScreen)
        assert "7 more after this" in await text_after(pilot)
        await pilot.press("enter", "enter", "n", "enter", "6", "y", "2", "enter")
        await arrived(pilot, TodayScreen)
        rating = journal.diary.last(PainRated)
        assert rating is not None
        assert (rating.when, rating.session, rating.pain) == (When.AFTER, "ran", Pain(1))
        ((session, note),) = journal.notes
        assert (session, note) == ("ran", RunNote(6, True, surface="dirt"))


@pytest.mark.parametrize(("keys", "levels"), [(("3", "escape"), [3]), (("escape",), [])])
async def test_after_a_run_one_answer_is_enough_and_is_kept(
    keys: tuple[str, ...], levels: list[int]
):
    driver = ScriptedDriver(VIEW)
    journal = in_week_two(RATED)
    async with app_of(driver, journal=journal).run_test(size=(40, 12)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RunScreen)
        journal.diary = replace(journal.diary, runs=(run_of_day(0, "ran"),))
        driver.end()
        await arrived(pilot, AfterRunScreen)
        await text_after(pilot, *keys)
        await arrived(pilot, TodayScreen)
    told = [one.pain.level for one in journal.diary.ratings() if one.when is When.AFTER]
    assert told == levels


async def test_a_warning_sign_after_a_run_is_answered_at_once():
    driver = ScriptedDriver(VIEW)
    journal = in_week_two(RATED)
    async with app_of(driver, journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RunScreen)
        journal.diary = replace(journal.diary, runs=(run_of_day(0, "ran"),))
        driver.end()
        await arrived(pilot, AfterRunScreen)
        await text_after(pilot, "w", "1", "enter")
        await arrived(pilot, RedFlagScreen)


async def test_a_pain_that_was_marked_is_asked_about_after_the_run():
    driver = ScriptedDriver(VIEW)
    driver.marked = (frames(750),)
    async with app_of(driver, journal=JournalInMemory()).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "enter")
        await arrived(pilot, RunScreen)
        driver.end()
        await arrived(pilot, CheckInScreen)


async def test_a_warning_sign_that_was_told_while_running_is_met_after_it():
    driver = ScriptedDriver(VIEW)
    journal = in_week_two(RATED)
    async with app_of(driver, journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RunScreen)
        sign = RedFlagsAnswered(journal.diary.entries[-1].at, (RedFlag.IN_A_RUN,))
        journal.diary = replace(journal.diary, entries=(*journal.diary.entries, sign))
        driver.end()
        await arrived(pilot, RedFlagScreen)


async def told_after_the_run(pilot: Pilot[None], *keys: str) -> str:
    """To the last question after a run, and these keys there."""
    await text_after(pilot, "c")
    await arrived(pilot, CheckInScreen)
    return await text_typed(pilot, "0", *["enter"] * 3, *keys)


def after_a_run(*earlier: Run) -> JournalInMemory:
    return in_week_two(RATED, runs=(*earlier, run_of_day(0, "ran", distance_m=5120.0)))


RIVER, HILLS = (
    run_of_day(n, f"run {n}", note=RunNote(route=route))
    for n, route in ((4, "river"), (2, "hills"))
)


async def test_a_run_is_told_of_in_words_row_by_row():
    journal = after_a_run(RIVER, HILLS)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await told_after_the_run(pilot)
        assert "A word on the run?" in text
        assert "route     ▏→ hills" in text
        assert "distance  5.1 km measured" in text
        text = await text_typed(pilot, "right", "right", "tab", *"5,3", "down", *"toe", "down")
        assert "route     river" in text
        await pilot.press(*"ok k", "backspace", "up", "up", "backspace", *"25", "enter")
        await arrived(pilot, TodayScreen)
        ((session, note),) = journal.notes
        told = RunNote(niggle="toe", route="river", note="ok", distance_m=5250.0)
        assert (session, note) == ("ran", told)


async def test_a_distance_that_is_none_is_said_and_stays_to_be_mended():
    journal = after_a_run()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        fault = "! a distance is kilometres, up to 200: 5 or 5.2"
        assert fault in await told_after_the_run(pilot, "down", *"far", "enter")
        assert fault in await text_typed(pilot, "escape")
        await pilot.press("ctrl+u", "4", "escape")
        await arrived(pilot, TodayScreen)
        assert [note.distance_m for _, note in journal.notes] == [4000.0]


async def test_what_was_said_before_stands_in_the_rows_and_an_empty_one_is_a_step_back():
    journal = in_week_two(RATED, runs=[run_of_day(0, "ran", note=RunNote(note="hot"))])
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "note      hot" in await told_after_the_run(pilot)
        assert "What did you run on?" in await text_after(pilot, "backspace")
        await pilot.press("4", *["down"] * 3, *"ter", "escape")
        await arrived(pilot, TodayScreen)
        ((_, note),) = journal.notes
        assert note == RunNote(surface="treadmill", note="hotter")


async def test_where_it_hurts_is_pasted_or_typed_but_never_before_a_run():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        text = await text_typed(pilot, *"2lan")
        assert "Where, in your words?" in text
        pilot.app.post_message(Paste("above\x1b[2J the\nhip"))
        await pilot.press("x", "backspace", "enter")
        await arrived(pilot, TodayScreen)
        rating = journal.diary.last(PainRated)
        assert rating is not None
        assert rating.pain == Pain(2, Side.LEFT, Quality.ACHE, "above the hip")
    asked: Interview = interview(journal.day(), before_run=True)
    while asked.question is not None:
        assert not asked.question.rows
        asked = asked.answer(7) if asked.question.ask is Ask.LEVEL else asked.skip()


# --- check-in ------------------------------------------------------------------------------------


async def test_a_first_check_in_asks_for_warning_signs_and_enter_is_none():
    journal = JournalInMemory()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        text = await text_after(pilot, "enter")
        assert "pain that wakes you at night" in text
        await text_after(pilot, "enter", "3", "b", "s", "y", "enter")
        await arrived(pilot, TodayScreen)
        assert journal.diary.entries == (
            RedFlagsAnswered(NOW, ()),
            PainRated(NOW, When.BEFORE, Pain(3, Side.BOTH, Quality.STIFF, "", True)),
        )


async def test_a_ticked_sign_is_answered_with_seek_care():
    journal = JournalInMemory()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        assert "Seek care now" in await text_after(pilot, "3"), "before any further question"
        await text_after(pilot, "enter")
        await arrived(pilot, RedFlagScreen)
        assert journal.diary.last(RedFlagsAnswered) == RedFlagsAnswered(NOW, (RedFlag.SADDLE,))


async def test_a_warning_sign_can_be_told_at_any_rating():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        assert "w  a warning sign" in await text_after(pilot)
        assert "5  ✔ a weak leg or foot" in await text_after(pilot, "w", "5")
        await text_after(pilot, "enter")
        await arrived(pilot, RedFlagScreen)
        assert journal.diary.last(RedFlagsAnswered) == RedFlagsAnswered(NOW, (RedFlag.WEAKNESS,))
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        text = await text_after(pilot)
        assert "· Cadence run" in text, "the list begins with its first row"
        assert "once you have been seen" in text


async def test_a_wrong_key_is_taken_back():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        text = await text_after(pilot, "9")
        assert "before 9" in text
        await text_after(pilot, "backspace", "1", "escape")
        await arrived(pilot, TodayScreen)
        rating = journal.diary.last(PainRated)
        assert rating is not None
        assert rating.pain == Pain(1)


async def test_what_cannot_be_written_down_is_said_and_not_lost():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "c")
        await arrived(pilot, CheckInScreen)
        journal.error = StoreError("the disk is full", hint="free some space")
        assert "the disk is full  free some space" in await text_after(pilot, "0")
        journal.error = None
        await text_after(pilot, "escape")
        await arrived(pilot, TodayScreen)
        assert journal.diary.now(NOW.day) == Pain(0)


RUNNER = in_week_two(runs=[run_of_day(0, "now"), run_of_day(1, "then")])
WITH_RUNS = RUNNER.day()
FIRST_DAY = JournalInMemory().day()
ANSWERS = st.lists(st.integers(0, 12), max_size=30)


@given(ANSWERS, st.booleans())
def test_any_answers_come_to_an_end_and_unknown_is_never_written(picks: list[int], before: bool):
    now: Interview = interview(WITH_RUNS, before_run=before)
    skipped = 0
    for pick in picks:
        question = now.question
        if question is None:
            break
        if question.rows and pick:
            now = now.answer(tuple("x" * pick for _ in question.rows))
        elif pick < len(question.choices) and not question.many:
            now = now.answer(question.choices[pick].value)
        else:
            skipped += 1
            now = now.skip()
    while now.question is not None:
        now = now.skip()
        skipped += 1
    levels = [value for question, value in now.answers if question.ask is Ask.LEVEL]
    ratings = now.told().act(RUNNER.diary, NOW).entries
    assert [rating.pain.level for rating in ratings if isinstance(rating, PainRated)] == levels
    assert skipped < 60


@given(st.integers(10, 120), st.integers(1, 30))
def test_a_question_keeps_to_its_place(width: int, height: int):
    now = interview(FIRST_DAY)
    while now.question is not None:
        lines = question_lines(AskedSoFar(now.question, ("2",), now.question.rows), width, height)
        assert len(lines) <= height
        assert all(cells(line) <= width for line in lines)
        now = now.skip()


@given(st.integers(30, 120), st.integers(6, 30))
def test_no_word_of_a_question_is_cut(width: int, height: int):
    now = interview(FIRST_DAY)
    while (question := now.question) is not None:
        asked = AskedSoFar(question, rows=question.rows)
        pages = question_pages(asked, width, height)
        said = [word for page in pages for line in page for word in line_text(line).split()]
        wanted = [question.text, *question.lines]
        if question.choices is not LEVELS:
            wanted += [choice.words for choice in question.choices]
        assert {word for text in wanted for word in text.split()} <= set(said)
        assert {choice.key for choice in question.choices} <= {word[:1] for word in said}
        assert all(len(page) <= height for page in pages)
        now = now.skip()


async def test_on_a_small_screen_all_warning_signs_are_read_before_none_is_taken():
    journal = JournalInMemory(ProgrammeStarted(day_before(1), "four-week-back"))
    read = ""
    async with app_of(journal=journal).run_test(size=(40, 12)) as pilot:
        await text_after(pilot, "c")
        pages = 0
        while "any of these now" in (text := "\n".join(seen(pilot))):
            read, pages = read + text, pages + 1
            await text_after(pilot, "enter")
        assert pages > 1
        assert journal.diary.last(RedFlagsAnswered) is None
        await text_after(pilot, "escape")
    assert {word for flag in ASKED_FLAGS for word in FLAG_WORDS[flag].split()} <= set(read.split())
    answered = journal.diary.last(RedFlagsAnswered)
    assert answered is not None
    assert answered.flags == ()


async def test_on_a_small_screen_a_refusal_names_the_way_out_and_the_way_on():
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(6)))
    async with app_of(journal=journal).run_test(size=(40, 12)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, GateScreen)
        text = seen(pilot)
        assert "Esc no run now  ! run anyway" in text[-1]
        assert "pace." in "\n".join(text), "every word of it"


@pytest.mark.parametrize("count", range(1, len(ASKED_FLAGS) + 1))
async def test_on_a_small_screen_seek_care_says_what_to_do_and_cuts_no_sign(count: int):
    journal = in_week_two(RATED, RedFlagsAnswered(NOW, tuple(ASKED_FLAGS)[:count]))
    async with app_of(journal=journal).run_test(size=(40, 12)) as pilot:
        await text_after(pilot, "r")
        await arrived(pilot, RedFlagScreen)
        text = " ".join("\n".join(seen(pilot)).split())
    assert "y a clinician has seen it Esc no run" in text
    assert "Seek care now. Do not run until a clinician has looked at this." in text
    assert "this program is not. No run begins until you have been seen." in text
    assert "…" not in text
    said = sum(FLAG_WORDS[flag] in text for flag in tuple(ASKED_FLAGS)[:count])
    assert said >= 1
    assert said == count or f"! and {count - said} more" in text


# --- programme -----------------------------------------------------------------------------------


async def test_the_programme_is_started_paused_and_resumed():
    journal = JournalInMemory()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "g")
        assert isinstance(pilot.app.screen, CalendarScreen)
        assert "No programme yet" in text
        assert "space start the four weeks today" in text
        text = await text_after(pilot, "space", "escape")
        assert journal.diary.last(ProgrammeStarted) is not None
        assert "Four weeks for the back  week 1 of 4" in text
        text = await text_after(pilot, "space")
        assert journal.diary.last(ProgrammePaused) is not None
        assert "space resume" in text
        text = await text_after(pilot, "escape")
        assert "g  go on with the programme where you left it" in text
        assert "An easy run, no beat" in text
        assert "Enter do it" not in text
        text = await text_after(pilot, "g", "space", "escape")
        assert "week 1 of 4" in text


async def test_after_the_last_week_the_weeks_can_begin_again():
    journal = over_since_yesterday()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "Thu 19 Nov   week 5  " in await text_after(pilot)
        assert "week 1 of 4" in await text_after(
            pilot, "g", "down", "down", "enter", "down", "enter"
        )


async def test_a_reason_to_see_a_provider_is_never_cut():
    sore = [PainRated(day_before(n), When.NOW, Pain(2)) for n in range(15, -1, -1)]
    for size in ((80, 24), (120, 40)):
        async with app_of(journal=in_week_two(*sore)).run_test(size=size) as pilot:
            text = " ".join((await text_after(pilot)).split())
            assert "Let a doctor or a physical therapist look at your back." in text


async def test_the_calendar_tells_what_was_done_and_why_it_was_decided():
    journal = in_week_two(RATED, runs=[run_of_day(4)])
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "g")
        assert "Sun 15 Nov  week 1   25:00 at 163" in text
        assert "step up  1 exercise" in text
        text = await text_after(pilot, "up")
        assert "step up to level 1: Calm since Monday" in text
        assert "core activation done" in text


async def test_the_calendar_says_who_ran_against_advice_and_what_was_no_run():
    said = Overrode(NOW, "Your back is at 6: no run today.")
    short = replace(run_of_day(0), minutes=0.6)
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(6)), said, runs=[short])
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "You ran today" not in await text_after(pilot)
        text = await text_after(pilot, "g")
        assert "(0:36)           pain 6        ! against advice" in text
        assert "under 5 minutes: it counts as no run" in text
        assert "! ran all the same: Your back is at 6: no run today." in text


# --- exercises -----------------------------------------------------------------------------------


async def test_a_routine_is_read_played_and_paused():
    journal = JournalInMemory()
    played = journal.played = RoutineInMemory(PLANK)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "e")
        assert "Core activation" in text
        text = await text_after(pilot, "enter")
        assert isinstance(pilot.app.screen, RoutineScreen)
        assert "watch" in text
        text = await text_after(pilot, "enter")
        assert isinstance(pilot.app.screen, PlayScreen)
        assert "Side plank" in text
        assert "30 s · set 2 of 3 · left side" in text
        assert "next   Bird-dog" in text
        await text_after(pilot, "space", "right", "left", "q")
        assert played.pressed == ["pause", "skip", "again", "stop"]
        text = await text_after(pilot)
        assert "✔ part, written down" in text


@pytest.mark.parametrize("by", ["ctrl+q", "ctrl+c", "a closed window"])
async def test_leaving_the_app_stops_a_routine_and_waits_until_it_is_written_down(by: str):
    journal = JournalInMemory()
    played = journal.played = RoutineInMemory(PLANK)
    app = app_of(journal=journal)
    async with app.run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "e", "enter", "enter")
        await (app.hang_up() if "+" not in by else pilot.press(by))
        await pilot.app.workers.wait_for_complete()
        assert played.pressed == ["stop"]
        assert played.kept
        assert app._exit


async def test_a_routine_without_a_device_says_so():
    journal = JournalInMemory()
    journal.played.error = AudioError("no device", hint="plug one in")
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "no device  plug one in" in await text_after(pilot, "e", "enter", "enter")


@pytest.mark.parametrize(("key", "done"), [("y", Done.ALL), ("n", Done.SKIPPED)])
async def test_a_routine_is_ticked_without_playing_it(key: str, done: Done):
    journal = in_week_two(RATED)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "down", "down", "down", "enter", key)
        assert isinstance(pilot.app.screen, TodayScreen)
        entry = journal.diary.last(RoutineDone)
        assert entry is not None
        assert (entry.routine, entry.how) == ("clams-and-bugs", done)


@given(
    st.integers(20, 160),
    st.integers(6, 40),
    st.integers(0, 10**8),
    st.booleans(),
    st.sampled_from(Phase),
)
def test_a_playing_routine_keeps_to_its_place(
    width: int, height: int, left: int, paused: bool, phase: Phase
):
    view = replace(PLANK, left=left, paused=paused, phase=phase)
    lines = play_lines(view, width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)


# --- form, shoes, about --------------------------------------------------------------------------


async def test_an_assessment_is_kept_and_compared_with_the_first():
    journal = in_week_two()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "a", "down", "enter")
        assert isinstance(pilot.app.screen, AssessmentScreen)
        assert "✔ seen  Rounded back" in text
        assert "new" in text
        assert text.count("gone") == 2
        assert "Side: shoulders forward" in text
        await text_after(pilot, "k")
        made = journal.diary.last(AssessmentMade)
        assert made is not None
        assert made.faults == ("rounded",)


async def test_videos_and_notes_are_typed_below_the_faults():
    first = AssessmentMade(day_before(6), (), "week1.mp4", "", "heel\x1b[2J first")
    journal = JournalInMemory(first)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "a")
        text = await text_typed(pilot, *["down"] * 6)
        assert "video, side             ▏file or link, if you like" in text
        assert "Fri 13 Nov: week1.mp4" in text
        pilot.app.post_message(Paste("/home/a/side k.mp4\n"))
        text = await text_typed(pilot, "enter", *"rear", "enter")
        assert "Fri 13 Nov: heel first" in text, "an escape code does nothing to the terminal"
        text = await text_typed(pilot, *"a k", "space", *"x", "enter", "down")
        assert "/home/a/side k.mp4" in text
        assert "Enter keep it" in text
        await text_after(pilot, "enter")
        assert journal.diary.last(AssessmentMade) == AssessmentMade(
            NOW, (), "/home/a/side k.mp4", "rear", "a k x"
        )


async def test_what_was_ticked_or_typed_of_the_form_is_kept_at_esc():
    journal = in_week_two()
    before = list(journal.diary.of(AssessmentMade))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "a", "escape")
        assert isinstance(pilot.app.screen, TodayScreen)
        assert list(journal.diary.of(AssessmentMade)) == before, "nothing was looked at"
        await text_after(pilot, "a", "enter", "escape")
        await arrived(pilot, TodayScreen)
        await text_after(pilot, "a", *["down"] * 8, *"heel", "escape")
        await arrived(pilot, TodayScreen)
    *_, ticked, typed = journal.diary.of(AssessmentMade)
    assert ticked.faults == ("overstride",)
    assert (typed.faults, typed.notes) == ((), "heel")


async def test_shoes_are_added_with_their_mileage_and_retired():
    journal = JournalInMemory(ShoesAdded(NOW, "Blue", 610.0, 640.0))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "h")
        assert "610 of 640 km" in text
        assert "near its 640 km" in text
        await text_typed(pilot, "plus", *"Trail 9", "space", *"xq 120", "enter")
        added = journal.diary.last(ShoesAdded)
        assert added is not None
        assert (added.name, added.start_km) == ("Trail 9 xq", 120.0)
        text = await text_after(pilot, "plus", *"Blue", "enter")
        assert "there are shoes 'Blue' already" in text
        assert "Blue▏" in text, "what was typed is still there"
        text = await text_after(pilot, "escape", "x")
        assert journal.diary.last(ShoesRetired) == ShoesRetired(NOW, "Blue")
        assert "retired" in text
        text = await text_after(pilot, "plus", *"Red 9", "escape")
        assert "Enter adds it; Esc once more leaves it" in text
        assert "Red 9▏" in await text_after(pilot, "backspace", "9")
        await text_after(pilot, "escape", "escape", "plus", "escape", "escape")
        assert isinstance(pilot.app.screen, TodayScreen)


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("Blue", ("Blue", 0.0)),
        ("Blue 120", ("Blue", 120.0)),
        ("  Blue  two 3 ", ("Blue two", 3.0)),
        ("120", ("120", 0.0)),
        ("   ", None),
        ("\x1b[31mRed 5", ("Red", 5.0)),
    ],
)
def test_a_pair_as_typed(typed: str, pair: tuple[str, float] | None):
    assert pair_typed(typed) == pair


@given(st.text(min_size=1, max_size=40), st.floats(0, 10_000), st.integers(40, 140))
def test_a_pair_keeps_to_its_place(name: str, km: float, width: int):
    assert cells(shoe_row(Shoes(name, km, 640.0, False, 2), width)) <= width


async def test_about_says_what_is_not_known():
    async with app_of().run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "i")
        assert isinstance(pilot.app.screen, AboutScreen)
        pages = [text, *[await text_after(pilot, "pagedown") for _ in range(4)]]
        assert any("no trial of it was found" in page for page in pages)
        text = await text_after(pilot, "end")
        assert "Keep the volume low enough to hear the traffic." in text


@pytest.mark.parametrize("key", ["c", "g", "e", "a", "h", "i", "o", "d", "j"])
async def test_every_screen_works_small_and_esc_leaves_it(key: str):
    async with app_of(journal=in_week_two()).run_test(size=(40, 12)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        for _ in range(50):
            await settled(pilot)
            if not isinstance(pilot.app.screen, TodayScreen):
                break
        lines = [line for line in seen(pilot) if line.strip()]
        assert len(lines) >= 3
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)


def over_since_yesterday() -> JournalInMemory:
    rated = (PainRated(day_before(days), When.BEFORE, Pain(1)) for days in (22, 15, 8, 1))
    start = ProgrammeStarted(day_before(29), "four-week-back")
    return JournalInMemory(start, FLAGS_ANSWERED, *rated)


async def test_who_was_away_is_asked_where_to_go_on():
    journal = JournalInMemory(
        ProgrammeStarted(day_before(20), "four-week-back"),
        RedFlagsAnswered(day_before(20), ()),
        PainRated(day_before(12), When.BEFORE, Pain(1)),
    )
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "week 3 of 4" in text
        assert "You were away for 11 days, and the weeks went on." in text
        assert "g  go on in week 2, where you left off, or by the calendar?" in text
        text = await text_after(pilot, "g")
        assert "Go on in week 2   where you left off; the days away do not count" in text
        assert "Go on by the calendar   today is in week 3 of 4" in text
        assert "You were away" in await text_after(pilot, "escape"), "it is not decided"
        await text_after(pilot, "g", "end", "enter")
        await arrived(pilot, CalendarScreen)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        text = await text_after(pilot, "g", "enter")
        assert "On we go, in week 2." in text
        assert "week 2 of 4" in text
        assert "away" not in text
        await text_after(pilot, "g")
        await arrived(pilot, CalendarScreen)


async def test_who_was_away_may_go_on_by_the_calendar():
    journal = JournalInMemory(ProgrammeStarted(day_before(29), "four-week-back"), FLAGS_ANSWERED)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "g")
        assert "Go on by the calendar   the weeks are over" in text
        text = await text_after(pilot, "down", "enter")
        assert "On we go, by the calendar." in text
        assert "The weeks of the programme are over." in text
        assert "The four weeks are over" in await text_after(pilot, "g")


async def test_the_end_of_the_weeks_is_said_with_the_ways_on():
    journal = over_since_yesterday()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot)
        assert "The weeks of the programme are over." in text
        assert "g  what the weeks came to" in text
        text = await text_after(pilot, "g")
        assert "The four weeks are over" in text
        assert "what made the difference" in text
        assert "cadencecoach trial" not in text, "it is one of the ways"
        assert "does the beat help you? six weeks, drawn by lot" in text
        assert "The page is here: /pages/programme.html" in await text_after(pilot, "enter")
        assert journal.pages == 1
        await text_after(pilot, "g", "down", "down", "down", "down", "enter")
        await arrived(pilot, CalendarScreen)


async def test_four_weeks_more_begin_at_once():
    journal = over_since_yesterday()
    reads, start = Semaphore(0), journal.start_programme

    def day(read: Callable[[], DayView] = journal.day) -> DayView:
        view = read()
        reads.release()
        return view

    def start_late() -> None:
        assert reads.acquire(timeout=200), "the screen below reads the day as it was"
        start()

    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "Begin them today" in await text_after(pilot, "g", "down", "down", "enter")
        assert "are over" in await text_after(pilot, "enter"), "Enter alone begins nothing"
        await text_after(pilot, "g", "down", "down", "enter", "down")
        journal.day, journal.start_programme = day, start_late  # type: ignore[method-assign]
        text = await text_after(pilot, "enter")
        assert "begin again today" in text
        assert "week 1 of 4" in text
        assert "are over" not in text
        await text_after(pilot, "g")
        await arrived(pilot, CalendarScreen)
    assert journal.day().today.week == 1


async def test_the_own_trial_is_begun_and_given_up_after_the_weeks_and_asked_about_first():
    journal = over_since_yesterday()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        assert "Rate your back on the morning" in await text_after(
            pilot, "g", *["down"] * 3, "enter"
        )
        await text_after(pilot, "enter")
        assert not journal.trial_goes_on(), "Enter alone begins nothing"
        text = await text_after(pilot, "g", *["down"] * 3, "enter", "down", "enter")
        assert "Your own trial begins" in text
        assert journal.trial_goes_on()
        assert "is given up with it" in await text_after(pilot, "g", "down", "down", "enter")
        text = await text_after(pilot, "enter", "g", *["down"] * 3, "enter", "down", "enter")
        assert "Your own trial is given up" in text
    assert not journal.trial_goes_on()
