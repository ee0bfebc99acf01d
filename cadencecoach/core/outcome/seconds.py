"""A session second by second as the runner saw it: what all numbers of a summary are made of.

Sampled once a second of running time, at the end of that second, from the very picture that the run
screen showed then; silence counts neither for nor against anybody.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cadencecoach.core.events import (
    ClickGated,
    Edit,
    Event,
    LinkChanged,
    Muted,
    PayloadReceived,
    ReadingTaken,
)
from cadencecoach.core.outcome.as_run import AsRun
from cadencecoach.core.plan.plan import ClickMode, Plan
from cadencecoach.core.score.timeline import BeatSpan, Timeline
from cadencecoach.core.sensor.adherence import BandState, judge
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.listening import after_link, after_payload
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.rsc import MalformedPayload
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, MeasuredSpm, Spm

STEADY_S: Final = 10
"""Variability is that within so many seconds, the window of the mean that is judged (core/sensor/tracker)."""


@dataclass(frozen=True, slots=True)
class Second:
    """One second of running time, seen at its end."""

    target_spm: Spm | None
    verdict: BandState
    instant_spm: MeasuredSpm | None
    """The newest accepted reading of a run."""

    smooth_spm: MeasuredSpm | None
    click: bool
    """Whether the click of a beat would be heard: neither gated nor muted."""

    told_spm: float | None = None
    """What the footpod told, walking too and 0 when standing."""

    speed_mps: float | None = None


@dataclass(slots=True)
class _Heard:
    """The footpod after one reading."""

    at: Frame
    tracker: CadenceTracker
    logged_spm: float | None
    """As the log has it: a watch tells halves, which a payload cannot hold."""


def seconds_of(run: AsRun, events: Sequence[Event], convention: Convention) -> tuple[Second, ...]:
    """Every full second of running time of a log along its run."""
    heard = _listen(events, run.timeline, convention)
    return tuple(_seconds(run.spans, heard, _clicks(run.plan, run.edits)))


def instants_spm(seconds: Sequence[Second]) -> list[float]:
    """The cadences of those seconds in which running was heard."""
    return [second.instant_spm for second in seconds if second.instant_spm is not None]


def mean_spm(seconds: Sequence[Second]) -> float | None:
    """Over all seconds in which running was heard; None where there were none."""
    found = instants_spm(seconds)
    return statistics.fmean(found) if found else None


def variability_spm(seconds: Sequence[Second]) -> float | None:
    """Standard deviation within 10 s: the median over all full 10 s of running.

    So neither a ramp nor a stop counts; None with fewer than 10 s.
    """
    found = [
        _deviation(cadences)
        for first in range(0, len(seconds) - STEADY_S + 1, STEADY_S)
        if len(cadences := instants_spm(seconds[first : first + STEADY_S])) == STEADY_S
    ]
    return statistics.median(found) if found else None


def coverage_percent(seconds: Sequence[Second]) -> float:
    """Of the seconds, those in which the footpod told what the runner did; 0 of none."""
    return _percent(
        sum(second.verdict is not BandState.NOT_COVERED for second in seconds), len(seconds)
    )


def click_percent(seconds: Sequence[Second]) -> float | None:
    """Of the seconds with a beat, those in which its click was to be heard; None without."""
    beat = [second.click for second in seconds if second.target_spm is not None]
    return _percent(sum(beat), len(beat)) if beat else None


def _listen(events: Sequence[Event], timeline: Timeline, convention: Convention) -> list[_Heard]:
    """Every reading through the tracker the run used; the mean starts anew after a pause."""
    tracker = CadenceTracker.start(convention)
    heard: list[_Heard] = []
    paused = False
    for event in events:
        match event:
            case ReadingTaken() if heard:
                heard[-1].logged_spm = event.cadence_spm
            case LinkChanged():
                tracker = after_link(tracker, event)
            case PayloadReceived():
                was_paused, paused = paused, timeline.span_at(event.at).paused
                if was_paused and not paused:
                    tracker = tracker.fresh_start(event.at)
                try:
                    tracker = after_payload(tracker, event)
                except MalformedPayload:
                    continue
                heard.append(_Heard(event.at, tracker, None))
            case _:
                pass
    return heard


def _clicks(plan: Plan, edits: Sequence[Edit]) -> list[tuple[int, bool]]:
    """From which frame on the click of a beat is heard, or not; as the mixer has it."""
    gated, muted = plan.click is ClickMode.NEVER, False
    turns = [(0, not gated)]
    for edit in sorted(edits, key=lambda edit: edit.at):
        if isinstance(edit, ClickGated):
            gated = not edit.sounding
        elif isinstance(edit, Muted):
            muted = edit.muted
        else:
            continue
        turns.append((edit.at, not gated and not muted))
    return turns


def _seconds(
    spans: Sequence[BeatSpan], heard: Sequence[_Heard], clicks: Sequence[tuple[int, bool]]
) -> Iterator[Second]:
    frames_heard = [one.at for one in heard]
    frames_clicked = [at for at, _ in clicks]
    second = 1
    for span in spans:
        while not span.paused and second * SAMPLE_RATE <= span.running_end:
            at = Frame(span.start + second * SAMPLE_RATE - span.running)
            newest = bisect_right(frames_heard, at) - 1
            click = clicks[bisect_right(frames_clicked, at) - 1][1]
            yield _second(span.target_spm, heard[newest] if newest >= 0 else None, at, click=click)
            second += 1


def _second(target: Spm | None, heard: _Heard | None, at: Frame, *, click: bool) -> Second:
    if heard is None:
        return Second(target, BandState.NOT_COVERED, None, None, click)
    live = heard.tracker.without_trend(at)
    # Without a beat there is nothing to be in or out of; IN_BAND then only means heard running.
    verdict = judge(target, live) if target is not None else _without_target(live)
    exact = live.accepted_spm
    if exact is not None and heard.logged_spm and abs(exact - heard.logged_spm) < 1:
        exact = MeasuredSpm(heard.logged_spm)
    told = exact if live.gait is Gait.RUNNING else live.instant_spm
    return Second(target, verdict, exact, live.cadence_spm, click, told, live.speed_mps)


def _without_target(live: LiveCadence) -> BandState:
    if live.state is Freshness.FRESH and live.gait in (Gait.STANDING, Gait.WALKING):
        return BandState.NOT_MOVING
    return BandState.NOT_COVERED if live.cadence_spm is None else BandState.IN_BAND


def _deviation(cadences: Sequence[float]) -> float:
    # Thirty times as fast as statistics.pstdev, which works in fractions.
    mean = statistics.fmean(cadences)
    return math.dist(cadences, [mean] * len(cadences)) / math.sqrt(len(cadences))


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
