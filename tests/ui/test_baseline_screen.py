"""The baseline three ways, its trend and its ladder, under the pilot."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key
from textual.pilot import Pilot

from cadencecoach.app.views import Footing
from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.plan.ladder import CEILING, RAISED_CEILING, Ladder
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import AudioError, FootpodNotFound, StoreError
from cadencecoach.ui.ink import cells, line_text, wrapped
from cadencecoach.ui.lines.baseline import footing_lines, ladder_rungs
from cadencecoach.ui.screens.baseline import BaselineScreen
from cadencecoach.ui.screens.count_cadence import CountScreen, TapScreen
from cadencecoach.ui.screens.keep_baseline import KeepScreen
from cadencecoach.ui.screens.run import RunScreen
from tests.ui.fakes import (
    MORNING,
    VIEW,
    BaselinesInMemory,
    JournalInMemory,
    ListedPlans,
    ScriptedDriver,
    app_of,
    arrived,
    seen,
    settled,
)


async def opened(pilot: Pilot[None], *keys: str) -> str:
    await settled(pilot)
    for key in ("b", *keys):
        await pilot.press(key)
        await settled(pilot)
    return "\n".join(seen(pilot))


async def tap(pilot: Pilot[None], cadence: float, number: int, jitter_s: float = 0.0) -> None:
    for n in range(number):
        key = Key("space", " ")
        key.time = 50 + n * 60 / cadence + (n % 2) * jitter_s
        pilot.app.screen.post_message(key)
    await settled(pilot)


async def test_before_the_first_baseline_the_three_ways_are_offered():
    async with app_of(baselines=BaselinesInMemory()).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot)
        for told in ("not known yet", "tap it", "count it", "ten minutes with a footpod"):
            assert told in text
        assert "rung" not in text.replace("Every level", "")


async def test_trend_and_ladder_in_steps_and_per_cent():
    async with app_of(baselines=BaselinesInMemory(156, 158, 160)).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot)
        assert "trend  156 → 158 → 160" in text
        assert "level 1  ━━  165  +5    +3.1 %   unlocked" in text
        assert "level 2  ──  170  +10   +6.2 %   the aim, not unlocked" in text
        assert "cap 176 (+10 %) · ceiling 180" in text


async def test_ten_even_taps_lock_and_are_kept_with_their_conditions():
    baselines = BaselinesInMemory()
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "2")
        assert isinstance(pilot.app.screen, TapScreen)
        await tap(pilot, 163, 9)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, TapScreen)
        await tap(pilot, 163, 10)
        await pilot.press("x")
        await tap(pilot, 163, 10)
        assert any("✔ sure to ±1" in line for line in seen(pilot))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, KeepScreen)
        await pilot.press("right", *"flat, no wind", "x", "backspace", "enter")
        await settled(pilot)
        ((found, surface, note),) = baselines.kept
        assert (found.cadence_spm, found.way, surface, note) == (
            163, Way.TAPS, "grass", "flat, no wind",
        )  # fmt: skip
        assert isinstance(pilot.app.screen, BaselineScreen)
        text = "\n".join(seen(pilot))
        assert "163 steps a minute" in text
        assert "“flat, no wind”" in text


async def test_one_foot_is_twice_the_cadence():
    baselines = BaselinesInMemory()
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "2")
        await tap(pilot, 80, 10)
        assert any("nobody runs so" in line for line in seen(pilot))
        await pilot.press("right", "enter", "enter")
        await settled(pilot)
        assert baselines.kept[0][0].cadence_spm == 160


async def test_uneven_taps_show_how_unsure_they_are_and_are_not_taken():
    async with app_of().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "2")
        await tap(pilot, 160, 10, jitter_s=0.14)
        assert any("uneven so far: tap on" in line for line in seen(pilot))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TapScreen)


async def test_a_count_of_half_a_minute():
    baselines = BaselinesInMemory()
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "3", "space")
        screen = pilot.app.screen
        assert isinstance(screen, CountScreen)
        assert any("count each step, left and right" in line for line in seen(pilot))
        for _ in range(30):
            screen.second()
        await settled(pilot)
        assert any("type how many you counted" in line for line in seen(pilot))
        await pilot.press("8", "1")
        assert any("162 steps a minute ±2" in line for line in seen(pilot))
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert baselines.kept[0][0].cadence_spm == 162
        assert baselines.beeps == [True]


async def test_a_count_without_a_beep_and_of_one_foot():
    baselines = BaselinesInMemory()
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "3", "m", "space", "4", "0")
        assert baselines.beeps == []
        assert any("nobody runs so" in line for line in seen(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CountScreen)
        await pilot.press("left")
        assert any("160 steps a minute ±4" in line for line in seen(pilot))


async def test_leaving_a_count_ends_its_beep():
    baselines = BaselinesInMemory()
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "3", "space", "escape")
        await settled(pilot)
        assert baselines.beeps[-1] is False
        assert isinstance(pilot.app.screen, BaselineScreen)


async def test_the_end_of_a_count_waits_for_a_beep_whose_device_is_slow_to_open(
    monkeypatch: pytest.MonkeyPatch,
):
    opened_device, told = threading.Event(), []

    def slow(_self: BaselinesInMemory, *, on: bool) -> None:
        if on:
            assert opened_device.wait(300)
        told.append(on)

    monkeypatch.setattr(BaselinesInMemory, "beep_count", slow)
    async with app_of().run_test(size=(80, 24)) as pilot:
        await opened(pilot, "3")
        await pilot.press("space", "escape")
        await arrived(pilot, BaselineScreen)
        for _ in range(20):
            await settled(pilot)
        opened_device.set()
        await settled(pilot)
    assert told == [True, False]


async def test_a_beep_that_cannot_be_played_is_said_and_the_count_goes_on(
    monkeypatch: pytest.MonkeyPatch,
):
    def broken(_self: BaselinesInMemory, *, on: bool) -> None:
        raise AudioError("no device", hint="plug one in")

    monkeypatch.setattr(BaselinesInMemory, "beep_count", broken)
    async with app_of().run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "3", "space")
        assert "no device  plug one in" in text
        assert "SECONDS LEFT" in text


async def test_a_run_without_a_beat_ends_in_a_baseline_to_keep():
    driver, baselines = ScriptedDriver(VIEW), BaselinesInMemory()
    async with app_of(driver, baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "1")
        await arrived(pilot, RunScreen)
        driver.end()
        await arrived(pilot, KeepScreen)
        text = "\n".join(seen(pilot))
        assert "a run without a beat, spread ±2, 94 % heard, 9.7 km/h" in text
        await pilot.press("escape")
        await settled(pilot)
        assert "Enter keeps it; Esc once more leaves it" in "\n".join(seen(pilot))
        await pilot.press("escape")
        await settled(pilot)
        assert baselines.kept == []
        assert isinstance(pilot.app.screen, BaselineScreen)


async def test_a_run_that_measured_too_little_says_so():
    driver, baselines = ScriptedDriver(VIEW), BaselinesInMemory()
    baselines.result = StoreError("no baseline from this run: only 40 % was heard", hint="again")
    async with app_of(driver, baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "1")
        driver.end()
        await arrived(pilot, BaselineScreen)
        await settled(pilot)
        assert any("only 40 % was heard  again" in line for line in seen(pilot))


async def test_without_a_footpod_the_run_is_not_begun():
    baselines = BaselinesInMemory(160)
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        baselines.error = FootpodNotFound("no footpod yet", hint="choose one with f")
        await pilot.press("1")
        assert any("no footpod yet  choose one with f" in line for line in seen(pilot))
        assert isinstance(pilot.app.screen, BaselineScreen)


async def test_the_ceiling_is_raised_only_after_the_note_was_shown():
    baselines = BaselinesInMemory(165)
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        text = await opened(pilot, "4")
        assert "hip flexors" in text
        assert baselines.ceiling == CEILING
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, BaselineScreen)
        assert baselines.ceiling == CEILING
        await pilot.press("4", "4")
        await settled(pilot)
        assert baselines.ceiling == RAISED_CEILING
        assert any("ceiling 190, raised by you" in line for line in seen(pilot))
        await pilot.press("4")
        await settled(pilot)
        assert baselines.ceiling == CEILING


async def test_a_broken_log_is_said():
    baselines = BaselinesInMemory()
    baselines.error = StoreError("the log is damaged", hint="move it away")
    async with app_of(baselines=baselines).run_test(size=(80, 24)) as pilot:
        assert "the log is damaged  move it away" in await opened(pilot)


async def test_a_plan_that_goes_too_high_says_so_before_the_start():
    plans = ListedPlans()
    plans.notes = (
        "175 is above what is unlocked: this run goes up to 165 steps a minute (+5, +3.1 %).",
    )
    journal = JournalInMemory()
    journal.changes = plans.notes
    async with app_of(plans=plans, journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert any("! 175 is above what is unlocked" in line for line in seen(pilot))
        await pilot.press("l")
        await settled(pilot)
        assert any("! 175 is above what is unlocked" in line for line in seen(pilot))
        await pilot.press("down")
        await settled(pilot)
        assert not any("above what is unlocked" in line for line in seen(pilot))


@pytest.mark.parametrize("keys", [(), ("2",), ("3",), ("3", "8", "0", "enter")])
async def test_every_screen_of_it_works_small(keys: tuple[str, ...]):
    async with app_of().run_test(size=(40, 12)) as pilot:
        lines = (await opened(pilot, *keys)).splitlines()
        assert len([line for line in lines if line.strip()]) >= 5
        assert "Enter" in lines[-1] or "space" in lines[-1] or "1 run" in lines[-1]


def test_a_quick_runner_needs_no_ramp():
    assert "no ramp is needed" in line_text(ladder_rungs(Ladder(Spm(172)), 0)[0])


@given(
    st.lists(st.integers(100, 240), max_size=12),
    st.integers(0, 5),
    st.integers(20, 140),
    st.integers(2, 30),
)
def test_the_ladder_keeps_to_its_place(cadences: list[int], unlocked: int, width: int, height: int):
    baselines = tuple(BaselineSet(MORNING, one, note="x" * 60) for one in cadences)
    ladder = Ladder(Spm(cadences[-1])) if cadences else None
    lines = footing_lines(Footing(baselines, ladder, unlocked), width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)


@given(st.text(max_size=200), st.integers(8, 80), st.integers(1, 6))
def test_wrapped_words_keep_to_their_place(text: str, width: int, height: int):
    lines = wrapped(text, width, height)
    assert len(lines) <= height
    assert all(cells(line) <= width for line in lines)
