"""Speed and distance of a file: its own where it has them, each made of the other where not."""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Final

from cadencecoach.core.sensor.pod_habits import FASTEST_MPS
from cadencecoach.core.watch.records import Stretch, WatchRecord, stretch_at

_OVER_S: Final = 5.0
"""A speed is made of the distance of so long (product choice: satellites scatter by some metres)."""

_AGREES: Final = 2.0
"""A total is believed up to so many times what records or speeds come to, and down to as small a part
(product choice: a foot pod set wrong is off by less)."""

_at_s: Final = attrgetter("at_s")


@dataclass(frozen=True, slots=True)
class DistanceLine:
    """How far the runner had come at some moments of a file; straight in between."""

    at_s: tuple[float, ...]
    metres: tuple[float, ...]

    def between(self, start_s: float, end_s: float) -> float:
        """Metres from one moment to another."""
        return max(0.0, self._at(end_s) - self._at(start_s))

    def _at(self, moment_s: float) -> float:
        index = bisect_right(self.at_s, moment_s)
        if index in (0, len(self.at_s)):
            return self.metres[0 if index == 0 else -1]
        start_s, end_s = self.at_s[index - 1], self.at_s[index]
        before, after = self.metres[index - 1], self.metres[index]
        return before + (after - before) * (moment_s - start_s) / (end_s - start_s)


def without_dead_fields(records: Sequence[WatchRecord]) -> tuple[WatchRecord, ...]:
    """The records without a speed or a distance that is 0 throughout: such a field is not known."""
    speed = any(one.speed_mps for one in records)
    known = [one.distance_m for one in records if one.distance_m is not None]
    distance = bool(known) and max(known) > min(known)
    return tuple(
        replace(
            one,
            speed_mps=one.speed_mps if speed else None,
            distance_m=one.distance_m if distance else None,
        )
        for one in records
    )


def with_speeds(
    records: Sequence[WatchRecord], running: Sequence[Stretch]
) -> tuple[WatchRecord, ...]:
    """The records with a speed made of their distance where they have none of their own."""
    measured = [one for one in records if one.distance_m is not None]
    if not measured:
        return tuple(records)
    found: list[WatchRecord] = []
    for one in records:
        if one.speed_mps is not None:
            found.append(one)
            continue
        stretch = stretch_at(running, one.at_s)
        speed = None if stretch is None else _speed_at(one.at_s, measured, stretch)
        found.append(replace(one, speed_mps=speed))
    return tuple(found)


def distance_line(
    records: Sequence[WatchRecord], running: Sequence[Stretch], total_m: float | None
) -> DistanceLine | None:
    """The distance of a file; None where nothing tells it.

    By its records; else by its speeds over the time that the timer ran, where a second without a
    speed counts as one at the mean; `total_m`, the file's own sum, has the last word.
    """
    measured = [one for one in records if one.distance_m is not None]
    line = _by_distance(measured) if len(measured) > 1 else _by_speed(records, running)
    most_m = FASTEST_MPS * sum(one.length_s for one in running)
    if total_m is not None and not 0 < total_m <= most_m:
        total_m = None
    if line is None:
        return None if total_m is None else _even(running, total_m)
    whole_m = line.metres[-1]
    if not 0 < whole_m <= most_m:
        return None
    return DistanceLine(line.at_s, scaled_to(total_m, line.metres))


def scaled_to(total_m: float | None, metres: tuple[float, ...]) -> tuple[float, ...]:
    """A line that ends at a total; as it is where there is none, or it is not believed."""
    whole_m = metres[-1]
    end_m = believed(total_m, whole_m)
    return metres if end_m == whole_m else tuple(one * end_m / whole_m for one in metres)


def believed(total_m: float | None, counted_m: float) -> float:
    """A total, where there is one that agrees with what was counted beside it, else that."""
    if total_m is None or not 0 < counted_m / _AGREES <= total_m <= counted_m * _AGREES:
        return counted_m
    return total_m


def _speed_at(at_s: float, measured: Sequence[WatchRecord], within: Stretch) -> float | None:
    first = bisect_left(measured, max(within.start_s, at_s - _OVER_S), key=_at_s)
    last = bisect_right(measured, at_s, key=_at_s) - 1
    if last <= first:  # at the start of a stretch the way ahead tells it
        last = bisect_right(measured, min(within.end_s, at_s + _OVER_S), key=_at_s) - 1
    if last <= first:
        return None
    before, after = measured[first], measured[last]
    assert before.distance_m is not None
    assert after.distance_m is not None
    speed_mps = (after.distance_m - before.distance_m) / (after.at_s - before.at_s)
    return speed_mps if 0 <= speed_mps <= FASTEST_MPS else None


def _by_distance(measured: Sequence[WatchRecord]) -> DistanceLine:
    """The sum of the ways from record to record: one that begins anew, or leaps, adds nothing."""
    metres = [0.0]
    for before, after in pairwise(measured):
        assert before.distance_m is not None
        assert after.distance_m is not None
        way_m = after.distance_m - before.distance_m
        most_m = FASTEST_MPS * (after.at_s - before.at_s)
        metres.append(metres[-1] + (way_m if 0 <= way_m <= most_m else 0.0))
    return DistanceLine(tuple(one.at_s for one in measured), tuple(metres))


def _by_speed(records: Sequence[WatchRecord], running: Sequence[Stretch]) -> DistanceLine | None:
    told = [one for one in records if one.speed_mps is not None]
    if not told:
        return None
    mean_mps = statistics.fmean(one.speed_mps or 0.0 for one in told)
    at_s, metres = [running[0].start_s], [0.0]
    for stretch in running:
        first = bisect_left(records, stretch.start_s, key=_at_s)
        inside = records[first : bisect_left(records, stretch.end_s, key=_at_s)]
        at_s.append(stretch.start_s)
        metres.append(metres[-1])
        moments = [stretch.start_s, *(one.at_s for one in inside), stretch.end_s]
        speeds = [mean_mps, *(mean_mps if s.speed_mps is None else s.speed_mps for s in inside)]
        for (start_s, end_s), speed_mps in zip(pairwise(moments), speeds, strict=True):
            at_s.append(end_s)
            metres.append(metres[-1] + speed_mps * (end_s - start_s))
    return DistanceLine(tuple(at_s), tuple(metres))


def _even(running: Sequence[Stretch], total_m: float) -> DistanceLine:
    whole_s = sum(one.length_s for one in running)
    at_s, metres = [running[0].start_s], [0.0]
    for stretch in running:
        at_s += [stretch.start_s, stretch.end_s]
        metres += [metres[-1], metres[-1] + total_m * stretch.length_s / whole_s]
    return DistanceLine(tuple(at_s), tuple(metres))
