"""A stored session as every export wants it: what it came to, and one row a second of its time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from cadencecoach.adapters.clock import utc_of
from cadencecoach.core.diary.diary import RunNote
from cadencecoach.core.events import Event, ReadingTaken, StageBegan
from cadencecoach.core.outcome.cue_outcomes import CueOutcome
from cadencecoach.core.outcome.distance import distance_line, pod_total_m
from cadencecoach.core.outcome.imported import ImportedRun, with_imported
from cadencecoach.core.outcome.session_facts import Nobody, SessionFacts
from cadencecoach.core.outcome.summary import Summary
from cadencecoach.core.plan.plan import StageKind
from cadencecoach.core.sensor.adherence import BandState, judge_cadence
from cadencecoach.core.sensor.pod_habits import SILENT_AFTER
from cadencecoach.core.values.units import SAMPLE_RATE, MeasuredSpm, Spm


@dataclass(frozen=True, slots=True)
class ExportedSecond:
    """The session at the end of one of its seconds; what is not known is None."""

    at_s: int
    """Session time, pauses included."""

    running_s: float
    paused: bool
    target_spm: Spm | None
    low_spm: float | None
    high_spm: float | None
    cadence_spm: float | None
    """The newest reading that counts; walking too, and 0 when standing."""

    smooth_spm: float | None
    """The mean that the band is judged by."""

    band: BandState | None
    """IN_BAND, OVER or UNDER."""

    speed_mps: float | None
    distance_m: float | None
    """So far, without pauses; None where nothing tells it."""

    @property
    def measured(self) -> bool:
        """Whether anything was; a row of nothing is left out of files for other programs."""
        return any(one is not None for one in (self.cadence_spm, self.speed_mps, self.distance_m))


@dataclass(frozen=True, slots=True)
class Lap:
    """A stretch at one target, or without one; ends at the second it is named by."""

    start_s: int
    end_s: int
    kind: StageKind
    target_spm: Spm | None


@dataclass(frozen=True)
class Recorded:
    """One session with all that is exported of it."""

    facts: SessionFacts
    summary: Summary
    events: tuple[Event, ...]
    """Its log."""

    imported: ImportedRun | None
    note: RunNote
    """What the runner said of it afterwards."""

    @property
    def real(self) -> bool:
        """Whether somebody ran this, then: not simulated, sped up, or replayed."""
        return self.facts.nobody is None

    @cached_property
    def started(self) -> datetime:
        """Its first frame, in UTC."""
        return utc_of(self.facts.started_at)

    @cached_property
    def seconds(self) -> tuple[ExportedSecond, ...]:
        """One row for each whole second, the first at second 1."""
        events = with_imported(self.events, self.imported)
        total_m = (
            pod_total_m(self.events, self.summary.pauses)
            if self.imported is None
            else self.imported.distance_m
        )
        return _seconds(self.summary, events, total_m)

    @cached_property
    def laps(self) -> tuple[Lap, ...]:
        """The whole session in order, without a gap."""
        return _laps(self.summary, self.events)

    @cached_property
    def spoken(self) -> tuple[CueOutcome, ...]:
        """The cues that were heard."""
        return tuple(cue for cue in self.summary.cues if cue.spoken)

    def moment(self, at_s: float) -> datetime:
        """Session time as time of day."""
        return self.started + timedelta(seconds=at_s)

    def within(self, lap: Lap) -> tuple[ExportedSecond, ...]:
        """The seconds of a lap, without its pauses."""
        part = self.seconds[lap.start_s : lap.end_s]
        return tuple(second for second in part if not second.paused)

    def distance_in(self, lap: Lap) -> float | None:
        """Metres covered in a lap without its pauses; None where nothing tells."""
        if lap.end_s == 0:
            return None
        start_m = self.seconds[lap.start_s - 1].distance_m if lap.start_s else 0.0
        end_m = self.seconds[lap.end_s - 1].distance_m
        return None if end_m is None else end_m - (start_m or 0.0)

    def lines(self) -> list[tuple[str, str]]:
        """What the runner wrote, each with its heading; empty ones left out."""
        note = self.note
        told = [
            ("note", self.facts.note),
            ("note", note.note),
            ("niggle", note.niggle),
            ("surface", note.surface),
            ("shoes", note.shoes),
            ("route", note.route),
            ("effort", "" if note.effort is None else str(note.effort)),
        ]
        return [(heading, text) for heading, text in told if text]


def cadences(seconds: Sequence[ExportedSecond]) -> list[float]:
    """The cadences heard in some seconds; standing is none."""
    return [second.cadence_spm for second in seconds if second.cadence_spm]


def _seconds(
    summary: Summary, events: Sequence[Event], total_m: float | None
) -> tuple[ExportedSecond, ...]:
    readings = [event for event in events if isinstance(event, ReadingTaken)]
    frames = [reading.at for reading in readings]
    rows: list[ExportedSecond] = []
    for at_s in range(1, summary.elapsed // SAMPLE_RATE + 1):
        at = at_s * SAMPLE_RATE
        paused, running = _running(summary, at)
        # The chart counts running time, so after a pause its seconds end up to one second earlier.
        index = running // SAMPLE_RATE - 1
        point = summary.chart[index] if 0 <= index < len(summary.chart) and not paused else None
        if point is not None:
            cadence_spm = summary.seconds[index].told_spm
            speed_mps = summary.seconds[index].speed_mps
        else:  # in a pause, and behind the plan's end, nothing is judged: as it was logged
            newest = bisect_right(frames, at) - 1
            heard = newest >= 0 and at - frames[newest] <= SILENT_AFTER
            cadence_spm = readings[newest].cadence_spm if heard else None
            speed_mps = readings[newest].speed_mps if heard else None
        target = None if point is None else point.target_spm
        smooth = None if point is None else point.cadence_spm
        rows.append(
            ExportedSecond(
                at_s,
                running / SAMPLE_RATE,
                paused,
                target,
                None if point is None else point.low_spm,
                None if point is None else point.high_spm,
                cadence_spm,
                smooth,
                _judged(target, smooth),
                speed_mps,
                None,
            )
        )
    return _with_distance(rows, total_m)


def _with_distance(
    rows: Sequence[ExportedSecond], total_m: float | None
) -> tuple[ExportedSecond, ...]:
    line = iter(distance_line([row.speed_mps for row in rows if not row.paused], total_m))
    metres: float | None = None
    found: list[ExportedSecond] = []
    for row in rows:
        if not row.paused:
            metres = next(line)
        found.append(replace(row, distance_m=metres))
    return tuple(found)


def _judged(target: Spm | None, smooth_spm: float | None) -> BandState | None:
    if target is None or smooth_spm is None:
        return None
    return judge_cadence(target, MeasuredSpm(smooth_spm))


def _running(summary: Summary, at: int) -> tuple[bool, int]:
    """Whether a session frame lies in a pause, and the running time there."""
    before = sum(min(at, end) - start for start, end in summary.pauses if start < at)
    return any(start < at <= end for start, end in summary.pauses), at - before


def _laps(summary: Summary, events: Sequence[Event]) -> tuple[Lap, ...]:
    began = [
        (round(one.at / SAMPLE_RATE), StageKind(one.kind))
        for one in events
        if isinstance(one, StageBegan)
    ]
    whole_s = summary.elapsed // SAMPLE_RATE
    laps: list[Lap] = []
    done_s = 0
    for rung in summary.rungs:
        start_s, end_s = round(rung.start / SAMPLE_RATE), round(rung.end / SAMPLE_RATE)
        kind = StageKind.BASELINE if laps else StageKind.WARM_UP
        laps += _without_beat(done_s, start_s, kind, began)
        done_s = min(end_s, whole_s)
        laps.append(Lap(start_s, done_s, StageKind.RUNG, rung.target_spm))
    last = StageKind.COOL_DOWN if laps else StageKind.BASELINE
    laps += _without_beat(done_s, whole_s, last, began)
    return tuple(lap for lap in laps if lap.end_s > lap.start_s)


def _without_beat(
    start_s: int, end_s: int, kind: StageKind, began: Sequence[tuple[int, StageKind]]
) -> list[Lap]:
    """A stretch without a beat as one lap; where one walks in it, a lap for each of its stages."""
    marks = [(at_s, of) for at_s, of in began if start_s <= at_s < end_s]
    if all(of is not StageKind.WALK for _, of in marks):
        return [Lap(start_s, end_s, kind, None)]
    starts = [start_s, *(at_s for at_s, _ in marks), end_s]
    kinds = [kind, *(of for _, of in marks)]
    return [Lap(a, b, of, None) for a, b, of in zip(starts[:-1], starts[1:], kinds, strict=True)]


_NOT_REAL: Final = {
    Nobody.SIMULATED: "SIMULATED runner",
    Nobody.REPLAY: "REPLAY of a recording",
    Nobody.SPED_UP: "SPED UP, faster than the clock",
}


def not_real(session: Recorded) -> str | None:
    """What a file says in every name it has where nobody ran; None where somebody did."""
    nobody = session.facts.nobody
    return None if nobody is None else _NOT_REAL[nobody]
