"""The first frame: at once, and what is typed before Today is there is not lost."""

from __future__ import annotations

import threading

import pytest
from textual.color import Color
from textual.worker import WorkerFailed

from cadencecoach.app.ports import Parts
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.screens.opening import OpeningScreen
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.screens.today import TodayScreen
from cadencecoach.ui.themes import PALETTES
from cadencecoach.ui.widgets.paper import Paper
from tests.ui.fakes import app_of, arrived


class Loading:
    """Loads when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()

    def __call__(self) -> Parts:
        assert self.let.wait(300)
        given = app_of()._given
        assert isinstance(given, Parts)
        return given


@pytest.mark.parametrize("name", PALETTES)
async def test_the_first_frame_has_the_ground_of_its_theme(name: str) -> None:
    load = Loading()
    app = CadenceCoachApp(load, theme=name)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot, OpeningScreen)
        ground = app.screen.styles.background
        load.let.set()
        assert ground == Color.parse(app.get_css_variables()["background"])


async def test_the_first_frame_needs_nothing_that_is_loaded() -> None:
    load = Loading()
    app = CadenceCoachApp(load, theme="light")
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot, OpeningScreen)
        head, keys = (app.screen.query_one(f"#{name}", Paper) for name in ("head", "keys"))
        assert "".join(span.text for span in head.lines[0]) == "● CadenceCoach  today"
        assert "".join(span.text for span in keys.lines[0]) == "q quit"
        assert keys.region.bottom == 24
        assert app.theme == "light"
        load.let.set()
        await arrived(pilot, TodayScreen)
        assert not any(isinstance(one, OpeningScreen) for one in app.screen_stack)


async def test_what_is_typed_meanwhile_is_done_then() -> None:
    load = Loading()
    app = CadenceCoachApp(load)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot, OpeningScreen)
        await pilot.press("escape", "s")
        assert isinstance(app.screen, OpeningScreen)
        load.let.set()
        await arrived(pilot, SettingsScreen)


async def test_q_leaves_at_once() -> None:
    load = Loading()
    app = CadenceCoachApp(load)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot, OpeningScreen)
        await pilot.press("q")
        load.let.set()
    assert app.fault is None


async def test_what_cannot_be_loaded_ends_the_screen_as_a_fault() -> None:
    def load() -> Parts:
        raise ImportError("no such module")

    app = CadenceCoachApp(load)
    with pytest.raises(WorkerFailed):
        async with app.run_test(size=(80, 24)) as pilot:
            await arrived(pilot, TodayScreen)
    assert app.fault is not None
