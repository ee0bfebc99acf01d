"""The single lines of the home screen: the newest session, the footpod, a run that was cut off."""

from __future__ import annotations

from collections.abc import Sequence

from cadencecoach.app.views import NextPod, SessionRow
from cadencecoach.core.plan.plan import Plan, StageKind
from cadencecoach.core.values.units import clock
from cadencecoach.ui.ink import Ink, Line, Span
from cadencecoach.ui.lines.session import day, marks


def last_line(row: SessionRow | None) -> Line:
    """The newest session in a line."""
    label = Span("last   ", Ink.DIM)
    if row is None:
        return (label, Span("no session yet", Ink.DIM))
    line: Line = (label, Span(f"{day(row)}  "), Span(row.title), Span(f"  {clock(row.running)}"))
    if row.cadence_spm is not None:
        line = (*line, Span(f"  {row.cadence_spm:.0f}", Ink.YOU), Span(" spm", Ink.DIM))
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
