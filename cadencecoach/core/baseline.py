"""The runner's own cadence, measured in the stretch of a run that a plan keeps for it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Final

from cadencecoach.core.ladder import plausible
from cadencecoach.core.plan import Plan, StageKind
from cadencecoach.core.units import SAMPLE_RATE, Spm
from cadencecoach.core.view import ChartPoint

COVERED: Final = 0.8
"""Of the stretch, the share that must have been heard (DOMAIN 5b)."""


def measured(plan: Plan, chart: Sequence[ChartPoint]) -> Spm | None:
    """The median cadence of the plan's baseline stretch; None where there is none or too little.

    `chart` has one point a second of running time.
    """
    begins = 0
    for stage in plan.stages:
        if stage.kind is StageKind.BASELINE:
            first, last = begins // SAMPLE_RATE, (begins + stage.length) // SAMPLE_RATE
            heard = [
                point.cadence_spm for point in chart[first:last] if point.cadence_spm is not None
            ]
            if len(heard) < COVERED * (last - first):
                return None
            return plausible(statistics.median(heard))
        begins += stage.length
    return None
