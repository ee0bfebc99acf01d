"""How a measured number stands in a document that a program reads: rounded one way, and none is null."""

from __future__ import annotations

import math
from typing import overload

from cadencecoach.core.values.units import SAMPLE_RATE


@overload
def figure(value: float, places: int = 2) -> float: ...


@overload
def figure(value: float | None, places: int = 2) -> float | None: ...


def figure(value: float | None, places: int = 2) -> float | None:
    """A cadence, a share, a speed or minutes, to two places: finer than any is measured.

    What is not known, a NaN or an infinity among it, is None.
    """
    return None if value is None or not math.isfinite(value) else round(value, places)


@overload
def whole_number(value: float) -> int: ...


@overload
def whole_number(value: float | None) -> int | None: ...


def whole_number(value: float | None) -> int | None:
    """Seconds or metres of a week, or a cadence to be read at a glance; None as in `figure`."""
    return None if value is None or not math.isfinite(value) else round(value)


def in_seconds(length: int) -> float:
    """A number of frames in seconds, to the millisecond: a frame is 0.02 ms, an ear hears 10."""
    return round(length / SAMPLE_RATE, 3)
