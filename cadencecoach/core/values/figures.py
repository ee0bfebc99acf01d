"""How a measured number stands in a document that a program reads: rounded one way, and none is null."""

from __future__ import annotations

import math
from typing import overload

from cadencecoach.core.values.units import SAMPLE_RATE


@overload
def figure(value: float) -> float: ...


@overload
def figure(value: float | None) -> float | None: ...


def figure(value: float | None) -> float | None:
    """A cadence, a share, a speed or minutes, to two places: finer than any is measured.

    What is not known, a NaN or an infinity among it, is None.
    """
    return None if value is None or not math.isfinite(value) else round(value, 2)


def in_seconds(length: int) -> float:
    """A number of frames in seconds, to the millisecond: a frame is 0.02 ms, an ear hears 10."""
    return round(length / SAMPLE_RATE, 3)
