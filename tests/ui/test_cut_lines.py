"""At 80x24 no line of a screen ends in an ellipsis: what is cut is a name that somebody else gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from textual.pilot import Pilot

from cadencecoach.core.diary.entries import (
    ActivityDone,
    CausesTicked,
    PainRated,
    ProgrammePaused,
    ProgrammeStarted,
    RedFlagsAnswered,
    Sport,
)
from cadencecoach.core.diary.pain import Pain, Quality, RedFlag, When
from cadencecoach.ui.screens.today import TodayScreen
from tests.core.eightweeks import eight_weeks_lived
from tests.ui.fakes import (
    NOW,
    JournalInMemory,
    app_of,
    day_before,
    in_week_two,
    run_of_day,
    seen,
    settled,
)

RATED = PainRated(NOW, When.BEFORE, Pain(1))
RUNS = tuple(
    run_of_day(days, f"run {days}", in_band_percent=88.0, coverage_percent=97.0) for days in (4, 2)
)
LASTING = tuple(
    PainRated(day_before(days), When.NOW, Pain(3, quality=Quality.RADIATING))
    for days in range(20, -1, -3)
)


def with_trends() -> JournalInMemory:
    """Eight weeks to look back on."""
    journal = in_week_two(RATED, runs=RUNS)
    journal.found = eight_weeks_lived().found
    return journal


WORLDS: Final[dict[str, Callable[[], JournalInMemory]]] = {
    "no programme": JournalInMemory,
    "a run day": lambda: in_week_two(RATED, runs=RUNS),
    "not rated": in_week_two,
    "after a run": lambda: in_week_two(RATED, runs=(*RUNS, run_of_day(0, "now"))),
    "a rest day": lambda: in_week_two(
        RATED, ActivityDone(NOW, Sport.SWIM, 40), runs=(run_of_day(1, "then"),)
    ),
    "at 4": lambda: in_week_two(PainRated(NOW, When.BEFORE, Pain(4)), runs=RUNS),
    "at 6": lambda: in_week_two(PainRated(NOW, When.BEFORE, Pain(6)), runs=RUNS),
    "down the leg, for weeks": lambda: in_week_two(*LASTING, runs=RUNS),
    "a warning sign": lambda: in_week_two(
        RedFlagsAnswered(NOW, (RedFlag.SADDLE, RedFlag.WEAKNESS))
    ),
    "what applies": lambda: in_week_two(
        RATED, CausesTicked(NOW, ("weak-core", "hip-flexors", "overuse")), runs=RUNS
    ),
    "paused": lambda: in_week_two(ProgrammePaused(NOW)),
    "over": lambda: JournalInMemory(ProgrammeStarted(day_before(29), "four-week-back"), RATED),
    "eight weeks": with_trends,
}
SCREENS: Final = (
    *"cgealotbajhsi",
    "d enter",
    "e enter",
    "question_mark",
    "question_mark right",
    "v",
    "v slash",
    "v d",
    "v enter",
    "v enter left",
    "t right",
    "c 3",
    "c 3 l",
    "c 3 l a n",
    "c w",
    "r",
    "h plus",
)
NOT_CUT: Final = ("Baseline [bold]no[/bold]…", "into the buttock …", "opening the sound …")
"""A name that a file gave, and words that end so."""


def cut_lines(pilot: Pilot[None]) -> list[str]:
    """Those that end before they are over."""
    lines = [line.strip() for line in seen(pilot)]
    return [one for one in lines if "…" in one and not any(said in one for said in NOT_CUT)]


async def walked(world: str, keys: str) -> list[str]:
    """What is cut on the screens that keys lead to, each key once what the one before did is done."""
    async with app_of(journal=WORLDS[world]()).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in keys.split():
            await pilot.press(key)
            await settled(pilot)
            await settled(pilot)
        return cut_lines(pilot)


@pytest.mark.parametrize("world", WORLDS)
async def test_today_is_whole(world: str) -> None:
    assert await walked(world, "") == []


@pytest.mark.parametrize("keys", SCREENS)
async def test_every_other_screen_is_whole(keys: str) -> None:
    assert await walked("eight weeks" if keys[0] in "tv" else "what applies", keys) == []


@pytest.mark.parametrize("world", ["at 4", "at 6", "down the leg, for weeks", "a warning sign"])
@pytest.mark.parametrize("keys", ["r", "g", "e", "c"])
async def test_what_a_sore_back_is_told_is_whole(world: str, keys: str) -> None:
    assert await walked(world, keys) == []


def test_the_walk_begins_on_the_home_screen() -> None:
    bound = {key for one in TodayScreen.BINDINGS for key in one.key.split(",")}  # type: ignore[union-attr]
    assert {keys.split()[0] for keys in SCREENS} <= bound | {"question_mark"}
