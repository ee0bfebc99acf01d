"""What a runner does beside runs and routines: it counts as movement, never as running, never as owed.

An entry is not edited, so a slip is taken back by another entry on the same day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import ActivityDone, ActivityTakenBack, Entry, Sport
from cadencecoach.core.diary.known import known_of
from cadencecoach.core.values.calendar import Day

LEAST_MINUTES: Final = 1
MOST_MINUTES: Final = 24 * 60
"""Product choice: more than a day of it is a slip."""

MOST_EFFORT: Final = 10
"""RPE, as of a run."""

LONGEST_NAME: Final = 40
LONGEST_NOTE: Final = 200
"""Characters."""

WORDS: Final[Mapping[Sport, str]] = {
    Sport.SWIM: "Swimming",
    Sport.CYCLE: "Cycling",
    Sport.YOGA: "Yoga",
    Sport.WALK: "Walking",
    Sport.PILATES: "Pilates",
    Sport.STRENGTH: "Strength elsewhere",
    Sport.OTHER: "Something else",
}


@known_of(ActivityDone, ActivityTakenBack)
def activities(told: Sequence[Entry]) -> tuple[ActivityDone, ...]:
    """All that still stand, in the order they were written."""
    standing: list[ActivityDone] = []
    for entry in told:
        if isinstance(entry, ActivityDone):
            standing.append(entry)
        elif isinstance(entry, ActivityTakenBack):
            newest = _newest(standing, entry.at.day)
            if newest is not None:
                del standing[newest]
    return tuple(standing)


def activities_between(diary: Diary, first: Day, last: Day) -> tuple[ActivityDone, ...]:
    """Those of the days from first to last."""
    return tuple(one for one in activities(diary) if first <= one.at.day <= last)


def slip(diary: Diary, today: Day) -> ActivityDone | None:
    """What would be taken back today: the newest of today that stands."""
    standing = activities(diary)
    newest = _newest(standing, today)
    return None if newest is None else standing[newest]


def _newest(standing: Sequence[ActivityDone], day: Day) -> int | None:
    """Where among them the last one of a day is."""
    return next((n for n in reversed(range(len(standing))) if standing[n].at.day == day), None)


def name_of(one: ActivityDone) -> str:
    """The runner's own word where there is one: "swim", "rowing"."""
    return one.name or one.sport.value


def words_of(one: ActivityDone) -> str:
    """Name and minutes: "swim 40 min"."""
    return f"{name_of(one)} {one.minutes:.0f} min"


def total_minutes(done: Sequence[ActivityDone]) -> float:
    """Of all of them."""
    return sum(one.minutes for one in done)
