"""The single lines of the home screen: the newest session, the footpod, a run that was cut off."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.views import NextPod, SessionRow
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import Ink, Line, Span, cells, fitted
from cadencecoach.ui.lines.session import day, marks


def last_lines(row: SessionRow | None) -> tuple[Line, ...]:
    """The newest session in a line, with a long unit, a short one, and none."""
    return tuple(_last_line(row, unit) for unit in (" steps a minute", " a minute", ""))


def first_that_fits(lines: Sequence[Line], width: int, _height: int) -> list[Line]:
    """The first of them that fits."""
    return [next((line for line in lines if cells(line) <= width), fitted(lines[-1], width))]


def _last_line(row: SessionRow | None, unit: str) -> Line:
    label = Span("last   ", Ink.DIM)
    if row is None:
        return (label, Span("no session yet", Ink.DIM))
    line: Line = (label, Span(f"{day(row)}  "), Span(row.title), Span(f"  {clock(row.running)}"))
    if row.cadence_spm is not None:
        line = (*line, Span(f"  {row.cadence_spm:.0f}", Ink.YOU), Span(unit, Ink.DIM))
    if row.in_band_percent is not None:
        line = (
            *line,
            Span(f"  {row.in_band_percent:.0f} %", Ink.GOOD),
            Span(" on target", Ink.DIM),
        )
    return (*line, *marks(row))


def pod_line(pod: NextPod, plan: Plan) -> Line:
    """What the run will listen to, or what to do about it first, or instead."""
    label = Span("with   ", Ink.DIM)
    if pod.warning:
        return (label, Span("! ", Ink.WARN), Span(pod.warning, Ink.WARN))
    if pod.deaf and any(stage.kind is StageKind.BASELINE for stage in plan.stages):
        return (label, Span(pod.words), Span("   b  ", Ink.TARGET), Span("tap or count your steps"))
    return (label, Span(pod.words))


def interrupted_line(rows: Sequence[SessionRow]) -> Line:
    """A run that ended without being finished, and what to do with it."""
    row = rows[0]
    more = f"  ({len(rows) - 1} more)" if len(rows) > 1 else ""
    return (
        Span("! interrupted  ", Ink.WARN),
        Span(f"{day(row)}, {clock(row.running)} run{more}   "),
        Span("k", Ink.TARGET),
        Span(" keep  "),
        Span("x", Ink.TARGET),
        Span(" remove"),
    )
