"""What is heard of the runner: readings, the sensor's word, answers, and a verdict each second."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cadencecoach.core.events import (
    CadenceMissing,
    ClickGated,
    ConventionDecided,
    CueKind,
    CuePlaced,
    LinkChanged,
    LinkState,
    PayloadReceived,
    PayloadRefused,
    QuestionAnswered,
    QuestionSpoken,
    ReadingTaken,
    SensorState,
)
from cadencecoach.core.plan.click_gate import ClickGate
from cadencecoach.core.plan.plan import ClickMode
from cadencecoach.core.run import cues, voice
from cadencecoach.core.run.coach import CoachedSecond, Say
from cadencecoach.core.run.state import WINDOW, Draft, Window
from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.lead_times import LEAD, LOOK
from cadencecoach.core.sensor.adherence import band, judge
from cadencecoach.core.sensor.gait import Gait
from cadencecoach.core.sensor.listening import after_link, after_payload
from cadencecoach.core.sensor.live import Freshness, LiveCadence
from cadencecoach.core.sensor.pod_habits import SILENT_AFTER
from cadencecoach.core.sensor.rsc import MalformedPayload
from cadencecoach.core.values.units import SAMPLE_RATE, Frame, Frames

MISSING_S: Final = 30
"""Of running without a cadence from a footpod that is heard, before it is told (product choice: longer than
auto needs, and short enough to mend it in the same run)."""

CHARTED: Final = 20 * 60
"""Seconds of running time that the chart of the run screen holds."""


def judge_second(d: Draft, now: Frame) -> None:
    """Once a second of running time: a point of the chart, and a verdict where a beat is."""
    span = d.timeline.span_at(now)
    running = d.timeline.running_at(now)
    newest = d.chart[-1].running if d.chart else -SAMPLE_RATE
    if span.paused or running < newest + SAMPLE_RATE or now >= d.timeline.end:
        return
    live = d.tracker.at(now)
    _tell_missing(d, live, now)
    target = span.target_spm
    around, verdict = None, None
    if target is not None:
        around, verdict = band(target), judge(target, live)
        d.adherence = d.adherence.second(target, verdict)
    if d.stop_at is None:
        _hear_coach(d, CoachedSecond(target, live, verdict, voice.room_for_a_word(d, now)), now)
    point = ChartPoint(
        Frames(running - running % SAMPLE_RATE),
        live.cadence_spm,
        live.accepted_spm,
        target,
        around.low_spm if around else None,
        around.high_spm if around else None,
        any(isinstance(e, CuePlaced) and now - SAMPLE_RATE < e.at <= now for e in d.edits[-6:]),
    )
    d.chart = (*d.chart[-CHARTED + 1 :], point)


def _tell_missing(d: Draft, live: LiveCadence, now: Frame) -> None:
    """A footpod that is heard and gives no cadence at a run is told once, and why."""
    sensor = d.sensor
    if sensor.missing_told:
        return
    refused = sensor.refused_at is not None and now - sensor.refused_at <= SILENT_AFTER
    fresh = live.state is Freshness.FRESH
    if fresh and (live.cadence_spm is not None or live.gait in (Gait.STANDING, Gait.WALKING)):
        if sensor.missing_s:
            d.sensor = replace(sensor, missing_s=0)
        return
    if not fresh and not refused:
        return
    missing_s = sensor.missing_s + 1
    told = missing_s >= MISSING_S and _may_be_told(d, now)
    d.sensor = replace(sensor, missing_s=missing_s, missing_told=told)
    if not told:
        return
    reason = live.why if fresh else "nothing it sends is a measurement"
    sent = d.tracker.last is not None and d.tracker.last.cadence_per_min > 0
    d.outputs.append(CadenceMissing(now, reason, mendable=fresh and sent))
    d.notice, d.noticed_at = f"no cadence: {reason}", now
    beat = d.timeline.span_at(now).target_spm is not None and d.coach.click is not ClickMode.NEVER
    sound = "sensor.unread" if beat or not d.setup.missing_in_turn else "where.unheard"
    voice.say(d, "cadence missing", (sound,), CueKind.COACH, now, reason)
    if d.setup.missing_in_turn:
        d.coach = d.coach.gave_way()


def _may_be_told(d: Draft, now: Frame) -> bool:
    """Whether a word of the coach's kind would have its turn; one that nobody hears needs none."""
    if d.muted or not d.setup.missing_in_turn:
        return True
    return voice.room_for_a_word(d, now) and d.coach.leaves_room


def _hear_coach(d: Draft, second: CoachedSecond, now: Frame) -> None:
    d.coach, wants = d.coach.second(second)
    for want in wants:
        match want:
            case ClickGate(sounding, reason):
                d.edit(ClickGated(Frame(now + LEAD), sounding, reason))
            case Say(name, sounds, reason):
                voice.say(d, name, sounds, CueKind.COACH, now, reason)


def answer(d: Draft, at: Frame, *, yes: bool) -> None:
    """Yes or no to the next open question; the runner hears what was taken."""
    taken = _answered(d, at, yes=yes)
    said = (Earcon.GOOD if yes else Earcon.NOT_GOOD) if taken else Earcon.NOT_UNDERSTOOD
    voice.sound(d, said, Frame(at + LEAD))


def _answered(d: Draft, at: Frame, *, yes: bool) -> bool:
    check = d.check
    if check is None or at < check.onset or len(check.answers) >= len(cues.QUESTIONS):
        return False
    question = cues.QUESTIONS[len(check.answers)]
    d.check = replace(check, answers=(*check.answers, yes))
    d.outputs.append(QuestionAnswered(at, check.number, question, yes))
    return True


def answer_all(d: Draft, at: Frame, *, good: bool) -> None:
    """The same answer to every open question of the check."""
    answer(d, at, yes=good)
    while _answered(d, at, yes=good):
        pass


def watch_window(d: Draft, now: Frame) -> None:
    """Open the window of an answer once its question was spoken, and shut it after its time."""
    check = d.check
    # The sounds came with the windows: a book of an older version has neither.
    if check is None or Earcon.WINDOW_OPEN.value not in d.setup.book:
        return
    soon = now + LEAD + LOOK
    if check.window is Window.TO_COME and check.spoken_at < soon:
        if d.spoken[check.number - 1].cut or len(check.answers) == len(cues.QUESTIONS):
            d.check = replace(check, window=Window.NEVER)
            return
        d.check = replace(check, window=Window.OPEN)
        d.outputs.append(QuestionSpoken(check.spoken_at, check.number))
        voice.sound(d, Earcon.WINDOW_OPEN, Frame(max(check.spoken_at, now + LEAD)))
    elif check.window is Window.OPEN and check.spoken_at + WINDOW < soon:
        d.check = replace(check, window=Window.SHUT)
        if len(check.answers) < len(cues.QUESTIONS) and not d.paused:
            shut = Frame(max(check.spoken_at + WINDOW, now + LEAD))
            voice.sound(d, Earcon.WINDOW_SHUT, shut)


def take_reading(d: Draft, payload: PayloadReceived) -> None:
    """One payload: a measurement, or garbage that is counted."""
    at = payload.at
    try:
        d.tracker = after_payload(d.tracker, payload)
    except MalformedPayload as exc:
        d.outputs.append(PayloadRefused(at, payload.data, str(exc)))
        d.sensor = replace(d.sensor, refused_at=at)
        return
    change = d.tracker.change
    if change is not None:
        d.outputs.append(ConventionDecided(at, change.now.value, change.why))
    live = d.tracker.without_trend(at)
    moving = live.gait in (Gait.RUNNING, Gait.WALKING)
    d.outputs.append(ReadingTaken(at, live.instant_spm, live.speed_mps, moving))


def take_link(d: Draft, change: LinkChanged) -> None:
    """What the source says of its link."""
    d.tracker = after_link(d.tracker, change)
    d.sensor = replace(
        d.sensor,
        link=change.state,
        name=change.name or d.sensor.name,
        detail=change.detail,
        battery_percent=(
            d.sensor.battery_percent if change.battery_percent is None else change.battery_percent
        ),
    )
    watch_sensor(d, change.at)


def watch_sensor(d: Draft, now: Frame) -> None:
    """The word for the sensor: trust the data, not the link (choice: silent and lost)."""
    sensor = d.sensor
    if sensor.link is LinkState.OFF and not sensor.met:
        return
    freshness = d.tracker.freshness(now)
    word = sensor.link
    if freshness is Freshness.FRESH:
        word = LinkState.CONNECTED
    elif freshness is Freshness.LOST:
        word = LinkState.LOST
    elif freshness is Freshness.SILENT and sensor.link is LinkState.CONNECTED:
        word = LinkState.SILENT
    met = sensor.met or freshness is Freshness.FRESH
    if word is not sensor.word:
        d.outputs.append(SensorState(now, word, sensor.detail))
    if word is not sensor.word or met is not sensor.met:
        d.sensor = replace(sensor, word=word, met=met)
