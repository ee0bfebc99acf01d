"""Pain over weeks, and by where, how fast and how long was run, for the runner and the provider.

A mean is of ratings that were given, and says of how many; that one goes with the other does not
say that it caused it.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.pain import by
from cadencecoach.core.values.calendar import WEEK, Day

LENGTHS_MIN: Final = (20, 30, 40)
"""Where runs are parted by length (product choice: around the 30 and 40 minutes of the plans)."""


@dataclass(frozen=True, slots=True)
class WeekOfPain:
    """The daily levels of seven days."""

    first: Day
    mean: float | None
    """Of the rated days; None where none was."""

    rated: int


def weeks(diary: Diary, last: Day, count: int = 8) -> tuple[WeekOfPain, ...]:
    """The last `count` weeks, oldest first, the newest ending with `last`."""
    levels = diary.levels()
    found: list[WeekOfPain] = []
    for back in range(count - 1, -1, -1):
        first = Day(last - back * WEEK - WEEK + 1)
        known = [levels[Day(day)] for day in range(first, first + WEEK) if Day(day) in levels]
        found.append(WeekOfPain(first, sum(known) / len(known) if known else None, len(known)))
    return tuple(found)


def after_by(diary: Diary, group: Callable[[Run], str]) -> dict[str, tuple[float, int]]:
    """Mean pain after runs and how many were rated, for each group that has a name."""
    named = ((group(run), diary.after(run)) for run in diary.runs)
    return by((name, level) for name, level in named if name)


def surface(run: Run) -> str:
    """What it was run on; empty where that was not told."""
    return run.note.surface


def target(run: Run) -> str:
    """The target it was run at."""
    return "no beat" if run.top_spm is None else f"{run.top_spm} steps a minute"


def length(run: Run) -> str:
    """How long it was, in words."""
    at = bisect(LENGTHS_MIN, run.minutes)
    if at == 0:
        return f"under {LENGTHS_MIN[0]} min"
    if at == len(LENGTHS_MIN):
        return f"{LENGTHS_MIN[-1]} min or more"
    return f"{LENGTHS_MIN[at - 1]} to {LENGTHS_MIN[at]} min"
