"""The app put together: its screens' ports on the settings file, the shelf, the log and the sounds."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cadencecoach.cli.about import about_lines
from cadencecoach.cli.desk import DeskHere
from cadencecoach.cli.footing import BaselinesInDiary, footing_of, within_limits
from cadencecoach.cli.hearing import Hearing
from cadencecoach.cli.home import Home, voices
from cadencecoach.cli.journal import JournalOfHome
from cadencecoach.cli.logbook import write_typed
from cadencecoach.cli.pods import FootpodsHere
from cadencecoach.cli.review import ReviewFromStore
from cadencecoach.config.lengths import OFF, Off, written
from cadencecoach.config.settings import Settings, typed_over
from cadencecoach.core.plan.ladder import Ladder, Limited
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import Spm
from cadencecoach.ui.app import CadenceCoachApp
from cadencecoach.ui.driver import Parts, Preferences

if TYPE_CHECKING:
    from cadencecoach.adapters.sounds import SoundLibrary
    from cadencecoach.cli.recorded import RecordedRun


def open_app(
    home: Home,
    *,
    run_now: Plan | None = None,
    settings_typed: Mapping[str, Any] | None = None,
    speed: float | None = 1.0,
) -> None:
    """Open the app and stay until it is left; as `make_app`."""
    app = make_app(home, run_now=run_now, settings_typed=settings_typed or {}, speed=speed)
    app.run()
    if app.return_code:
        sys.exit(app.return_code)


def make_app(
    home: Home, *, run_now: Plan | None, settings_typed: Mapping[str, Any], speed: float | None
) -> CadenceCoachApp:
    """The app; with `run_now` it begins with that run.

    What was typed beats the settings for as long as the app is open. Raises every
    CadencecoachError that keeps the first run from beginning.
    """

    def make(plan: Plan) -> RecordedRun:
        from cadencecoach.cli.compose import new_run  # noqa: PLC0415 - loads numpy

        return new_run(home, plan, typed_over(home.settings(), settings_typed), speed=speed)

    hearing = Hearing(home)
    pods = FootpodsHere(home, hearing)
    # Put together before the screen is taken: what is wrong with it is said on stderr.
    ready = [] if run_now is None else [make(run_now)]
    parts = Parts(
        lambda plan: ready.pop() if ready else make(plan),
        PlansOnShelf(home),
        ReviewFromStore(home.database),
        PreferencesInFile(home, hearing),
        pods,
        BaselinesInDiary(home, hearing, pods),
        JournalOfHome(home),
        about_lines,
        DeskHere(home, hearing),
    )
    return CadenceCoachApp(parts, run_now=run_now)


class PlansOnShelf:
    """A `ui.driver.Plans`: those that can be run, with the settings in them."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def all(self) -> Sequence[Limited]:
        """In the order they are offered. Raises ConfigError and StoreError."""
        shelved = self._home.shelf().all(self._home.settings())
        ladder, rung = self._footing()
        return [within_limits(one.plan, ladder, rung) for one in shelved if one.plan is not None]

    def chosen(self) -> Limited:
        """The runner's usual plan. Raises ConfigError, PlanError and StoreError."""
        settings = self._home.settings()
        plan = self._home.shelf().plan(settings.plan, settings)
        return within_limits(plan, *self._footing())

    def _footing(self) -> tuple[Ladder | None, int]:
        footing = footing_of(self._home)
        return footing.ladder, footing.unlocked

    def choose(self, name: str) -> None:
        """Make a plan the one that is offered from now on. Raises ConfigError."""
        self._home.change_settings({"plan": name})


class PreferencesInFile:
    """A `ui.driver.PreferenceStore` on the settings file."""

    def __init__(self, home: Home, hearing: Hearing) -> None:
        self._home = home
        self._hearing = hearing

    @property
    def first_start(self) -> bool:
        """True until something was saved."""
        return not self._home.settings_path.exists()

    @property
    def clicks(self) -> Sequence[str]:
        """The clicks there are. Raises SoundError."""
        return self._library.click_voices()

    @property
    def voices(self) -> Sequence[str]:
        """The voices there are. Raises SoundError."""
        return voices(self._library)

    def load(self) -> Preferences:
        """The settings in force. Raises ConfigError."""
        return preferences_of(self._home.settings())

    def save(self, preferences: Preferences) -> None:
        """Keep what was changed, and only that: a default may still change.

        Raises ConfigError, and StoreError where a cadence cannot be noted as a baseline.
        """
        before = preference_values(preferences_of(self._home.settings()))
        after = preference_values(preferences)
        changes = {key: value for key, value in after.items() if value != before[key]}
        if changes or self.first_start:
            self._home.change_settings(changes)
        if changes.get("cadence_spm") is not None:
            write_typed(self._home, Spm(changes["cadence_spm"]))

    def hear_click(self, preferences: Preferences) -> None:
        """Play two seconds of the beat as set. Raises AudioError or SoundError."""
        from cadencecoach.cli.snippets import clicks_as_set  # noqa: PLC0415 - loads numpy

        settings = self._tried(preferences)
        self._hearing.play(*clicks_as_set(settings, self._library), settings.audio)

    def hear_voice(self, preferences: Preferences) -> None:
        """Speak a posture check as set. Raises AudioError or SoundError."""
        from cadencecoach.cli.snippets import check_as_set  # noqa: PLC0415 - loads numpy

        settings = self._tried(preferences)
        self._hearing.play(*check_as_set(settings, self._library), settings.audio)

    def _tried(self, preferences: Preferences) -> Settings:
        return typed_over(self._home.settings(), preference_values(preferences))

    @cached_property
    def _library(self) -> SoundLibrary:
        return self._home.sounds()


def preferences_of(settings: Settings) -> Preferences:
    """The settings as the screens have them."""
    every = settings.cue_every
    return Preferences(
        None if settings.cadence_spm is None else Spm(settings.cadence_spm),
        settings.volume_db,
        settings.click,
        settings.voice,
        settings.duck_db,
        None if isinstance(every, Off) else every,
        settings.every == "second step",
        Sides(settings.sides),
        settings.quiet,
        settings.desk_every_min,
        settings.theme.replace(" ", "-"),
    )


def preference_values(preferences: Preferences) -> dict[str, Any]:
    """What the screens set, as the settings file has it."""
    return {
        "cadence_spm": preferences.cadence_spm,
        "volume_db": preferences.volume_db,
        "click": preferences.click,
        "voice": preferences.voice,
        "duck_db": preferences.duck_db,
        "cue_every": written(OFF if preferences.cue_every is None else preferences.cue_every),
        "every": "second step" if preferences.every_second_step else "step",
        "sides": preferences.sides.value,
        "quiet": preferences.quiet,
        "desk_every_min": preferences.desk_every_min,
        "theme": preferences.theme.replace("-", " "),
    }
