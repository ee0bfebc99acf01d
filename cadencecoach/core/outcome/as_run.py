"""A plan as it was run: laid out by the edits of a log, as far as the session came.

Apart from the summary, as a baseline is measured on the same spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cadencecoach.core.events import Edit, EndReason, Event, Finished
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.score.timeline import BeatSpan, Timeline, lay_out
from cadencecoach.core.values.units import Frame


@dataclass(frozen=True, slots=True)
class AsRun:
    """A plan with what became of it."""

    plan: Plan
    edits: tuple[Edit, ...]
    timeline: Timeline
    end: Frame
    """The session's last frame."""

    spans: tuple[BeatSpan, ...]
    """Those of the plan's stages, up to the end."""


def as_run(plan: Plan, events: Sequence[Event], reached: Frame) -> AsRun:
    """The plan as a log ran it; `reached` is how far one without an end is known to have come."""
    finished = next((event for event in events if isinstance(event, Finished)), None)
    end = reached if finished is None else finished.at
    edits = [event for event in events if isinstance(event, Edit) and event.at <= end]
    if finished is None:
        edits.append(Finished(end, EndReason.STOPPED))
    timeline = lay_out(plan, edits)
    spans = tuple(
        replace(span, end=min(span.end, end))
        for span in timeline.spans
        if span.start < end and span.stage < len(plan.stages)
    )
    return AsRun(plan, tuple(edits), timeline, end, spans)
