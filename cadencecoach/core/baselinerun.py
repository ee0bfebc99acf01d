"""The runner's own easy cadence out of a run without a beat: what every rung stands on."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.cadence import Convention
from cadencecoach.core.events import Edit, EndReason, Event, Finished, ReadingTaken
from cadencecoach.core.plan import Plan, StageKind
from cadencecoach.core.summary import summarise
from cadencecoach.core.timeline import lay_out
from cadencecoach.core.units import SAMPLE_RATE, Frame, MeasuredSpm

ENOUGH_PERCENT: Final = 80.0
"""Of the measured stage that must have been heard (DOMAIN 5b)."""

ENOUGH_S: Final = 120.0
"""Of the measured stage that must have been run; PaceGuard used 150 s (product choice)."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a baseline stage came to."""

    cadence_spm: MeasuredSpm | None
    """The median of the readings at a run; None where there were none."""

    spread_spm: float | None
    """Their standard deviation."""

    speed_mps: float | None
    """The median; None from a footpod that sends none."""

    length_s: float
    """Of the stage, as far as it was run."""

    coverage_percent: float
    """Of it, heard at a run."""

    @property
    def trusted(self) -> bool:
        """Whether a ladder may stand on it."""
        return not self.lacking

    @property
    def lacking(self) -> str:
        """What keeps it from being trusted, in words; empty when it is."""
        if self.cadence_spm is None:
            return "no cadence was heard"
        if self.length_s < ENOUGH_S:
            return f"only {self.length_s:.0f} s were measured; it takes {ENOUGH_S:.0f}"
        if self.coverage_percent < ENOUGH_PERCENT:
            return f"only {self.coverage_percent:.0f} % was heard; it takes {ENOUGH_PERCENT:.0f}"
        return ""


def measure(
    plan: Plan, events: Sequence[Event], reached: Frame, convention: Convention = Convention.AUTO
) -> Measured | None:
    """The baseline out of a session's log; None where the plan has no such stage.

    `reached` and `convention` as for `summarise`.
    """
    if all(stage.kind is not StageKind.BASELINE for stage in plan.stages):
        return None
    finished = next((event for event in events if isinstance(event, Finished)), None)
    end = reached if finished is None else finished.at
    edits = [event for event in events if isinstance(event, Edit) and event.at <= end]
    if finished is None:
        edits.append(Finished(end, EndReason.STOPPED))
    spans = [
        (span.start, min(span.end, end), span.running)
        for span in lay_out(plan, edits).spans
        if span.stage < len(plan.stages)
        and plan.stages[span.stage].kind is StageKind.BASELINE
        and not span.paused
        and span.start < end
    ]
    readings = [
        event
        for event in events
        if isinstance(event, ReadingTaken)
        and event.moving
        and any(start <= event.at < stop for start, stop, _ in spans)
    ]
    cadences = [one.cadence_spm for one in readings if one.cadence_spm]
    speeds = [one.speed_mps for one in readings if one.speed_mps]
    chart = summarise(plan, events, reached, convention).chart
    heard = [
        point.cadence_spm is not None
        for start, stop, running in spans
        for point in chart[running // SAMPLE_RATE : (running + stop - start) // SAMPLE_RATE]
    ]
    return Measured(
        MeasuredSpm(statistics.median(cadences)) if cadences else None,
        statistics.stdev(cadences) if len(cadences) > 1 else None,
        statistics.median(speeds) if speeds else None,
        sum(stop - start for start, stop, _ in spans) / SAMPLE_RATE,
        100 * sum(heard) / len(heard) if heard else 0.0,
    )
