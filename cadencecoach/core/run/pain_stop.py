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
)
from cadencecoach.core.run import voice
from cadencecoach.core.run.state import Draft
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.values.units import Frame, frames

TIME_TO_OVERRULE: Final = frames(15)
"""From the word to the end of the run (product choice: enough to slow down, or to say no)."""


def take_pain(d: Draft, noted: PainNoted) -> None:
    """Keep the rating, and act on it as the gate says."""
    d.pain = noted.level
    verdict = during(noted.level, d.setup.pain_before, sharp=noted.sharp, limping=noted.limping)
    if verdict.do is During.STOP:
        d.outputs.append(CoachDecided(noted.at, "stop", verdict.reason))
        d.stop_at = Frame(noted.at + TIME_TO_OVERRULE)
        d.stop_reason = verdict.reason
        d.edit(ClickGated(Frame(noted.at + LEAD), sounding=False, reason="stopping"))
        sounds = ("safety.stop", "safety.walk")
        voice.say(d, "stop", sounds, CueKind.SAFETY, noted.at, verdict.reason)
        return
    voice.say(d, "pain", ("pain.noted",), CueKind.STAGE, noted.at, "pain noted")
    if not d.paused:
        due = d.timeline.running_at(noted.at)
        voice.want_posture(d, due, "after pain", noted.at)


def overrule(d: Draft, now: Frame) -> bool:
    """Go on after all; False when nothing is ending."""
    if d.stop_at is None:
        return False
    d.outputs.append(CoachDecided(now, "goes on", f"the runner overruled: {d.stop_reason}"))
    d.stop_at = None
    voice.clear_voice(d, Frame(now + LEAD), "overruled")
    d.edit(ClickGated(Frame(now + LEAD), sounding=d.coach.sounding, reason="overruled"))
    return True


def end_if_due(d: Draft, now: Frame) -> None:
    """End the run once the word has been heard and the time to overrule is over."""
    if d.stop_at is not None and now >= d.stop_at and now >= d.voice_free:
        d.edit(Finished(Frame(now + LEAD), EndReason.PAIN))
