"""Cadence over running time in braille dots: band, target, gaps where nothing was heard, cues.

Two dots make a cell wide and four make it high. Text and shape carry everything the colours do:
a value outside the scale is an arrow, the band is a ground, a cue is a broken line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.values.units import SAMPLE_RATE, Frames, clock
from cadencecoach.ui.ink import Ground, Ink, Line, Span, line_text, merged, wrapped

AXIS: Final = 6
"""Cells left of the first dot: label, blank, rule."""

_TITLE: Final = "steps a minute"

_BRAILLE: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_SPM_PER_ROW: Final = (
    (1.0, 5),
    (2.0, 10),
    (2.5, 5),
    (5.0, 5),
    (5.0, 10),
    (10.0, 10),
    (20.0, 20),
    (40.0, 40),
)
"""Heights of a row in spm, each with the distance of the labels: labels always fall on a row."""

_TIME_MARKS_S: Final = (30, 60, 120, 300, 600, 1200, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows, and how."""

    points: Sequence[ChartPoint]
    seconds_per_dot: int | None
    """None is what lets all points fit; else the newest are shown."""

    empty: tuple[str, ...]
    """What to say, and what to do, where no cadence was heard at all."""

    mark: Frames | None = None
    """A moment of running time to point at."""


@dataclass(frozen=True, slots=True)
class _Scale:
    top: float
    """spm at the middle of the first row."""

    spm_per_row: float
    label_every: int
    rows: int

    def row(self, spm: float) -> float:
        """Rows from the upper edge."""
        return (self.top - spm) / self.spm_per_row + 0.5

    def spm(self, row: int) -> float:
        """In the middle of a row."""
        return self.top - row * self.spm_per_row


@dataclass(frozen=True, slots=True)
class _Column:
    """All that falls into one cell's width."""

    dots: tuple[float | None, float | None]
    target: float | None
    low: float | None
    high: float | None
    cue: bool

    def inside(self, spm: float) -> bool:
        """Whether there is a band and the value is in it."""
        return self.low is not None and self.high is not None and self.low <= spm <= self.high

    def beyond(self, spm: float) -> bool:
        """Whether there is a band and the value is not in it."""
        return self.low is not None and not self.inside(spm)


def chart_lines(chart: Chart, width: int, height: int) -> list[Line]:
    """The chart in cells; the last line is the time. Empty where there is no room for one."""
    rows, wide = height - 1, width - AXIS
    if rows < 3 or wide < 10:
        return []
    first_s, per_dot = window(chart, wide)
    columns = _columns(chart.points, first_s, per_dot, wide)
    scale = _scale(columns, rows)
    grid = [
        [_background(column, scale, row, x) for x, column in enumerate(columns)]
        for row in range(rows)
    ]
    _draw_cadence(grid, columns, scale)
    if chart.mark is not None:
        at = int(chart.mark / SAMPLE_RATE - first_s) // (2 * per_dot)
        if 0 <= at < wide:
            for line in grid:
                line[at] = Span("┃", Ink.STRONG, line[at].ground)
    _entitle(grid)
    if not any(point.cadence_spm is not None for point in chart.points):
        _write(grid, chart.empty, wide)
    lines = [(_axis(scale, row), Span("│", Ink.RULE), *merged(grid[row])) for row in range(rows)]
    return [*lines, _times(first_s, per_dot, wide)]


def window(chart: Chart, wide: int) -> tuple[int, int]:
    """The first second shown and the seconds in a dot; the window moves by whole cells."""
    if not chart.points:
        return 0, chart.seconds_per_dot or 1
    oldest = chart.points[0].running // SAMPLE_RATE
    newest = chart.points[-1].running // SAMPLE_RATE
    per_dot = chart.seconds_per_dot or (newest - oldest) // (2 * wide - 2) + 1
    cell = 2 * per_dot
    return max(oldest // cell, newest // cell - wide + 1) * cell, per_dot


def _columns(points: Sequence[ChartPoint], first_s: int, per_dot: int, wide: int) -> list[_Column]:
    heard: list[list[float]] = [[] for _ in range(2 * wide)]
    last: list[ChartPoint | None] = [None] * wide
    cues = [False] * wide
    for point in points:
        dot = (point.running // SAMPLE_RATE - first_s) // per_dot
        if not 0 <= dot < 2 * wide:
            continue
        if point.cadence_spm is not None:
            heard[dot].append(point.cadence_spm)
        last[dot // 2] = point
        cues[dot // 2] |= point.cue
    means = [fmean(values) if values else None for values in heard]
    return [
        _Column(
            (means[2 * x], means[2 * x + 1]),
            point.target_spm if point else None,
            point.low_spm if point else None,
            point.high_spm if point else None,
            cues[x],
        )
        for x, point in enumerate(last)
    ]


def _scale(columns: Sequence[_Column], rows: int) -> _Scale:
    edges = [edge for c in columns for edge in (c.low, c.high) if edge is not None]
    values = sorted(spm for c in columns for spm in c.dots if spm is not None)
    if edges:
        lowest, highest = min(edges), max(edges)
        values = [spm for spm in values if lowest - 12 <= spm <= highest + 12]
    elif values:
        middle = values[len(values) // 2]
        lowest, highest = middle - 6, middle + 6
        values = [spm for spm in values if middle - 15 <= spm <= middle + 15]
    else:
        lowest, highest = 155.0, 175.0
    lowest, highest = min([lowest, *values[:1]]), max([highest, *values[-1:]])
    spm_per_row, label_every = next(
        (
            choice
            for choice in _SPM_PER_ROW
            if choice[0] * (rows - 1) >= highest - lowest
            and 2.5 <= rows * choice[0] / choice[1] <= 12
        ),
        _SPM_PER_ROW[-1],
    )
    label_mid = round((lowest + highest) / 2 / label_every) * label_every
    labels_above = round(rows / 2 * spm_per_row / label_every)
    top = float(label_mid + labels_above * label_every)
    while top - spm_per_row >= highest and top - (rows - 1) * spm_per_row > lowest:
        top -= spm_per_row
    return _Scale(top, spm_per_row, label_every, rows)


def _background(column: _Column, scale: _Scale, row: int, x: int) -> Span:
    spm = scale.spm(row)
    ground = Ground.BAND if column.inside(spm) else None
    if column.cue:
        return Span("┊", Ink.TARGET, ground)
    if column.target is not None and int(scale.row(column.target)) == row:
        return Span("╌" if x % 2 else " ", Ink.DIM, ground)
    return Span(" ", Ink.PLAIN, ground)


def _draw_cadence(grid: list[list[Span]], columns: Sequence[_Column], scale: _Scale) -> None:
    """Joined dots; what lies outside the scale is an arrow at its edge."""
    bits: dict[tuple[int, int], int] = {}
    outside: set[int] = set()
    before: int | None = None
    bottom = 4 * scale.rows - 1
    for dot in range(2 * len(columns)):
        x, side = divmod(dot, 2)
        column = columns[x]
        spm = column.dots[side]
        if spm is None:
            before = None
            continue
        y = math.floor(4 * scale.row(spm))
        if not 0 <= y <= bottom:
            row = 0 if y < 0 else scale.rows - 1
            grid[row][x] = Span("▴" if y < 0 else "▾", Ink.WARN, grid[row][x].ground)
            before = None
            continue
        if column.beyond(spm):
            outside.add(x)
        start = y if before is None else before + (1 if y > before else -1 if y < before else 0)
        for step in {*range(min(start, y), max(start, y) + 1), min(y + 1, bottom)}:
            cell = (step // 4, x)
            bits[cell] = bits.get(cell, 0) | _BRAILLE[side][step % 4]
        before = y
    for (row, x), pattern in bits.items():
        ink = Ink.WARN if x in outside else Ink.YOU
        grid[row][x] = Span(chr(0x2800 + pattern), ink, grid[row][x].ground)


def _write(grid: list[list[Span]], message: Sequence[str], wide: int) -> None:
    """A message over the middle of the chart, a long sentence over several rows."""
    sentences = [
        line_text(line) for sentence in message for line in wrapped(sentence, wide - 2, len(grid))
    ]
    top = max(0, (len(grid) - len(sentences)) // 2)
    for row, sentence in enumerate(sentences[: len(grid)], start=top):
        text = f" {sentence} "[:wide]
        left = (wide - len(text)) // 2
        for x, char in enumerate(text, start=left):
            grid[row][x] = Span(char, Ink.PLAIN, grid[row][x].ground)


def _entitle(grid: list[list[Span]]) -> None:
    """What the axis counts, in the first row, where nothing is drawn there."""
    title = f" {_TITLE} "
    if all(cell.text == " " for cell in grid[0][: len(title)]) and len(grid[0]) >= len(title):
        for x, char in enumerate(title):
            grid[0][x] = Span(char, Ink.DIM, grid[0][x].ground)


def _axis(scale: _Scale, row: int) -> Span:
    spm = scale.spm(row)
    label = f"{spm:.0f}" if spm % scale.label_every == 0 else ""
    return Span(f"{label:>{AXIS - 2}} ", Ink.DIM)


def _times(first_s: int, per_dot: int, wide: int) -> Line:
    """Round running times under their columns."""
    cell = 2 * per_dot
    every = next((n for n in _TIME_MARKS_S if n / cell >= 12), _TIME_MARKS_S[-1])
    text = [" "] * (wide + AXIS)
    for second in range(-(-first_s // every) * every, first_s + wide * cell, every):
        label = clock(second * SAMPLE_RATE)
        at = AXIS + (second - first_s) // cell
        if at + len(label) <= len(text):
            text[at : at + len(label)] = label
    return (Span("".join(text), Ink.DIM),)
