"""Live cadence a runner may trust: what a footpod sent, judged, smoothed, and honest about gaps.

The tracker is a value: readings go in with their frame, a picture comes out for any later frame.
Nothing is guessed. Silence is never 0, standing is not slow running, and while it is not clear
whether the footpod counts steps or strides (core/sensor/step_convention) there is no cadence at all.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Final

from cadencecoach.core.sensor.gait import Gait, gait_of
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.pod_habits import SILENT_AFTER, PodHabits, believed_speed
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import (
    Convention,
    ConventionChange,
    Counting,
    Sample,
    in_spm,
)
from cadencecoach.core.values.units import (
    FASTEST,
    SAMPLE_RATE,
    SLOWEST,
    Frame,
    Frames,
    MeasuredSpm,
    frames,
    seconds,
)

SMOOTHED_OVER: Final = frames(10)
"""The window of the trimmed mean (choice: smoothing)."""

TREND_OVER: Final = frames(20)
"""The window of the slope (product choice: twice that of the mean)."""

DOUBLED_WITHIN: Final = frames(0.05)
"""The same bytes again this soon are one notification delivered twice (choice: doubled
bytes)."""

_LEFT_AFTER: Final = frames(0.9)
"""Readings must speak against a run for so long to end it: two of a footpod that sends once a second, as
many drop to 0 for a moment (product choice: a kerb takes longer)."""

_ODD: Final = 0.25
_ODD_FOR: Final = frames(3)
"""A reading further than this share from the mean is left out, until such have come for so long (product
choice: single packets of half the cadence are common, and no legs change so fast)."""

STEADY_PER_MIN: Final = 8.0
"""A slope, in spm a minute, below which cadence counts as steady (product choice: twice the standard error
of 20 readings that scatter by 1.5 spm)."""

_at: Final = attrgetter("at")

_MOST_SAMPLES: Final = 64
_UNKNOWN_POD: Final = PodHabits()


@dataclass(frozen=True, slots=True)
class CadenceTracker:
    """All that later readings need to know of earlier ones; start with `start`."""

    counting: Counting
    habits: PodHabits = _UNKNOWN_POD
    pod: str = ""
    """Which footpod it listens to, where its source says so."""

    last_at: Frame | None = None
    last: Measurement | None = None
    gait: Gait = Gait.UNKNOWN
    doubted_since: Frame | None = None
    """Since when readings speak against running, while it still counts as running."""

    odd_since: Frame | None = None
    """Since when every reading is far from the mean."""

    left_out: bool = False
    """The newest reading of a run was not accepted."""

    counted_from: Frame | None = None
    """The last fresh start."""

    samples: tuple[Sample, ...] = ()
    """Accepted readings of the last 20 s."""

    reference_spm: MeasuredSpm | None = None
    """The last smoothed cadence, to tell other units from other legs."""

    @classmethod
    def start(
        cls, convention: Convention, *, pod: str = "", tells_gait: bool | None = None
    ) -> CadenceTracker:
        """A tracker that has heard nothing yet.

        `tells_gait` is whether the footpod's features say that it tells walking from running.
        """
        return cls(Counting.start(convention), PodHabits(tells_gait), pod)

    @property
    def convention(self) -> Convention:
        """What the footpod's number counts, as far as it is known."""
        return self.counting.convention

    @property
    def change(self) -> ConventionChange | None:
        """The decision on it made by the newest `take`."""
        return self.counting.change

    def take(self, frame: Frame, measurement: Measurement) -> CadenceTracker:
        """The tracker after one reading; see `change` for a decision made by it.

        The second copy of a doubled notification, and a reading stamped before the newest one,
        change nothing.
        """
        if self.last_at is not None and (
            frame < self.last_at
            or (frame - self.last_at <= DOUBLED_WITHIN and measurement == self.last)
        ):
            return self if self.change is None else replace(self, counting=self.counting.told())
        habits = self.habits.after(frame, measurement)
        sample = Sample(frame, measurement.cadence_per_min, believed_speed(measurement) or 0.0)
        counting = self.counting
        if counting.chosen is Convention.AUTO:
            # With the unit left open, so that no decision can confirm itself.
            running = gait_of(measurement, None, habits, frame) is Gait.RUNNING
            counting = counting.heard(
                sample,
                flag=measurement.running,
                running=running,
                reference_spm=self.reference_spm,
            )
        if counting.change is None:
            return self.counted(sample, measurement, habits, counting)
        decided = replace(
            self, samples=self._understood(counting), odd_since=None, reference_spm=None
        )
        return decided.counted(sample, measurement, habits, counting)

    def freshness(self, frame: Frame) -> Freshness:
        """How old the newest reading is at a frame, without the rest of the picture."""
        if self.last_at is None:
            return Freshness.NEVER
        age = frame - self.last_at
        if age > SILENT_AFTER and age > self.habits.silent_after:
            return Freshness.LOST if age > self.habits.lost_after else Freshness.SILENT
        return Freshness.FRESH

    def at(self, frame: Frame) -> LiveCadence:
        """The picture at a frame, O(readings of 20 s)."""
        live = self.without_trend(frame)
        if live.cadence_spm is None:
            return live
        trend = _slope(self.samples, in_spm(1.0, self.convention) or 1.0)
        return replace(live, trend_spm_per_min=trend, direction=_direction(trend))

    def without_trend(self, frame: Frame) -> LiveCadence:
        """The same but for the trend: what a log and a summary are made of."""
        counting = self.counting
        if self.last_at is None or self.last is None:
            return LiveCadence(
                Freshness.NEVER,
                Gait.UNKNOWN,
                self.convention,
                counting.why or counting.missing(None),
            )
        age_s = seconds(max(0, frame - self.last_at))
        state = self.freshness(frame)
        if state is not Freshness.FRESH:
            why = counting.why or counting.missing(self.last)
            return LiveCadence(state, Gait.UNKNOWN, self.convention, why, age_s)
        speed_mps = believed_speed(self.last)
        recent: tuple[Sample, ...] = ()
        if self.gait is Gait.RUNNING:
            recent = self._recent(Frame(max(frame, self.last_at)))
            speeds = [kept.speed_mps for kept in recent if kept.speed_mps > 0]
            speed_mps = _trimmed_mean(speeds) if speeds else None if recent else speed_mps or None
        factor = in_spm(1.0, self.convention)
        known = bool(recent) and factor is not None
        cadences = [kept.raw_per_min * factor for kept in recent] if factor else []
        told = known or self.gait in (Gait.STANDING, Gait.WALKING)
        return LiveCadence(
            Freshness.FRESH,
            self.gait,
            self.convention,
            (told and counting.why) or counting.missing(self.last),
            age_s,
            MeasuredSpm(_trimmed_mean(cadences)) if known else None,
            self._instant(self.last),
            speed_mps,
            accepted_spm=MeasuredSpm(cadences[-1]) if known else None,
        )

    def fresh_start(self, frame: Frame) -> CadenceTracker:
        """The tracker after a pause: readings before `frame` no longer count in any mean."""
        return replace(
            self,
            counting=self.counting.told(),
            counted_from=frame,
            samples=(),
            gait=Gait.UNKNOWN,
            doubted_since=None,
            odd_since=None,
        )

    def _understood(self, counting: Counting) -> tuple[Sample, ...]:
        """The readings that decided were heard but not understood: they count from here on."""
        factor = in_spm(1.0, counting.convention) or 0.0
        votes = [vote for vote in counting.votes[:-1] if self._counts(vote.at)]
        middle = statistics.median(vote.raw_per_min for vote in votes) if votes else 0.0
        return tuple(
            vote
            for vote in votes
            if SLOWEST <= vote.raw_per_min * factor <= FASTEST
            and abs(vote.raw_per_min - middle) <= _ODD * middle
        )

    def counted(
        self, sample: Sample, measurement: Measurement, habits: PodHabits, counting: Counting
    ) -> CadenceTracker:
        """With one more reading, under the convention in use after it."""
        frame = sample.at
        spm = in_spm(measurement.cadence_per_min, counting.convention)
        gait, doubted_since = gait_of(measurement, spm, habits, frame), None
        if self.gait is Gait.RUNNING and gait is not Gait.RUNNING:
            since = frame if self.doubted_since is None else self.doubted_since
            if frame - since < _LEFT_AFTER:
                gait, doubted_since = Gait.RUNNING, since
        # Readings come in order, so only the oldest can be too old.
        samples = self.samples[bisect_right(self.samples, frame - TREND_OVER, key=_at) :]
        odd_since, reference_spm = self.odd_since, self.reference_spm
        left_out = True
        if gait is not Gait.RUNNING:
            samples, odd_since, left_out = (), None, False
        elif doubted_since is None and spm is not None and SLOWEST <= spm <= FASTEST:
            odd_since = self._odd_since(frame, spm, samples)
            left_out = odd_since is not None and frame - odd_since < _ODD_FOR
            if not left_out and self._counts(frame):
                samples = () if odd_since is not None else samples
                samples = (*samples, sample)[-_MOST_SAMPLES:]
                odd_since = None
                reference_spm = in_spm(
                    _trimmed_mean([kept.raw_per_min for kept in _since(samples, frame)]),
                    counting.convention,
                )
        # Many times as fast as dataclasses.replace, and this runs for each reading of years.
        return CadenceTracker(
            counting=counting,
            habits=habits,
            pod=self.pod,
            last_at=frame,
            last=measurement,
            gait=gait,
            doubted_since=doubted_since,
            odd_since=odd_since,
            left_out=left_out,
            counted_from=self.counted_from,
            samples=samples,
            reference_spm=reference_spm,
        )

    def _odd_since(
        self, frame: Frame, spm: MeasuredSpm, samples: tuple[Sample, ...]
    ) -> Frame | None:
        usual_spm = self.reference_spm
        if usual_spm is None or not samples or samples[-1].at <= frame - SMOOTHED_OVER:
            return None
        if abs(spm - usual_spm) <= _ODD * usual_spm:
            return None
        return frame if self.odd_since is None else self.odd_since

    def _counts(self, frame: Frame) -> bool:
        return self.counted_from is None or frame >= self.counted_from

    def _recent(self, frame: Frame) -> tuple[Sample, ...]:
        """The accepted readings that the picture at a frame is made of."""
        over = max(SMOOTHED_OVER, self.habits.silent_after)
        return self.samples[bisect_right(self.samples, frame - over, key=_at) :]

    def _instant(self, newest: Measurement) -> MeasuredSpm | None:
        if self.gait is Gait.STANDING:
            return MeasuredSpm(0.0)
        spm = in_spm(newest.cadence_per_min, self.convention)
        return spm if spm is not None and 0 < spm <= FASTEST and not self.left_out else None


def _since(samples: tuple[Sample, ...], frame: Frame) -> tuple[Sample, ...]:
    return samples[bisect_right(samples, frame - SMOOTHED_OVER, key=_at) :]


def _trimmed_mean(values: list[float] | list[int]) -> float:
    """The mean without the highest and lowest tenth, and without at least one of each."""
    cut = 0 if len(values) < 3 else max(1, len(values) // 10)
    kept = sorted(values)[cut : len(values) - cut]
    # What statistics.fmean comes to, at half its price: three of them a second of running.
    return math.fsum(kept) / len(kept)


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
