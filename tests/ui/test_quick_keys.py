"""Keys that come at once: an answer is written once, and a screen is opened, and left, once."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Event

import pytest
from textual import events
from textual.pilot import Pilot

from cadencecoach.core.diary.diary import Act, Run
from cadencecoach.core.diary.entries import (
    ActivityDone,
    CausesTicked,
    Entry,
    PainRated,
    RedFlagsAcknowledged,
    RedFlagsAnswered,
    RoutineDone,
)
from cadencecoach.core.diary.pain import Pain, RedFlag, When
from cadencecoach.core.outing.facts import Outing
from cadencecoach.ui.screens.activity import ActivityScreen
from cadencecoach.ui.screens.after_run import AfterRunScreen
from cadencecoach.ui.screens.check_in import CheckInScreen
from cadencecoach.ui.screens.choice import ChoiceScreen
from cadencecoach.ui.screens.gate import RedFlagScreen
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.today import TodayScreen
from tests.ui.fakes import (
    NOW,
    VIEW,
    JournalInMemory,
    OutingsInMemory,
    ScriptedDriver,
    app_of,
    arrived,
    in_week_two,
    led_on,
    run_of_day,
    settled,
)

RATED = PainRated(NOW, When.BEFORE, Pain(2))
OUT = Outing(4, NOW, "/music/run.mp3", "today", "Cadence 163", dropped=False, session=None)


class HeldJournal(JournalInMemory):
    """Writes as soon as it is let."""

    def __init__(self, *entries: Entry) -> None:
        super().__init__(*entries)
        self.let = Event()
        self.let.set()

    def do(self, act: Act) -> None:
        assert self.let.wait(200)
        super().do(act)


def held(*more: Entry) -> HeldJournal:
    return HeldJournal(*in_week_two(*more).diary.entries)


async def at_once(pilot: Pilot[None], *keys: tuple[str, str | None]) -> None:
    """All keys before any of them is answered, as one read of a terminal gives them."""
    for key, character in keys:
        pilot.app.post_message(events.Key(key, character))
    await led_on(pilot)


def twice(key: str) -> tuple[tuple[str, str | None], ...]:
    return ((key, {"enter": "\r", "escape": None}.get(key, key)),) * 2


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await led_on(pilot)


def names(pilot: Pilot[None]) -> list[str]:
    return [type(screen).__name__ for screen in pilot.app.screen_stack[1:]]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("", "enter"), ("", "r"), ("", "c"), ("", "g"), ("", "e"), ("", "l"), ("", "v"), ("", "t"),
        ("", "o"), ("", "a"), ("", "d"), ("", "j"), ("", "b"), ("", "h"), ("", "s"), ("", "i"),
        ("", "question_mark"), ("e", "enter"), ("v", "enter"), ("v", "d"), ("l", "enter"),
        ("b", "1"), ("b", "2"),
    ],
)  # fmt: skip
async def test_a_screen_is_opened_once(path: str, key: str):
    async with app_of(journal=in_week_two(RATED)).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, *path)
        await at_once(pilot, *twice(key))
        found = names(pilot)
        assert found[0] == "TodayScreen"
        assert len(set(found)) == len(found), found


@pytest.mark.parametrize("key", [*"gelvtoadjbhsi", "question_mark"])
async def test_a_screen_is_left_once_and_home_never(key: str):
    async with app_of(journal=in_week_two(RATED)).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, key)
        await at_once(pilot, *twice("escape"))
        await pressed(pilot, "escape")
        assert names(pilot) == ["TodayScreen"]


async def test_a_choice_is_taken_once():
    outings = OutingsInMemory(OUT)
    async with app_of(journal=in_week_two(RATED), outings=outings).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "o", "down", "down")
        await arrived(pilot, ChoiceScreen)
        await at_once(pilot, *twice("enter"))
        await arrived(pilot, TodayScreen)
        assert outings.done == ["4 dropped"]


@pytest.mark.parametrize("keys", [("1", "enter"), ("1", "1", "enter"), ("1", "escape")])
async def test_a_sign_that_is_ticked_is_written_once(keys: Sequence[str]):
    journal = held(RATED)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "c")
        await arrived(pilot, CheckInScreen)
        await pilot.press("w")
        before = len(list(journal.diary.of(RedFlagsAnswered)))
        journal.let.clear()
        await pilot.press(*keys)
        journal.let.set()
        await arrived(pilot, RedFlagScreen)
    written = list(journal.diary.of(RedFlagsAnswered))[before:]
    assert [one.flags for one in written] == [(next(iter(RedFlag)),)]


async def test_a_level_after_a_run_is_taken_once():
    driver = ScriptedDriver(VIEW)
    journal = held(RATED)
    go_on = Event()
    following = journal.what_next

    def what_next(run: Run) -> Sequence[str]:
        assert go_on.wait(200)
        return following(run)

    async with app_of(driver, journal=journal).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "r")
        await arrived(pilot, RunScreen)
        journal.diary = replace(journal.diary, runs=(run_of_day(0, "ran"),))
        driver.end()
        await arrived(pilot, AfterRunScreen)
        journal.what_next = what_next  # type: ignore[method-assign]
        await pilot.press("3")
        if writing := [one for one in pilot.app.workers if one.group == "acting"]:
            await pilot.app.workers.wait_for_complete(writing)
        await pilot.press("4", "enter")
        go_on.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, AfterRunScreen)
    told = [one.pain.level for one in journal.diary.ratings() if one.when is When.AFTER]
    assert told == [3]


@pytest.mark.parametrize(
    ("path", "key", "kind"),
    [
        (["e", "enter"], "y", RoutineDone),
        (["j", "space"], "k", CausesTicked),
        (["r"], "y", RedFlagsAcknowledged),
        (["d"], "enter", ActivityDone),
    ],
)
async def test_an_answer_is_written_once(path: Sequence[str], key: str, kind: type[Entry]):
    sign = RedFlagsAnswered(NOW, (next(iter(RedFlag)),))
    journal = held(RATED, *([sign] if kind is RedFlagsAcknowledged else []))
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, *path)
        before = len(list(journal.diary.of(kind)))
        await at_once(pilot, *twice(key))
        await settled(pilot)
        assert len(list(journal.diary.of(kind))) == before + 1


async def test_the_same_activity_is_noted_again_only_when_asked_for_twice():
    journal = held(RATED)
    async with app_of(journal=journal).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "d", "enter", "enter")
        assert isinstance(pilot.app.screen, ActivityScreen)
        assert len(list(journal.diary.of(ActivityDone))) == 1
        await pressed(pilot, "enter")
        assert len(list(journal.diary.of(ActivityDone))) == 2


async def test_a_screen_that_is_left_twice_takes_none_below_along():
    async with app_of(ScriptedDriver(VIEW), journal=held(RATED)).run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "c")
        await arrived(pilot, CheckInScreen)
        left = pilot.app.screen
        below = pilot.app.screen_stack[-2]
        left.dismiss(None)
        await settled(pilot)
        left.dismiss(None)
        await settled(pilot)
        assert pilot.app.screen is below
