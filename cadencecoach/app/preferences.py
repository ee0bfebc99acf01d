"""What a runner prefers, read from the settings file and kept there, and how it sounds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cadencecoach.app.diary.baselines import doubt_of, footing_of, note_typed
from cadencecoach.app.home import Home, voices
from cadencecoach.app.sound.preview_player import Hearing
from cadencecoach.app.views import Preferences
from cadencecoach.config.lengths import OFF, Off, length_text
from cadencecoach.config.settings import Settings, typed_over
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import Spm
from cadencecoach.errors import StoreError

if TYPE_CHECKING:
    from cadencecoach.adapters.sounds import SoundLibrary


class PreferencesInFile:
    """A `ports.PreferenceStore` on the settings file."""

    def __init__(self, home: Home, hearing: Hearing) -> None:
        self._home = home
        self._hearing = hearing
        self._shown: Preferences | None = None

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

    @property
    def theme(self) -> str:
        """The colours in force. Raises ConfigError."""
        return preferences_of(self._home.settings()).theme

    def load(self) -> Preferences:
        """The settings in force, with the own cadence that the ladder stands on. Raises ConfigError."""
        found = preferences_of(self._home.settings())
        with suppress(StoreError):  # without a log that can be read, what the file says
            ladder = footing_of(self._home).ladder
            if ladder is not None:
                found = replace(found, cadence_spm=ladder.baseline_spm)
        self._shown = found
        return found

    def doubt(self, preferences: Preferences) -> str:
        """What to ask before their own cadence is kept. Raises ConfigError and StoreError."""
        cadence = preferences.cadence_spm
        if cadence is None or cadence == (self._shown or self.load()).cadence_spm:
            return ""
        return doubt_of(self._home, cadence)

    def save(self, preferences: Preferences, *, sure: bool = False) -> None:
        """Keep what was changed since it was shown, and only that: a default may still change.

        `sure` is the runner's word for a doubtful cadence. Raises ConfigError, and StoreError where a cadence cannot be noted as a baseline.
        """
        before = preference_values(self._shown or self.load())
        after = preference_values(preferences)
        changes = {key: value for key, value in after.items() if value != before[key]}
        if changes.get("cadence_spm") is not None:
            note_typed(self._home, Spm(changes["cadence_spm"]), anyway=sure)
        if changes or self.first_start:
            self._home.change_settings(changes)
        self._shown = preferences

    def hear_click(self, preferences: Preferences) -> None:
        """Play two seconds of the beat as set. Raises AudioError or SoundError."""
        from cadencecoach.app.sound.previews import clicks_as_set  # noqa: PLC0415 - loads numpy

        settings = self._tried(preferences)
        self._hearing.play(*clicks_as_set(settings, self._library), settings.audio)

    def hear_voice(self, preferences: Preferences) -> None:
        """Speak a posture check as set. Raises AudioError or SoundError."""
        from cadencecoach.app.sound.previews import check_as_set  # noqa: PLC0415 - loads numpy

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
        "cue_every": length_text(OFF if preferences.cue_every is None else preferences.cue_every),
        "every": "second step" if preferences.every_second_step else "step",
        "sides": preferences.sides.value,
        "quiet": preferences.quiet,
        "desk_every_min": preferences.desk_every_min,
        "theme": preferences.theme.replace("-", " "),
    }
