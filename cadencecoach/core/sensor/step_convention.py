"""What the number of a footpod counts, steps or strides: as set, or decided from what it sends.

Apart from the live cadence, as pairing, calibration and imports ask it too.
"""

from __future__ import annotations

import enum
import statistics
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.values.units import Frame, MeasuredSpm

STRIDES_UP_TO: Final = 120
STEPS_FROM: Final = 130
"""Raw running medians that are clearly strides or steps a minute (choice: steps or strides)."""

VOTES: Final = 8
"""Running readings heard before auto decides anything (product choice: fewer may be a start or a stumble,
more would keep the runner waiting)."""

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
    raw_per_min: float
    """The median that decided it."""

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
    median: float,
    reference_spm: MeasuredSpm | None,
) -> Convention:
    """What auto takes a footpod to count after the newest votes, in use now `convention`.

    `median` is that of the votes, `reference_spm` the last smoothed cadence.
    """
    if len(votes) < VOTES:
        return convention
    if convention is Convention.AUTO:
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
        and abs(2 * median - reference_spm) <= _SAME_LEGS * reference_spm
        and all(vote.raw_per_min <= STRIDES_UP_TO for vote in votes)
        and not any(0 < vote.speed_mps <= RUNNING_FASTER_THAN_MPS for vote in votes)
    )
    return Convention.STRIDES if same_legs else Convention.STEPS


def undecided(votes: tuple[Sample, ...]) -> str:
    """What keeps auto from deciding, in one line."""
    if len(votes) < VOTES:
        return f"steps or strides? {len(votes)} of {VOTES} running readings heard"
    median = statistics.median(vote.raw_per_min for vote in votes)
    return f"{median:.0f} a minute may be steps or strides: set it for this footpod"
