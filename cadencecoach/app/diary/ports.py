"""What the screens need of the diary and of the own cadence, as Protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cadencecoach.app.exercise.ports import RoutineDriver
from cadencecoach.app.views import (
    DayView,
    Footing,
    FoundBaseline,
)
from cadencecoach.core.diary.diary import Act, Run
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.diary.load import Shoes
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.calendar_days import CalendarDay
from cadencecoach.core.programme.causes import Applies
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.units import Spm

if TYPE_CHECKING:
    from cadencecoach.core.exercise.routine import Routine


class Journal(Protocol):
    """The diary; each call may come from a worker thread and raises StoreError and ConfigError."""

    def day(self) -> DayView:
        """Today, as it stands."""
        ...

    def do(self, act: Act) -> None:
        """Write an act down, and what follows from it; raises what the act raises to refuse."""
        ...

    def what_next(self, run: Run) -> Sequence[str]:
        """What comes after a run, a sentence each."""
        ...

    def overrule(self, verdict: Verdict) -> None:
        """The runner runs although the gate says no."""
        ...

    def verdict(self, plan: Plan, *, leaves: bool = False) -> Verdict:
        """What the gate says of running a plan now, or where its beat `leaves` the house as a file."""
        ...

    def signs_alone(self) -> Sequence[RedFlag]:
        """Warning signs that wait to be looked at, where `day` raises StoreError."""
        ...

    def start_programme(self, *, runs_already: bool = True) -> None:
        """Begin the programme, from week 1; for who does not run yet that of running and walking."""
        ...

    def ending(self) -> Sequence[str]:
        """What the weeks of the programme came to, a sentence each."""
        ...

    def trial_goes_on(self) -> bool:
        """Whether the runner's own trial was begun and is not over."""
        ...

    def start_trial(self) -> None:
        """Draw the order of the weeks of the runner's own trial and begin today."""
        ...

    def stop_trial(self) -> None:
        """Give the trial up."""
        ...

    def make_page(self) -> Path:
        """Write the page for a physiotherapist and show it; its file. Raises ExportError, too."""
        ...

    def pause_programme(self) -> None:
        """Let it wait from today on."""
        ...

    def resume_programme(self, *, by_calendar: bool = False) -> None:
        """Let it go on where it was left; after days away without a pause also `by_calendar`."""
        ...

    def calendar(self) -> Sequence[CalendarDay]:
        """Each day since a programme began first, oldest first; the last four weeks without one."""
        ...

    def trends(self) -> Trends:
        """Week against week, since the programme began; else since the first record."""
        ...

    def assessments(self) -> Sequence[AssessmentMade]:
        """Oldest first."""
        ...

    def causes(self) -> Applies:
        """What applies to the runner, and who says so."""
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

    def doubt(self, cadence: Spm) -> str:
        """What to ask before a cadence is kept; empty where nothing is. Raises StoreError."""
        ...

    def keep(self, found: FoundBaseline, surface: str, note: str, *, sure: bool) -> None:
        """Keep it with today's date; it is the cadence of the settings, too.

        `sure` is the runner's word where it was asked about. Raises StoreError and ConfigError.
        """
        ...

    def set_ceiling(self, ceiling: Spm) -> None:
        """Move the soft ceiling of the ladder. Raises StoreError."""
        ...

    def beep_count(self, *, on: bool) -> None:
        """Beep now and once the count is over, or stop that; may be called from a worker thread.

        Raises AudioError and SoundError.
        """
        ...
