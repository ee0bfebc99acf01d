"""Finds the clicks in a recording and says how far they are from a steady beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LOUD = 0.3
"""A click passes this part of the loudest sample."""

_ONSET = 0.15
"""A click begins where it passes this part of its own peak."""

_APART_S = 0.08
_LOOK_S = 0.01


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a beat was kept; times in milliseconds."""

    clicks: int
    missed: int
    doubled: int
    drift_ppm: float
    std_ms: float
    max_ms: float
    worst_interval_ms: float

    @property
    def exact(self) -> bool:
        """The budget of docs/laws.md."""
        return not self.missed and not self.doubled and self.std_ms <= 0.01 and self.max_ms <= 0.05


def onsets(samples: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Times in seconds at which clicks begin, between samples where that is more exact."""
    level = np.abs(samples)
    loud = np.flatnonzero(level > _LOUD * level.max(initial=0.0)) if level.any() else np.array([])
    if not len(loud):
        return np.zeros(0)
    look, found = round(_LOOK_S * rate_hz), []
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > _APART_S * rate_hz) + 1)
    for group in groups:
        begin = max(0, int(group[0]) - look)
        threshold = _ONSET * level[group[0] : group[0] + look].max()
        first = begin + int(np.argmax(level[begin : group[0] + look] > threshold))
        before = level[first - 1] if first else 0.0
        rise = level[first] - before
        found.append(first - 1 + (threshold - before) / rise)
    return np.array(found) / rate_hz


def judge(times_s: NDArray[np.float64], spm: float) -> Verdict:
    """Compare onsets with an even beat of `spm`: the best line through them is the truth."""
    period = 60 / spm
    gaps = np.rint(np.diff(times_s) / period).astype(int)
    doubled = int((gaps == 0).sum())
    single = times_s[np.concatenate(([True], gaps > 0))]
    steps = np.maximum(1, np.rint(np.diff(single) / period)).astype(int)
    numbers = np.concatenate(([0], np.cumsum(steps)))
    slope, start = np.polyfit(numbers, single, 1)
    off_ms = (single - (start + slope * numbers)) * 1e3
    worst = np.abs(np.diff(single) - steps * period).max() * 1e3
    return Verdict(
        clicks=len(times_s),
        missed=int((steps - 1).sum()),
        doubled=doubled,
        drift_ppm=float((slope / period - 1) * 1e6),
        std_ms=float(off_ms.std()),
        max_ms=float(np.abs(off_ms).max()),
        worst_interval_ms=float(worst),
    )
