"""Turns a state and a frame into the view a screen paints; everything here can be derived."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Final

from cadencecoach.core.events import ClickGated, CueCut, CueKind, CuePlaced, LadderFrozen
from cadencecoach.core.plan.plan import Advance, ClickMode, StageKind
from cadencecoach.core.plan.posture_checks import checks_and_themes
from cadencecoach.core.run.cues import EFFECT_S, QUESTIONS
from cadencecoach.core.run.state import State
from cadencecoach.core.run.view import (
    BeatView,
    ChartPoint,
    CueView,
    RungView,
    RunView,
    SensorView,
    one_word,
)
from cadencecoach.core.run.where import as_planned, whole
from cadencecoach.core.score.timeline import BeatSpan, Timeline
from cadencecoach.core.sensor.adherence import judge_cadence
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames, Spm, clock, frames

NOTICED: Final = frames(20)
"""How long a notice stays on the screen."""


def view(state: State, now: Frame) -> RunView:
    """Everything the run screen may know at one frame."""
    timeline = state.timeline
    span = timeline.span_at(now)
    running = timeline.running_at(now)
    live = state.tracker.at(now)
    tally = state.adherence.total
    off = None
    where = None
    if span.target_spm is not None and live.cadence_spm is not None:
        off = round(live.cadence_spm - span.target_spm)
        where = judge_cadence(span.target_spm, live.cadence_spm)
    planned = as_planned(state, now)
    stages = len(state.setup.plan.stages)
    total = whole(planned, stages)
    upcoming = _next_target(planned, span)
    cue_name, cue_in = _next_cue(state, running)
    return RunView(
        frame=now,
        title=state.setup.plan.title,
        state=_state_words(state, span, now),
        running=min(running, total),
        total=total,
        stage_left=Frames(max(0, whole(planned, min(span.stage + 1, stages)) - running)),
        target_spm=span.target_spm,
        beat=_beat(state, now),
        live_spm=live.cadence_spm,
        off_target=off,
        band=where,
        trend=live.direction,
        in_band_percent=tally.percent_in_band,
        covered=Frames(tally.judged_s * SAMPLE_RATE),
        sensor=_sensor(state, live),
        rungs=_rungs(planned, running),
        ramp_note=_ramp_note(state, upcoming, running),
        click_note=_click_note(state, now),
        next_cue=cue_name,
        next_cue_in=cue_in,
        last_cue=_last_cue(state, now),
        open_question=_open_question(state, now),
        chart=state.chart,
        paused=state.paused,
        muted=state.muted,
        volume_db=state.volume_db,
        audio_note=state.audio_note,
        pain=state.pain,
        notice=_notice(state, now),
        finished=state.over and state.finished is not None and now >= state.finished.at,
    )


def mean_cadence(chart: Sequence[ChartPoint], start_s: int, end_s: int) -> float | None:
    """The mean of the seconds from start_s to end_s of running time; None where under half was heard.

    A point is of the second that ends with it, as in what is worked out after the run.
    """
    first, end = (
        bisect_right(chart, second * SAMPLE_RATE, key=lambda point: point.running)
        for second in (start_s, end_s)
    )
    heard = [point.accepted_spm for point in chart[first:end] if point.accepted_spm is not None]
    return fmean(heard) if 2 * len(heard) >= end_s - start_s else None


def _state_words(state: State, span: BeatSpan, now: Frame) -> str:
    if state.finished is not None and now >= state.finished.at:
        return "finished"
    if span.paused or state.paused:
        return "paused"
    stages = state.setup.plan.stages
    if span.stage >= len(stages):
        return "finished"
    stage = stages[span.stage]
    if stage.kind is not StageKind.RUNG:
        return str(stage.kind.value)
    if any(isinstance(edit, LadderFrozen) and edit.at <= now for edit in state.edits):
        return "target kept"
    # Not "level": a level is one of the runner's ladder, and a plan begins at any of them.
    rungs = [n for n, one in enumerate(stages) if one.kind is StageKind.RUNG]
    targets = [stages[n].target_spm for n in rungs]
    new = [
        n for n, spm, before in zip(rungs, targets, [None, *targets], strict=False) if spm != before
    ]
    here = sum(n <= span.stage for n in new)
    return f"target {here} of {len(new)}"


def _target_spans(planned: Timeline) -> Iterator[BeatSpan]:
    return (span for span in planned.spans if not span.paused)


def _next_target(planned: Timeline, now_in: BeatSpan) -> tuple[Spm, Frames] | None:
    """The next different target and the running time at which it begins."""
    for span in _target_spans(planned):
        later = span.start > now_in.start and span.stage > now_in.stage
        if later and span.target_spm is not None and span.target_spm != now_in.target_spm:
            return span.target_spm, span.running
    return None


def _ramp_note(state: State, upcoming: tuple[Spm, Frames] | None, running: Frames) -> str:
    if upcoming is None:
        return ""
    note = f"{upcoming[0]} in {clock(upcoming[1] - running)}"
    if state.setup.plan.advance is Advance.TIME or not state.coach.rung.recent:
        return note
    if not state.coach.rung.hears:
        return f"{note}, by time: no footpod is heard"
    held = state.coach.rung.held
    # Rounded down: 70 % said of 69.6 would promise a step that does not come.
    so_far = "" if held is None else f", {int(held * 100)} % so far"
    return f"{note} if held{so_far}"


def _beat(state: State, now: Frame) -> BeatView | None:
    span = state.timeline.span_at(now)
    if span.target_spm is None or span.first_beat is None or span.paused:
        return None
    sounded = list(state.timeline.beats(now - SAMPLE_RATE, now + 1))
    if not sounded:
        return None
    newest = sounded[-1]
    audible = not state.muted and _gate(state, newest.at)[0]
    return BeatView(newest.number, newest.at, Frames(round(newest.interval)), audible)


def _gate(state: State, at: Frame) -> tuple[bool, str]:
    if state.setup.plan.click is ClickMode.NEVER:
        return False, "test without the click"
    for edit in reversed(state.edits):
        if isinstance(edit, ClickGated) and edit.at <= at:
            return edit.sounding, edit.reason
    return True, ""


def _notice(state: State, now: Frame) -> str:
    if state.stop_at is not None:
        left = clock(max(0, state.stop_at - now))
        goes_on = "" if state.stop_holds else "; space goes on"
        return f"stop: {state.stop_reason}; the run ends in {left}{goes_on}"
    return state.notice if now < state.noticed_at + NOTICED else ""


def _click_note(state: State, now: Frame) -> str:
    sounding, reason = _gate(state, now)
    return "" if sounding else reason


def _sensor(state: State, live: LiveCadence) -> SensorView:
    sensor = state.sensor
    detail = sensor.detail
    if live.state is Freshness.FRESH and live.cadence_spm is None:
        detail = live.why if live.gait is not Gait.STANDING else "standing"
    return SensorView(sensor.word, sensor.name, live.age_s, sensor.battery_percent, detail)


def _rungs(planned: Timeline, running: Frames) -> tuple[RungView, ...]:
    """The ladder as it is planned now: stretches of one target, in order."""
    steps: list[tuple[Spm, int, int]] = []
    for span in _target_spans(planned):
        if span.target_spm is None:
            continue
        end = span.running + min(span.end, planned.end) - span.start
        if steps and steps[-1][0] == span.target_spm:
            steps[-1] = (span.target_spm, steps[-1][1], end)
        else:
            steps.append((span.target_spm, span.running, end))
    return tuple(
        RungView(
            target,
            min(1.0, max(0.0, (running - start) / max(1, end - start))),
            start <= running < end,
        )
        for target, start, end in steps
    )


def _next_cue(state: State, running: Frames) -> tuple[str, Frames | None]:
    plan = state.setup.plan
    if plan.cue_every is None:
        return "", None
    for at, kind in checks_and_themes(plan, running, Frames(running + plan.cue_every)):
        if kind is CueKind.POSTURE:
            return "posture check", Frames(at - running)
    return "", None


def _last_cue(state: State, now: Frame) -> CueView | None:
    """The last posture check, theme or word of the coach that was heard."""
    cut = {edit.number: edit for edit in state.edits if isinstance(edit, CueCut)}
    for cue in reversed(state.edits):
        if not isinstance(cue, CuePlaced) or cue.at > now or cue.kind is CueKind.STAGE:
            continue
        if cue.number in cut and cut[cue.number].at <= cue.at:
            continue
        answers: tuple[tuple[str, bool | None], ...] = ()
        if state.check is not None and state.check.number == cue.number:
            given = state.check.answers
            answers = tuple(
                (question, given[n] if n < len(given) else None)
                for n, question in enumerate(QUESTIONS)
            )
        running = state.timeline.running_at(cue.at)
        at_s = running // SAMPLE_RATE
        return CueView(
            running,
            one_word(cue.kind, cue.name),
            cue.text,
            spoken=True,
            why=cue.reason,
            answers=answers,
            before_spm=mean_cadence(state.chart, at_s - EFFECT_S, at_s),
            after_spm=mean_cadence(state.chart, at_s + EFFECT_S, at_s + 2 * EFFECT_S),
        )
    return None


def _open_question(state: State, now: Frame) -> str | None:
    check = state.check
    if state.over or state.stop_at is not None:  # the notice says how it ends, and how it goes on
        return None
    if check is None or now < check.onset or len(check.answers) >= len(QUESTIONS):
        return None
    return QUESTIONS[len(check.answers)]
