"""Live cadence a runner may trust: what a footpod sent, judged, smoothed, and honest about gaps.

The tracker is a value: readings go in with their frame, a picture comes out for any later frame.
Nothing is guessed. Silence is never 0, standing is not slow running, and while it is not clear
whether the footpod counts steps or strides (core/sensor/step_convention) there is no cadence at all.
"""

from __future__ import annotations

import enum
import statistics
from bisect import bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import (
    RUNNING_FASTER_THAN_MPS,
    VOTES,
    Convention,
    ConventionChange,
    Sample,
    decided,
    in_spm,
    undecided,
)
from cadencecoach.core.values.units import (
    FASTEST,
    SAMPLE_RATE,
    SLOWEST,
    Frame,
    Frames,
    MeasuredSpm,
    Seconds,
    frames,
    seconds,
)

SILENT_AFTER: Final = frames(3)
LOST_AFTER: Final = frames(10)
"""Without data for so long: trust the data, not the link (choice: silent and lost)."""

SMOOTHED_OVER: Final = frames(10)
"""The window of the trimmed mean (choice: smoothing)."""

TREND_OVER: Final = frames(20)
"""The window of the slope (product choice: twice that of the mean)."""

DOUBLED_WITHIN: Final = frames(0.05)
"""The same bytes again this soon are one notification delivered twice (choice: doubled
bytes)."""

RUNNING_FROM_SPM: Final = 140
"""For sensors without flag or speed (product choice: nobody walks at this cadence for long)."""

STEADY_PER_MIN: Final = 8.0
"""A slope, in spm a minute, below which cadence counts as steady (product choice: twice the standard error
of 20 readings that scatter by 1.5 spm)."""

_at: Final = attrgetter("at")

_MOST_SAMPLES: Final = 64


class Freshness(enum.Enum):
    """How old the newest reading is."""

    FRESH = "fresh"
    SILENT = "silent"
    LOST = "lost"
    NEVER = "never"


class Gait(enum.Enum):
    """What the runner does, as far as the readings tell."""

    RUNNING = "running"
    WALKING = "walking"
    STANDING = "standing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LiveCadence:
    """The picture at one frame; whatever is not known is None, and nothing is known when not FRESH.

    Cadence and trend are of running readings only, and only while running.
    """

    state: Freshness
    gait: Gait
    convention: Convention
    """The one in use; AUTO is undecided, and then there is no cadence."""

    why: str
    """One line: where the convention comes from, or what is missing."""

    age_s: Seconds | None = None
    """Since the newest reading."""

    cadence_spm: MeasuredSpm | None = None
    """Trimmed mean over 10 s."""

    instant_spm: MeasuredSpm | None = None
    """The newest reading alone, walking too; 0 when standing is confirmed."""

    speed_mps: float | None = None
    """Mean over the same readings; None from a sensor that sends 0 at a run."""

    trend_spm_per_min: float | None = None
    """Slope over 20 s."""

    direction: int = 0
    """The trend in one of -1, 0, +1; 0 also when unknown."""


@dataclass(frozen=True, slots=True)
class CadenceTracker:
    """All that later readings need to know of earlier ones; start with `start`."""

    chosen: Convention
    """As set for the device."""

    convention: Convention
    """In use now."""

    why: str = ""
    change: ConventionChange | None = None
    """Set by the `take` that decided, and gone with the next."""

    last_at: Frame | None = None
    last: Measurement | None = None
    gait: Gait = Gait.UNKNOWN
    doubted: bool = False
    """The last reading alone spoke against running."""

    counted_from: Frame | None = None
    """The last fresh start."""

    samples: tuple[Sample, ...] = ()
    """Running readings of the last 20 s."""

    votes: tuple[Sample, ...] = ()
    """The newest running readings, for auto."""

    reference_spm: MeasuredSpm | None = None
    """The last smoothed cadence, to tell other units from other legs."""

    @classmethod
    def start(cls, convention: Convention) -> CadenceTracker:
        """A tracker that has heard nothing yet."""
        why = "" if convention is Convention.AUTO else f"{convention.value}, as set"
        return cls(chosen=convention, convention=convention, why=why)

    def take(self, frame: Frame, measurement: Measurement) -> CadenceTracker:
        """The tracker after one reading; see `change` for a decision made by it.

        The second copy of a doubled notification, and a reading stamped before the newest one,
        change nothing.
        """
        if self.last_at is not None and (
            frame < self.last_at
            or (frame - self.last_at <= DOUBLED_WITHIN and measurement == self.last)
        ):
            return self if self.change is None else replace(self, change=None)
        return self._vote(frame, measurement).counted(frame, measurement)

    def freshness(self, frame: Frame) -> Freshness:
        """How old the newest reading is at a frame, without the rest of the picture."""
        if self.last_at is None:
            return Freshness.NEVER
        age = frame - self.last_at
        if age > SILENT_AFTER:
            return Freshness.LOST if age > LOST_AFTER else Freshness.SILENT
        return Freshness.FRESH

    def at(self, frame: Frame) -> LiveCadence:
        """The picture at a frame, O(readings of 20 s)."""
        why = self.why or undecided(self.votes)
        if self.last_at is None or self.last is None:
            return LiveCadence(Freshness.NEVER, Gait.UNKNOWN, self.convention, why)
        age = max(0, frame - self.last_at)
        state = self.freshness(frame)
        if state is not Freshness.FRESH:
            return LiveCadence(state, Gait.UNKNOWN, self.convention, why, age_s=seconds(age))
        live = LiveCadence(
            Freshness.FRESH,
            self.gait,
            self.convention,
            why,
            age_s=seconds(age),
            instant_spm=self._instant(self.last),
            speed_mps=self.last.speed_mps,
        )
        if self.gait is not Gait.RUNNING:
            return live
        return self._running_picture(live, Frame(max(frame, self.last_at)))

    def fresh_start(self, frame: Frame) -> CadenceTracker:
        """The tracker after a pause: readings before `frame` no longer count in any mean."""
        return replace(
            self, counted_from=frame, samples=(), gait=Gait.UNKNOWN, doubted=False, change=None
        )

    def _vote(self, frame: Frame, measurement: Measurement) -> CadenceTracker:
        """Let auto look at a reading; only a plausible one of a run says anything."""
        raw = measurement.cadence_per_min
        if (
            self.chosen is not Convention.AUTO
            or not SLOWEST / 2 <= raw <= FASTEST
            or _gait(measurement, MeasuredSpm(raw)) is not Gait.RUNNING
        ):
            return self if self.change is None else replace(self, change=None)
        sample = Sample(frame, raw, measurement.speed_mps)
        votes = (*self.votes, sample)[-VOTES:]
        median = statistics.median(vote.raw_per_min for vote in votes)
        now = decided(self.convention, votes, median, self.reference_spm)
        if now is self.convention:
            return replace(self, votes=votes, change=None)
        why = f"{now.value}: the footpod sends {median:.0f} a minute at a run"
        return replace(
            self,
            convention=now,
            why=why,
            change=ConventionChange(frame, self.convention, now, median, why),
            votes=votes,
            # The readings that decided were heard but not understood: they count from here on.
            samples=tuple(vote for vote in votes[:-1] if self._counts(vote.at)),
        )

    def counted(self, frame: Frame, measurement: Measurement) -> CadenceTracker:
        """The tracker with one more reading, under the convention in use; `take` also votes."""
        spm = in_spm(measurement.cadence_per_min, self.convention)
        gait = _gait(measurement, spm)
        # Footpods drop to 0 for one reading now and then: leaving a run takes two in a row.
        doubted = self.gait is Gait.RUNNING and gait is not Gait.RUNNING and not self.doubted
        if doubted:
            gait = Gait.RUNNING
        # Readings come in order, so only the oldest can be too old.
        old = bisect_right(self.samples, frame - TREND_OVER, key=_at)
        samples = self.samples[old:]
        reference_spm = self.reference_spm
        if gait is not Gait.RUNNING:
            samples = ()
        elif not doubted and self._counts(frame) and spm is not None and SLOWEST <= spm <= FASTEST:
            newest = Sample(frame, measurement.cadence_per_min, measurement.speed_mps)
            samples = (*samples, newest)[-_MOST_SAMPLES:]
            reference_spm = in_spm(
                _trimmed_mean([kept.raw_per_min for kept in _since(samples, frame)]),
                self.convention,
            )
        return replace(
            self,
            last_at=frame,
            last=measurement,
            gait=gait,
            doubted=doubted,
            samples=samples,
            reference_spm=reference_spm,
        )

    def _counts(self, frame: Frame) -> bool:
        return self.counted_from is None or frame >= self.counted_from

    def _instant(self, newest: Measurement) -> MeasuredSpm | None:
        if self.gait is Gait.STANDING:
            return MeasuredSpm(0.0)
        spm = in_spm(newest.cadence_per_min, self.convention)
        return spm if spm is not None and 0 < spm <= FASTEST else None

    def _running_picture(self, live: LiveCadence, frame: Frame) -> LiveCadence:
        recent = _since(self.samples, frame)
        factor = in_spm(1.0, self.convention)
        if not recent or factor is None:
            return replace(live, speed_mps=live.speed_mps or None)
        cadences = [kept.raw_per_min * factor for kept in recent]
        speeds = [kept.speed_mps for kept in recent if kept.speed_mps > 0]
        trend = _slope(self.samples, factor)
        return replace(
            live,
            cadence_spm=MeasuredSpm(_trimmed_mean(cadences)),
            speed_mps=_trimmed_mean(speeds) if speeds else None,
            trend_spm_per_min=trend,
            direction=_direction(trend),
        )


def _gait(measurement: Measurement, spm: MeasuredSpm | None) -> Gait:
    """What one reading says of the runner; `spm` is None while steps or strides is open."""
    fast = measurement.speed_mps > RUNNING_FASTER_THAN_MPS
    if measurement.cadence_per_min == 0:
        # A zero beside a running speed is a dropout, a zero beside zero speed is a stop.
        moving = fast or (measurement.running and measurement.speed_mps > 0)
        return Gait.RUNNING if moving else Gait.STANDING
    surely_spm = measurement.cadence_per_min if spm is None else spm
    if measurement.running or fast or surely_spm >= RUNNING_FROM_SPM:
        return Gait.RUNNING
    if spm is None and measurement.speed_mps == 0:
        return Gait.UNKNOWN
    return Gait.WALKING


def _since(samples: tuple[Sample, ...], frame: Frame) -> tuple[Sample, ...]:
    return samples[bisect_right(samples, frame - SMOOTHED_OVER, key=_at) :]


def _trimmed_mean(values: list[float] | list[int]) -> float:
    """The mean without the highest and lowest tenth, and without at least one of each."""
    cut = 0 if len(values) < 3 else max(1, len(values) // 10)
    return statistics.fmean(sorted(values)[cut : len(values) - cut])


def _slope(samples: tuple[Sample, ...], factor: float) -> float | None:
    """Least squares, in spm a minute; None from fewer than 8 readings or less than 10 s."""
    if len(samples) < 8 or samples[-1].at - samples[0].at < Frames(10 * SAMPLE_RATE):
        return None
    minutes = [(kept.at - samples[0].at) / (60 * SAMPLE_RATE) for kept in samples]
    return statistics.linear_regression(
        minutes, [kept.raw_per_min * factor for kept in samples]
    ).slope


def _direction(trend_spm_per_min: float | None) -> int:
    if trend_spm_per_min is None or abs(trend_spm_per_min) < STEADY_PER_MIN:
        return 0
    return 1 if trend_spm_per_min > 0 else -1
