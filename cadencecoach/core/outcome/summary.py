"""A session's log turned into numbers: pure, so that what it says can be made again at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cadencecoach.core.events import (
    CadenceMissing,
    Event,
    PainMarked,
    PainNoted,
    PayloadRefused,
)
from cadencecoach.core.outcome.as_run import as_run
from cadencecoach.core.outcome.cue_outcomes import CueOutcome, cue_outcomes
from cadencecoach.core.outcome.seconds import (
    Second,
    click_percent,
    coverage_percent,
    mean_spm,
    seconds_of,
    variability_spm,
)
from cadencecoach.core.plan.plan import Plan
from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.score.timeline import BeatSpan
from cadencecoach.core.sensor.adherence import Adherence, Tally, band
from cadencecoach.core.sensor.step_convention import Convention
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Spm


@dataclass(frozen=True, slots=True)
class RungOutcome:
    """A stretch of running time at one target."""

    target_spm: Spm
    start: Frame
    end: Frame
    running_start: Frames
    running_end: Frames
    cadence_spm: float | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class PainLevel:
    """How the back felt, 0-10."""

    at: Frame
    running: Frames
    level: int
    side: str = ""
    """left, right, centre or both; empty where not told."""

    sharp: bool = False
    limping: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session came to."""

    elapsed: Frames
    """From the first frame to the last, pauses included."""

    running: Frames
    """Of the plan, without pauses."""

    cadence_spm: float | None
    """Mean over all seconds in which running was heard; None where there were none."""

    coverage_percent: float
    """Of the running time, the part in which the footpod told what the runner did."""

    total: Tally
    thirds: tuple[Tally, Tally, Tally]
    rungs: tuple[RungOutcome, ...]
    cues: tuple[CueOutcome, ...]
    pain: tuple[PainLevel, ...]
    marked: bool
    """Whether a pain was marked and no level told in the run since."""

    pauses: tuple[tuple[Frame, Frame], ...]
    refused: int
    """Payloads that were no measurement."""

    click_percent: float | None
    """Of the running time with a beat, the part in which its click was to be heard; None without."""

    variability_spm: float | None
    """Standard deviation of the cadence within 10 s: the median over all full 10 s of running, so
    that neither a ramp nor a stop counts; None with fewer than that."""

    chart: tuple[ChartPoint, ...]
    """The whole session, one point a second of running time."""

    seconds: tuple[Second, ...] = field(repr=False, default=())
    """The same seconds as they were heard: what every number above is made of."""

    missing: CadenceMissing | None = None
    """That no cadence came of a footpod that was heard, and why; None where none was missed."""


def _is_marked(events: Sequence[Event]) -> bool:
    told = [event for event in events if isinstance(event, PainMarked | PainNoted)]
    return bool(told) and isinstance(told[-1], PainMarked)


def summarise(
    plan: Plan, events: Sequence[Event], reached: Frame, convention: Convention = Convention.AUTO
) -> Summary:
    """The summary of a log, in its order; the same log always gives the same one.

    `reached` is how far a session without an end of its own is known to have come, `convention`
    what was set for the footpod.
    """
    run = as_run(plan, events, reached)
    seconds = seconds_of(run, events, convention)
    cues = cue_outcomes(run, events, seconds)
    rungs, adherence = _rungs(run.spans, seconds, plan.grace_s)
    return Summary(
        elapsed=Frames(run.end),
        running=max((span.running_end for span in run.spans), default=Frames(0)),
        cadence_spm=mean_spm(seconds),
        coverage_percent=coverage_percent(seconds),
        total=adherence.total,
        thirds=adherence.thirds(),
        rungs=rungs,
        cues=cues,
        pain=tuple(
            PainLevel(
                event.at,
                run.timeline.running_at(event.at),
                event.level,
                event.side,
                event.sharp,
                event.limping,
            )
            for event in events
            if isinstance(event, PainNoted)
        ),
        marked=_is_marked(events),
        pauses=tuple((span.start, span.end) for span in run.spans if span.paused),
        refused=sum(isinstance(event, PayloadRefused) for event in events),
        click_percent=click_percent(seconds),
        variability_spm=variability_spm(seconds),
        chart=_chart(seconds, cues),
        seconds=seconds,
        missing=next((event for event in events if isinstance(event, CadenceMissing)), None),
    )


def _rungs(
    spans: Sequence[BeatSpan], seconds: Sequence[Second], grace_s: int
) -> tuple[tuple[RungOutcome, ...], Adherence]:
    adherence = Adherence(grace_s)
    rungs: list[RungOutcome] = []
    done = 0
    for stretch in _stretches(spans):
        first, last = stretch[0], stretch[-1]
        until = last.running_end // SAMPLE_RATE
        part, done = seconds[done:until], until
        if first.target_spm is None:
            continue
        before = adherence.total
        adherence = adherence.seconds(first.target_spm, [second.verdict for second in part])
        rungs.append(
            RungOutcome(
                first.target_spm,
                first.start,
                last.end,
                first.running,
                last.running_end,
                mean_spm(part),
                adherence.total - before,
            )
        )
    return tuple(rungs), adherence


def _stretches(spans: Sequence[BeatSpan]) -> list[list[BeatSpan]]:
    """Spans of one target together; a pause belongs to none and parts none."""
    stretches: list[list[BeatSpan]] = []
    for span in spans:
        if span.paused or span.start == span.end:
            continue
        if stretches and stretches[-1][0].target_spm == span.target_spm:
            stretches[-1].append(span)
        else:
            stretches.append([span])
    return stretches


def _chart(seconds: Sequence[Second], cues: Sequence[CueOutcome]) -> tuple[ChartPoint, ...]:
    marked = {cue.running // SAMPLE_RATE for cue in cues if cue.spoken}
    points: list[ChartPoint] = []
    for index, second in enumerate(seconds):
        around = None if second.target_spm is None else band(second.target_spm)
        points.append(
            ChartPoint(
                Frames(index * SAMPLE_RATE),
                second.smooth_spm,
                second.instant_spm,
                second.target_spm,
                None if around is None else around.low_spm,
                None if around is None else around.high_spm,
                index in marked,
            )
        )
    return tuple(points)
