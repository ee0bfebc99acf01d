"""Speed over running time, second by second beside the chart; apart, since many footpods send none."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from cadencecoach.core.outcome.summary import Summary


def speed_line(summary: Summary) -> tuple[float | None, ...]:
    """The speed in m/s at the end of each second of running time, as many as the chart has points.

    None where no speed was heard. Empty where none was heard at all.
    """
    speeds = tuple(second.speed_mps for second in summary.seconds)
    return () if all(one is None for one in speeds) else speeds


def mean_speed(speeds: Sequence[float | None]) -> float | None:
    """The mean over the seconds in motion, m/s; None without one."""
    moving = [speed for speed in speeds if speed]
    return statistics.fmean(moving) if moving else None
