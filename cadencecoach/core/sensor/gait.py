"""Running, walking or standing: what one reading says of the runner, beside the habits of its footpod."""

from __future__ import annotations

import enum
from typing import Final

from cadencecoach.core.sensor.pod_habits import PodHabits, believed_speed
from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import RUNNING_FASTER_THAN_MPS
from cadencecoach.core.values.units import Frame, MeasuredSpm

RUNNING_FROM_SPM: Final = 140
"""For sensors without flag or speed (product choice: nobody walks at this cadence for long)."""

_RUNS_UP_TO_SPM: Final = 220
"""A slow run at a higher cadence is a walk, counted in strides by mistake (product choice: above it
are sprinters)."""

_FLAGGED_FROM_SPM: Final = 130
"""RUNNING_FROM_SPM where a flag that may not be supported says running."""

_WALKS_UP_TO_MPS: Final = 7 / 3.6
_TOLD_WALKS_UP_TO_MPS: Final = 9 / 3.6
"""Faster is no walk: as cadence and speed tell, and where the footpod tells it (product choice: people
break into a run near 7 km/h; who walks on purpose may be faster)."""

_STEP_M_PER_SPM: Final = 0.0105
_TOLD_STEP_M_PER_SPM: Final = 0.0125
_SHORT_STEP_M: Final = 0.6
"""A walking step grows with the cadence; a longer one for its cadence is a run that is counted in
strides (product choice: people walk at about 0.0065 m a step for each step a minute)."""


class Gait(enum.Enum):
    """What the runner does, as far as the readings tell."""

    RUNNING = "running"
    WALKING = "walking"
    STANDING = "standing"
    UNKNOWN = "unknown"


def gait_of(
    measurement: Measurement, spm: MeasuredSpm | None, habits: PodHabits, at: Frame
) -> Gait:
    """What one reading says; `spm` is None while steps or strides is open.

    `habits` are those after this reading.
    """
    speed = believed_speed(measurement)
    if measurement.cadence_per_min == 0:
        # A zero beside a running speed is a dropout, a zero beside zero speed is a stop.
        fast = speed is not None and speed > RUNNING_FASTER_THAN_MPS
        moving = fast or (measurement.running and bool(speed))
        return Gait.RUNNING if moving and not habits.stands(at) else Gait.STANDING
    if (habits.sends_speed and speed == 0) or habits.stands(at):
        return Gait.STANDING  # the last cadence, repeated
    raw = float(measurement.cadence_per_min)
    surely_spm = raw if spm is None else spm
    if not speed:
        if measurement.running or surely_spm >= RUNNING_FROM_SPM:
            return Gait.RUNNING
        return Gait.UNKNOWN if spm is None else Gait.WALKING
    if _walks(surely_spm, speed, measurement, habits) or (
        spm is None and _walks(2 * raw, speed, measurement, habits)
    ):
        return Gait.WALKING
    if (
        measurement.running
        or speed > RUNNING_FASTER_THAN_MPS
        or surely_spm >= RUNNING_FROM_SPM
        or (spm is None and RUNNING_FROM_SPM <= 2 * raw <= _RUNS_UP_TO_SPM)
    ):
        return Gait.RUNNING
    return Gait.UNKNOWN


def _walks(spm: float, speed_mps: float, measurement: Measurement, habits: PodHabits) -> bool:
    """Whether a cadence beside a speed is a walk."""
    flag = measurement.running
    if habits.flag_counts:
        if flag:
            return False
        below_spm, fastest_mps, longest = (
            RUNNING_FROM_SPM,
            _TOLD_WALKS_UP_TO_MPS,
            _TOLD_STEP_M_PER_SPM,
        )
    else:
        hurried = flag or speed_mps > RUNNING_FASTER_THAN_MPS
        below_spm = _FLAGGED_FROM_SPM if hurried else RUNNING_FROM_SPM
        fastest_mps = RUNNING_FASTER_THAN_MPS if flag else _WALKS_UP_TO_MPS
        longest = _STEP_M_PER_SPM
    step_m = 60 * speed_mps / spm
    return (
        spm < below_spm and speed_mps <= fastest_mps and step_m <= max(longest * spm, _SHORT_STEP_M)
    )
