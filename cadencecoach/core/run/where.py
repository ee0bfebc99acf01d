"""Where the runner is: how long the run is as planned now, and what is said to "where am I"."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.events import LinkState, Resumed
from cadencecoach.core.run import voice
from cadencecoach.core.run.state import Draft, State
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.timeline import Timeline, lay_out
from cadencecoach.core.values.units import FASTEST, SAMPLE_RATE, SLOWEST, Frame, Frames

_MOST_MINUTES: Final = 60
"""As many are spoken."""


def as_planned(state: State | Draft, now: Frame) -> Timeline:
    """The timeline to the end of the plan; a pause is taken to end now."""
    tail = state.timeline.spans[-1]
    if not tail.paused:
        return state.timeline
    return lay_out(state.setup.plan, (*state.edits, Resumed(Frame(max(now, tail.start)))))


def whole(planned: Timeline, stages: int) -> Frames:
    """Running time from the start to the end as it is planned."""
    return next(span.running for span in planned.spans if span.stage >= stages)


def say_where(d: Draft, now: Frame) -> None:
    """Say the target, the own cadence and the time that is left; also in a pause."""
    target = d.timeline.span_at(Frame(now + LEAD)).target_spm
    left = whole(as_planned(d, now), len(d.setup.plan.stages)) - d.timeline.running_at(now)
    sounds = ((f"number.{target}",) if target is not None else ()) + _own(d, now) + _left(left)
    voice.say_at_once(d, "where", sounds, Frame(now + LEAD))


def _own(d: Draft, now: Frame) -> tuple[str, ...]:
    cadence = d.tracker.at(now).cadence_spm
    if cadence is None or not SLOWEST <= round(cadence) <= FASTEST:
        return () if d.sensor.link is LinkState.OFF else ("where.unheard",)
    return "where.you", f"number.{round(cadence)}"


def _left(left: int) -> tuple[str, ...]:
    """Minutes are rounded to the nearest; the last one is not called one before it is."""
    minutes = round(left / SAMPLE_RATE / 60)
    if left < 60 * SAMPLE_RATE:
        return ("time.left.less",)
    return ("time.left.more",) if minutes > _MOST_MINUTES else (f"time.left.{minutes}",)
