"""Speed as one line of bars, each below its column of the cadence chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from cadencecoach.ui.ink import EMPTY, Ink, Line, Span
from cadencecoach.ui.lines.chart import AXIS, Chart, window

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_LEAST_RANGE_MPS: Final = 0.7
"""From the lowest bar to the highest at least, so that even running looks even."""


@dataclass(frozen=True, slots=True)
class SpeedLine:
    """The speeds, m/s, one a second, and the chart they stand below."""

    speeds: Sequence[float | None]
    chart: Chart
    nothing: str = "none was measured"
    """What is said where there is no speed."""


def speed_lines(seen: SpeedLine, width: int, _height: int) -> list[Line]:
    """One line: a bar a cell, blank where no speed was heard, and words where none ever was."""
    wide = width - AXIS
    axis: Line = (Span(f"{'m/s':>{AXIS - 2}} ", Ink.DIM), Span("│", Ink.RULE))
    if wide < 10:
        return [EMPTY]
    if not any(seen.speeds):
        return [(*axis, Span(seen.nothing, Ink.DIM))]
    first_s, per_dot = window(seen.chart, wide)
    cell = 2 * per_dot
    means: list[float | None] = []
    for x in range(wide):
        start = first_s + x * cell
        heard = [speed for speed in seen.speeds[start : start + cell] if speed is not None]
        means.append(fmean(heard) if heard else None)
    low, high = _range([mean for mean in means if mean is not None])
    bars = "".join(
        " " if mean is None else _LEVELS[max(0, min(7, int((mean - low) * 8 / (high - low))))]
        for mean in means
    )
    return [(*axis, Span(bars, Ink.YOU))]


def _range(means: Sequence[float]) -> tuple[float, float]:
    """What the lowest and the highest bar stand for; a stop does not flatten the rest."""
    ordered = sorted(means)
    low, high = ordered[len(ordered) // 20], ordered[-1]
    middle = (low + high) / 2
    half = max(high - low, _LEAST_RANGE_MPS) / 2
    return middle - half, middle + half
