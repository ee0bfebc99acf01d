"""What is done beside the runs, under the pilot: few keys, one hand, and a slip goes."""

from textual.pilot import Pilot

from cadencecoach.core.diary.activities import activities
from cadencecoach.core.diary.entries import (
    ActivityDone,
    Entry,
    PainRated,
    ProgrammeStarted,
    RedFlagsAnswered,
    Sport,
)
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.programme.programme import ItemKind
from cadencecoach.errors import StoreError
from cadencecoach.ui.screens.activity import ActivityScreen
from cadencecoach.ui.screens.calendar import CalendarScreen
from cadencecoach.ui.screens.today import TodayScreen
from cadencecoach.ui.widgets.row_list import RowList
from tests.ui.fakes import (
    NOW,
    JournalInMemory,
    app_of,
    arrived,
    day_before,
    in_week_two,
    run_of_day,
    seen,
    settled,
)


def resting(*more: Entry) -> JournalInMemory:
    """A runner on the day after a run."""
    return in_week_two(PainRated(NOW, When.BEFORE, Pain(2)), *more, runs=[run_of_day(1)])


async def text_after(pilot: Pilot[None], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return "\n".join(seen(pilot))


async def opened(pilot: Pilot[None]) -> None:
    await settled(pilot)
    await pilot.press("d")
    await arrived(pilot, ActivityScreen)


async def test_a_rest_day_offers_it_and_today_shows_what_was_done():
    journal = resting()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "d  A rest day: a swim, a ride or a walk is welcome." in "\n".join(seen(pilot))
        await opened(pilot)
        rows = pilot.app.screen.query_one(RowList)
        rows.action_take()  # by a quick hand: another row is chosen before it arrives
        rows.action_move(1)
        assert "✔ swim 30 min noted." in await text_after(pilot)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        text = "\n".join(seen(pilot))
        assert "✔ swim 30 min" in text
        assert "A rest day: a swim" not in text
    assert activities(journal.diary) == (ActivityDone(NOW, Sport.SWIM, 30),)


KEPT: dict[tuple[str, ...], ActivityDone] = {
    ("down", "4", "5", "enter"): ActivityDone(NOW, Sport.CYCLE, 45),
    ("7", "left", "enter"): ActivityDone(NOW, Sport.SWIM, 5),
    ("0", "enter"): ActivityDone(NOW, Sport.SWIM, 1),
    ("9", "9", "9", "9", "9", "enter"): ActivityDone(NOW, Sport.SWIM, 1440),
    ("tab", "t", "enter"): ActivityDone(NOW, Sport.SWIM, 30, 10),
    ("tab", "4", "tab", "enter", "enter"): ActivityDone(NOW, Sport.SWIM, 30),
    ("tab", "tab", "q", "x", "1", "enter", "enter"): ActivityDone(NOW, Sport.SWIM, 30, note="qx1"),
    ("end", "enter", "j", "u", "enter"): ActivityDone(NOW, Sport.OTHER, 30, name="ju"),
}
"""What is typed, and what is written down."""


async def test_few_keys_keep_it():
    journal = resting()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for keys, kept in KEPT.items():
            pilot.app.push_screen(ActivityScreen(journal))
            await arrived(pilot, ActivityScreen)
            slow = keys.index("enter") + 1 if "end" in keys else 0
            await pilot.press(*keys[:slow])
            for key in keys[slow:]:
                pilot.app.simulate_key(key)  # by a quick hand
            await settled(pilot)
            assert isinstance(pilot.app.screen, ActivityScreen)
            assert activities(journal.diary)[-1] == kept, keys
            pilot.app.pop_screen()
    assert len(activities(journal.diary)) == len(KEPT)


async def test_a_slip_is_taken_back_and_another_day_is_not():
    walk = ActivityDone(day_before(1), Sport.WALK, 20)
    journal = resting(walk)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "x remove" not in await text_after(pilot, "x")
        await text_after(pilot, "enter")
        text = await text_after(pilot, "x")
        assert "✔ swim 30 min taken back." in text
        assert "nothing yet" in text
    assert activities(journal.diary) == (walk,)


async def test_what_cannot_be_kept_is_said():
    journal = resting()
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        journal.error = StoreError("the log is full", hint="make room")
        assert "the log is full  make room" in await text_after(pilot, "enter")
    assert activities(journal.diary) == ()


async def test_the_calendar_tells_of_it_without_a_programme_too():
    journal = JournalInMemory(ActivityDone(NOW, Sport.OTHER, 20, name="rowing [b]x"))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("g")
        await arrived(pilot, CalendarScreen)
        assert "▸ Thu 19 Nov" in (text := await text_after(pilot))
        assert "rowing [b]x" in text


async def test_a_walk_that_is_asked_for_is_the_one_that_enter_notes():
    journal = JournalInMemory(
        ProgrammeStarted(day_before(36), "four-week-back"), RedFlagsAnswered(NOW, ())
    )
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        items = journal.day().today.items
        walk = next(n for n, one in enumerate(items) if one.item.kind is ItemKind.WALK)
        await pilot.press(*["down"] * walk, "enter")
        await arrived(pilot, ActivityScreen)
        assert "walk 30 min noted" in await text_after(pilot, "enter")
