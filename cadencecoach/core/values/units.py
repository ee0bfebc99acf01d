"""The quantities of a run and the few ways from one to another, so that no bare number travels."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Final, NewType

SAMPLE_RATE: Final = 48_000
"""Audio frames a second; session time is counted in them (law 1)."""

Frame = NewType("Frame", int)
"""A position in the session: audio frames since its start, paused time included."""

Frames = NewType("Frames", int)
"""A length of time in audio frames."""

Spm = NewType("Spm", int)
"""A target cadence in whole steps per minute, both feet."""

MeasuredSpm = NewType("MeasuredSpm", float)
"""A measured cadence in steps per minute, both feet."""

StridesPerMin = NewType("StridesPerMin", float)
"""Two steps make one stride: half the cadence in spm (FIT's unit)."""

Seconds = NewType("Seconds", float)
"""A length of time in seconds, for people and files only."""

SLOWEST: Final = Spm(100)
FASTEST: Final = Spm(240)
"""No target leaves 100-240 spm (product choice: a brisk walk and a sprint)."""


def frames(seconds: float | Fraction) -> Frames:
    """The whole frames nearest to a length in seconds."""
    return Frames(round(seconds * SAMPLE_RATE))


def frames_in(elapsed_ns: int) -> Frames:
    """The whole frames that have gone by in a time of the clock; the one way from it to frames."""
    return Frames(elapsed_ns * SAMPLE_RATE // 1_000_000_000)


def seconds(length: int) -> Seconds:
    """A length in frames as seconds."""
    return Seconds(length / SAMPLE_RATE)


@cache
def step_interval(target: Spm) -> Fraction:
    """The exact frames from one step to the next at a target cadence."""
    return Fraction(60 * SAMPLE_RATE, target)


def strides(cadence: float) -> StridesPerMin:
    """Steps per minute as strides per minute."""
    return StridesPerMin(cadence / 2)


def clock(length: int) -> str:
    """A length in frames as a runner reads it: 4:05, 1:00:00."""
    whole = length // SAMPLE_RATE
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"
