"""Steps or strides, settled by a run with the beat: the click's tempo is known, the footpod's is not.

Half of a running cadence and the cadence itself lie so far apart that the beat need not be met
well; a runner who is on neither is told, and nothing is set.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.sensor.rsc import Measurement
from cadencecoach.core.sensor.step_convention import STEPS_FROM, STRIDES_UP_TO, VOTES, Convention
from cadencecoach.core.values.units import FASTEST, SLOWEST, Frames, Spm, frames

BEAT: Final = frames(20)
"""Run with the beat for so long (choice: count check)."""

GRACE: Final = frames(5)
"""What is sent meanwhile is not judged (product choice: the beat must be found first)."""

ENOUGH: Final = VOTES
"""Readings that are judged; as many as auto asks for."""

CLOSE: Final = 0.15
"""Of the beat: outdoors runners land some per cent short of it, never at the half (choice: count check)."""

_GUESS: Final = Spm(160)
"""A usual cadence where nothing is known of the runner (choice: usual cadence)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement, so long after the first beat."""

    since: Frames
    measurement: Measurement


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a run with the beat came to."""

    convention: Convention | None
    """None where it settles nothing; never AUTO."""

    raw_per_min: float | None
    """The median as sent; None where too little was heard."""

    reason: str
    """One sentence."""


def beat_for(known: Spm | None, raw_per_min: int | None) -> Spm:
    """The tempo to play: the runner's own, else what the footpod's number most likely means."""
    if known is not None:
        return known
    if raw_per_min is None:
        return _GUESS
    likely = 2 * raw_per_min if raw_per_min <= STRIDES_UP_TO else raw_per_min
    return Spm(likely) if likely >= STEPS_FROM and SLOWEST <= likely <= FASTEST else _GUESS


def compare(readings: Sequence[Reading], beat: Spm) -> Calibrated:
    """What the footpod counts, from what it sent while the runner ran with the beat."""
    judged = [
        one.measurement.cadence_per_min
        for one in readings
        if one.since >= GRACE and one.measurement.cadence_per_min
    ]
    if len(judged) < ENOUGH:
        return Calibrated(
            None, None, f"only {len(judged)} readings at a run; run with the beat to its end"
        )
    raw = statistics.median(judged)
    for convention, factor in ((Convention.STEPS, 1), (Convention.STRIDES, 2)):
        if abs(factor * raw - beat) <= CLOSE * beat:
            return Calibrated(
                convention,
                raw,
                f"{convention.value}: it sent {raw:.0f} a minute to a beat of {beat}",
            )
    return Calibrated(
        None, raw, f"it sent {raw:.0f} a minute to a beat of {beat}: neither steps nor strides"
    )
