"""The desk reminder under the pilot: one quiet line on the home screen, one key, never in a run."""

from textual.pilot import Pilot

from cadencecoach.errors import AudioError
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.screens.routine import PlayScreen
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.screens.today import TodayScreen
from tests.ui.fakes import (
    VIEW,
    DeskInMemory,
    ScriptedDriver,
    app_of,
    arrived,
    in_week_two,
    seen,
    settled,
)

SAID = "Stand up: two minutes.  u  plays the desk routine"
EVERY_S = 1200


async def sat(pilot: Pilot[None], desk: DeskInMemory, minutes: int) -> str:
    """What the screen says after so many minutes, looked at as often as the machine is awake."""
    app = pilot.app
    assert isinstance(app, CadenceCoachApp)
    for _ in range(minutes):
        desk.at_s += 60
        app.tick_at_desk()
        reminding = [worker for worker in app.workers if worker.group == "desk"]
        if reminding:
            await app.workers.wait_for_complete(reminding)
    await settled(pilot)
    return "\n".join(seen(pilot))


async def test_it_is_said_once_an_hour_and_one_key_plays_the_routine():
    desk, journal = DeskInMemory(EVERY_S), in_week_two()
    async with app_of(journal=journal, desk=desk).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert SAID not in await sat(pilot, desk, 19)
        assert SAID in await sat(pilot, desk, 2)
        await sat(pilot, desk, 18)
        assert desk.chimes == 1
        await pilot.press("u")
        await arrived(pilot, PlayScreen)
        assert "Desk break" in "\n".join(seen(pilot))
        await sat(pilot, desk, 60)  # nobody sits in it
        await pilot.press("q")
        journal.played.stop()
        await arrived(pilot, TodayScreen)
        await sat(pilot, desk, 19)
        assert desk.chimes == 1


async def test_it_waits_for_the_home_screen_and_for_who_sits():
    desk = DeskInMemory(EVERY_S)
    desk.error = AudioError("no device", hint="plug one in")
    async with app_of(desk=desk).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s")
        await arrived(pilot, SettingsScreen)
        assert SAID not in await sat(pilot, desk, 25)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        desk.ago_s = 300  # a run on a watch, a routine in another window
        assert SAID not in await sat(pilot, desk, 1)
        desk.ago_s = None
        assert desk.chimes == 0
        assert SAID in await sat(pilot, desk, 15)  # the line is there without a device, too
        assert desk.chimes == 1


async def test_it_is_never_said_in_a_run_nor_when_it_is_off():
    desk = DeskInMemory(EVERY_S)
    async with app_of(ScriptedDriver(VIEW), run_now=True, desk=desk).run_test() as pilot:
        await arrived(pilot, RunScreen)
        await sat(pilot, desk, 30)
        assert desk.chimes == 0
    off = DeskInMemory(0)
    async with app_of(desk=off).run_test() as pilot:
        await settled(pilot)
        await sat(pilot, off, 200)
        assert off.chimes == 0
