"""Home, plans, review, settings and first start under the pilot."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from cadencecoach.app.views import Preferences
from cadencecoach.core.plan.plan import StageKind
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import Spm, frames
from cadencecoach.errors import AudioError, ConfigError, SoundError, StoreError
from cadencecoach.ui.ink import line_text
from cadencecoach.ui.lines.session import session_row
from cadencecoach.ui.screens.check_in import CheckInScreen
from cadencecoach.ui.screens.choice import ChoiceScreen
from cadencecoach.ui.screens.first_start import HearScreen, KnownCadenceScreen
from cadencecoach.ui.screens.plans import PlanScreen
from cadencecoach.ui.screens.review import ReviewScreen
from cadencecoach.ui.screens.run import RunScreen
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.screens.settings import SettingsScreen
from cadencecoach.ui.screens.today import TodayScreen
from cadencecoach.ui.setting_rows import CADENCE, VOLUME, all_settings
from tests.ui.fakes import (
    ROW,
    VIEW,
    JournalInMemory,
    ListedPlans,
    RememberedPreferences,
    RememberedSessions,
    ScriptedDriver,
    app_of,
    arrived,
    seen,
    settled,
)


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def text_at(size: tuple[int, int], *keys: str, **parts) -> str:
    app = app_of(**parts)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        return "\n".join(seen(pilot))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_today_shows_plan_ladder_and_last_session(size: tuple[int, int]):
    text = await text_at(size)
    assert "Ramp 160 → 175" in text
    assert "40:00 · 160 → 175 a minute · +5 a level" in text
    assert "175 ━" in text
    assert "Sat 21 Nov 07:12" in text
    assert "84 % on target" in text
    assert "Enter run" in text
    assert "with   RunPod" in text


async def test_today_works_small_and_says_when_too_small():
    text = await text_at((40, 12))
    assert "Ramp 160 → 175" in text
    assert "Enter run" in text
    lines = [line.strip() for line in (await text_at((20, 5))).splitlines() if line.strip()]
    assert lines == ["needs 40x12"]


@pytest.mark.parametrize("key", ["enter", "r"])
async def test_one_key_runs(key: str):
    async with app_of().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(key)
        await arrived(pilot, RunScreen)


async def test_today_before_the_first_session():
    assert "no session yet" in await text_at((80, 24), review=RememberedSessions())


async def test_a_broken_log_is_said_and_running_is_still_possible():
    error = StoreError("the log is damaged", hint="move it away")
    app = app_of(review=RememberedSessions(error=error))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert any("the log is damaged  move it away" in line for line in seen(pilot))
        await pilot.press("enter")
        await arrived(pilot, RunScreen)


@pytest.mark.parametrize("key", ["k", "x"])
async def test_an_interrupted_run_is_kept_or_discarded(key: str):
    review = RememberedSessions(ROW)
    review.broken.append(replace(ROW, id=9, state="interrupted", running=frames(1390)))
    async with app_of(review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert any("interrupted  Sat 21 Nov 07:12, 23:10 run" in line for line in seen(pilot))
        await pilot.press(key)
        await settled(pilot)
        assert (review.kept, review.discarded) == (([9], []) if key == "k" else ([], [9]))
        assert not any("interrupted" in line for line in seen(pilot))


async def test_after_one_interrupted_run_the_next_is_offered():
    review = RememberedSessions(ROW)
    review.broken += [replace(ROW, id=id_, state="interrupted") for id_ in (9, 8)]
    async with app_of(review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for left in (True, False):
            await pilot.press("x")
            await settled(pilot)
            assert any("! interrupted" in line for line in seen(pilot)) is left
        assert review.discarded == [9, 8]


@pytest.mark.parametrize("why", ["no sound device", "The end of this run was not stored."])
async def test_what_became_of_a_run_is_read_although_an_interrupted_one_waits(why: str):
    review = RememberedSessions(ROW)
    review.broken.append(replace(ROW, id=9, state="interrupted"))
    error = AudioError(why, hint="plug in earphones") if why.startswith("no") else None
    driver = ScriptedDriver(VIEW, error=error)
    driver.session, driver.not_stored = None, "the end of this run was not stored"
    async with app_of(driver, review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        if error is None:
            await arrived(pilot, RunScreen)
            driver.end()
        await arrived(pilot, TodayScreen)
        await settled(pilot)
        assert any(why in line for line in seen(pilot))
        assert not any("interrupted" in line for line in seen(pilot))


async def test_plans_show_the_ladder_of_the_chosen_one_and_run_it():
    plans = ListedPlans()
    async with app_of(plans=plans).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("l")
        assert isinstance(pilot.app.screen, PlanScreen)
        assert any("175 ━" in line for line in seen(pilot))
        await pilot.press("down")
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "165 ━" in text
        assert "Baseline [bold]no[/bold]" in text
        await pilot.press("enter")
        await settled(pilot)
        await arrived(pilot, RunScreen)
        assert plans.name == "steady"


async def test_review_makes_only_the_rows_that_are_seen():
    made: list[int] = []

    class Counted(list):
        def __getitem__(self, index):
            made.append(index)
            return super().__getitem__(index)

    review = RememberedSessions()
    review.listed = Counted(replace(ROW, id=n) for n in range(5000))
    async with app_of(review=review).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert any("1 of 5,000" in line for line in seen(pilot))
        assert len(set(made)) < 30
        await pilot.press("end")
        await settled(pilot)
        assert any("5,000 of 5,000" in line for line in seen(pilot))
        await pilot.press("pageup", "home", "down", "enter")
        await settled(pilot)
        await arrived(pilot, SessionScreen)


async def test_review_marks_what_must_not_be_believed():
    review = RememberedSessions(
        replace(ROW, source="simulated"), replace(ROW, state="interrupted"), ROW
    )
    lines = (await text_at((80, 24), "v", review=review)).splitlines()
    assert sum("simulated" in line for line in lines) == 1
    assert sum("interrupted" in line for line in lines) == 1
    assert any("2026-11-21 07:12  Ramp" in line for line in lines)


async def test_review_without_sessions_says_so():
    assert "No session yet" in await text_at((80, 24), "v", review=RememberedSessions())


async def test_a_session_shows_chart_rungs_and_steps_through_its_cues():
    async with app_of().run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("v", "enter")
        await settled(pilot)
        lines = seen(pilot)
        text = "\n".join(lines)
        assert "40:00 running   164 steps a minute   84 % on target   pain 3 → 2" in text
        assert "160 5:00 159 91 %" in text
        assert "▸ 5:00 posture" in text
        mark = [line.index("┃") for line in lines if "┃" in line]
        await pilot.press("down", "down")
        await settled(pilot)
        lines = seen(pilot)
        assert any("▸ 15:00 posture  not spoken: muted" in line for line in lines)
        assert any("“Is my spine neutral?" in line for line in lines)
        assert [line.index("┃") for line in lines if "┃" in line] > mark


async def test_settings_change_with_arrows_and_are_kept_on_leaving():
    kept = RememberedPreferences()
    async with app_of(preferences=kept).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(
            "s", *"158", "down", "left", "down", "right", "space", "space", "down", "right"
        )
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "158 steps a minute" in text
        assert "-2 dB" in text
        assert "two tones" in text
        await pilot.press("escape")
        assert kept.heard == ["click wood", "voice af_heart"]
        assert kept.kept == Preferences(
            cadence_spm=Spm(158), volume_db=-2.0, click="wood", sides=Sides.TONES
        )
        assert isinstance(pilot.app.screen, TodayScreen)


LONG_HINT = "nothing of it was taken; export the run again from the watch, as FIT or as TCX"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(
    "message",
    ["it is no run", f"{'a ride of that day ' * 3}was refused: it is no run but another sport"],
)
async def test_what_is_wrong_and_what_to_do_is_said_to_its_end(width: int, message: str):
    preferences = RememberedPreferences()
    preferences.error = ConfigError(message, hint=LONG_HINT)
    app = app_of(preferences=preferences)
    async with app.run_test(size=(width, 24)) as pilot:
        await settled(pilot)
        for key in ("s", "right", "escape"):
            await pilot.press(key)
            await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "…" not in text, text
        assert f"✘ {message} {LONG_HINT}" in " ".join(text.split())
        assert "Esc keep and leave" in text
        pilot.app.screen.say(())
        await settled(pilot)
        assert pilot.app.screen.notice.size.height == 1


async def test_a_theme_is_seen_when_chosen():
    app = app_of()
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s", "end", "right")
        await settled(pilot)
        assert app.theme == "light"


async def test_settings_that_cannot_be_kept_say_so_once_and_let_go():
    kept = RememberedPreferences()
    async with app_of(preferences=kept).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s")
        kept.error = ConfigError("the folder is read-only", hint="mend its rights")
        await pilot.press("escape")
        await settled(pilot)
        assert any("read-only  mend its rights" in line for line in seen(pilot))
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TodayScreen)


@pytest.mark.parametrize(
    ("key", "cadence_spm"), [("y", 176), ("n", None), ("escape", None)], ids=["own", "no", "Esc"]
)
async def test_a_doubtful_cadence_is_asked_about_and_the_rest_is_kept(
    key: str, cadence_spm: int | None
):
    kept = RememberedPreferences()
    kept.doubtful = "176 is 10 % above your 160. Was there a beat in your ears?"
    async with app_of(preferences=kept).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s", *"176", "down", "left", "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)
        text = "\n".join(seen(pilot))
        assert kept.doubtful in text
        assert "y  it is, and my cap moves   n  no" in text
        assert "--" not in text, "a screen names no option"
        await pilot.press(key)
        await arrived(pilot, TodayScreen)
    assert kept.kept.cadence_spm == cadence_spm
    assert kept.kept.volume_db < Preferences().volume_db


async def test_missing_sounds_are_said_on_today():
    kept = RememberedPreferences()
    kept.error = SoundError("the sounds are missing", hint="install again")
    async with app_of(preferences=kept).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)
        assert any("the sounds are missing  install again" in line for line in seen(pilot))


async def test_a_device_that_hangs_holds_up_no_settings():
    class Hanging(RememberedPreferences):
        let = threading.Event()

        def hear_click(self, preferences: Preferences) -> None:
            assert self.let.wait(300)
            raise AudioError("no device", hint="plug one in")

    kept = Hanging()
    async with app_of(preferences=kept).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("s", "space", *"158")
        await pilot.pause()
        text = "\n".join(seen(pilot))
        assert "opening the sound …" in text
        assert "158 steps a minute" in text
        kept.let.set()
        await settled(pilot)
        text = "\n".join(seen(pilot))
        assert "opening the sound" not in text
        assert "no device  plug one in" in text


async def test_the_first_start_leads_to_the_first_run_of_the_weeks():
    kept, journal = RememberedPreferences(first_start=True), JournalInMemory()
    driver = ScriptedDriver(VIEW)
    app = app_of(driver, preferences=kept, journal=journal)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Four weeks for a sore back" in "\n".join(seen(pilot))
        await pilot.press("enter")  # the weeks, which are recommended
        await arrived(pilot, ChoiceScreen)
        assert "Do you run already?" in seen(pilot)[0]
        await pilot.press("enter")
        await arrived(pilot, CheckInScreen)
        await pilot.press("enter", "enter", "2", "enter", "enter", "enter", "enter")
        await arrived(pilot, ChoiceScreen)
        assert "Your own cadence" in seen(pilot)[0]
        await pilot.press("down", "down", "enter")
        await arrived(pilot, KnownCadenceScreen)
        await pilot.press(*"162", "enter")
        await settled(pilot)
        assert kept.kept.cadence_spm == 162
        await pilot.press("enter")  # no footpod
        await arrived(pilot, HearScreen)
        await pilot.press("space", "space", "enter")
        await settled(pilot)
        assert kept.heard == ["click click", "voice af_heart"]
        await pilot.press("down", "enter")
        await arrived(pilot, RunScreen)
        driver.end()
        await settled(pilot)
    assert not kept.first_start
    assert journal.day().today.programme


async def test_who_does_not_run_yet_begins_with_running_and_walking():
    kept, journal = RememberedPreferences(first_start=True), JournalInMemory()
    async with app_of(preferences=kept, journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await arrived(pilot, ChoiceScreen)
        await pilot.press("down", "enter")
        await arrived(pilot, CheckInScreen)
        await pilot.press("enter", "enter", "2", "enter", "enter", "enter", "enter")
        await arrived(pilot, ChoiceScreen)
        assert "Footpod" in seen(pilot)[0], "nobody asks for the cadence of who does not run"
        await pilot.press("enter")
        await arrived(pilot, HearScreen)
        await pilot.press("enter")
        await arrived(pilot, ChoiceScreen)
        assert any("one minute of running" in line for line in seen(pilot))
    today = journal.day().today
    assert today.programme == "Four weeks of running and walking"
    assert today.run is not None
    kinds = [stage.kind for stage in today.run.plan.stages]
    assert kinds.count(StageKind.WALK) == 7
    assert today.run.plan.targets == ()


@pytest.mark.parametrize("keys", [("down", "enter"), ("escape",)])
async def test_who_wants_just_a_run_is_asked_nothing_more(keys: tuple[str, ...]):
    kept, journal = RememberedPreferences(first_start=True), JournalInMemory()
    async with app_of(preferences=kept, journal=journal).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)
        assert isinstance(pilot.app.screen, TodayScreen)
    assert not kept.first_start
    assert not journal.day().today.programme


def test_each_setting_turns_both_ways_and_never_leaves_its_values():
    for setting in all_settings(("click", "wood"), ("af_heart",)):
        for by in (1, -1):
            preferences = Preferences()
            shown = []
            for _ in range(300):
                preferences = setting.turn(preferences, by)
                shown.append(setting.words(preferences))
            assert all(shown)
    assert CADENCE.turn(Preferences(cadence_spm=Spm(240)), 1).cadence_spm == 240
    assert CADENCE.turn(Preferences(cadence_spm=Spm(100)), -1).cadence_spm is None
    assert CADENCE.typed is not None
    assert CADENCE.typed(Preferences(), 999).cadence_spm is None
    assert VOLUME.turn(Preferences(volume_db=-3.3), 1).volume_db == -2.0


async def test_quit_keys():
    for key in ("q", "ctrl+c", "ctrl+q"):
        app = app_of()
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert not app._exit
            await pilot.press(key)
            assert app._exit


def test_importing_the_app_brings_no_heavy_library():
    code = (
        "import sys, cadencecoach.ui.app;"
        "print(sorted({'numpy','bleak','pydantic','soundfile','miniaudio','simpleaudio','sqlite3'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert done.stdout.strip() == "[]"


def test_row_words_need_no_app():
    row = replace(ROW, cadence_spm=None, in_band_percent=None, pain=())
    assert line_text(session_row(row, 78)).split()[-3:] == ["-", "-", "-"]
