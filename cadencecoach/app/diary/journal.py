"""The diary as the screens want it: their port, on the logbook, the shelves and the sound path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cadencecoach.app.diary.logbook import open_logbook, signs_alone
from cadencecoach.app.diary.programme import (
    calendar_of,
    pause_programme,
    resume_programme,
    start_programme,
)
from cadencecoach.app.diary.trial import goes_on, start_trial, stop_trial
from cadencecoach.app.exercise.ports import RoutineDriver
from cadencecoach.app.review.trends import trends_of
from cadencecoach.app.review.what_next import what_next
from cadencecoach.app.run.gate import is_nobody, verdict_of
from cadencecoach.app.views import DayView
from cadencecoach.core.diary.described import described
from cadencecoach.core.diary.diary import Act, Run
from cadencecoach.core.diary.entries import AssessmentMade
from cadencecoach.core.diary.load import Shoes, shoes
from cadencecoach.core.diary.own_trial import own_trial
from cadencecoach.core.diary.pain import RedFlag
from cadencecoach.core.exercise.routine import Routine
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.programme.calendar_days import CalendarDay
from cadencecoach.core.programme.causes import Applies, applies
from cadencecoach.core.programme.gates import Verdict
from cadencecoach.core.programme.referral import open_flags
from cadencecoach.core.trends.ending import ending_words
from cadencecoach.core.trends.trends import Trends

if TYPE_CHECKING:
    from cadencecoach.app.home import Home


class JournalOfHome:
    """A `ports.Journal`; each call opens the diary anew, so any thread may call."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def day(self) -> DayView:
        """Today, as it stands."""
        with open_logbook(self._home) as book:
            view = book.today()
            return DayView(
                view,
                book.keeps_diary and book.diary.now(book.day) is None and not self._nobody(),
                open_flags(book.diary),
                tuple(name for name, pair in shoes(book.diary).items() if not pair.retired),
                book.diary.routes(),
                described(book.diary, book.day),
            )

    def do(self, act: Act) -> None:
        """Write an act down, and what follows from it."""
        with open_logbook(self._home) as book:
            book.do(act)

    def what_next(self, run: Run) -> Sequence[str]:
        """What comes after a run, a sentence each."""
        with open_logbook(self._home) as book:
            return what_next(book.diary, run, book.today())

    def overrule(self, verdict: Verdict) -> None:
        """The runner runs although the gate says no."""
        from cadencecoach.app.run.gate import overrule  # noqa: PLC0415 - only before a run

        self.do(overrule(verdict))

    def verdict(self, plan: Plan, *, leaves: bool = False) -> Verdict:
        """What the gate says of beginning a plan now, or where its beat `leaves` the house.

        A simulated runner has no back; whoever hears the file has one.
        """
        return verdict_of(self._home, plan, nobody=self._nobody() and not leaves)

    def signs_alone(self) -> Sequence[RedFlag]:
        """Warning signs that wait to be looked at, where the rest of the diary cannot be read."""
        return () if self._nobody() else signs_alone(self._home)

    def start_programme(self, *, runs_already: bool = True) -> None:
        """Begin the programme, from week 1; for who does not run yet that of running and walking."""
        from cadencecoach.config.programmes import DEFAULT, FIRST_RUNS  # noqa: PLC0415 - pydantic

        with open_logbook(self._home) as book:
            start_programme(book, DEFAULT if runs_already else FIRST_RUNS)

    def ending(self) -> Sequence[str]:
        """What the weeks of the programme came to, a sentence each."""
        with open_logbook(self._home) as book:
            programme = book.programme
            return ending_words(trends_of(book), 0 if programme is None else len(programme.weeks))

    def trial_goes_on(self) -> bool:
        """Whether the runner's own trial was begun and is not over."""
        with open_logbook(self._home) as book:
            return goes_on(own_trial(book.diary, book.day))

    def start_trial(self) -> None:
        """Draw the order of the weeks of the runner's own trial and begin today."""
        with open_logbook(self._home) as book:
            start_trial(book)

    def stop_trial(self) -> None:
        """Give the trial up."""
        with open_logbook(self._home) as book:
            stop_trial(book)

    def make_page(self) -> Path:
        """Write the page for a physiotherapist and show it; its file. Raises ExportError, too."""
        from cadencecoach.app.review.pages import open_programme_page  # noqa: PLC0415 - draws

        return open_programme_page(self._home)

    def pause_programme(self) -> None:
        """Let the programme wait from today on."""
        with open_logbook(self._home) as book:
            pause_programme(book)

    def resume_programme(self, *, by_calendar: bool = False) -> None:
        """Let the programme go on where it was left; after days away also by the calendar."""
        with open_logbook(self._home) as book:
            resume_programme(book, by_calendar=by_calendar)

    def calendar(self) -> Sequence[CalendarDay]:
        """Each day since a programme began first, oldest first."""
        with open_logbook(self._home) as book:
            return calendar_of(book)

    def trends(self) -> Trends:
        """Week against week, since the programme began; else since the first record."""
        with open_logbook(self._home) as book:
            return trends_of(book)

    def assessments(self) -> Sequence[AssessmentMade]:
        """Oldest first."""
        with open_logbook(self._home) as book:
            return tuple(book.diary.of(AssessmentMade))

    def causes(self) -> Applies:
        """What applies to the runner, and who says so."""
        with open_logbook(self._home) as book:
            return applies(book.diary)

    def shoes(self) -> Mapping[str, Shoes]:
        """All pairs by name."""
        with open_logbook(self._home) as book:
            return shoes(book.diary)

    def routines(self) -> Sequence[Routine]:
        """All that can be played; `cadencecoach routine` says why one cannot."""
        return self._home.routines().readable()[0]

    def routine(self, name: str) -> Routine:
        """One of them; its warning says first where it is none for the back as it was told."""
        from cadencecoach.app.exercise.routine_log import shut_here  # noqa: PLC0415 - one screen

        routine, shut = self._home.routines().routine(name), shut_here(self._home, name)
        return replace(routine, warning=f"{shut} {routine.warning}".strip()) if shut else routine

    def player(self, routine: Routine) -> RoutineDriver:
        """Something that plays it. Raises SoundError and AudioError, too."""
        from cadencecoach.app.exercise.routine_player import open_player  # noqa: PLC0415 - loads numpy

        return open_player(self._home, routine, self._home.settings())

    def _nobody(self) -> bool:
        return is_nobody(self._home.settings())
