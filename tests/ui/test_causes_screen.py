"""What may load the back, under the pilot: asked once, skipped with a key, never called a diagnosis."""

from textual.pilot import Pilot

from cadencecoach.core.diary.entries import (
    AssessmentMade,
    CausesTicked,
    PainRated,
    ProgrammeStarted,
)
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.programme.causes import CAUSES, ticked
from cadencecoach.errors import StoreError
from cadencecoach.ui.ink import cells
from cadencecoach.ui.screens.calendar import CalendarScreen
from cadencecoach.ui.screens.causes import CausesScreen, cause_words
from cadencecoach.ui.screens.today import TodayScreen
from cadencecoach.ui.widgets.row_list import RowList
from tests.ui.fakes import NOW, JournalInMemory, app_of, arrived, in_week_two, seen, settled


async def text_after(pilot: Pilot[None], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return "\n".join(seen(pilot))


async def started(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("g")
    await arrived(pilot, CalendarScreen)
    await settled(pilot)
    await pilot.press("space")


async def test_a_start_asks_once_and_esc_skips_it():
    journal = JournalInMemory()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await started(pilot)
        await arrived(pilot, CausesScreen)
        assert "No diagnosis: what you tick only chooses" in "\n".join(seen(pilot))
        await pilot.press("escape")
        await arrived(pilot, CalendarScreen)
    assert [type(one) for one in journal.diary.entries] == [ProgrammeStarted]


async def test_what_was_ticked_is_kept_at_esc():
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(2)), CausesTicked(NOW, ("weak-core",)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await text_after(pilot, "j", "escape")
        assert len(list(journal.diary.of(CausesTicked))) == 1, "nothing was changed"
        await text_after(pilot, "j", "down", "enter", "escape")
        await arrived(pilot, TodayScreen)
    assert ticked(journal.diary) == tuple(CAUSES)[:2]


async def test_who_has_answered_is_not_asked_again():
    journal = JournalInMemory(CausesTicked(NOW, ()))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await started(pilot)
        await settled(pilot)
        assert isinstance(pilot.app.screen, CalendarScreen)
        assert "The four weeks begin today." in "\n".join(seen(pilot))


async def test_ticks_are_kept_changed_and_seen_where_they_lead():
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(2)), CausesTicked(NOW, ("weak-core",)))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Clamshells and dead bugs  for your core" in "\n".join(seen(pilot))
        await pilot.press("j")
        await arrived(pilot, CausesScreen)
        rows = pilot.app.screen.query_one(RowList)
        rows.action_take()  # by a quick hand: the next row is chosen before the tick arrives
        rows.action_move(1)
        text = await text_after(pilot, "down", "space")
        assert "○ Weak core" in text
        assert "▸ ✔ Tight hip flexors (psoas)" in text
        assert "Exercises: hip flexors, mobility, lunges." in text
        journal.error = StoreError("the log is full", hint="make room")
        assert "the log is full  make room" in await text_after(pilot, "k")
        assert ticked(journal.diary) == ("weak-core",)
        journal.error = None
        await pilot.press("k")
        await arrived(pilot, TodayScreen)
        await settled(pilot)
        assert "Walking lunges  0 of 2  for your tight hip flexors" in "\n".join(seen(pilot))
        first = next(line for line in (await text_after(pilot, "e")).splitlines() if "▸" in line)
        assert "Hip flexor stretch" in first
        assert "for your tight hip flexors" in first
    assert ticked(journal.diary) == ("hip-flexors",)


async def test_a_video_and_the_runner_know_what_the_other_said():
    made = AssessmentMade(NOW, ("arched",))
    journal = in_week_two(CausesTicked(NOW, ("overstride",)), made)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        text = await text_after(pilot, "j")
        assert "✔ Long strides   not seen in your video of Thu 19 Nov" in text
        assert "✔ Arched lower back   seen in your video of Thu 19 Nov" in text
        await text_after(pilot, "escape")
        assert len(list(journal.diary.of(CausesTicked))) == 1, "nothing was changed"
        text = await text_after(pilot, "a")
        row = next(line for line in text.splitlines() if "○       Long strides" in line)
        assert row.rstrip().endswith("you said so: j"), "and no finding of a video is made up"
        assert "you said that it applies to you" in " ".join(text.split())
        await text_after(pilot, "escape", "j", *["down"] * 4, "space", "k")
    answer = journal.diary.last(CausesTicked)
    assert answer is not None
    assert answer.causes == ("over-extension",)


def test_what_a_cause_leads_to_keeps_to_its_place():
    for name in CAUSES:
        for width, height in ((74, 4), (30, 4), (12, 1)):
            lines = cause_words(name, width, height)
            assert 1 <= len(lines) <= height
            assert all(cells(line) <= width for line in lines)
        assert len(cause_words(name, 74, 4)) < 4  # nothing is cut off at 80 columns
