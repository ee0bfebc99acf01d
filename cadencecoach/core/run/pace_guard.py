"""Whether the beat makes a runner faster instead of quicker: speed against the runner's easy speed.

Outdoors the beat changes speed too (Nijs 2023), and a spine shrinks more at speed (Garbutt 1990).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence

FASTER: Final = 0.05
FASTER_S: Final = 60
"""Above the easy speed by more than this, for so long on end (product choice: 15 s on a kilometre of
5 minutes, and longer than most slopes)."""

EASY_OVER_S: Final = 120
EASY_LEAST_S: Final = 60
"""The end of the warm-up in which the easy speed is measured (product choice: its start is slower than
easy)."""


@dataclass(frozen=True, slots=True)
class PaceGuard:
    """Speeds of the run so far, as far as they matter; a new value each second."""

    baseline_mps: float | None = None
    """The speed of the baseline run; None is measured before the first beat."""

    fast_s: int = 0
    """Seconds on end in which the runner was too fast."""

    easy: tuple[float, ...] = ()
    """Speeds at the end of the warm-up, in m/s."""

    @property
    def easy_mps(self) -> float | None:
        """The speed that counts as easy; None while it is not known."""
        if self.baseline_mps is not None:
            return self.baseline_mps
        return median(self.easy) if len(self.easy) >= EASY_LEAST_S else None

    @property
    def too_fast(self) -> bool:
        """Whether it is time to ease the pace."""
        return self.fast_s >= FASTER_S

    def warming_up(self, live: LiveCadence) -> PaceGuard:
        """After one more second before the first beat."""
        if live.gait is not Gait.RUNNING or not live.speed_mps:
            return self
        return replace(self, easy=(*self.easy, live.speed_mps)[-EASY_OVER_S:])

    def second(self, live: LiveCadence) -> PaceGuard:
        """After one more second; one without data, or not too fast, begins the count anew."""
        easy_mps, speed_mps = self.easy_mps, live.speed_mps
        fresh = live.state is Freshness.FRESH
        fast = easy_mps and speed_mps and fresh and speed_mps > easy_mps * (1 + FASTER)
        return replace(self, fast_s=self.fast_s + 1 if fast else 0)
