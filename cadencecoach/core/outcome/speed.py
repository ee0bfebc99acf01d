"""Speed over running time, second by second beside the chart; apart, since many footpods send none."""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Sequence

from cadencecoach.core.events import Event, ReadingTaken
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.sensor.tracker import SILENT_AFTER
from cadencecoach.core.values.units import SAMPLE_RATE, Frame


def speed_line(summary: Summary, events: Sequence[Event]) -> tuple[float | None, ...]:
    """The speed in m/s at the end of each second of running time, as many as the chart has points.

    None where no speed was heard: a reading older than 3 s is silence (core/sensor/tracker). Empty where
    none was heard at all. `events` has what a watch measured in its places.
    """
    readings = [event for event in events if isinstance(event, ReadingTaken)]
    if all(one.speed_mps is None for one in readings):
        return ()
    frames = [one.at for one in readings]
    speeds: list[float | None] = []
    pauses = sorted(summary.pauses)
    paused = 0
    for second in range(1, len(summary.chart) + 1):
        at = second * SAMPLE_RATE + paused
        while pauses and pauses[0][0] < at:
            start, end = pauses.pop(0)
            paused += end - start
            at += end - start
        newest = bisect_right(frames, Frame(at)) - 1
        fresh = newest >= 0 and at - frames[newest] <= SILENT_AFTER
        speeds.append(readings[newest].speed_mps if fresh else None)
    return tuple(speeds)


def mean_speed(speeds: Sequence[float | None]) -> float | None:
    """The mean over the seconds in motion, m/s; None without one."""
    moving = [speed for speed in speeds if speed]
    return statistics.fmean(moving) if moving else None
