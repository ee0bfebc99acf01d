"""What the screens need of the acts, as Protocols, so that a screen owns no policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cadencecoach.app.views import (
    DayView,
    Editable,
    Footing,
    FoundBaseline,
    NextPod,
    PodLive,
    PodRow,
    Preferences,
    SessionContext,
    SessionDetail,
    SessionRow,
)
from cadencecoach.core.diary.diary import Act, RunNote
from cadencecoach.core.diary.entries import AssessmentMade, Done
from cadencecoach.core.diary.load import Shoes
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.events import Input
from cadencecoach.core.plan.ladder import Limited
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.calendar_days import CalendarDay
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.run.view import RunView
from cadencecoach.core.sensor.calibration import Calibrated
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.trends.search import Findable
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.units import Frame, Spm
from cadencecoach.errors import CadencecoachError

if TYPE_CHECKING:
    from cadencecoach.core.exercise.routine import Routine
    from cadencecoach.routine_session import RoutineView


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


class RoutineDriver(Protocol):
    """One routine being played; made anew each time."""

    async def run(self, on_view: Callable[[RoutineView], None]) -> Done:
        """Play to the end or until `stop`, and write down how much was done.

        Raises AudioError, and StoreError where it cannot be written down.
        """
        ...

    def pause(self) -> None:
        """Pause, or go on."""
        ...

    def skip(self) -> None:
        """On to the next."""
        ...

    def again(self) -> None:
        """Back to the first step of this exercise."""
        ...

    def stop(self) -> None:
        """End it here."""
        ...


class Journal(Protocol):
    """The diary; each call may come from a worker thread and raises StoreError and ConfigError."""

    def day(self) -> DayView:
        """Today, as it stands."""
        ...

    def do(self, act: Act) -> None:
        """Write an act down, and what follows from it; raises what the act raises to refuse."""
        ...

    def overrule(self, verdict: Verdict) -> None:
        """The runner runs although the gate says no."""
        ...

    def verdict(self, plan: Plan) -> Verdict:
        """What the gate says of running a plan now."""
        ...

    def signs_alone(self) -> Sequence[RedFlag]:
        """Warning signs that wait to be looked at, where `day` raises StoreError."""
        ...

    def start_programme(self) -> None:
        """Begin the programme, from week 1."""
        ...

    def pause_programme(self) -> None:
        """Let it wait from today on."""
        ...

    def resume_programme(self) -> None:
        """Let it go on where it was left."""
        ...

    def calendar(self) -> Sequence[CalendarDay]:
        """Each day since the programme began, oldest first; the last four weeks without one."""
        ...

    def trends(self) -> Trends:
        """Week against week, since the programme began; else since the first record."""
        ...

    def assessments(self) -> Sequence[AssessmentMade]:
        """Oldest first."""
        ...

    def causes(self) -> Sequence[str] | None:
        """The names that were ticked last; None was never asked."""
        ...

    def shoes(self) -> Mapping[str, Shoes]:
        """All pairs by name."""
        ...

    def routines(self) -> Sequence[Routine]:
        """All routines there are."""
        ...

    def routine(self, name: str) -> Routine:
        """One of them."""
        ...

    def player(self, routine: Routine) -> RoutineDriver:
        """Something that plays it. Raises SoundError and AudioError, too."""
        ...


class Baselines(Protocol):
    """The runner's own cadence, over time."""

    def footing(self) -> Footing:
        """Every baseline and the ladder on the newest; may be called from a worker thread.

        Raises StoreError.
        """
        ...

    def run(self) -> Plan:
        """The run that measures. Raises ConfigError, and FootpodNotFound where nothing can."""
        ...

    def measured(self, session: int) -> FoundBaseline:
        """What such a run came to. Raises StoreError, also where it measured too little."""
        ...

    def keep(self, found: FoundBaseline, surface: str, note: str) -> None:
        """Keep it with today's date; it is the cadence of the settings, too. Raises StoreError."""
        ...

    def set_ceiling(self, ceiling: Spm) -> None:
        """Move the soft ceiling of the ladder. Raises StoreError."""
        ...

    def beep_count(self, *, on: bool) -> None:
        """Beep now and once the count is over, or stop that; may be called from a worker thread.

        Raises AudioError and SoundError.
        """
        ...


class Footpods(Protocol):
    """The footpods around and the runner's own; one caller at a time uses the air."""

    async def look(
        self,
        on_rows: Callable[[Sequence[PodRow]], None],
        on_trouble: Callable[[CadencecoachError | None], None],
    ) -> None:
        """Listen until cancelled; the runner's own come first, and no row changes its place.

        `on_trouble` gets each Bluetooth fault in words, and None once it has passed.
        """
        ...

    async def watch(self, address: str, on_live: Callable[[PodLive], None]) -> None:
        """Connect and tell what it sends, until cancelled. SIMULATED is an address, too."""
        ...

    async def calibrate(self, address: str, on_live: Callable[[PodLive], None]) -> Calibrated:
        """Play the beat for 20 s and compare; what that settles is kept for a pod that is known.

        Raises FootpodError, AudioError, SoundError, ConfigError and StoreBusy.
        """
        ...

    def rows(self) -> Sequence[PodRow]:
        """The pods known or seen so far. Raises ConfigError."""
        ...

    def pair(self, address: str) -> None:
        """Remember a pod that was seen. Raises ConfigError and StoreBusy."""
        ...

    def count_as(self, address: str, convention: Convention) -> None:
        """Set what a known pod counts. Raises ConfigError and StoreBusy."""
        ...

    def forget(self, address: str) -> None:
        """Forget a known pod. Raises ConfigError, FootpodNotFound and StoreBusy."""
        ...

    @property
    def choice(self) -> str:
        """ANY_POD, SIMULATED, NO_POD, or what else the setting says. Raises ConfigError."""
        ...

    def choose(self, source: str) -> None:
        """Make this what runs listen to from now on. Raises ConfigError."""
        ...

    def next_run(self) -> NextPod:
        """What the next run will listen to. Raises ConfigError."""
        ...


class ReviewData(Protocol):
    """The log as the review screens read it; each call may come from a worker thread."""

    def rows(self) -> Sequence[SessionRow]:
        """All sessions, newest first. Raises StoreError."""
        ...

    def findable(self) -> Mapping[int, Findable]:
        """What each of them can be found by, by its number. Raises StoreError."""
        ...

    def latest(self) -> SessionRow | None:
        """The newest session. Raises StoreError."""
        ...

    def load(self, session: int) -> SessionDetail:
        """One session. Raises StoreError."""
        ...

    def told(self, session: int) -> SessionContext:
        """What stands around it; slower than `load`. Raises StoreError."""
        ...

    def note(self, session: int) -> Editable:
        """What may be edited of it.

        Raises StoreError, and ConfigError where there is nothing to tell: nobody ran it, or it is
        being recorded.
        """
        ...

    def write_note(self, session: int, note: RunNote) -> None:
        """Keep what the runner says of it now. Raises as `note`."""
        ...

    def interrupted(self) -> Sequence[SessionRow]:
        """Sessions that a crash or a power cut ended, not yet kept or discarded. Raises StoreError."""
        ...

    def keep(self, session: int) -> None:
        """Count an interrupted session as one that ended there, or bring back a discarded one.

        Raises StoreError.
        """
        ...

    def discard(self, session: int) -> None:
        """Take a session out of every list; `keep` brings it back. Raises StoreError."""
        ...
