"""A session's log turned into numbers: pure, so that what it says can be made again at any time.

Everything is sampled once a second of running time, at the end of that second, as the runner saw
it: a reading older than 3 s is silence, and silence counts neither for nor against anybody.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core import rsc
from cadencecoach.core.adherence import Adherence, Tally, Verdict, band, judge_cadence
from cadencecoach.core.cadence import SILENT_AFTER, CadenceTracker, Convention, Gait
from cadencecoach.core.events import (
    ClickGated,
    CueCut,
    CueDropped,
    CueKind,
    CuePlaced,
    Edit,
    EndReason,
    Event,
    Finished,
    Muted,
    PainNoted,
    PayloadReceived,
    PayloadRefused,
    QuestionAnswered,
    ReadingTaken,
)
from cadencecoach.core.plan import ClickMode, Plan
from cadencecoach.core.timeline import Span, Timeline, lay_out
from cadencecoach.core.units import SAMPLE_RATE, Frame, Frames, MeasuredSpm, Spm
from cadencecoach.core.view import ChartPoint

EFFECT_S: Final = 30
"""A cue's effect: the mean of so many seconds before it against that of as many, so many seconds
after it began (issue 4: 30 s before, 30-60 s after)."""

STEADY_S: Final = 10
"""Variability is that within so many seconds, the window of the mean that is judged (core/cadence)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Cadence around a cue; that one followed the other does not say that it caused it."""

    before_spm: float | None
    """Mean of the 30 s before the cue; None where no running was heard in them."""

    after_spm: float | None
    """Mean of 30-60 s after it began."""

    coverage_percent: float
    """Of the less well covered of the two."""


@dataclass(frozen=True, slots=True)
class CueOutcome:
    """A cue that was spoken, or why it was not, and what came of it."""

    at: Frame
    """Its onset; when it was due, where it was not spoken."""

    running: Frames
    number: int | None
    """As in the log; None for one that was never placed."""

    kind: CueKind
    name: str
    text: str
    spoken: bool
    reason: str
    """Why it was said, or why not, or what cut it short."""

    answers: tuple[tuple[str, bool], ...]
    """One-word question, and yes or no; those that were answered."""

    effect: Effect | None
    """None for a cue that was not spoken."""


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


@dataclass(frozen=True, slots=True)
class _Heard:
    """The footpod after one reading."""

    at: Frame
    gait: Gait
    instant_spm: float | None
    smooth_spm: MeasuredSpm | None


@dataclass(frozen=True, slots=True)
class _Second:
    """One second of running time, seen at its end."""

    target_spm: Spm | None
    verdict: Verdict
    instant_spm: float | None
    """Of running only."""

    smooth_spm: MeasuredSpm | None
    click: bool
    """Whether the click of a beat would be heard: neither gated nor muted."""


def summarise(
    plan: Plan, events: Sequence[Event], reached: Frame, convention: Convention = Convention.AUTO
) -> Summary:
    """The summary of a log, in its order; the same log always gives the same one.

    `reached` is how far a session without an end of its own is known to have come, `convention`
    what was set for the footpod.
    """
    finished = next((event for event in events if isinstance(event, Finished)), None)
    end = reached if finished is None else finished.at
    edits = [event for event in events if isinstance(event, Edit) and event.at <= end]
    if finished is None:
        edits.append(Finished(end, EndReason.STOPPED))
    timeline = lay_out(plan, edits)
    spans = [
        replace(span, end=min(span.end, end))
        for span in timeline.spans
        if span.start < end and span.stage < len(plan.stages)
    ]
    heard = _listen(events, timeline, convention)
    seconds = list(_seconds(spans, heard, _clicks(plan, edits)))
    cues = _cues(events, timeline, end, seconds)
    rungs, adherence = _rungs(spans, seconds)
    running = max((span.running + _length(span) for span in spans), default=0)
    return Summary(
        elapsed=Frames(end),
        running=Frames(running),
        cadence_spm=_mean(seconds),
        coverage_percent=_percent(
            sum(second.verdict is not Verdict.NOT_COVERED for second in seconds), len(seconds)
        ),
        total=adherence.total,
        thirds=adherence.thirds(),
        rungs=rungs,
        cues=cues,
        pain=tuple(
            PainLevel(event.at, timeline.running_at(event.at), event.level)
            for event in events
            if isinstance(event, PainNoted)
        ),
        pauses=tuple((span.start, span.end) for span in spans if span.paused),
        refused=sum(isinstance(event, PayloadRefused) for event in events),
        click_percent=_click_percent(seconds),
        variability_spm=_variability(seconds),
        chart=_chart(seconds, cues),
    )


def _length(span: Span) -> int:
    return 0 if span.paused else span.end - span.start


def _listen(events: Sequence[Event], timeline: Timeline, convention: Convention) -> list[_Heard]:
    """Every reading through the tracker the run used; the mean starts anew after a pause."""
    tracker = CadenceTracker.start(convention)
    heard: list[_Heard] = []
    paused = False
    for event in events:
        if isinstance(event, ReadingTaken) and heard:
            heard[-1] = replace(heard[-1], instant_spm=event.cadence_spm)
        if not isinstance(event, PayloadReceived):
            continue
        try:
            measurement = rsc.decode_measurement(event.data)
        except rsc.MalformedPayload:
            continue
        was_paused, paused = paused, timeline.span_at(event.at).paused
        if was_paused and not paused:
            tracker = tracker.fresh_start(event.at)
        tracker = tracker.take(event.at, measurement)
        running = tracker.gait is Gait.RUNNING
        smooth_spm = tracker.reference_spm if running and tracker.samples else None
        heard.append(_Heard(event.at, tracker.gait, None, smooth_spm))
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
    spans: Sequence[Span], heard: Sequence[_Heard], clicks: Sequence[tuple[int, bool]]
) -> Iterator[_Second]:
    frames_heard = [one.at for one in heard]
    frames_clicked = [at for at, _ in clicks]
    second = 1
    for span in spans:
        while not span.paused and second * SAMPLE_RATE <= span.running + _length(span):
            at = span.start + second * SAMPLE_RATE - span.running
            newest = bisect_right(frames_heard, at) - 1
            fresh = newest >= 0 and at - frames_heard[newest] <= SILENT_AFTER
            click = clicks[bisect_right(frames_clicked, at) - 1][1]
            yield _second(span.target_spm, heard[newest] if fresh else None, click)
            second += 1


def _second(target: Spm | None, heard: _Heard | None, click: bool) -> _Second:
    if heard is None:
        return _Second(target, Verdict.NOT_COVERED, None, None, click)
    if heard.gait in (Gait.STANDING, Gait.WALKING):
        return _Second(target, Verdict.NOT_MOVING, None, None, click)
    if heard.smooth_spm is None:
        return _Second(target, Verdict.NOT_COVERED, None, None, click)
    # Without a beat there is nothing to be in or out of; IN_BAND then only means heard running.
    verdict = Verdict.IN_BAND if target is None else judge_cadence(target, heard.smooth_spm)
    # One zero in the middle of a run is a dropout of the footpod, not a cadence.
    return _Second(target, verdict, heard.instant_spm or None, heard.smooth_spm, click)


def _rungs(
    spans: Sequence[Span], seconds: Sequence[_Second]
) -> tuple[tuple[RungOutcome, ...], Adherence]:
    adherence = Adherence()
    rungs: list[RungOutcome] = []
    done = 0
    for stretch in _stretches(spans):
        first, last = stretch[0], stretch[-1]
        until = (last.running + _length(last)) // SAMPLE_RATE
        part, done = seconds[done:until], until
        if first.target_spm is None:
            continue
        before = adherence.total
        for second in part:
            adherence = adherence.second(first.target_spm, second.verdict)
        rungs.append(
            RungOutcome(
                first.target_spm,
                first.start,
                last.end,
                first.running,
                Frames(last.running + _length(last)),
                _mean(part),
                _difference(adherence.total, before),
            )
        )
    return tuple(rungs), adherence


def _stretches(spans: Sequence[Span]) -> list[list[Span]]:
    """Spans of one target together; a pause belongs to none and parts none."""
    stretches: list[list[Span]] = []
    for span in spans:
        if span.paused or span.start == span.end:
            continue
        if stretches and stretches[-1][0].target_spm == span.target_spm:
            stretches[-1].append(span)
        else:
            stretches.append([span])
    return stretches


def _difference(after: Tally, before: Tally) -> Tally:
    return Tally(
        after.in_s - before.in_s,
        after.over_s - before.over_s,
        after.under_s - before.under_s,
        after.not_moving_s - before.not_moving_s,
        after.not_covered_s - before.not_covered_s,
        after.grace_s - before.grace_s,
    )


def _cues(
    events: Sequence[Event], timeline: Timeline, end: Frame, seconds: Sequence[_Second]
) -> tuple[CueOutcome, ...]:
    cuts = {event.number: event for event in events if isinstance(event, CueCut)}
    answers: dict[int, list[tuple[str, bool]]] = {}
    last_named: dict[str, int] = {}
    for index, event in enumerate(events):
        if isinstance(event, QuestionAnswered):
            answers.setdefault(event.number, []).append((event.question, event.yes))
        elif isinstance(event, CuePlaced | CueDropped):
            last_named[event.name] = index
    outcomes: list[CueOutcome] = []
    for index, event in enumerate(events):
        match event:
            case CueDropped():
                spoken, reason, at, number = False, event.reason, event.due, None
            case CuePlaced():
                at, number = event.at, event.number
                cut = cuts.get(number)
                spoken, reason = _came(event, cut, end)
                # One taken back for a change of the beat comes again under another number.
                if not spoken and cut is not None and last_named[event.name] > index:
                    continue
            case _:
                continue
        running = timeline.running_at(at)
        outcomes.append(
            CueOutcome(
                at,
                running,
                number,
                event.kind,
                event.name,
                event.text,
                spoken,
                reason,
                () if number is None else tuple(answers.get(number, ())),
                _effect(seconds, running // SAMPLE_RATE) if spoken else None,
            )
        )
    return tuple(sorted(outcomes, key=lambda cue: cue.at))


def _came(cue: CuePlaced, cut: CueCut | None, end: Frame) -> tuple[bool, str]:
    if cut is not None and cut.at <= cue.at:
        return False, cut.reason
    if cue.at >= end:
        return False, "the session ended first"
    if cut is not None:
        return True, f"{cue.reason}; cut short: {cut.reason}"
    return True, cue.reason


def _effect(seconds: Sequence[_Second], second: int) -> Effect:
    before = seconds[max(0, second - EFFECT_S) : second]
    after = seconds[second + EFFECT_S : second + 2 * EFFECT_S]
    covered = min(len(_running(before)), len(_running(after)))
    return Effect(_mean(before), _mean(after), _percent(covered, EFFECT_S))


def _chart(seconds: Sequence[_Second], cues: Sequence[CueOutcome]) -> tuple[ChartPoint, ...]:
    marked = {cue.running // SAMPLE_RATE for cue in cues if cue.spoken}
    points: list[ChartPoint] = []
    for index, second in enumerate(seconds):
        around = None if second.target_spm is None else band(second.target_spm)
        points.append(
            ChartPoint(
                Frames(index * SAMPLE_RATE),
                second.smooth_spm,
                second.target_spm,
                None if around is None else around.low_spm,
                None if around is None else around.high_spm,
                index in marked,
            )
        )
    return tuple(points)


def _running(seconds: Sequence[_Second]) -> list[float]:
    return [second.instant_spm for second in seconds if second.instant_spm is not None]


def _click_percent(seconds: Sequence[_Second]) -> float | None:
    beat = [second.click for second in seconds if second.target_spm is not None]
    return _percent(sum(beat), len(beat)) if beat else None


def _variability(seconds: Sequence[_Second]) -> float | None:
    found = [
        _deviation(cadences)
        for first in range(0, len(seconds) - STEADY_S + 1, STEADY_S)
        if len(cadences := _running(seconds[first : first + STEADY_S])) == STEADY_S
    ]
    return statistics.median(found) if found else None


def _deviation(cadences: Sequence[float]) -> float:
    # Thirty times as fast as statistics.pstdev, which works in fractions.
    mean = statistics.fmean(cadences)
    return math.dist(cadences, [mean] * len(cadences)) / math.sqrt(len(cadences))


def _mean(seconds: Sequence[_Second]) -> float | None:
    found = _running(seconds)
    return statistics.fmean(found) if found else None


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
