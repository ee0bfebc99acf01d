"""When to say "stand up": time spent at the desk, counted from one look at the clock to the next.

Counted, not scheduled: a clock that is set, or a machine that slept, then changes no more than one
reminder, and never brings several at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.diary.activities import activities
from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import Done, RoutineDone
from cadencecoach.core.values.calendar import Moment

OFF: Final = 0
LEAST_MIN: Final = 20
USUAL_MIN: Final = 60
"""Hourly (S1:78)."""

MOST_MIN: Final = 180
"""Product choice: more often is no work, more seldom no help."""

TICK_EVERY_S: Final = 20
"""How often the clock is looked at; a reminder comes so much late at most."""

AWAY_S: Final = 5 * 60
"""A gap so long between two looks (product choice: the machine slept, and nobody sat before it)."""

ROUTINE: Final = "desk"
"""Its name on the shelf; the runner's own file of that name wins."""

WORDS: Final = "Stand up: two minutes."


@dataclass(frozen=True, slots=True)
class Desk:
    """How long somebody has sat, as of the newest look at the clock."""

    every_s: int
    """Between reminders; 0 is none."""

    sat_s: float = 0.0
    at_s: float | None = None
    """The newest tick, by the wall clock; None before the first."""

    @property
    def due(self) -> bool:
        """Whether to say it."""
        return self.every_s > 0 and self.sat_s >= self.every_s

    def tick(self, now_s: float, *, moving: bool = False) -> Desk:
        """After one more tick of the clock; `moving` is a run or a routine that is on."""
        gap_s = 0.0 if self.at_s is None else now_s - self.at_s
        away = moving or gap_s > AWAY_S
        return replace(self, at_s=now_s, sat_s=0.0 if away else self.sat_s + max(0.0, gap_s))

    def moved(self, ago_s: float | None) -> Desk:
        """Knowing how long ago the runner last moved; None is not known."""
        if ago_s is None:
            return self
        return replace(self, sat_s=min(self.sat_s, max(0.0, ago_s)))

    def said(self) -> Desk:
        """After a reminder: the next is a whole stretch away, whether or not it was followed."""
        return replace(self, sat_s=0.0)


def moved_ago_s(diary: Diary, now: Moment) -> int | None:
    """Seconds since the newest run, routine or other activity; None without one, or in the future."""
    moments = [run.ended_utc_s for run in diary.runs]
    moments += [one.at.utc_s for one in diary.of(RoutineDone) if one.how is not Done.SKIPPED]
    moments += [one.at.utc_s for one in activities(diary)]
    past = [moment for moment in moments if moment <= now.utc_s]
    return now.utc_s - max(past) if past else None
