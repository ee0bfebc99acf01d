"""The live picture of one moment: how fresh it is, what the runner does, and at what cadence."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import MeasuredSpm, Seconds


class Freshness(enum.Enum):
    """How old the newest reading is."""

    FRESH = "fresh"
    SILENT = "silent"
    LOST = "lost"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class LiveCadence:
    """The picture at one frame; whatever is not known is None, and nothing is known when not FRESH.

    Cadence and trend are of running readings only, and only while running.
    """

    state: Freshness
    gait: Gait
    convention: Convention
    """The one in use; AUTO is undecided, and then there is no cadence."""

    why: str
    """One line: where the convention comes from, or why there is no cadence."""

    age_s: Seconds | None = None
    """Since the newest reading."""

    cadence_spm: MeasuredSpm | None = None
    """Trimmed mean over 10 s."""

    instant_spm: MeasuredSpm | None = None
    """The newest reading alone, walking too; 0 when standing is confirmed, None where it is left out."""

    speed_mps: float | None = None
    """Mean over the same readings; None from a sensor that sends 0 at a run."""

    trend_spm_per_min: float | None = None
    """Slope over 20 s."""

    direction: int = 0
    """The trend in one of -1, 0, +1; 0 also when unknown."""

    accepted_spm: MeasuredSpm | None = None
    """The newest reading that the mean accepted: what all averages are made of."""
