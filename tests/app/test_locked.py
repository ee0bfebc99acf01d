"""Another program holds the database: the screen lives on, and what was told is kept once it lets go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from cadencecoach.adapters.store import connection
from cadencecoach.app.home import Home
from cadencecoach.cli.open_app import make_app
from cadencecoach.ui.screens import page
from cadencecoach.ui.screens.help import HelpScreen
from cadencecoach.ui.screens.page import Page
from tests.app.acts import ACTS, prepare, press
from tests.app.test_acts import written
from tests.ui.fakes import seen, settled

EACH_SCREEN: Final = (
    "start the programme", "pause", "a rating", "a clinician has looked", "after a run",
    "of a run, later", "a swim", "causes", "form", "shoes", "shoes retired", "a routine ticked",
    "a cadence typed",
)  # fmt: skip


@contextmanager
def another_writer(path: Path) -> Iterator[sqlite3.Connection]:
    """A second connection in the middle of a transaction."""
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield other
    finally:
        other.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer is waited for as often, and not as long."""
    monkeypatch.setattr(connection, "_WAIT_S", 0.05)
    monkeypatch.setattr(page, "AGAIN_S", 0.01)


@pytest.mark.parametrize("name", EACH_SCREEN)
async def test_a_screen_lives_while_another_program_writes_and_keeps_what_was_told(
    own_home: Path, name: str
) -> None:
    act = ACTS[name]
    home = Home.here()
    prepare(home, act.begins)
    app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, act.keys[:-1])
        before = written(home)
        screen = pilot.app.screen
        assert isinstance(screen, Page)
        with another_writer(home.database) as other:
            await pilot.press(*act.keys[-1])
            while not screen.acting:
                await pilot.pause()
            while "another program is writing" not in "\n".join(seen(pilot)):
                await pilot.pause()
            assert pilot.app.screen is screen
            await pilot.press("f1")  # alive: another key is answered
            while not isinstance(pilot.app.screen, HelpScreen):
                await pilot.pause()
            await pilot.press("escape")
            assert written(home) == before
            other.execute("ROLLBACK")
        await settled(pilot)
        await settled(pilot)
    assert written(home) != before


async def test_an_answer_that_is_kept_while_the_help_is_read_closes_its_own_screen(
    own_home: Path,
) -> None:
    home = Home.here()
    prepare(home, "started")
    app = make_app(home, run_now=None, settings_typed={}, speed=1.0)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("c")
        await settled(pilot)
        screen = pilot.app.screen
        with another_writer(home.database) as other:
            await pilot.press("2", "escape", "f1")
            while not isinstance(pilot.app.screen, HelpScreen):
                await pilot.pause()
            other.execute("ROLLBACK")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert screen not in pilot.app.screen_stack
