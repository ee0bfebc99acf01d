"""All that the app's screens are put together from, and the ports that belong to no one room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cadencecoach.app.diary.ports import Baselines, Journal
from cadencecoach.app.exercise.ports import DeskReminder
from cadencecoach.app.footpod.ports import Footpods
from cadencecoach.app.review.ports import ReviewData
from cadencecoach.app.run.ports import Outings, RunDriver
from cadencecoach.app.views import Preferences
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan


class PreferenceStore(Protocol):
    """The user's settings, and the sounds they name."""

    @property
    def first_start(self) -> bool:
        """True until something was saved."""
        ...

    @property
    def clicks(self) -> Sequence[str]:
        """The clicks there are, by name. Raises SoundError."""
        ...

    @property
    def voices(self) -> Sequence[str]:
        """The voices there are, by name. Raises SoundError."""
        ...

    @property
    def theme(self) -> str:
        """The colours in force, without a look at the log. Raises ConfigError."""
        ...

    def load(self) -> Preferences:
        """The settings in force, and the own cadence by the log. Raises ConfigError."""
        ...

    def doubt(self, preferences: Preferences) -> str:
        """What to ask before their own cadence is kept; empty where nothing is. Raises as `save`."""
        ...

    def save(self, preferences: Preferences, *, sure: bool = False) -> None:
        """Keep them for every later run; `sure` where a doubtful cadence was asked about.

        Raises ConfigError and StoreError.
        """
        ...

    def hear_click(self, preferences: Preferences) -> None:
        """Play two seconds of the beat as set, without waiting. Raises AudioError or SoundError."""
        ...

    def hear_voice(self, preferences: Preferences) -> None:
        """Speak a posture check as set, without waiting. Raises AudioError or SoundError."""
        ...


class Plans(Protocol):
    """The plans there are, with the settings in them and no target above what is unlocked."""

    def all(self) -> Sequence[Limited]:
        """In the order they are offered; the first is the default. Raises CadencecoachError."""
        ...

    def chosen(self) -> Limited:
        """The runner's usual plan. Raises CadencecoachError."""
        ...

    def choose(self, name: str) -> None:
        """Make a plan the one that is offered from now on. Raises ConfigError."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """All that the app is put together from."""

    new_run: Callable[[Plan], RunDriver]
    """Makes the session of one run, without starting it. Raises CadencecoachError."""

    plans: Plans
    review: ReviewData
    preferences: PreferenceStore
    footpods: Footpods
    baselines: Baselines
    journal: Journal
    about: Callable[[], Sequence[str]]
    """The lines of the About page."""

    desk: DeskReminder
    outings: Outings
