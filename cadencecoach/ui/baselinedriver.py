"""What the screens need of the runner's own cadence, as a Protocol, apart as it is a story of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cadencecoach.core.diary.entries import BaselineSet, Way
from cadencecoach.core.outcome.baseline import Measured
from cadencecoach.core.plan.ladder import Ladder
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.values.units import Spm


@dataclass(frozen=True, slots=True)
class FoundBaseline:
    """A cadence that may become the baseline."""

    cadence_spm: Spm
    way: Way
    within_spm: float | None = None
    measured: Measured | None = None
    session: int | None = None
    """Id of the stored session it was measured in."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What the runner's ladder stands on."""

    baselines: Sequence[BaselineSet] = ()
    """Oldest first."""

    ladder: Ladder | None = None
    """None until there is a baseline."""

    unlocked: int = 0
    """The highest rung that may be run."""


class Baselines(Protocol):
    """The runner's own cadence, over time."""

    def footing(self) -> Footing:
        """Every baseline and the ladder on the newest; may be called from a worker thread.

        Raises StoreError.
        """
        ...

    def run(self) -> Plan:
        """The run that measures. Raises ConfigError, and FootpodNotFound where nothing can."""
        ...

    def measured(self, session: int) -> FoundBaseline:
        """What such a run came to. Raises StoreError, also where it measured too little."""
        ...

    def keep(self, found: FoundBaseline, surface: str, note: str) -> None:
        """Keep it with today's date; it is the cadence of the settings, too. Raises StoreError."""
        ...

    def set_ceiling(self, ceiling: Spm) -> None:
        """Move the soft ceiling of the ladder. Raises StoreError."""
        ...

    def beep_count(self, *, on: bool) -> None:
        """Beep now and once the count is over, or stop that; may be called from a worker thread.

        Raises AudioError and SoundError.
        """
        ...
