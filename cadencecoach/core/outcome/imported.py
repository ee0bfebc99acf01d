"""What a watch measured in a run, beside the session's own log and never in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import merge

from cadencecoach.core.events import (
    EndReason,
    Event,
    Finished,
    Paused,
    PayloadReceived,
    ReadingTaken,
    Resumed,
)
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.outing.alignment import Alignment
from cadencecoach.core.sensor.gait import RUNNING_FROM_SPM
from cadencecoach.core.sensor.rsc import Measurement, encode_measurement
from cadencecoach.core.sensor.step_convention import RUNNING_FASTER_THAN_MPS
from cadencecoach.core.values.units import FASTEST, SAMPLE_RATE, Frame, MeasuredSpm, frames
from cadencecoach.core.watch.understanding import RunByWatch


@dataclass(frozen=True, slots=True)
class ImportedReading:
    """One reading of a watch at its place in the session."""

    at: Frame
    cadence_spm: MeasuredSpm
    """0 is standing."""

    speed_mps: float | None
    until: Frame | None = None
    """It holds to here; None in imports of before, whose readings held as a footpod's do."""


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """Where imported readings come from, and the readings in order."""

    file: str
    """Its name, without a folder."""

    sha256: str
    """Of the file; of one that spans several sessions with /2 behind it in the second, and so on."""

    device: str
    """What the watch calls itself; may be empty."""

    watch_started_at: str
    """ISO 8601 in UTC, by the watch's clock."""

    readings: tuple[ImportedReading, ...]
    distance_m: float | None = None
    """Within the session; None where the file tells none."""

    offset_s: float = 0.0
    """How far this computer's clock is ahead of the watch's, as the runner told it."""

    clocks_agree: bool = True
    """Whether it is known to some seconds where in the session a reading lies."""

    alignment: Alignment | None = None
    """Where in the file the session began, where it was heard from a sound file."""


def placed(run: RunByWatch, started_s: float, reached: Frame) -> tuple[ImportedReading, ...]:
    """The readings that lie within a session that started at a Unix time and came so far."""
    spread = (
        ImportedReading(
            Frame(frames(one.at_s - started_s)),
            one.cadence_spm,
            one.speed_mps,
            Frame(frames(one.until_s - started_s)),
        )
        for one in run.readings
    )
    return tuple(one for one in spread if 0 <= one.at <= reached)


def with_stands(
    readings: Sequence[ImportedReading], run: RunByWatch, started_s: float, reached: Frame
) -> tuple[ImportedReading, ...]:
    """Readings of a session whose own clock went on while the watch paused: there its runner stood.

    Without them it would be a time of which nothing was heard.
    """
    stands = []
    for start_s, end_s in run.pauses:
        begins, end = frames(start_s - started_s), min(reached, Frame(frames(end_s - started_s)))
        held = [one.until or one.at for one in readings if one.at <= begins]
        start = Frame(max(0, begins, *held[-1:]))
        if start < end:
            stands.append(ImportedReading(start, MeasuredSpm(0.0), 0.0, end))
    return tuple(sorted((*readings, *stands), key=lambda one: one.at))


def pauses_of(run: RunByWatch) -> tuple[Event, ...]:
    """The log of a session that only a watch saw: its pauses, and its end."""
    paused: list[Event] = []
    for start_s, end_s in run.pauses:
        paused.append(Paused(_frame(run, start_s)))
        paused.append(Resumed(_frame(run, end_s)))
    return (*paused, Finished(_frame(run, run.end_s), EndReason.COMPLETE))


def with_imported(events: Sequence[Event], run: ImportedRun | None) -> tuple[Event, ...]:
    """A log with imported readings in their places, as if a footpod that counts steps had sent them.

    A reading that holds comes again each second. Only for summing up and drawing: the payloads are
    made up, and hold whole steps that are right in the mean.
    """
    if run is None:
        return tuple(events)
    pairs = _as_events(run.readings)
    logged = ((event.at, (event,)) for event in events)
    ordered = merge(logged, pairs, key=lambda one: one[0])
    return tuple(event for _, group in ordered for event in group)


def without_effects(cues: Sequence[CueOutcome], run: ImportedRun | None) -> tuple[CueOutcome, ...]:
    """The cues without what followed them, where it is not known well when a reading was taken."""
    if run is None or run.clocks_agree:
        return tuple(cues)
    return tuple(replace(cue, effect=None) for cue in cues)


def _frame(run: RunByWatch, at_s: float) -> Frame:
    return Frame(frames(at_s - run.start_s))


def _as_events(readings: Sequence[ImportedReading]) -> Iterator[tuple[Frame, tuple[Event, ...]]]:
    owed_spm, known_mps = 0.0, 0.0
    for reading in readings:
        if not 0 <= reading.cadence_spm <= FASTEST:
            continue  # of imports of before
        # A second without a speed among others is no stop.
        known_mps = known_mps if reading.speed_mps is None else reading.speed_mps
        for at in range(reading.at, reading.until or reading.at + 1, SAMPLE_RATE):
            whole = round(reading.cadence_spm + owed_spm)
            owed_spm += reading.cadence_spm - whole
            measurement = Measurement(known_mps, whole, running=_runs(reading))
            yield (
                Frame(at),
                (
                    PayloadReceived(Frame(at), encode_measurement(measurement)),
                    ReadingTaken(
                        Frame(at), reading.cadence_spm, reading.speed_mps, reading.cadence_spm > 0
                    ),
                ),
            )


def _runs(reading: ImportedReading) -> bool:
    """A watch does not say whether its wearer ran; where no speed is known nobody is a walker."""
    return reading.cadence_spm > 0 and (
        reading.speed_mps is None
        or reading.speed_mps > RUNNING_FASTER_THAN_MPS
        or reading.cadence_spm >= RUNNING_FROM_SPM
    )
