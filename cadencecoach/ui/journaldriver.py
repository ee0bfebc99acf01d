"""What the screens need of the diary and the programme, as Protocols; they decide nothing themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.diary.entries import AssessmentMade, Done, Entry
from cadencecoach.core.diary.load import Shoes
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.calendar_days import CalendarDay
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.programme.today import Today
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.calendar import Moment

if TYPE_CHECKING:
    from cadencecoach.core.exercise.routine import Routine
    from cadencecoach.routineplayer import RoutineView


@dataclass(frozen=True, slots=True)
class DayView:
    """All that the screens know of today."""

    today: Today
    ask_before: bool
    """Whether to ask for a rating before a run."""

    flags: tuple[RedFlag, ...] = ()
    """Warning signs that were ticked and not acknowledged."""

    shoes: tuple[str, ...] = ()
    """Pairs in use, by name."""

    routes: tuple[str, ...] = ()
    """Where the runner ran before, the newest first."""


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

    def write(self, *makes: Callable[[Moment], Entry]) -> None:
        """Write entries down, each made with this moment, and what follows from them."""
        ...

    def note(self, session: str, note: RunNote) -> None:
        """Keep what the runner says of a run, by the uuid of its session."""
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
