"""The runner's own easy cadence out of a run without a beat: what every rung stands on."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.events import Event
from cadencecoach.core.outcome.as_run import as_run
from cadencecoach.core.outcome.seconds import instants_spm
from cadencecoach.core.outcome.summary import summarise
from cadencecoach.core.plan.ladder import plausible
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.calendar import Moment
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, MeasuredSpm, Spm

ENOUGH_PERCENT: Final = 80.0
"""Of the measured stage that must have been heard (choice: coverage)."""

ENOUGH_S: Final = 120.0
"""Of the measured stage that must have been run (choice: baseline)."""


@dataclass(frozen=True, slots=True)
class MeasuredCadence:
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
    def lacking(self) -> str:
        """What keeps a ladder from standing on it, in words; empty when it may."""
        if self.cadence_spm is None:
            return "no cadence was heard"
        if self.length_s < ENOUGH_S:
            return f"only {self.length_s:.0f} s were measured; it takes {ENOUGH_S:.0f}"
        if self.coverage_percent < ENOUGH_PERCENT:
            return f"only {self.coverage_percent:.0f} % was heard; it takes {ENOUGH_PERCENT:.0f}"
        if plausible(self.cadence_spm) is None:
            return f"nobody runs at {self.cadence_spm:.0f} steps a minute"
        return ""

    @property
    def baseline_spm(self) -> Spm | None:
        """The cadence a ladder may stand on; None where something is lacking."""
        if self.cadence_spm is None or self.lacking:
            return None
        return plausible(self.cadence_spm)

    def entry(self, now: Moment, session: str) -> BaselineSet | None:
        """It for the diary, by the uuid of its session; None where something is lacking."""
        if self.baseline_spm is None:
            return None
        return BaselineSet(
            now,
            self.baseline_spm,
            session,
            Way.RUN,
            self.spread_spm,
            self.coverage_percent,
            self.speed_mps,
        )


def measure(
    plan: Plan, events: Sequence[Event], reached: Frame, convention: Convention = Convention.AUTO
) -> MeasuredCadence | None:
    """The baseline out of a session's log; None where the plan has no such stage.

    `reached` and `convention` as for `summarise`.
    """
    if all(stage.kind is not StageKind.BASELINE for stage in plan.stages):
        return None
    spans = [
        span
        for span in as_run(plan, events, reached).spans
        if plan.stages[span.stage].kind is StageKind.BASELINE and not span.paused
    ]
    heard = summarise(plan, events, reached, convention).seconds
    measured = [
        heard[second]
        for span in spans
        for second in range(span.running // SAMPLE_RATE, span.running_end // SAMPLE_RATE)
        if second < len(heard)
    ]
    at_a_run = [second for second in measured if second.smooth_spm is not None]
    cadences = instants_spm(at_a_run)
    speeds = [second.speed_mps for second in at_a_run if second.speed_mps]
    return MeasuredCadence(
        MeasuredSpm(statistics.median(cadences)) if cadences else None,
        statistics.stdev(cadences) if len(cadences) > 1 else None,
        statistics.median(speeds) if speeds else None,
        sum(span.end - span.start for span in spans) / SAMPLE_RATE,
        100 * len(at_a_run) / len(measured) if measured else 0.0,
    )
