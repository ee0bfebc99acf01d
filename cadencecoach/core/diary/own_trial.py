"""A runner's own trial: weeks with and without the beat in an order drawn by lot, and what they came to.

One person, six weeks, nobody blinded: it says little, and this says how little. Weeks come in pairs,
one with and one without the beat, so that a back that gets better by itself favours neither.
"""

from __future__ import annotations

import enum
import hashlib
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.diary import Diary
from cadencecoach.core.diary.entries import TrialStarted, TrialStopped
from cadencecoach.core.diary.pain import ENOUGH_DAYS, MEANINGFUL_POINTS, MEANINGFUL_SHARE
from cadencecoach.core.values.calendar import WEEK, Day

PAIRS: Final = 3
TRIAL_WEEKS: Final = 2 * PAIRS
"""Product choice: long enough for an interval, short enough to be carried through."""

_T: Final = 4.303
"""The 97.5 % quantile of Student's t with as many degrees of freedom as pairs less one."""

_ROUNDING_VARIANCE: Final = 1 / 12
"""Of one rating: whole numbers hide so much, so three differences that happen to agree prove nothing."""


class Arm(enum.Enum):
    """How the runs of a week are run."""

    WITH = "with the beat"
    WITHOUT = "without the beat"


class Finding(enum.Enum):
    """What a whole trial says."""

    LESS = "less pain with the beat"
    MORE = "more pain with the beat"
    UNCLEAR = "no clear difference"
    TOO_FEW = "too few mornings to tell"


@dataclass(frozen=True, slots=True)
class TrialWeek:
    """One week of a trial."""

    number: int
    """From 1."""

    first: Day
    arm: Arm
    runs: int
    mornings: tuple[int, ...]
    """Pain on the mornings after its runs, of those that were told."""

    @property
    def mean(self) -> float | None:
        """None with too few mornings."""
        return statistics.fmean(self.mornings) if len(self.mornings) >= ENOUGH_DAYS else None


@dataclass(frozen=True, slots=True)
class TrialResult:
    """With the beat less without it, in points of pain; a negative difference is less pain."""

    finding: Finding
    with_beat: float | None = None
    without: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    """95 % interval of the difference; all None with too few mornings."""


@dataclass(frozen=True, slots=True)
class OwnTrial:
    """The newest trial up to a day."""

    started: Day
    weeks: tuple[TrialWeek, ...]
    """Those that have begun."""

    arm: Arm | None
    """How the runs of this day are run; None once all are run, on the last morning that counts too."""

    over: bool
    """Whether its last morning has passed as well."""

    before: int
    """How many were begun before it: who draws often finds something by chance."""

    @property
    def result(self) -> TrialResult | None:
        """None before it is over: who looks at every week sees what chance shows."""
        return compare_arms(self.weeks) if self.over else None


def own_trial(diary: Diary, today: Day) -> OwnTrial | None:
    """The newest trial; None where none was begun, or the newest was stopped before its end."""
    starts = list(diary.of(TrialStarted))
    if not starts:
        return None
    began = starts[-1]
    first = began.at.day
    place = max(at for at, entry in enumerate(diary.entries) if entry is began)
    if any(
        isinstance(entry, TrialStopped) and entry.at.day < first + TRIAL_WEEKS * WEEK
        for entry in diary.entries[place:]
    ):
        return None
    arms = drawn(began.at.utc_s)
    begun = min(TRIAL_WEEKS, max(0, today - first) // WEEK + 1)
    weeks = tuple(_week(diary, first, number, arms[number - 1]) for number in range(1, begun + 1))
    # A morning is of the day after: the last week is whole once that has passed.
    end = first + TRIAL_WEEKS * WEEK
    return OwnTrial(
        first, weeks, weeks[-1].arm if today < end else None, today > end, len(starts) - 1
    )


def arm_on(diary: Diary, day: Day) -> Arm | None:
    """How the runs of a day are run; None without a trial, and after it."""
    trial = own_trial(diary, day)
    return None if trial is None or day < trial.started else trial.arm


def drawn(seed: int) -> tuple[Arm, ...]:
    """The order of the weeks: in each pair one of each, which first by lot."""
    lots = hashlib.sha256(str(seed).encode()).digest()
    order: list[Arm] = []
    for lot in lots[:PAIRS]:
        order += (Arm.WITH, Arm.WITHOUT) if lot % 2 else (Arm.WITHOUT, Arm.WITH)
    return tuple(order)


def compare_arms(weeks: Sequence[TrialWeek]) -> TrialResult:
    """The pairs of weeks against each other: the mean of their differences, with its interval.

    Something is claimed only where the interval leaves out 0 and the change means something (2
    points or 30 %: Ostelo 2008).
    """
    by_pair = [(weeks[at], weeks[at + 1]) for at in range(0, len(weeks) - 1, 2)]
    differences: list[float] = []
    variances: list[float] = []
    means: dict[Arm, list[float]] = {Arm.WITH: [], Arm.WITHOUT: []}
    for pair in by_pair:
        levels = {week.arm: week.mean for week in pair}
        with_beat, without = levels[Arm.WITH], levels[Arm.WITHOUT]
        if with_beat is None or without is None:
            continue
        means[Arm.WITH].append(with_beat)
        means[Arm.WITHOUT].append(without)
        differences.append(with_beat - without)
        variances.append(sum(_ROUNDING_VARIANCE / len(week.mornings) for week in pair))
    if len(differences) < PAIRS:
        return TrialResult(Finding.TOO_FEW)
    mean = statistics.fmean(differences)
    spread = max(statistics.variance(differences), statistics.fmean(variances))
    half = _T * math.sqrt(spread / PAIRS)
    with_beat, without = statistics.fmean(means[Arm.WITH]), statistics.fmean(means[Arm.WITHOUT])
    return TrialResult(
        _finding(mean, half, without), with_beat, without, mean, mean - half, mean + half
    )


def _finding(mean: float, half: float, without: float) -> Finding:
    meaningful = abs(mean) >= min(MEANINGFUL_POINTS, MEANINGFUL_SHARE * without)
    if abs(mean) <= half or not meaningful:
        return Finding.UNCLEAR
    return Finding.LESS if mean < 0 else Finding.MORE


def _week(diary: Diary, start: Day, number: int, arm: Arm) -> TrialWeek:
    first = Day(start + (number - 1) * WEEK)
    runs = [run for run in diary.counted if first <= run.day < first + WEEK]
    told = (diary.morning(run) for run in runs)
    mornings = tuple(level for level in told if level is not None)
    return TrialWeek(number, first, arm, len(runs), mornings)
