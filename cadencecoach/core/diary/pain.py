"""How a back feels, as the runner rates it; here because every gate, trend and page counts alike.

A rating that was not given is unknown. It is None, it takes no part in a mean, and it is never 0.
Nothing here is a diagnosis.
"""

from __future__ import annotations

import enum
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cadencecoach.core.values.calendar import WEEK, Day

WORST: Final = 10
"""Ratings go from 0, no pain, to 10, the worst there can be (numeric rating scale)."""

MEANINGFUL_POINTS: Final = 2.0
MEANINGFUL_SHARE: Final = 0.30
"""A change that means something: 2 points or 30 % (Ostelo 2008)."""

ENOUGH_DAYS: Final = 2
"""Rated days in a week before it is compared with another (product choice: one day is no week)."""

PERSISTENT_DAYS: Final = 14
"""Pain for so long is for a provider to look at (S1:83)."""

FORGETS_DAYS: Final = 7
"""After so many days without any rating the two-week clock starts anew (product choice: a week unheard is
unknown, and unknown is no pain that lasts)."""

RISING_RUNS: Final = 3
"""Pain after a run higher than after the run before, this many runs on end: early nudge (S1:81)."""


class When(enum.Enum):
    """What a rating is about."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    MORNING = "morning"
    """Of the day after a run."""

    NOW = "now"
    """Any other time."""


class Side(enum.Enum):
    """Where it is felt; pelvic drop strains one side (S1:23)."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"
    BOTH = "both"


class Quality(enum.Enum):
    """What it is like, in the runner's words (S0:7, S1:83)."""

    ACHE = "ache"
    STIFF = "stiff"
    SHARP = "sharp"
    RADIATING = "radiating"
    """Down the leg."""


class RedFlag(enum.Enum):
    """Signs that need care now (S0:137; saddle, weakness, both legs: heyneurosurgeon.co.uk)."""

    NUMBNESS = "numbness"
    TINGLING = "tingling"
    SADDLE = "saddle"
    BLADDER = "bladder"
    WEAKNESS = "weakness"
    BOTH_LEGS = "both-legs"
    IN_A_RUN = "in-a-run"
    """Told by a word while running, which leaves no time to say which."""


FLAG_WORDS: Final[Mapping[RedFlag, str]] = {
    RedFlag.NUMBNESS: "numbness in the back, a leg or a foot",
    RedFlag.TINGLING: "tingling, pins and needles",
    RedFlag.SADDLE: "numbness between the legs, where a saddle would touch",
    RedFlag.BLADDER: "a change in bladder or bowel control",
    RedFlag.WEAKNESS: "a weak leg or foot",
    RedFlag.BOTH_LEGS: "pain down both legs",
    RedFlag.IN_A_RUN: "a warning sign you told while running",
}

ASKED_FLAGS: Final = tuple(flag for flag in RedFlag if flag is not RedFlag.IN_A_RUN)
"""Those that a check-in asks about."""

ASKED_ONCE: Final = (
    "an accident or a fall before it began",
    "fever, or weight lost without trying",
    "cancer, now or in the past",
    "steroids taken for long",
    "pain that wakes you at night",
)
"""Signs a provider wants to know of before any running plan (heyneurosurgeon.co.uk)."""

SEEK_CARE: Final = "Seek care now. Do not run until a clinician has looked at this."
SEE_PROVIDER: Final = "Let a doctor or a physical therapist look at your back."


@dataclass(frozen=True, slots=True)
class Pain:
    """One rating."""

    level: int
    """0 to 10."""

    side: Side | None = None
    quality: Quality | None = None
    where: str = ""
    """In the runner's words."""

    limping: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.level <= WORST:
            raise ValueError(f"pain goes from 0 to {WORST}, not {self.level}")


class Change(enum.Enum):
    """A later week against the first."""

    BETTER = "better"
    SAME = "about the same"
    WORSE = "worse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two weeks say, or what is missing for them to say anything."""

    change: Change
    before: float | None
    """Mean of the rated days."""

    after: float | None
    words: str


def compare(first: Iterable[int | None], later: Iterable[int | None]) -> Comparison:
    """One week's daily levels against a later one's; better only by 2 points or 30 %.

    None is a day without a rating.
    """
    known = [level for level in first if level is not None]
    after = [level for level in later if level is not None]
    if len(known) < ENOUGH_DAYS or len(after) < ENOUGH_DAYS:
        which = "the first week" if len(known) < ENOUGH_DAYS else "the later week"
        return Comparison(
            Change.UNKNOWN,
            statistics.fmean(known) if known else None,
            statistics.fmean(after) if after else None,
            f"not enough ratings in {which} to compare: {ENOUGH_DAYS} rated days are needed",
        )
    was, now = statistics.fmean(known), statistics.fmean(after)
    moved = abs(now - was)
    if moved < MEANINGFUL_POINTS and not (was and moved >= was * MEANINGFUL_SHARE):
        change = Change.SAME
    else:
        change = Change.BETTER if now < was else Change.WORSE
    return Comparison(change, was, now, f"{change.value}: {was:.1f} then, {now:.1f} now")


@dataclass(frozen=True, slots=True)
class Course:
    """How pain went within one run."""

    onset_min: int | None
    """The minute of running in which it first rose above what it was; None if it did not."""

    per_10_min: float | None
    """Slope of a straight line through the ratings; None with fewer than two."""


def course(before: int | None, noted: Sequence[tuple[float, int]]) -> Course:
    """Onset and slope of the ratings (running seconds, level) of a run, in their order.

    With `before` unknown, the first rating is what the others are held against.
    """
    start = before if before is not None else (noted[0][1] if noted else None)
    onset = next((at_s for at_s, level in noted if start is not None and level > start), None)
    points = [(0.0, before), *noted] if before is not None else list(noted)
    xs = [at_s / 600 for at_s, _ in points]
    slope = None
    if len(set(xs)) > 1:
        slope = statistics.linear_regression(xs, [level for _, level in points]).slope
    return Course(None if onset is None else int(onset // 60) + 1, slope)


def pain_since(days: Mapping[Day, int], today: Day) -> Day | None:
    """The first day of the pain that still lasts: no day at 0 since, no week without a rating.

    `days` has the highest level of each rated day. Days that were not rated are neither pain nor
    its absence.
    """
    since: Day | None = None
    last: Day | None = None
    for day in sorted(day for day in days if day <= today):
        if days[day] == 0 or (last is not None and day - last > FORGETS_DAYS):
            since = None
        if days[day] > 0 and since is None:
            since = day
        last = day
    if last is None or today - last > FORGETS_DAYS:
        return None
    return since


def persists(days: Mapping[Day, int], today: Day) -> bool:
    """Whether pain has lasted two weeks (S1:83)."""
    since = pain_since(days, today)
    return since is not None and today - since >= PERSISTENT_DAYS


def rises(after_runs: Sequence[int | None]) -> bool:
    """Whether pain after the last runs rose each time, three runs on end; unknown breaks the row."""
    last = after_runs[-RISING_RUNS - 1 :]
    known = [level for level in last if level is not None]
    return len(known) == RISING_RUNS + 1 and all(
        later > sooner for sooner, later in pairwise(known)
    )


def trend_line(days: Mapping[Day, int], today: Day, length: int = 2 * WEEK) -> str:
    """The last days as marks, oldest first, today last: a bar for a level, a dot for unknown.

    No pain has a bar of its own.
    """
    bars = "▁▂▂▂▃▄▅▅▆▇█"
    return "".join(
        bars[days[day]] if (day := Day(today - back)) in days else "·"
        for back in range(length - 1, -1, -1)
    )


def by(groups: Iterable[tuple[str, int | None]]) -> dict[str, tuple[float, int]]:
    """Mean pain and number of known ratings for each group, by surface, rung or length."""
    found: dict[str, list[int]] = {}
    for group, level in groups:
        if level is not None:
            found.setdefault(group, []).append(level)
    return {group: (statistics.fmean(levels), len(levels)) for group, levels in found.items()}
