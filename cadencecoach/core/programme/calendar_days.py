"""The days gone by, one by one: what each belonged to, what was done and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.diary.activities import activities_between
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import (
    ActivityDone,
    Overrode,
    PainRated,
    RoutineDone,
    StepDecided,
)
from cadencecoach.core.diary.pain import When
from cadencecoach.core.programme.programme import standing_on
from cadencecoach.core.values.calendar import Day
from cadencecoach.core.values.units import clock, frames


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of a calendar."""

    day: Day
    week: int
    """0 is before the start."""

    paused: bool
    runs: tuple[Run, ...]
    ratings: tuple[PainRated, ...]
    routines: tuple[RoutineDone, ...]
    steps: tuple[StepDecided, ...]
    activities: tuple[ActivityDone, ...]
    overrode: tuple[Overrode, ...]
    """Where the runner ran against advice."""

    @property
    def pain(self) -> tuple[tuple[When, int], ...]:
        """Every level that was written down."""
        return tuple((one.when, one.pain.level) for one in self.ratings)

    @property
    def decided(self) -> tuple[str, ...]:
        """What was decided on it and why, by the rules and by the runner, a sentence each."""
        steps = (f"{one.step.value}: {one.reason}" for one in self.steps)
        return (*steps, *(f"ran all the same: {one.reason}" for one in self.overrode))


def run_words(run: Run) -> str:
    """A run in a few words; in brackets where it was too short to count."""
    length = clock(frames(run.minutes * 60))
    if not run.counts:
        return f"({length})"
    return f"{length}{'' if run.top_spm is None else f' at {run.top_spm}'}"


def history(diary: Diary, first: Day, last: Day) -> tuple[CalendarDay, ...]:
    """Each day from first to last: what it belonged to and what was done, for a calendar."""
    return tuple(_calendar_day(diary, Day(day)) for day in range(first, last + 1))


def _calendar_day(diary: Diary, day: Day) -> CalendarDay:
    stands = standing_on(diary, day)
    return CalendarDay(
        day,
        0 if stands is None else stands.week,
        stands is not None and stands.paused,
        tuple(run for run in diary.runs if run.day == day),
        tuple(one for one in diary.of(PainRated) if one.day == day),
        tuple(one for one in diary.of(RoutineDone) if one.at.day == day),
        tuple(one for one in diary.of(StepDecided) if one.at.day == day),
        activities_between(diary, day, day),
        tuple(one for one in diary.of(Overrode) if one.at.day == day),
    )
