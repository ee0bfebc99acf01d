"""How well a runner held the beat, second by second, with what was not measured kept apart.

One verdict falls in each second of running time with a beat. A second in which nothing was heard
is neither in the band nor out of it, and a second at a kerb is nobody's fault.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.values.units import MeasuredSpm, Spm

BAND_SHARE: Final = 0.03
BAND_LEAST_SPM: Final = 4.0
"""Each side of the target (choice: band)."""

_BIN_S: Final = 10


class BandState(enum.Enum):
    """What one second says about the runner and the beat."""

    IN_BAND = "in band"
    OVER = "over"
    UNDER = "under"
    NOT_MOVING = "not moving"
    """Standing or walking."""

    NOT_COVERED = "not covered"
    """No cadence to judge: nothing heard, or not understood."""


class Confidence(enum.Enum):
    """How far a percentage may be trusted, by the share that is missing (choice: coverage)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Band:
    """The cadences that count as on the beat, both ends included."""

    low_spm: float
    high_spm: float


@lru_cache(maxsize=64)
def band(target: Spm) -> Band:
    """The larger of 3 % and 4 spm to each side of a target (choice: band)."""
    width_spm = max(target * BAND_SHARE, BAND_LEAST_SPM)
    return Band(target - width_spm, target + width_spm)


def judge(target: Spm, live: LiveCadence) -> BandState:
    """The verdict on the smoothed cadence of one moment."""
    if live.state is not Freshness.FRESH:
        return BandState.NOT_COVERED
    if live.gait in (Gait.STANDING, Gait.WALKING):
        return BandState.NOT_MOVING
    if live.cadence_spm is None:
        return BandState.NOT_COVERED
    return judge_cadence(target, live.cadence_spm)


def judge_cadence(target: Spm, cadence: MeasuredSpm) -> BandState:
    """In, over or under, for a cadence that was measured."""
    around = band(target)
    if cadence > around.high_spm:
        return BandState.OVER
    return BandState.UNDER if cadence < around.low_spm else BandState.IN_BAND


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted seconds; percentages are None where there is nothing to divide by."""

    in_s: int = 0
    over_s: int = 0
    under_s: int = 0
    not_moving_s: int = 0
    not_covered_s: int = 0
    grace_s: int = 0
    """Not judged, whatever was heard."""

    @property
    def judged_s(self) -> int:
        """Moving, covered seconds: what the percentages are of."""
        return self.in_s + self.over_s + self.under_s

    @property
    def percent_in_band(self) -> float | None:
        """Of moving, covered time."""
        return _percent(self.in_s, self.judged_s)

    @property
    def percent_over(self) -> float | None:
        """Of moving, covered time."""
        return _percent(self.over_s, self.judged_s)

    @property
    def percent_under(self) -> float | None:
        """Of moving, covered time."""
        return _percent(self.under_s, self.judged_s)

    @property
    def coverage_percent(self) -> float | None:
        """Of all time after the grace, the part in which something was heard."""
        heard_s = self.judged_s + self.not_moving_s
        return _percent(heard_s, heard_s + self.not_covered_s)

    @property
    def confidence(self) -> Confidence | None:
        """Missing more than 10 % is medium, more than 20 % low (choice: coverage)."""
        coverage_percent = self.coverage_percent
        if coverage_percent is None:
            return None
        missing_percent = 100 - coverage_percent
        if missing_percent > 20:
            return Confidence.LOW
        return Confidence.MEDIUM if missing_percent > 10 else Confidence.HIGH

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.in_s + other.in_s,
            self.over_s + other.over_s,
            self.under_s + other.under_s,
            self.not_moving_s + other.not_moving_s,
            self.not_covered_s + other.not_covered_s,
            self.grace_s + other.grace_s,
        )

    def __sub__(self, other: Tally) -> Tally:
        """What came since `other` was counted."""
        return Tally(
            self.in_s - other.in_s,
            self.over_s - other.over_s,
            self.under_s - other.under_s,
            self.not_moving_s - other.not_moving_s,
            self.not_covered_s - other.not_covered_s,
            self.grace_s - other.grace_s,
        )


@dataclass(frozen=True, slots=True)
class Rung:
    """What was counted at one target, over all its stretches."""

    target: Spm
    tally: Tally


@dataclass(frozen=True, slots=True)
class Adherence:
    """The verdicts of a run so far; a new value each second."""

    grace_s: int
    """Seconds after a target's start that are not judged."""

    target: Spm | None = None
    target_s: int = 0
    """Running seconds at the present target."""

    total: Tally = Tally()
    rungs: tuple[Rung, ...] = ()
    """In the order in which their targets first came."""

    bins: tuple[Tally, ...] = ()
    """Full stretches of 10 s, grace included."""

    open_bin: Tally = Tally()
    open_bin_s: int = 0

    def second(self, target: Spm, verdict: BandState) -> Adherence:
        """One more second of running time with a beat; O(rungs), and O(run) every 10 s."""
        return self.seconds(target, (verdict,))

    def seconds(self, target: Spm, verdicts: Sequence[BandState]) -> Adherence:
        """So many more seconds at one target; O(verdicts), and O(run) once."""
        if not verdicts:
            return self
        target_s = self.target_s if target == self.target else 0
        judged_from = max(0, self.grace_s - target_s)
        bins, open_bin, open_bin_s = self.bins, self.open_bin, self.open_bin_s
        full: list[Tally] = []
        counted = Tally()
        first = 0
        while first < len(verdicts):
            until = min(len(verdicts), first + _BIN_S - open_bin_s)
            part = _tally(verdicts[first:until], grace_s=judged_from - first)
            counted, open_bin, open_bin_s = (
                counted + part,
                open_bin + part,
                open_bin_s + until - first,
            )
            if open_bin_s == _BIN_S:
                full.append(open_bin)
                open_bin, open_bin_s = Tally(), 0
            first = until
        return Adherence(
            self.grace_s,
            target,
            target_s + len(verdicts),
            self.total + counted,
            _counted(self.rungs, target, counted),
            (*bins, *full) if full else bins,
            open_bin,
            open_bin_s,
        )

    def rung(self, target: Spm) -> Tally:
        """What was counted at one target; zeros where it never was."""
        return next((rung.tally for rung in self.rungs if rung.target == target), Tally())

    def thirds(self) -> tuple[Tally, Tally, Tally]:
        """First, middle and last third of the time with a beat, cut to the nearest 10 s."""
        stretches = (*self.bins, self.open_bin) if self.open_bin_s else self.bins
        first, second = round(len(stretches) / 3), round(2 * len(stretches) / 3)
        return (
            sum(stretches[:first], Tally()),
            sum(stretches[first:second], Tally()),
            sum(stretches[second:], Tally()),
        )


def _tally(verdicts: Sequence[BandState], *, grace_s: int) -> Tally:
    """Counted, without the verdicts of the first `grace_s` seconds."""
    judged = verdicts[max(0, grace_s) :]
    return Tally(
        judged.count(BandState.IN_BAND),
        judged.count(BandState.OVER),
        judged.count(BandState.UNDER),
        judged.count(BandState.NOT_MOVING),
        judged.count(BandState.NOT_COVERED),
        len(verdicts) - len(judged),
    )


def _counted(rungs: tuple[Rung, ...], target: Spm, more: Tally) -> tuple[Rung, ...]:
    for index, rung in enumerate(rungs):
        if rung.target == target:
            return (*rungs[:index], Rung(target, rung.tally + more), *rungs[index + 1 :])
    return (*rungs, Rung(target, more))


def _percent(part_s: int, whole_s: int) -> float | None:
    return 100 * part_s / whole_s if whole_s else None
