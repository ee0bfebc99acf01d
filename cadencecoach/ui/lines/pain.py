"""Pain day by day as bars of text; apart because a day that was not rated must never look like a 0."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.pain import WORST
from cadencecoach.core.trends.trends import Trends
from cadencecoach.core.values.calendar import WEEK, Day, short
from cadencecoach.ui.ink import Ink, Line, Span, fitted

_BARS: Final = " ▁▂▃▄▅▆▇█"
_AXIS: Final = 3


def pain_lines(found: Trends, width: int, height: int) -> list[Line]:
    """The highest level of each day up to the last, the days of runs, and the first days of weeks.

    A low bar is a 0, a dot is a day without a rating. As many days as fit, the newest ones.
    """
    rows, room = height - 3, width - _AXIS
    if rows < 2 or room < WEEK or not found.weeks:
        return []
    last = found.weeks[-1].last
    cell = 2 if 2 * (last - found.since + 1) <= room else 1
    days = [Day(day) for day in range(max(found.since, last - room // cell + 1), last + 1)]
    title = "highest pain of a day   ▁ 0   · not rated   ▴ a run"
    lines: list[Line] = [(Span(title, Ink.DIM),)]
    for row in range(rows):
        bars = "".join(_cell(found.levels.get(day), rows - 1 - row, rows) * cell for day in days)
        mark = {0: str(WORST), rows - 1: "0"}.get(row, "")
        lines.append((Span(f"{mark:>2} ", Ink.DIM), Span(bars, Ink.WARN)))
    ran = {one.run.day for one in found.runs}
    marks = "".join(("▴" if day in ran else " ").ljust(cell) for day in days)
    lines.append((Span(" " * _AXIS), Span(marks, Ink.YOU)))
    lines.append((Span(" " * _AXIS + _dates(found, days[0], last, cell, room), Ink.DIM),))
    return [fitted(line, width) for line in lines]


def _cell(level: int | None, row: int, rows: int) -> str:
    """A day in one row, counted from below: eighths of a row of what reaches into it."""
    if level is None:
        return "·" if row == 0 else " "
    eighths = max(1, round(level / WORST * rows * 8))
    return _BARS[max(0, min(8, eighths - 8 * row))]


def _dates(found: Trends, first: Day, last: Day, cell: int, room: int) -> str:
    text = ""
    for week in found.weeks:
        at = (week.first - first) * cell
        label = short(week.first).split(" ", 1)[1]
        if first <= week.first <= last and len(text) <= at and at + len(label) <= room:
            text = f"{text:<{at}}{label} "
    return text.rstrip()
