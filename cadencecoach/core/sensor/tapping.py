"""Cadence from what a runner taps or counts, for those without a footpod; it says how sure it is.

A straight line through the taps, since each interval alone carries the unsteadiness of two fingers.
"""

from __future__ import annotations

import enum
import math
import statistics
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from cadencecoach.core.values.units import FASTEST, SLOWEST, MeasuredSpm, Seconds

LOCK_TAPS: Final = 10
"""Product choice: ten taps take some seconds, and a line through fewer is not steady."""

LOCK_WITHIN_SPM: Final = 4.0
"""Unsteadier taps go on until they are as sure as this (product choice: the width of the band)."""

COUNT_S: Final = Seconds(30)
"""Steps are counted for so long (RunTempo)."""

_BOUNCE_S: Final = 0.2
"""Taps closer than this are one: a held key repeats, and 240 steps a minute are 0.25 s apart."""

_BREAK_S: Final = 2.5
"""After so long a gap a new row begins; two missed taps at 100 strides a minute are 1.8 s."""

_MOST_MISSED: Final = 3
"""Tap distances a gap may hold and still belong to its row."""

_STUDENT: Final = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)
"""Student's t for 95 %, two-sided, by degrees of freedom from 1; the last one stands for more."""


class Each(enum.Enum):
    """How many steps a tap or a count stands for."""

    STEP = 1
    SECOND_STEP = 2
    """One foot only."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A cadence and how sure it is."""

    cadence_spm: MeasuredSpm
    within_spm: float
    """Half of the 95 % interval; infinite from two taps."""

    @property
    def plausible(self) -> bool:
        """Whether anybody runs so."""
        return SLOWEST <= round(self.cadence_spm) <= FASTEST


@dataclass(frozen=True, slots=True)
class Taps:
    """A row of taps, in seconds of any clock that never goes back."""

    each: Each = Each.STEP
    times_s: tuple[float, ...] = ()

    def tap(self, at_s: float) -> Taps:
        """The row with one more tap; a bounce changes nothing, a long gap begins a new row."""
        if self.locked:
            return self
        if self.times_s:
            gap = at_s - self.times_s[-1]
            if gap < _BOUNCE_S:
                return self
            if gap > _BREAK_S:
                return replace(self, times_s=(at_s,))
        return replace(self, times_s=(*self.times_s, at_s))

    @property
    def locked(self) -> bool:
        """Whether there are enough taps, steady enough; then further ones count no more."""
        if len(self.times_s) < LOCK_TAPS:
            return False
        estimate = self.estimate
        return (
            estimate is not None and estimate.plausible and estimate.within_spm <= LOCK_WITHIN_SPM
        )

    @property
    def estimate(self) -> Estimate | None:
        """The cadence tapped so far; None from fewer than two taps."""
        times = self.times_s[-4 * LOCK_TAPS :]
        if len(times) < 2:
            return None
        steps = _numbered(times)
        slope, intercept = statistics.linear_regression(steps, times)
        cadence = 60 * self.each.value / slope
        freedom = len(times) - 2
        if not freedom:
            return Estimate(MeasuredSpm(cadence), math.inf)
        misses = sum(
            (at - intercept - slope * step) ** 2 for at, step in zip(times, steps, strict=True)
        )
        middle = statistics.fmean(steps)
        error = math.sqrt(misses / freedom / sum((step - middle) ** 2 for step in steps))
        student = _STUDENT[min(freedom, len(_STUDENT)) - 1]
        return Estimate(MeasuredSpm(cadence), cadence * student * error / slope)


def _numbered(times: tuple[float, ...]) -> list[int]:
    """The number of each tap, with room left where one was missed."""
    gaps = [later - sooner for sooner, later in pairwise(times)]
    usual = statistics.median_low(gaps)
    numbers = [0]
    for gap in gaps:
        numbers.append(numbers[-1] + max(1, min(_MOST_MISSED, round(gap / usual))))
    return numbers


def counted(count: int, each: Each, length_s: float = COUNT_S) -> Estimate:
    """The cadence from a count over `length_s`; a count is sure to one either way."""
    per_count = 60 * each.value / length_s
    return Estimate(MeasuredSpm(count * per_count), per_count)
