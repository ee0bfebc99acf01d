"""How far a run went: by the total that footpod or watch counts, else by speed over running time.

A second in which no speed was heard was run all the same: it counts as one at the mean.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from itertools import accumulate

from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.sensor.pod_habits import FASTEST_MPS, SILENT_AFTER
from cadencecoach.core.sensor.rsc import MalformedPayload, decode_measurement
from cadencecoach.core.values.units import SAMPLE_RATE
from cadencecoach.core.watch.distance import believed, scaled_to

Stretches = Sequence[tuple[int, int]]
"""Frames from and to."""


def distance_line(
    speeds_mps: Sequence[float | None], total_m: float | None
) -> tuple[float | None, ...]:
    """Metres since the start at the end of each second of running time; None where nothing tells.

    `total_m`, where it is known and no nonsense, is where the line ends.
    """
    heard = [speed for speed in speeds_mps if speed is not None]
    if not heard:
        return (None,) * len(speeds_mps)
    mean = statistics.fmean(heard)
    line = tuple(accumulate(mean if speed is None else speed for speed in speeds_mps))
    return scaled_to(total_m, line)


def pod_total_m(events: Iterable[Event], pauses: Stretches = ()) -> float | None:
    """What the footpod counted itself, pauses left out; None from one that counts no distance.

    A count that begins anew, or leaps as nobody runs, adds nothing.
    """
    total_m: float | None = None
    last_at, last_m = 0, 0.0
    for event in events:
        if not isinstance(event, PayloadReceived):
            continue
        try:
            metres = decode_measurement(event.data).distance_m
        except MalformedPayload:
            continue
        if metres is None:
            continue
        way_m = metres - last_m
        if total_m is None:
            total_m = 0.0
        elif 0 <= way_m <= FASTEST_MPS * (event.at - last_at) / SAMPLE_RATE and not any(
            start < event.at <= end for start, end in pauses
        ):
            total_m += way_m
        last_at, last_m = event.at, metres
    return total_m or None


def distance_m(events: Sequence[Event], running_s: float) -> float | None:
    """The distance of a run with a footpod; None where neither a total nor a speed was heard.

    Walking in a pause counts: the legs did it too.
    """
    readings = [event for event in events if isinstance(event, ReadingTaken)]
    speed_s = heard_s = 0.0
    for index, reading in enumerate(readings):
        if reading.speed_mps is None or index == 0:
            continue
        held_s = min(reading.at - readings[index - 1].at, SILENT_AFTER) / SAMPLE_RATE
        speed_s += reading.speed_mps * held_s
        heard_s += held_s
    if not heard_s:
        return pod_total_m(events)
    by_speed_m = speed_s * max(1.0, running_s / heard_s)
    return believed(pod_total_m(events), by_speed_m)
