"""How much was run and done lately, and on which shoes, so that a big jump is seen before it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.diary.activities import activities_between, total_minutes
from cadencecoach.core.diary.diary import Diary, Run
from cadencecoach.core.diary.entries import ShoesAdded, ShoesRetired
from cadencecoach.core.diary.known import known_once
from cadencecoach.core.values.calendar import HOUR, WEEK, Day, Moment

LONGEST_WITHIN_DAYS: Final = 30
TOO_LONG: Final = 1.10
"""A run over 110 % of the longest in 30 days: overuse injury, hazard ratio 1.64 (Frandsen 2025)."""

STRENGTH_FROM_H: Final = 4
"""Strength from so long after a run on, never before it (S3:37, S3:39: 4 to 6 hours)."""

SHOES_LIMIT_KM: Final = 640.0
"""About 400 miles: "a few hundred miles" (S0:80; product choice: 400 is a few)."""

SHOES_SOON: Final = 0.9
"""Of the limit, from which on a pair is said to near it (product choice: some weeks to buy the next)."""


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """What was run, and what else was done, in the seven days up to a date."""

    runs: int
    """Those that count; what follows is of all of them."""

    minutes: float
    km: float | None
    """Of the runs whose distance is known; None where none is."""

    others: int
    """Other activities; no part of the runs, their minutes, or what a longer run is held against."""

    other_minutes: float


def week_load(diary: Diary, last: Day) -> WeekLoad:
    """The load of the seven days that end with `last`."""
    runs = [run for run in diary.runs if last - WEEK < run.day <= last]
    known = [run.metres for run in runs if run.metres is not None]
    others = activities_between(diary, Day(last - WEEK + 1), last)
    return WeekLoad(
        sum(run.counts for run in runs),
        sum(run.minutes for run in runs),
        sum(known) / 1000 if known else None,
        len(others),
        total_minutes(others),
    )


@known_once
def longest_minutes(diary: Diary, today: Day) -> float | None:
    """The longest run of the last 30 days in minutes, of those that count; None without one."""
    return max(
        (run.minutes for run in diary.counted if 0 <= today - run.day <= LONGEST_WITHIN_DAYS),
        default=None,
    )


def safe_minutes(diary: Diary, today: Day) -> float | None:
    """110 % of the longest run of the last 30 days; None without a run."""
    longest = longest_minutes(diary, today)
    return None if longest is None else longest * TOO_LONG


def too_long(diary: Diary, planned_min: float, today: Day) -> str | None:
    """A warning where a planned run is over 110 % of the longest in 30 days; unknown warns not."""
    longest = longest_minutes(diary, today)
    if longest is None or planned_min <= longest * TOO_LONG:
        return None
    return (
        f"{planned_min:.0f} minutes is {planned_min / longest * 100 - 100:.0f} % longer than your "
        f"longest run in {LONGEST_WITHIN_DAYS} days; up to {longest * TOO_LONG:.0f} is safer."
    )


def strength_from(run: Run) -> Moment:
    """The moment from which strength work after a run is suggested, by the runner's clock."""
    return Moment(run.ended_utc_s + STRENGTH_FROM_H * HOUR, run.at.offset_s)


@dataclass(frozen=True, slots=True)
class Shoes:
    """A pair and how far it has run."""

    name: str
    km: float
    """With what it had at the start; runs of unknown distance are not in it."""

    limit_km: float
    retired: bool
    uncounted: int
    """Runs in it whose distance is not known."""

    @property
    def warning(self) -> str | None:
        """One line when it nears its limit or has passed it."""
        if self.retired or self.km < self.limit_km * SHOES_SOON:
            return None
        word = "past" if self.km >= self.limit_km else "near"
        return f"{self.name}: {self.km:.0f} km, {word} its {self.limit_km:.0f} km."


@known_once
def shoes(diary: Diary) -> Mapping[str, Shoes]:
    """All pairs by name, in the order they were added; the last entry of a name counts."""
    found: dict[str, Shoes] = {}
    gone_utc_s: dict[str, int] = {}
    for entry in diary.among((ShoesAdded, ShoesRetired)):
        if isinstance(entry, ShoesAdded):
            found[entry.name] = _worn(diary, entry, gone_utc_s.get(entry.name))
        elif isinstance(entry, ShoesRetired) and entry.name in found:
            found[entry.name] = replace(found[entry.name], retired=True)
            gone_utc_s[entry.name] = entry.at.utc_s
    return found


def _worn(diary: Diary, added: ShoesAdded, gone_utc_s: int | None) -> Shoes:
    """A pair with its runs; `gone_utc_s` is when an older one of this name was retired."""
    runs = [
        run
        for run in diary.runs
        if run.note.shoes == added.name and (gone_utc_s is None or run.at.utc_s > gone_utc_s)
    ]
    known = [run.metres for run in runs if run.metres is not None]
    km = added.start_km + sum(known) / 1000
    return Shoes(added.name, km, added.limit_km, False, len(runs) - len(known))
