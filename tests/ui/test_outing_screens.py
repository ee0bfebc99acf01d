"""Out and back in the app: taken along past the gate, asked about once, brought home, the kitchen table."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.pilot import Pilot

from cadencecoach.app.review.outing_import import OpenCheck
from cadencecoach.core.diary.entries import PainRated
from cadencecoach.core.diary.pain import Pain, When
from cadencecoach.core.outcome.session_facts import SessionFacts
from cadencecoach.core.outing.alignment import told
from cadencecoach.core.outing.facts import Outing
from cadencecoach.core.values.units import frames
from cadencecoach.errors import FileRefused
from cadencecoach.ui.screens.bring_home import BringHomeScreen
from cadencecoach.ui.screens.choice import ChoiceScreen
from cadencecoach.ui.screens.gate import GateScreen
from cadencecoach.ui.screens.kitchen_table import KitchenTableScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.take_along import TakeAlongScreen, free_name
from cadencecoach.ui.screens.today import TodayScreen
from tests.ui.fakes import NOW, OutingsInMemory, app_of, arrived, in_week_two, seen, settled

OUT = Outing(4, NOW, "/music/run.mp3", "today", "Cadence 163", dropped=False, session=None)
RATED = PainRated(NOW, When.BEFORE, Pain(1))
FILE = Path("/media/watch/run.fit")


def brought() -> Any:
    """An outing that came home, as far as the screens look at it."""
    facts = SimpleNamespace(id=1, title="Cadence 163", spec=SessionFacts)
    return SimpleNamespace(facts=facts, readings=900, alignment=told(25.0))


async def at_today(pilot: Pilot[None], *keys: str) -> None:
    await settled(pilot)
    await pilot.press(*keys)


async def test_a_run_is_taken_along_as_the_gate_lets_it_through() -> None:
    outings = OutingsInMemory()
    app = app_of(journal=in_week_two(RATED), outings=outings)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_today(pilot, "o")
        await arrived(pilot, TakeAlongScreen)
        await settled(pilot)
        assert any("/music" in line for line in seen(pilot))
        await pilot.press("down", "down", "right", "down", "right", "enter")
        await arrived(pilot, TodayScreen)
        assert outings.wishes is not None
        assert outings.wishes.place.parent == Path("/music")
        assert outings.wishes.place.suffix == ".mp3"
        assert outings.wishes.split
        assert outings.wishes.workout == outings.wishes.place.with_suffix(".fit")
        assert any("when you are back" in line for line in seen(pilot))


@pytest.mark.parametrize("nobody", [False, True], ids=["", "a simulated runner here"])
async def test_a_closed_gate_takes_nothing_along(nobody: bool) -> None:
    """With a simulated footpod chosen, any beat left the house past a back at 7."""
    outings = OutingsInMemory()
    journal = in_week_two(PainRated(NOW, When.BEFORE, Pain(7)))
    journal.nobody = nobody
    async with app_of(journal=journal, outings=outings).run_test(size=(80, 24)) as pilot:
        await at_today(pilot, "o")
        await arrived(pilot, GateScreen)
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        assert not outings.done


async def test_one_that_is_out_is_asked_about_once_and_esc_loses_nothing() -> None:
    outings = OutingsInMemory(OUT, asked=False)
    app = app_of(journal=in_week_two(RATED), outings=outings)
    async with app.run_test(size=(80, 24)) as pilot:
        await arrived(pilot, ChoiceScreen)
        assert any("What became of it?" in line for line in seen(pilot))
        await pilot.press("escape")
        await arrived(pilot, TodayScreen)
        assert outings.out == [OUT]
        assert outings.asked
        await at_today(pilot, "o")
        await arrived(pilot, ChoiceScreen)


@pytest.mark.parametrize(
    ("downs", "screen", "done"), [(1, SessionScreen, "4 ran"), (2, TodayScreen, "4 dropped")]
)
async def test_without_a_watch_it_is_kept_or_dropped(downs: int, screen: type, done: str) -> None:
    outings = OutingsInMemory(OUT)
    app = app_of(journal=in_week_two(RATED), outings=outings)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_today(pilot, "o")
        await arrived(pilot, ChoiceScreen)
        await pilot.press(*["down"] * downs, "enter")
        await arrived(pilot, screen)
        assert outings.done == [done]


async def test_brought_home_it_comes_to_the_kitchen_table() -> None:
    outings = OutingsInMemory(OUT, files=(FILE,))
    outings.home = brought()
    outings.open = [OpenCheck(n, frames(300 * n), ("neutral", "relaxed")) for n in (2, 3, 4, 5, 6)]
    app = app_of(journal=in_week_two(RATED), outings=outings)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_today(pilot, "o")
        await arrived(pilot, ChoiceScreen)
        await pilot.press("enter")
        await arrived(pilot, BringHomeScreen)
        await settled(pilot)
        await pilot.press("enter")
        await arrived(pilot, KitchenTableScreen)
        text = "\n".join(seen(pilot))
        assert "0:25 after the watch" in text
        assert "10 questions." in text
        assert text.count("spine neutral?") == text.count("shoulders relaxed?") == 5
        await pilot.press("y", "n", "enter")
        await arrived(pilot, SessionScreen)
        assert outings.done == [f"4 home by {FILE}"]
        assert outings.answers == [(2, "neutral", True), (2, "relaxed", False)]


async def test_a_file_that_is_refused_is_told_and_another_can_be_typed() -> None:
    outings = OutingsInMemory(OUT)
    outings.home = FileRefused("run.fit was refused: no run", hint="another one")
    app = app_of(journal=in_week_two(RATED), outings=outings)
    async with app.run_test(size=(80, 24)) as pilot:
        await at_today(pilot, "o")
        await arrived(pilot, ChoiceScreen)
        await pilot.press("enter")
        await arrived(pilot, BringHomeScreen)
        await pilot.press("enter")
        assert any("type the path" in line for line in seen(pilot))
        await pilot.press(*"run.fit", "enter")
        await settled(pilot)
        assert any("was refused" in line for line in seen(pilot))
        assert isinstance(pilot.app.screen, BringHomeScreen)


def test_a_name_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "run.mp3").touch()
    (tmp_path / "run 2.fit").touch()
    assert free_name(tmp_path, "run", (".mp3", ".fit")) == "run 3"
