"""The way through the plan: what moves the beat, by the runner's key or because a rung was held."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.events import (
    CoachDecided,
    CueKind,
    Edit,
    LadderFrozen,
    Paused,
    Resumed,
    StageBegan,
    StageExtended,
    StageSkipped,
    TargetsShifted,
)
from cadencecoach.core.plan.ladder import RUNG
from cadencecoach.core.plan.plan import Advance, StageKind
from cadencecoach.core.run import voice
from cadencecoach.core.run.cues import CueCause
from cadencecoach.core.run.rung_hold import EXTEND_MOST_S, EXTEND_S
from cadencecoach.core.run.state import Draft
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.lead_times import HORIZON, LEAD, LOOK, RENDERED
from cadencecoach.core.values.units import (
    SAMPLE_RATE,
    SLOWEST,
    Frame,
    Frames,
    Spm,
    frames,
    step_interval,
)

KEYS_REST: Final = frames(0.6)
"""Two keys further apart are no longer one wish (product choice: a hand that presses + five times does so
in 0.2 s to 0.4 s each)."""


LONG_PAUSE: Final = frames(10 * 60)
"""Told once, and ends nothing (product choice: who forgot it hears it, and may rest on)."""

_STILL_PAUSED: Final = "stillpaused"


def tell_long_pause(d: Draft, now: Frame) -> None:
    """Say once that the run stands still."""
    if not (d.setup.long_pause_told and d.paused) or d.stop_at is not None:
        return
    since = next(one.at for one in reversed(d.edits) if isinstance(one, Paused))
    if now < since + LONG_PAUSE:
        return
    if not any(one.placed.name == _STILL_PAUSED and one.placed.at > since for one in d.spoken):
        sounds = ("stage.stillpaused",)
        voice.say_at_once(d, _STILL_PAUSED, sounds, Frame(now + LEAD))


def begin_stages(d: Draft, now: Frame) -> None:
    """Tell the stage that begins to be heard now."""
    span = d.timeline.span_at(now)
    if span.paused or span.stage <= d.begun_stage:
        return
    d.begun_stage = span.stage
    stage = d.stage(span.stage)
    if stage is None:
        return
    rungs = [s for s, one in enumerate(d.setup.plan.stages) if one.kind is StageKind.RUNG]
    rung = rungs.index(span.stage) + 1 if span.stage in rungs else None
    d.outputs.append(StageBegan(span.start, span.stage, stage.kind.value, stage.target_spm, rung))


def listen_before_a_step(d: Draft, now: Frame) -> None:
    """A rung that was not held is given another minute before a higher one is announced."""
    span = d.timeline.span_at(now)
    boundary = Frame(now + HORIZON + LOOK)
    ahead = d.timeline.span_at(boundary)
    if (
        d.setup.plan.advance is not Advance.ADHERENCE
        or span.target_spm is None
        or ahead.stage <= d.heard_stage
        or ahead.stage == span.stage
    ):
        return
    d.heard_stage = ahead.stage
    stage = d.stage(ahead.stage)
    if stage is None or stage.target_spm is None or stage.target_spm <= span.target_spm:
        return
    ready = d.coach.rung.ready
    if ready.step:
        d.outputs.append(CoachDecided(now, "step", ready.reason))
    else:
        _extend_or_stay(d, now, span.target_spm, ready.reason)


def _extend_or_stay(d: Draft, now: Frame, target: Spm, seen: str) -> None:
    at = Frame(now + LEAD)
    if d.coach.rung.extended_s < EXTEND_MOST_S:
        first = d.coach.rung.extended_s == 0
        d.coach = d.coach.extended()
        d.heard_stage -= 1
        _rearrange(d, StageExtended(at, frames(EXTEND_S), f"not held: {seen}"), at)
        if first:
            voice.say(d, "extended", ("stage.extended",), CueKind.STAGE, now, f"not held: {seen}")
    else:
        reason = f"not held in {EXTEND_MOST_S // 60} minutes more: {seen}"
        _rearrange(d, LadderFrozen(at, target, reason), at)
        sounds = (f"number.{target}", "stage.hold")
        voice.say(d, "stay", sounds, CueKind.STAGE, now, reason)


def pause(d: Draft, at: Frame) -> None:
    """Stop running time and sound at `at`."""
    if not d.paused and d.stop_at is None:
        _stand(d, at)
        voice.sound(d, Earcon.PAUSE, at)
        voice.say_at_once(d, "paused", ("stage.paused",), at)


def go_on(d: Draft, at: Frame) -> None:
    """Let running time and sound go on at `at`."""
    if d.paused and d.stop_at is None:
        _go_on(d, at)
        voice.sound(d, Earcon.GO_ON, at)
        voice.say_at_once(d, "resumed", ("stage.resumed",), at)


def pause_or_resume(d: Draft, at: Frame) -> None:
    """What one key did for both in old logs; "paused" was said a beat later."""
    if d.paused:
        _go_on(d, at)
        voice.say_on_a_beat(d, "resumed", ("stage.resumed",), at)
    else:
        _stand(d, at)
        voice.say_on_a_beat(d, "paused", ("stage.paused",), at)


def _stand(d: Draft, at: Frame) -> None:
    d.paused = True
    voice.clear_voice(d, at, "paused")
    d.edit(Paused(at))


def _go_on(d: Draft, at: Frame) -> None:
    d.paused = False
    voice.clear_voice(d, at, "resumed")
    d.edit(Resumed(at))
    d.tracker = d.tracker.fresh_start(at)
    d.coach = d.coach.fresh_start()


def sleep_through(d: Draft, since: Frame, now: Frame) -> None:
    """Make a pause of the time the machine slept: it lies in the past, but nobody heard it."""
    silent = Frame(since + RENDERED)
    if d.paused or d.stop_at is not None or silent >= now:
        return
    _stand(d, silent)
    _go_on(d, Frame(now + LEAD))
    d.notice = f"stood still for {(now - since) // SAMPLE_RATE} s: counted as a pause"
    d.noticed_at = now


def nudge(d: Draft, by_spm: int, at: Frame, *, rest: Frames = KEYS_REST) -> None:
    """Move this target and the rest of the ladder, as far as the cap and what is unlocked allow.

    It is told once no key was pressed for `rest`, so late that no click has gone down for it by then.
    """
    before = _target_at(d, at)
    planned = None if before is None else d.setup.plan.stages[d.timeline.span_at(at).stage]
    if before is not None and planned is not None and planned.target_spm is not None:
        highest = d.setup.plan.highest(planned.target_spm)
        if by_spm > 0 and before >= highest:
            d.notice, d.noticed_at = f"{before} is as high as this run goes", at
        # No more than can be heard, else as many keys would lead back down unheard.
        by_spm = min(max(by_spm, SLOWEST - before), highest - before)
        if by_spm == 0:
            return
        # From what is heard: a stage that began by itself may lie lower than the keys so far ask for.
        if d.setup.plan.unlocked_spm is not None:
            d.offset_spm = before - _unshifted(d, planned.target_spm)
    elif by_spm > 0 and d.offset_spm + by_spm > RUNG:
        d.notice, d.noticed_at = f"+{RUNG} is as far as it goes before the beat", at
        by_spm = max(0, RUNG - d.offset_spm)
        if by_spm == 0:
            return
    d.offset_spm += by_spm
    _rearrange(d, TargetsShifted(at, d.offset_spm, "the runner's key"), at)
    now = _target_at(d, at)
    if now is not None and now != before:
        slowest = step_interval(now if before is None else min(now, before))
        later = Frames(rest + round(slowest * d.setup.click_style.every)) if rest else rest
        voice.say(d, "target", (f"number.{now}",), CueKind.STAGE, at, "a key", later)


def _unshifted(d: Draft, planned: Spm) -> int:
    """What the runner's keys are counted from: the plan, or the target at which it was frozen."""
    base, offset = int(planned), 0
    for edit in d.edits:
        if isinstance(edit, TargetsShifted):
            offset = edit.offset_spm
        elif isinstance(edit, LadderFrozen):
            base = edit.target_spm - offset
    return base


def _target_at(d: Draft, at: Frame) -> Spm | None:
    return d.timeline.span_at(at).target_spm


def skip(d: Draft, at: Frame) -> None:
    """Go on to the next stage at `at`."""
    if not d.paused:
        voice.clear_voice(d, at, "skipped", only=CueCause.STAGE_OPENS)
        _rearrange(d, StageSkipped(at), at)


def freeze(d: Draft, at: Frame) -> None:
    """Stay at the present target for the rest of the ladder."""
    target = _target_at(d, at)
    if target is not None:
        _rearrange(d, LadderFrozen(at, target, "this one works best"), at)
        voice.say(d, "frozen", ("stage.frozen",), CueKind.STAGE, at, "a key")


def _rearrange(d: Draft, edit: Edit, at: Frame) -> None:
    """Make an edit that moves beats; cues placed after it find their beat again."""
    voice.clear_voice(d, at)
    for cue in d.agenda.waiting:
        if cue.cause is CueCause.STAGE_OPENS:
            d.agenda = d.agenda.without(cue.name)
            d.seen_stage -= 1
    d.edit(edit)
