"""The days gone by: what each belonged to, was done and decided, and what of them is still to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeVar

from cadencecoach.core.diary.activities import activities_between
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import (
    ActivityDone,
    Overrode,
    PainRated,
    ProgrammePaused,
    ProgrammeResumed,
    RoutineDone,
    StepDecided,
    levels_told,
)
from cadencecoach.core.diary.known import known_once
from cadencecoach.core.diary.pain import When
from cadencecoach.core.diary.part_of_run import is_part
from cadencecoach.core.programme.programme import (
    Programme,
    since_start,
    standing,
    standing_on,
)
from cadencecoach.core.values.calendar import WEEK, Day, Moment, short
from cadencecoach.core.values.units import clock, frames

T = TypeVar("T")

AWAY_DAYS: Final = WEEK
"""Whole days without a run and without a word from which on a runner was away (product choice: a
programme asks for something every day and for a run every second or third, so a week of silence is
no rest within it, and takes one of its weeks)."""

ASK_AWAY_DAYS: Final = WEEK
"""So long after coming back it is asked about (product choice: then the calendar's weeks are the
runner's own)."""

ASK_MORNING_DAYS: Final = 3
"""A morning further back is not asked for any more, and stays unknown (product choice: nobody remembers)."""


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
    def told(self) -> tuple[tuple[When, int], ...]:
        """The levels as they were told, of those while running the highest of each run."""
        around = levels_told(self.ratings)
        during = [
            (When.DURING, max(level for _, level in run.pain)) for run in self.runs if run.pain
        ]
        first_after = (n for n, (when, _) in enumerate(around) if when is When.AFTER)
        place = next(first_after, len(around))
        return (*around[:place], *during, *around[place:])

    @property
    def decided(self) -> tuple[str, ...]:
        """What was decided on it and why, by the rules and by the runner, a sentence each."""
        steps = (f"{one.step.value}: {one.reason}" for one in self.steps)
        return (*steps, *(f"ran all the same: {one.reason}" for one in self.overrode))


@dataclass(frozen=True, slots=True)
class Absence:
    """Days in which a programme went on without its runner."""

    since: Day
    """The first of them."""

    back: Day
    """The day after the last."""

    week: int
    """The week in which it goes on where the days do not count."""

    @property
    def days(self) -> int:
        """How many."""
        return self.back - self.since


def absence(diary: Diary, programme: Programme, today: Day) -> Absence | None:
    """The newest absence within the weeks of a programme, while how it counts is to be asked.

    None in a pause, and once the runner has said how it counts or has been back for long.
    """
    stands = standing(diary, today)
    if stands is None or stands.paused:
        return None
    entries = since_start(diary)
    told = _days_told(diary)
    there = sorted({today, *(day for day in told if stands.since <= day <= today)})
    gaps = [two for two in pairwise(there) if two[1] - two[0] > AWAY_DAYS]
    if not gaps:
        return None
    last, back = gaps[-1]
    turned = (ProgrammePaused, ProgrammeResumed)
    said = any(isinstance(entry, turned) and entry.at.day >= back for entry in entries)
    gone = Absence(
        Day(last + 1), Day(back), replace(stands, day=stands.day - (back - last - 1)).week
    )
    over = gone.week > len(programme.weeks)
    return None if said or over or today - back >= ASK_AWAY_DAYS else gone


@known_once
def _days_told(diary: Diary) -> frozenset[Day]:
    """The days since the start with a word or a run that counts."""
    return frozenset(
        [entry.at.day for entry in since_start(diary)] + [run.day for run in diary.counted]
    )


def gone_on(gone: Absence, at: Moment) -> ProgrammeResumed:
    """The runner goes on where the programme was left: the days away do not count."""
    return ProgrammeResumed(at, gone.since, None if at.day == gone.back else gone.back)


def morning_to_ask(diary: Diary, day: Day) -> Day | None:
    """The day after the last run that counts, while it was not rated and may still be remembered."""
    ran = diary.counted
    if not ran:
        return None
    last = max(ran, key=lambda run: run.day)
    morning = Day(last.day + 1)
    if diary.morning(last) is not None or not 0 <= day - morning <= ASK_MORNING_DAYS:
        return None
    return morning


def run_to_ask(diary: Diary, day: Day) -> Run | None:
    """The last run of a day that counts, while it was not rated afterwards.

    Where a pain was marked in the last run it is asked about some days longer, until a level is told.
    """
    ran = [run for run in diary.by_date if run.day <= day]
    if not ran:
        return None
    last = ran[-1]
    if last.day == day:
        return last if diary.after(last) is None else None
    rated = any(one.at.utc_s >= last.at.utc_s for one in diary.ratings())
    asked = last.marked and not rated and day - last.day <= ASK_MORNING_DAYS
    return last if asked else None


def after_words(run: Run) -> str:
    """What is asked about a run, shortly."""
    if run.marked:
        return f"you marked pain in your run of {short(run.day)}: how is the back?"
    return "how is the back after the run?"


def run_words(run: Run) -> str:
    """A run in a few words; in brackets where it was too short to count, else what it is a part of."""
    length = clock(frames(run.minutes * 60))
    if not run.counts:
        return f"({length})"
    whole = (
        f" of {clock(frames(run.of_min * 60))}" if is_part(run) and run.of_min is not None else ""
    )
    return f"{length}{whole}{'' if run.top_spm is None else f' at {run.top_spm}'}"


def history(diary: Diary, first: Day, last: Day) -> tuple[CalendarDay, ...]:
    """Each day from first to last: what it belonged to and what was done, for a calendar."""
    runs = _by_day(diary.runs, lambda one: one.day)
    ratings = _by_day(diary.ratings(), lambda one: one.day)
    routines = _by_day(diary.of(RoutineDone), lambda one: one.at.day)
    steps = _by_day(diary.of(StepDecided), lambda one: one.at.day)
    others = _by_day(activities_between(diary, first, last), lambda one: one.at.day)
    overrode = _by_day(diary.of(Overrode), lambda one: one.at.day)
    found: list[CalendarDay] = []
    for day in map(Day, range(first, last + 1)):
        stands = standing_on(diary, day)
        found.append(
            CalendarDay(
                day,
                0 if stands is None else stands.week,
                stands is not None and stands.paused,
                tuple(runs[day]),
                tuple(ratings[day]),
                tuple(routines[day]),
                tuple(steps[day]),
                tuple(others[day]),
                tuple(overrode[day]),
            )
        )
    return tuple(found)


def _by_day(told: Iterable[T], day_of: Callable[[T], Day]) -> defaultdict[Day, list[T]]:
    """What is of each day, in order; a calendar of years asks day after day."""
    found: defaultdict[Day, list[T]] = defaultdict(list)
    for one in told:
        found[day_of(one)].append(one)
    return found
