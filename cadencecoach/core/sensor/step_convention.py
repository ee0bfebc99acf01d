"""What the number of a footpod counts, steps or strides: as set, or decided from what it sends.

Apart from the live cadence, as pairing, calibration and imports ask it too.
"""

from __future__ import annotations

import enum
import statistics
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frame, MeasuredSpm, frames

STRIDES_UP_TO: Final = 120
STEPS_FROM: Final = 130
"""Raw running medians that are clearly strides or steps a minute (choice: steps or strides)."""

VOTES: Final = 8
"""Running readings heard before auto decides anything (product choice: fewer may be a start or a stumble,
more would keep the runner waiting)."""

SPEEDLESS_FOR: Final = frames(15)
"""Readings without speed and flag decide after so long only (product choice: a shoe that is put on sends
200 a minute for some seconds)."""

_ON_END: Final = frames(10)
"""Votes further apart do not count as heard on end (choice: silent and lost)."""

MISFIT_FOR: Final = frames(5)
"""What auto decided is doubted after so long at a running speed without a plausible cadence (product
choice: a stumble is shorter, and a run is not to be lost)."""

RUNNING_FASTER_THAN_MPS: Final = 6 / 3.6
"""Above 6 km/h a runner runs, whatever a flag its sensor may not support says (choice: steps or
strides)."""

_SAME_LEGS: Final = 0.15


class Convention(enum.Enum):
    """What the number of a footpod counts; AUTO in use means not decided yet."""

    AUTO = "auto"
    STEPS = "steps"
    STRIDES = "strides"


@dataclass(frozen=True, slots=True)
class ConventionChange:
    """Auto made up its mind, or changed it; to be announced and logged."""

    at: Frame
    was: Convention
    now: Convention
    why: str
    """One line for the runner."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One running reading in its raw unit."""

    at: Frame
    raw_per_min: int
    speed_mps: float


def in_spm(raw_per_min: float, convention: Convention) -> MeasuredSpm | None:
    """A raw cadence as steps per minute; None while the convention is AUTO."""
    if convention is Convention.AUTO:
        return None
    return MeasuredSpm(raw_per_min * (2.0 if convention is Convention.STRIDES else 1.0))


def decided(
    convention: Convention,
    votes: tuple[Sample, ...],
    reference_spm: MeasuredSpm | None,
    *,
    misfits: bool = False,
) -> Convention:
    """What auto takes a footpod to count after the newest votes, in use now `convention`.

    `reference_spm` is the last smoothed cadence. `misfits` says that for some seconds nothing
    plausible came of `convention`: then it is decided as if for the first time.
    """
    if len(votes) < VOTES:
        return convention
    if convention is Convention.AUTO or misfits:
        median = _median(votes)
        if median <= STRIDES_UP_TO:
            return Convention.STRIDES
        return Convention.STEPS if median >= STEPS_FROM else Convention.AUTO
    # Changing it takes all votes. Strides of 130 would be 260 steps, so that way is certain;
    # the other could be a walk, unless twice the number is the cadence of just before.
    if convention is Convention.STRIDES:
        certain = all(vote.raw_per_min >= STEPS_FROM for vote in votes)
        return Convention.STEPS if certain else Convention.STRIDES
    same_legs = (
        reference_spm is not None
        # The newest says no for nearly all, before each is asked.
        and votes[-1].raw_per_min <= STRIDES_UP_TO
        and all(vote.raw_per_min <= STRIDES_UP_TO for vote in votes)
        and abs(2 * _median(votes) - reference_spm) <= _SAME_LEGS * reference_spm
        and not any(0 < vote.speed_mps <= RUNNING_FASTER_THAN_MPS for vote in votes)
    )
    return Convention.STRIDES if same_legs else Convention.STEPS


@dataclass(frozen=True, slots=True)
class Counting:
    """What one footpod's number counts, and what auto has heard of it so far."""

    chosen: Convention
    """As set for the footpod."""

    convention: Convention
    """In use now."""

    why: str = ""
    change: ConventionChange | None = None
    """Set by the `heard` that decided, and gone with the next."""

    votes: tuple[Sample, ...] = ()
    """The newest running readings, for auto."""

    sends_speed: bool = False
    speedless_since: Frame | None = None
    """Since when no vote had a speed or a flag; None where one had."""

    misfit_since: Frame | None = None
    """Since when no plausible cadence came at a running speed; None where one did."""

    @classmethod
    def start(cls, convention: Convention) -> Counting:
        """Nothing heard yet."""
        why = "" if convention is Convention.AUTO else f"{convention.value}, as set"
        return cls(convention, convention, why)

    def told(self) -> Counting:
        """The same, with nothing newly decided."""
        return self if self.change is None else replace(self, change=None)

    def heard(
        self, sample: Sample, *, flag: bool, running: bool, reference_spm: MeasuredSpm | None
    ) -> Counting:
        """Let auto look at a reading; only a plausible one of a run says anything.

        `flag` is the footpod's, `running` what is made of the whole reading, `reference_spm` the last
        smoothed cadence.
        """
        if self.chosen is not Convention.AUTO:
            return self.told()
        now = self.told().with_speed(sample).with_fit(sample)
        if running and SLOWEST / 2 <= sample.raw_per_min <= FASTEST:
            now = now.voted(sample, flag=flag, reference_spm=reference_spm)
        if now.convention is self.convention:
            return now
        change = ConventionChange(sample.at, self.convention, now.convention, now.why)
        return replace(now, change=change)

    def with_speed(self, sample: Sample) -> Counting:
        """A footpod that sends a speed stood still before: what it counted then says nothing."""
        if self.sends_speed or not sample.speed_mps:
            return self
        if self.convention is Convention.AUTO:
            return replace(self, sends_speed=True, votes=(), speedless_since=None)
        why = "what was counted while standing still says nothing"
        return replace(
            self,
            convention=Convention.AUTO,
            why=why,
            votes=(),
            sends_speed=True,
            speedless_since=None,
        )

    def with_fit(self, sample: Sample) -> Counting:
        """Whether a plausible cadence comes of the convention in use, beside a running speed."""
        spm = in_spm(sample.raw_per_min, self.convention)
        if not spm or sample.speed_mps <= RUNNING_FASTER_THAN_MPS:
            return self
        if SLOWEST <= spm <= FASTEST:
            return self if self.misfit_since is None else replace(self, misfit_since=None)
        return self if self.misfit_since is not None else replace(self, misfit_since=sample.at)

    def voted(self, sample: Sample, *, flag: bool, reference_spm: MeasuredSpm | None) -> Counting:
        """With the vote of a plausible reading of a run."""
        votes = (*self.votes, sample)[-VOTES:]
        since = self.speedless_since
        if sample.speed_mps or flag:
            since = None
        elif since is None or (self.votes and sample.at - self.votes[-1].at > _ON_END):
            since = sample.at
        waits = since is not None and sample.at - since < SPEEDLESS_FOR
        misfits = (
            self.misfit_since is not None
            and sample.at - self.misfit_since >= MISFIT_FOR
            and votes[0].at >= self.misfit_since
        )
        decision = self.convention
        if not (waits and decision is Convention.AUTO):
            decision = decided(decision, votes, reference_spm, misfits=misfits)
        if decision is self.convention:
            # Many times as fast as dataclasses.replace, and this runs for each reading of years.
            return Counting(
                chosen=self.chosen,
                convention=decision,
                why=self.why,
                change=self.change,
                votes=votes,
                sends_speed=self.sends_speed,
                speedless_since=since,
                misfit_since=self.misfit_since,
            )
        return replace(
            self,
            convention=decision,
            why=f"{decision.value}: the footpod sends {_median(votes):.0f} a minute at a run",
            votes=votes,
            speedless_since=since,
            misfit_since=None,
        )

    def missing(self, newest: Measurement | None) -> str:
        """Why there is no cadence beside what the footpod sent last, in one line."""
        if self.convention is Convention.AUTO:
            return undecided(self.votes, newest)
        if newest is None:
            return self.why
        raw = newest.cadence_per_min
        if raw == 0:
            return "it sends no cadence"
        spm = in_spm(raw, self.convention)
        if spm is None or SLOWEST <= spm <= FASTEST:
            return self.why
        as_set = "" if self.chosen is Convention.AUTO else f", and {self.convention.value} is set"
        return f"{raw} {self.convention.value} a minute is no run{as_set}"


def undecided(votes: tuple[Sample, ...], newest: Measurement | None) -> str:
    """What keeps auto from deciding, in one line; `newest` is what the footpod sent last."""
    if len(votes) >= VOTES:
        median = _median(votes)
        if STRIDES_UP_TO < median < STEPS_FROM:
            return f"{median:.0f} a minute may be steps or strides: set it for this footpod"
    elif (
        newest is not None
        and not votes
        and newest.cadence_per_min
        and not (newest.speed_mps or newest.running)
    ):
        return (
            f"{newest.cadence_per_min} a minute and no speed may be steps or strides: "
            "set it for this footpod"
        )
    return f"steps or strides? {min(len(votes), VOTES - 1)} of {VOTES} running readings heard"


def _median(votes: tuple[Sample, ...]) -> float:
    return statistics.median(vote.raw_per_min for vote in votes)
