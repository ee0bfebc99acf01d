"""Pain in the middle of a run: a word and a check, or a gentle end that the runner may overrule."""

from __future__ import annotations

from typing import Final

from cadencecoach.core.diary.pain_during_run import During, during
from cadencecoach.core.events import (
    ClickGated,
    CoachDecided,
    CueKind,
    EndReason,
    Finished,
    PainNoted,
    WarningSignTold,
)
from cadencecoach.core.run import voice
from cadencecoach.core.run.state import Draft
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.values.units import Frame, frames

TIME_TO_OVERRULE: Final = frames(15)
"""From the word to the end of the run (product choice: enough to slow down, or to say no)."""

_STOP: Final = "stop"


def take_pain(d: Draft, noted: PainNoted) -> None:
    """Keep the rating, and act on it as the gate says."""
    d.pain = noted.level
    verdict = during(noted.level, d.setup.pain_before, sharp=noted.sharp, limping=noted.limping)
    if verdict.do is During.STOP:
        _stop(d, noted.at, verdict.reason, ("safety.stop", "safety.walk"))
        return
    voice.say(d, "pain", ("pain.noted",), CueKind.STAGE, noted.at, "pain noted")
    if not d.paused:
        due = d.timeline.running_at(noted.at)
        voice.want_posture(d, due, "after pain", noted.at)


def take_sign(d: Draft, told: WarningSignTold) -> None:
    """End the run; a warning sign is overruled by nothing."""
    d.stop_holds = True
    _stop(d, told.at, "a warning sign", ("safety.seekcare",))


def _stop(d: Draft, at: Frame, reason: str, sounds: tuple[str, ...]) -> None:
    d.outputs.append(CoachDecided(at, "stop", reason))
    d.stop_at = Frame(at + TIME_TO_OVERRULE)
    d.stop_reason = reason
    d.edit(ClickGated(Frame(at + LEAD), sounding=False, reason="stopping"))
    voice.say(d, _STOP, sounds, CueKind.SAFETY, at, reason)


def overrule(d: Draft, now: Frame) -> bool:
    """Go on after all; False when nothing is ending, or nothing may keep it from ending."""
    if d.stop_at is None or d.stop_holds:
        return False
    d.outputs.append(CoachDecided(now, "goes on", f"the runner overruled: {d.stop_reason}"))
    d.stop_at = None
    voice.clear_voice(d, Frame(now + LEAD), "overruled")
    if d.setup.unsaid_once_overruled:
        voice.give_up(d, _STOP, now, "overruled")
    d.edit(ClickGated(Frame(now + LEAD), sounding=d.coach.sounding, reason="overruled"))
    return True


def end_if_due(d: Draft, now: Frame) -> None:
    """End the run once the word has been heard and the time to overrule is over."""
    if d.stop_at is not None and now >= d.stop_at and now >= d.voice_free:
        d.edit(Finished(Frame(now + LEAD), EndReason.PAIN))
