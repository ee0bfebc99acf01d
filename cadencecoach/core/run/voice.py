"""The voice: what wants to be said gets its moment, its beat and its turn, or a reason why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cadencecoach.core.events import (
    CueCut,
    CueDropped,
    CueKind,
    CuePlaced,
    EarconPlaced,
)
from cadencecoach.core.exercise.routine import COUNT
from cadencecoach.core.plan.posture_checks import checks_and_themes, slot_number
from cadencecoach.core.run import cues
from cadencecoach.core.run.cues import CueCause, TimedCue, WaitingCue
from cadencecoach.core.run.state import Check, Draft
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.lead_times import HORIZON, LEAD
from cadencecoach.core.score.phrases import PHRASE_GAP, PRE_ROLL, cue_frames
from cadencecoach.core.values.units import Frame, Frames, frames, step_interval

BREATH: Final = frames(0.4)
"""Between two cues."""

PEACE: Final = frames(5)
"""The coach leaves so much time after any cue (product choice: a question wants thinking about)."""

CLEAR: Final = frames(6)
"""No word of the coach so shortly before a question or another target (product choice: two words at once
are none)."""

_AT_ONCE: Final = Frames(0)
_ONE_BEAT: Final = frames(1.25)
"""A beat is at most this far away where there are any: every second step at 100 spm."""


def want_stage_cues(d: Draft, now: Frame) -> None:
    """Announce the stage that begins within the horizon."""
    count = _count_frames(d, now)
    ahead = d.timeline.span_at(Frame(now + HORIZON + count)).stage
    if ahead <= d.seen_stage:
        return
    d.seen_stage = ahead
    said = cues.stage_sounds(d.stage(ahead), d.stage(ahead - 1), d.setup.plan)
    start = d.timeline.stage_start(ahead)
    if said is None or start is None:
        return
    name, sounds = said
    if count and start - count >= now + LEAD:
        start, sounds = Frame(start - count), (*COUNT, *sounds)
    due = d.timeline.running_at(start)
    _overtake(d, now)
    cause = CueCause.STAGE_OPENS
    _want(d, cues.wanted(d.setup, CueKind.STAGE, name, sounds, due, cause, "the plan"), now)


def _count_frames(d: Draft, now: Frame) -> Frames:
    """How long the count is that leads into the next stage; 0 for a stage that needs none."""
    stage = d.timeline.span_at(now).stage
    if not cues.counted_down(d.stage(stage + 1), d.stage(stage)):
        return Frames(0)
    known = {sound: int(d.setup.book[sound].length) for sound in COUNT if sound in d.setup.book}
    return Frames(cue_frames(tuple(known), known) + PHRASE_GAP) if known else Frames(0)


def _overtake(d: Draft, now: Frame) -> None:
    """An opening that still waits is news of yesterday once the next stage comes."""
    for cue in d.agenda.waiting:
        if cue.cause is CueCause.STAGE_OPENS:
            give_up(d, cue.name, now, "overtaken")


def give_up(d: Draft, name: str, now: Frame, reason: str) -> None:
    """Drop the cue of that name, where one waits."""
    for cue in d.agenda.waiting:
        if cue.name == name:
            d.agenda = d.agenda.without(name)
            _drop(d, cue, now, reason)


def want_checks_and_themes(d: Draft, now: Frame) -> None:
    """Bring in the posture checks and themes whose slot lies within the horizon."""
    until = d.timeline.running_at(Frame(now + HORIZON))
    for slot, kind in checks_and_themes(d.setup.plan, d.seen_slots, until):
        if kind is CueKind.POSTURE:
            want_posture(d, slot, "the grid", now)
        elif d.setup.plan.theme and d.setup.themes:
            turn = slot_number(d.setup.plan, slot) % len(d.setup.themes)
            sound = d.setup.themes[turn]
            cause = CueCause.OTHER
            _want(d, cues.wanted(d.setup, kind, sound, (sound,), slot, cause, "the grid"), now)
    d.seen_slots = max(d.seen_slots, until)


def want_posture(d: Draft, due: Frames, reason: str, now: Frame) -> None:
    """Ask the two questions."""
    sounds, cause = ("posture.check",), CueCause.OTHER
    cue = cues.wanted(d.setup, CueKind.POSTURE, "posture", sounds, due, cause, reason)
    _want(d, cue, now)


def _want(d: Draft, cue: WaitingCue | None, now: Frame) -> None:
    if cue is None:
        return
    if d.setup.coach.quiet and cue.kind not in (CueKind.SAFETY, CueKind.POSTURE):
        _drop(d, cue, now, "quiet mode")
        return
    added = d.agenda.add(cue)
    if added is None:
        _drop(d, cue, now, "said already")
    else:
        d.agenda = added


def _drop(d: Draft, cue: WaitingCue, now: Frame, reason: str) -> None:
    due = d.timeline.frame_of(cue.due) or now
    d.outputs.append(CueDropped(now, cue.kind, cue.name, cue.text, due, reason))


def place_cues(d: Draft, now: Frame) -> None:
    """Give every cue that may be said by now its onset, the most important first."""
    for cue in d.agenda.waiting:
        if (d.paused or d.stop_at is not None) and cue.kind is not CueKind.SAFETY:
            continue
        if cue.kind is CueKind.SAFETY and d.voice_free > now + HORIZON:
            clear_voice(d, Frame(now + LEAD), "safety first")
        onset = _onset(d, _due(d, cue, now), now)
        if d.timeline.running_at(onset) > cue.expires:
            d.agenda = d.agenda.without(cue.name)
            _drop(d, cue, now, "too late to make sense")
            continue
        if onset > now + HORIZON:
            return  # the more important one waits, so the others do
        d.agenda = d.agenda.without(cue.name)
        if d.muted and cue.kind is not CueKind.SAFETY:
            _drop(d, cue, now, "muted")
        else:
            _speak(d, cue, onset)


def room_for_a_word(d: Draft, now: Frame) -> bool:
    """Whether the coach may speak now: nobody else does, has just done or is about to."""
    soon = Frame(now + CLEAR)
    running = d.timeline.running_at(now)
    return (
        not (d.muted or d.paused or d.agenda.waiting)
        and (not d.voice_free or now >= d.voice_free + PEACE)
        and d.timeline.span_at(soon).target_spm == d.timeline.span_at(now).target_spm
        and not any(checks_and_themes(d.setup.plan, running, Frames(running + CLEAR)))
    )


def _due(d: Draft, cue: WaitingCue, now: Frame) -> Frame:
    """The frame from which a cue may be said; running time that never comes is the end."""
    due = d.timeline.frame_of(cue.due)
    if due is not None:
        return due
    return now if d.paused else d.timeline.end


def _onset(d: Draft, soonest: int, now: Frame) -> Frame:
    """On the first beat that leaves room for the click before it to go down."""
    soonest = max(
        soonest,
        d.voice_free + BREATH if d.voice_free else 0,
        now + LEAD + PRE_ROLL,
    )
    beat = d.timeline.first_beat_from(soonest, _ONE_BEAT)
    if beat is None:
        soonest = max(soonest, now + LEAD + _ONE_BEAT)
        beat = d.timeline.first_beat_from(soonest, _ONE_BEAT)
    if beat is None:
        return Frame(soonest)
    settled = d.timeline.span_at(Frame(now + LEAD)).target_spm
    slowest = max(beat.interval, step_interval(settled) if settled else 0)
    before = now + LEAD + round(slowest * d.setup.click_style.every)
    if beat.at < before:
        beat = d.timeline.first_beat_from(before, _ONE_BEAT) or beat
    return beat.at


def _speak(d: Draft, cue: WaitingCue, onset: Frame) -> None:
    number = len(d.spoken) + 1
    length = cue.length(d.setup.book)
    due = d.timeline.frame_of(cue.due)
    placed = CuePlaced(
        onset,
        number,
        cue.kind,
        cue.name,
        cue.sounds,
        cue.text,
        onset if due is None else due,
        length,
        cue.reason,
    )
    d.edit(placed)
    d.spoken = (*d.spoken, TimedCue(placed, cue.cause))
    d.voice_free = Frame(onset + length)
    if cue.kind is CueKind.POSTURE:
        d.check = Check(number, onset, d.voice_free)


def clear_voice(d: Draft, at: Frame, hush: str | None = None, only: CueCause | None = None) -> None:
    """Take back what would begin after `at`; fade out what is being said, if `hush` says why.

    With `only`, no more than cues of that cause are faded out.
    """
    free = Frame(0)
    timed: list[TimedCue] = []
    for one in d.spoken:
        cue, end = one.placed, Frame(one.placed.at + one.placed.length)
        cut = one.cut
        if cut or end <= at:
            free = max(free, min(end, at))
        elif cue.at - PRE_ROLL >= at:
            d.edit(CueCut(at, cue.number, "moved"))
            _take_back(d, one)
            cut = True
        elif hush is not None and only in (None, one.cause):
            d.edit(CueCut(at, cue.number, hush))
            free = max(free, at)
            cut = True
        else:
            free = end
        timed.append(one if cut is one.cut else replace(one, cut=cut))
    d.spoken = tuple(timed)
    d.voice_free = free


def _take_back(d: Draft, one: TimedCue) -> None:
    cue = one.placed
    if d.check is not None and d.check.number == cue.number:
        d.check = None
    if one.cause is CueCause.STAGE_OPENS:
        d.seen_stage -= 1  # its number may be another one now
    if one.cause is not CueCause.OTHER:
        return
    due = d.timeline.running_at(cue.due)
    again = WaitingCue(cue.kind, cue.name, cue.sounds, cue.text, due, one.cause, cue.reason)
    added = d.agenda.add(again)
    if added is not None:
        d.agenda = added


def say_at_once(d: Draft, name: str, sounds: tuple[str, ...], at: Frame) -> None:
    """Answer a command at `at`: on a beat where there is one, and at once in a pause."""
    if d.paused:
        _answer_key(d, name, sounds, at, _onset_in_silence(d, at))
    else:
        say_on_a_beat(d, name, sounds, at)


def say_on_a_beat(d: Draft, name: str, sounds: tuple[str, ...], at: Frame) -> None:
    """Answer a command on the first beat from `at`, or after as long as one could take to come."""
    _answer_key(d, name, sounds, at, _onset(d, at, Frame(at - LEAD)))


def _answer_key(d: Draft, name: str, sounds: tuple[str, ...], at: Frame, onset: Frame) -> None:
    due = d.timeline.running_at(at)
    why = "a key, at once"
    cue = cues.wanted(d.setup, CueKind.STAGE, name, sounds, due, CueCause.KEY, why)
    if cue is not None and not d.muted:
        _speak(d, cue, onset)


def _onset_in_silence(d: Draft, at: Frame) -> Frame:
    """After what is said, and after the beat that the last click before `at` led to.

    That click may have been heard already, and must not go down for a word after it.
    """
    answered = [e.at + d.setup.book[e.sound].length for e in d.edits if isinstance(e, EarconPlaced)]
    soonest = max((at, *answered[-1:])) + PRE_ROLL
    soonest = max(soonest, d.voice_free + BREATH if d.voice_free else 0)
    every = d.setup.click_style.every
    for beat in d.timeline.beats(at - round(_ONE_BEAT * every), at):
        if beat.number % every == 0:
            soonest = max(soonest, beat.at + round(beat.interval * every) + 1)
    return Frame(soonest)


def sound(d: Draft, earcon: Earcon, at: Frame) -> None:
    """Answer the runner with a short sound at `at`; a book of an older version has none."""
    if earcon.value in d.setup.book and not d.muted:
        d.edit(EarconPlaced(at, earcon.value))


def say(
    d: Draft,
    name: str,
    sounds: tuple[str, ...],
    kind: CueKind,
    now: Frame,
    reason: str,
    later: Frames = _AT_ONCE,
) -> None:
    """Say something as soon as may be, or `later`; a newer one replaces one of its name that waits."""
    d.agenda = d.agenda.without(name)
    due = Frames(d.timeline.running_at(now) + later)
    cause = CueCause.COACH if kind is CueKind.COACH else CueCause.OTHER
    _want(d, cues.wanted(d.setup, kind, name, sounds, due, cause, reason), now)
