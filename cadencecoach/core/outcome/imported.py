"""What a watch measured in a run, beside the session's own log and never in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge

from cadencecoach.core.events import Event, PayloadReceived, ReadingTaken
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.values.units import Frame, MeasuredSpm


@dataclass(frozen=True, slots=True)
class ImportedReading:
    """One reading of a watch at its place in the session."""

    at: Frame
    cadence_spm: MeasuredSpm
    """0 is standing."""

    speed_mps: float | None


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """Where imported readings come from, and the readings in order."""

    file: str
    """Its name, without a folder."""

    sha256: str
    device: str
    """What the watch calls itself; may be empty."""

    watch_started_at: str
    """ISO 8601 in UTC, by the watch's clock."""

    readings: tuple[ImportedReading, ...]


def with_imported(events: Sequence[Event], run: ImportedRun | None) -> tuple[Event, ...]:
    """A log with imported readings in their places, as if a footpod that counts steps had sent them.

    Only for summing up and drawing: the payloads are made up, and hold whole steps.
    """
    if run is None:
        return tuple(events)
    pairs = ((reading.at, _as_events(reading)) for reading in run.readings)
    logged = ((event.at, (event,)) for event in events)
    ordered = merge(logged, pairs, key=lambda one: one[0])
    return tuple(event for _, group in ordered for event in group)


def _as_events(reading: ImportedReading) -> tuple[Event, ...]:
    # A watch does not say whether its wearer ran; the tracker tells by cadence and speed.
    measurement = Measurement(reading.speed_mps or 0.0, round(reading.cadence_spm), running=False)
    return (
        PayloadReceived(reading.at, encode_measurement(measurement)),
        ReadingTaken(reading.at, reading.cadence_spm, reading.speed_mps, reading.cadence_spm > 0),
    )
