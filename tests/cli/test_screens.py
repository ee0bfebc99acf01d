"""The app on the real settings, plans, log and sounds: its ports hold what they promise."""

from __future__ import annotations

import asyncio
import errno
import os
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadencecoach.app.home import Home
from cadencecoach.app.plans import PlansOnShelf
from cadencecoach.app.preferences import PreferencesInFile, preference_values, preferences_of
from cadencecoach.app.review.review import ReviewFromStore
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.views import Preferences
from cadencecoach.cli import open_app
from cadencecoach.cli.open_app import make_app
from cadencecoach.config.plans import plan_options
from cadencecoach.config.settings import load_settings, typed_over
from cadencecoach.config.shipped import find_configs
from cadencecoach.core.programme.gates import Go, Verdict
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import Spm, frames
from cadencecoach.errors import AudioError, ConfigError, StoreError
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.screens.session import SessionScreen
from cadencecoach.ui.themes import PALETTES
from tests.cli.conftest import Run

SHIPPED = load_settings(find_configs() / "settings.toml", Path("nowhere"))


@pytest.fixture
def home(own_home: Path) -> Home:
    return Home.here()


PREFERENCES = st.builds(
    Preferences,
    st.none() | st.integers(100, 240).map(Spm),
    st.integers(-40, 0).map(float),
    st.sampled_from(["click", "wood", "rim", "beep"]),
    st.just("af_heart"),
    st.sampled_from([18.0, 12.0, 6.0, 0.0]),
    st.none() | st.integers(30, 3600).map(frames),
    st.booleans(),
    st.sampled_from(Sides),
    st.booleans(),
    st.just(0) | st.integers(20, 180),
    st.sampled_from(sorted(PALETTES)),
)


def test_the_screens_begin_with_the_shipped_settings() -> None:
    assert preferences_of(SHIPPED) == Preferences()


@given(PREFERENCES)
def test_preferences_are_settings_and_back(preferences: Preferences) -> None:
    values = preference_values(preferences)
    assert preferences_of(typed_over(SHIPPED, values)) == preferences


def test_nobody_unknown_is_offered_a_ramp(home: Home) -> None:
    plans = PlansOnShelf(home)
    assert not plans.chosen().to_run.targets
    plans.choose("ramp")
    assert plans.chosen().to_run.targets
    home.change_settings({"plan": None, "cadence_spm": 158})
    assert plans.chosen().to_run.name == "ramp"


def test_what_was_saved_is_loaded_and_only_what_was_changed_is_kept(home: Home) -> None:
    store = PreferencesInFile(home, Hearing(home))
    assert store.first_start
    store.save(Preferences())
    assert not store.first_start
    changed = replace(Preferences(), sides=Sides.EARS, cadence_spm=Spm(151), cue_every=None)
    store.save(changed)
    assert store.load() == changed
    kept = [line for line in home.settings_path.read_text().splitlines() if " = " in line]
    assert sorted(kept) == ["cadence_spm = 151", 'cue_every = "off"', 'sides = "ears"']
    store.save(replace(changed, cadence_spm=None))
    assert store.load().cadence_spm == 151, "the ladder stands on it, whatever the file says"


def test_the_sounds_there_are(home: Home) -> None:
    store = PreferencesInFile(home, Hearing(home))
    assert {"click", "wood", "rim", "beep"} <= set(store.clicks)
    assert "af_heart" in store.voices


def test_hearing_without_a_device_is_an_error_the_screen_can_show(home: Home) -> None:
    home.change_settings({"audio": "file:none/here.wav"})
    store = PreferencesInFile(home, Hearing(home))
    for hear in (store.hear_click, store.hear_voice):
        with pytest.raises(AudioError):
            hear(Preferences())


def test_plans_are_offered_and_chosen(home: Home) -> None:
    plans = PlansOnShelf(home)
    assert [one.plan.name for one in plans.all()][:4] == ["ramp", "steady", "drill-30", "baseline"]
    assert plans.chosen().plan.name == "baseline", "nothing is known of the runner"
    plans.choose("demo")
    assert plans.chosen().plan.name == "demo"
    home.change_settings({"plan": "gone"})
    with pytest.raises(ConfigError):
        plans.chosen()


def test_a_session_is_reviewed(command: Run, home: Home, short_plan: str) -> None:
    review = ReviewFromStore(home.database)
    assert review.latest() is None
    command(
        "run", short_plan, "--headless", "--audio", "null", "--speed", "max",
        "--footpod", "simulated",
    )  # fmt: skip
    (row,) = review.rows()
    assert review.latest() == row
    assert (row.title, row.source, row.state) == ("Ramp 165 → 170", "simulated", "finished")
    assert row.running == frames(30)
    assert row.cadence_spm is not None
    detail = review.load(row.id)
    assert detail.row == row
    assert [(r.target_spm, r.start, r.end) for r in detail.rungs] == [
        (165, frames(5), frames(13)), (170, frames(13), frames(25)),
    ]  # fmt: skip
    assert [cue.name for cue in detail.cues][:2] == ["warm-up", "beat"]
    assert len(detail.chart) == 30
    assert review.interrupted() == []
    review.discard(row.id)
    assert review.rows() == []
    review.keep(row.id)
    assert len(review.rows()) == 1
    with pytest.raises(StoreError):
        review.load(99)


async def test_run_goes_straight_to_the_run_and_ends_in_its_session(
    home: Home, short_plan: str
) -> None:
    typed = {"audio": "null", "footpod": "simulated"}
    plan = home.shelf().plan(short_plan, home.settings(), plan_options({"top": 165}))
    app = make_app(home, run_now=Verdict(Go.GO, "", plan), settings_typed=typed, speed=None)
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(10_000):
            if isinstance(app.screen, SessionScreen):
                break
            await pilot.pause()
    latest = ReviewFromStore(home.database).latest()
    assert latest is not None
    assert (latest.state, latest.source, latest.running) == ("finished", "simulated", frames(30))


def test_a_sound_file_that_the_disk_refused_is_told_when_the_app_is_left(
    home: Home, short_plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run_through(app: CadenceCoachApp) -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            for _ in range(10_000):
                if isinstance(app.screen, SessionScreen):
                    return
                await pilot.pause()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(wave.Wave_write, "writeframesraw", refuse)
    monkeypatch.setattr(open_app, "stay", lambda app, _: asyncio.run(run_through(app)))
    plan = home.shelf().plan(short_plan, home.settings())
    typed = {"audio": f"file:{tmp_path / 'played.wav'}", "footpod": "none"}
    with pytest.raises(AudioError, match="given up"):
        open_app.open_app(home, run_now=Verdict(Go.GO, "", plan), settings_typed=typed, speed=None)
    latest = ReviewFromStore(home.database).latest()
    assert latest is not None
    assert latest.state == "finished"


def test_what_is_wrong_with_the_first_run_is_said_before_the_screen_is_taken(home: Home) -> None:
    plan = home.shelf().plan("demo", home.settings())
    with pytest.raises(ConfigError):
        make_app(
            home,
            run_now=Verdict(Go.GO, "", plan),
            settings_typed={"footpod": "simulated:x"},
            speed=1.0,
        )
