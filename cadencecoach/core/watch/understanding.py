"""A file's records and timer as one run: what is believed of it, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final

from cadencecoach.core.sensor.pod_habits import FASTEST_MPS
from cadencecoach.core.sensor.step_convention import Convention, in_spm
from cadencecoach.core.values.units import FASTEST, MeasuredSpm
from cadencecoach.core.watch.distance import (
    DistanceLine,
    distance_line,
    with_speeds,
    without_dead_fields,
)
from cadencecoach.core.watch.order import in_order
from cadencecoach.core.watch.records import (
    Doubt,
    FileRecords,
    NoRun,
    Stretch,
    WatchRecord,
    stretch_at,
)
from cadencecoach.core.watch.timer import holds_s, running_s, stretches, usual_speed_mps
from cadencecoach.core.watch.units import FEWEST, Units, judged, refuse_a_ride

LONGEST_S: Final = 86_400.0
"""A day."""

MOST_BROKEN: Final = 0.01
"""Of the records: so many may be left out (product choice: a watch slips now and then, a file that is
worse is no witness)."""


@dataclass(frozen=True, slots=True)
class WatchReading:
    """A cadence that is believed."""

    at_s: float
    until_s: float
    """It holds to here: to the next one while the timer runs."""

    cadence_spm: MeasuredSpm
    """0 is standing."""

    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class RunByWatch:
    """A run as a watch saw it, by the watch's own clock."""

    units: Units
    start_s: float
    end_s: float
    """Unix time of the first and the last record."""

    running: tuple[Stretch, ...]
    readings: tuple[WatchReading, ...]
    """In order, one a second at most, all within `running`."""

    distance: DistanceLine | None
    left_out: int
    """Records and values that were not believed."""

    laps_s: tuple[float, ...] = ()
    """When a lap was pressed by hand, in Unix time."""

    @property
    def running_s(self) -> float:
        """The time that the timer ran."""
        return running_s(self.running)

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """The stretches between, in which the timer stood still."""
        ends = [one.end_s for one in self.running]
        starts = [one.start_s for one in self.running]
        return tuple(
            (end_s, start_s)
            for end_s, start_s in zip([self.start_s, *ends], [*starts, self.end_s], strict=True)
            if start_s > end_s
        )

    def moved(self, by_s: float) -> RunByWatch:
        """The same run by a clock that is so far ahead."""
        if not by_s:
            return self
        line = self.distance
        return replace(
            self,
            start_s=self.start_s + by_s,
            end_s=self.end_s + by_s,
            running=tuple(Stretch(s.start_s + by_s, s.end_s + by_s) for s in self.running),
            readings=tuple(
                replace(one, at_s=one.at_s + by_s, until_s=one.until_s + by_s)
                for one in self.readings
            ),
            laps_s=tuple(at_s + by_s for at_s in self.laps_s),
            distance=None
            if line is None
            else DistanceLine(tuple(at + by_s for at in line.at_s), line.metres),
        )


def understood(file: FileRecords, counts: Convention = Convention.AUTO) -> RunByWatch:
    """The run of a file; `counts` is what the runner says of its numbers, AUTO is nothing.

    Raises NoRun with what speaks against it.
    """
    if file.running is False:
        raise NoRun("it is no run but another sport", Doubt.OTHER)
    if not file.records:
        raise NoRun("it holds no records")
    records, turns, off_line = in_order(file.records, file.turns)
    if records[-1].at_s - records[0].at_s > LONGEST_S:
        raise NoRun("it is longer than a day")
    records, absurd = _plausible(without_dead_fields(records))
    speed_mps = usual_speed_mps(records)
    if speed_mps is None:
        speed_mps = usual_speed_mps(with_speeds(records, _whole(records)))
    running = stretches(records, turns, speed_mps)
    records = with_speeds(records, running)
    refuse_a_ride(records, named_a_run=file.running is True or counts is not Convention.AUTO)
    units = judged(records, counts)
    readings, wild = _readings(records, running, units.counts)
    left_out = file.broken + off_line + absurd + wild
    if left_out > max(1, MOST_BROKEN * len(file.records)):
        raise NoRun(f"{left_out} of its {len(file.records)} records are broken or no runner's")
    if len(readings) < FEWEST:
        raise NoRun(f"it holds {len(readings)} cadences, too few to be a run")
    return RunByWatch(
        units,
        records[0].at_s,
        records[-1].at_s,
        running,
        readings,
        distance_line(records, running, file.total_m),
        left_out,
        # The end of the file ends a lap, too.
        tuple(at_s for at_s in file.laps_s if records[0].at_s < at_s < records[-1].at_s - 1),
    )


def _whole(records: Sequence[WatchRecord]) -> tuple[Stretch, ...]:
    return (Stretch(records[0].at_s, records[-1].at_s),)


def _plausible(records: Sequence[WatchRecord]) -> tuple[tuple[WatchRecord, ...], int]:
    """The records without values that nobody's are, and how many those were."""
    absurd = 0
    kept: list[WatchRecord] = []
    for one in records:
        cadence = _within(one.cadence_per_min, FASTEST)
        speed = _within(one.speed_mps, FASTEST_MPS)
        distance = _within(one.distance_m, FASTEST_MPS * LONGEST_S)
        if (cadence, speed, distance) == (one.cadence_per_min, one.speed_mps, one.distance_m):
            kept.append(one)
        else:
            absurd += 1
            kept.append(WatchRecord(one.at_s, cadence, speed, distance))
    return tuple(kept), absurd


def _within(value: float | None, most: float) -> float | None:
    return value if value is not None and isfinite(value) and 0 <= value <= most else None


def _readings(
    records: Sequence[WatchRecord], running: Sequence[Stretch], counts: Convention
) -> tuple[tuple[WatchReading, ...], int]:
    """The cadences of the time in which the timer ran, and how many were too quick for anybody."""
    longest_s = holds_s(records)
    wild = 0
    found: list[WatchReading] = []
    for one in records:
        stretch = stretch_at(running, one.at_s)
        if one.cadence_per_min is None or stretch is None:
            continue
        spm = in_spm(one.cadence_per_min, counts)
        if spm is None or spm > FASTEST:
            wild += 1
            continue
        if found and found[-1].until_s > one.at_s:
            found[-1] = replace(found[-1], until_s=one.at_s)
        until_s = min(one.at_s + longest_s, max(stretch.end_s, one.at_s + 1))
        found.append(WatchReading(one.at_s, until_s, spm, one.speed_mps))
    return tuple(found), wild
