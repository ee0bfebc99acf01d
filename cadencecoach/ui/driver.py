"""What the screens need of the rest of the house, as Protocols, so that they own no policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cadencecoach.core.events import Input
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.view import RunView
from cadencecoach.core.score.click_sound import Sides
from cadencecoach.core.values.units import Frame, Frames, Spm, frames
from cadencecoach.ui.baselinedriver import Baselines
from cadencecoach.ui.journaldriver import Journal
from cadencecoach.ui.poddriver import Footpods
from cadencecoach.ui.reviewdriver import ReviewData

_FIVE_MINUTES: Final = frames(5 * 60)


class RunDriver(Protocol):
    """One session, from before its start to its end; made anew for each run."""

    async def run(self, on_view: Callable[[RunView], None]) -> int | None:
        """Run to the end and return the id of the stored session, or None if none was stored.

        `on_view` is called on the loop, about ten times a second and once after the end. Raises
        CadencecoachError only when the session cannot begin. Cancelling it ends the session as
        if it had been asked to finish.
        """
        ...

    def command(self, make: Callable[[Frame], Input]) -> None:
        """Do what the runner asked; `make` is given the frame heard now. Never blocks."""
        ...

    def ear_frame(self) -> Frame:
        """The frame heard at this moment, the device's latency taken off."""
        ...


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a runner may set, and what is asked at the first start."""

    cadence_spm: Spm | None = None
    """The runner's own easy cadence; None is not known yet."""

    volume_db: float = 0.0
    click: str = "click"
    voice: str = "af_heart"
    duck_db: float = 12.0
    """How far the click goes down under speech."""

    cue_every: Frames | None = _FIVE_MINUTES
    """None asks no questions."""

    every_second_step: bool = False
    sides: Sides = Sides.OFF
    quiet: bool = False
    """Only posture checks and safety are spoken."""

    desk_every_min: int = 0
    """Minutes at the desk to a reminder; 0 is none."""

    theme: str = "dark"


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

    def load(self) -> Preferences:
        """The settings in force. Raises ConfigError."""
        ...

    def save(self, preferences: Preferences) -> None:
        """Keep them for every later run. Raises ConfigError."""
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


class DeskReminder(Protocol):
    """What a reminder at the desk needs of the machine and the diary."""

    def every_s(self) -> int:
        """Seconds at the desk to a reminder, as set; 0 is none. Raises ConfigError."""
        ...

    def now_s(self) -> float:
        """The wall clock, which may be set and may jump."""
        ...

    def moved_ago_s(self) -> float | None:
        """How long ago the runner moved, 0 in a run; None is not known. May take a while.

        Raises StoreError.
        """
        ...

    def chime(self) -> None:
        """Sound it, without waiting. Raises AudioError, SoundError and ConfigError."""
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
