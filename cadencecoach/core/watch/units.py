"""Steps or strides, and run or not: judged by the fast seconds of a file, or told by the runner."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.sensor.step_convention import (
    RUNNING_FASTER_THAN_MPS,
    STEPS_FROM,
    Convention,
)
from cadencecoach.core.watch.records import Doubt, NoRun, WatchRecord

FEWEST: Final = 30
"""Cadences; fewer are no run (product choice: half a minute says nothing)."""

_STRIDES_UP_TO: Final = 110
"""At a run (product choice: nobody runs half of a run above 220 steps; a brisk walk has 118 a minute)."""

_SLOW_STRIDES_UP_TO: Final = 90
"""Of a file without a fast second (product choice: 100 a minute may be the steps of a walk)."""

_FASTEST_RUN_MPS: Final = 6.7
"""The median of a run; the record over 5,000 m is 6.6 (12:35.36, 2020)."""

_FASTEST_UNNAMED_MPS: Final = 5.0
"""The median of a file that names no sport: 18 km/h is more often a bicycle
(product choice: few run so fast for the half of a run)."""


@dataclass(frozen=True, slots=True)
class Units:
    """What a file counts, and what says so."""

    counts: Convention
    why: str
    """One line for the runner."""


def judged(records: Sequence[WatchRecord], told: Convention) -> Units:
    """What the numbers count: as told, else as the faster seconds say. Raises NoRun.

    A walk's steps are a runner's strides, so only seconds at a run are asked; where no speed is
    known, the quicker half of the cadences.
    """
    moving = [one for one in records if one.cadence_per_min]
    if len(moving) < FEWEST:
        raise NoRun(f"it holds {len(moving)} cadences, too few to be a run")
    if told is not Convention.AUTO:
        return Units(told, f"{told.value}, as you said")
    fast = [one for one in moving if (one.speed_mps or 0) > RUNNING_FASTER_THAN_MPS]
    strides_up_to = _STRIDES_UP_TO
    if len(fast) >= FEWEST:
        asked, where = _cadences(fast), "at a run"
    elif any(one.speed_mps is not None for one in moving):
        asked, where, strides_up_to = _cadences(moving), "and never at a run", _SLOW_STRIDES_UP_TO
    else:
        asked = sorted(_cadences(moving))[len(moving) // 2 :]
        where = "where it is quickest"
    median = statistics.median(asked)
    if median <= strides_up_to:
        return Units(Convention.STRIDES, f"strides: {median:.0f} a minute {where}")
    if median >= STEPS_FROM:
        return Units(Convention.STEPS, f"steps: {median:.0f} a minute {where}")
    raise NoRun(f"its {median:.0f} a minute {where} may be steps or strides", Doubt.UNITS)


def refuse_a_ride(records: Sequence[WatchRecord], *, named_a_run: bool) -> None:
    """Raise NoRun where nobody runs so fast; without a sport's name a ride is told by less."""
    moving = [one.speed_mps for one in records if one.speed_mps]
    if not moving:
        return
    median = statistics.median(moving)
    if median > (_FASTEST_RUN_MPS if named_a_run else _FASTEST_UNNAMED_MPS):
        kmh = f"at {median * 3.6:.0f} km/h it is more likely a ride"
        if median > _FASTEST_RUN_MPS:
            raise NoRun(kmh, Doubt.OTHER)
        raise NoRun(f"{kmh}, and its sport is not named", Doubt.RIDE)


def _cadences(records: Sequence[WatchRecord]) -> list[float]:
    return [one.cadence_per_min for one in records if one.cadence_per_min]
