"""What there is to hear outside of a run: a few seconds of click, voice or beep, as set."""

from __future__ import annotations

from typing import Final

from cadencecoach.adapters.sounds import SoundLibrary
from cadencecoach.app.run.new_run import click_style
from cadencecoach.config.settings import Settings
from cadencecoach.core.events import CueKind, CuePlaced, Edit
from cadencecoach.core.plan.plan import Plan, Stage, StageKind
from cadencecoach.core.score.click_sound import click_sound
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.phrases import PRE_ROLL, cue_frames
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.values.units import Frame, Frames, Spm, frames

BEAT: Final = Spm(170)
CLICKS: Final = frames(2)
_CHECK: Final = "posture.check"
_CHIME: Final = "chime.desk"
_BEEP: Final = frames(0.3)
_BEEP_BEAT: Final = Spm(120)
"""Its second click would come after the beep is over."""


def clicks_as_set(settings: Settings, library: SoundLibrary) -> tuple[Score, Frames]:
    """Two seconds of the beat as set, and their length. Raises SoundError."""
    return _score(settings, library, (Stage(StageKind.HOLD, CLICKS, BEAT),), ()), CLICKS


def check_as_set(settings: Settings, library: SoundLibrary) -> tuple[Score, Frames]:
    """A posture check over the beat, as set, and its length. Raises SoundError."""
    length = cue_frames((_CHECK,), {_CHECK: library.frames(_CHECK)})
    onset = frames(60 / BEAT)
    cue = CuePlaced(
        Frame(onset),
        1,
        CueKind.POSTURE,
        "posture",
        (_CHECK,),
        library.text(_CHECK),
        Frame(onset),
        Frames(length),
        "asked",
    )
    whole = Frames(onset + length + onset)
    return _score(settings, library, (Stage(StageKind.HOLD, whole, BEAT),), (cue,)), whole


def chime_as_set(settings: Settings, library: SoundLibrary) -> tuple[Score, Frames]:
    """The chime of the desk reminder at the volume as set, and its length. Raises SoundError."""
    length = library.frames(_CHIME)
    onset = Frame(PRE_ROLL)
    cue = CuePlaced(
        onset,
        1,
        CueKind.STAGE,
        "chime",
        (_CHIME,),
        library.text(_CHIME),
        onset,
        Frames(length),
        "the desk",
    )
    whole = Frames(onset + length)
    return _score(settings, library, (Stage(StageKind.BASELINE, whole),), (cue,)), whole


def beat_of(
    target: Spm, length: Frames, settings: Settings, library: SoundLibrary
) -> tuple[Score, Frames]:
    """The beat at a tempo for a length, as set. Raises SoundError."""
    return _score(settings, library, (Stage(StageKind.HOLD, length, target),), ()), length


def two_beeps(apart: Frames, settings: Settings, library: SoundLibrary) -> tuple[Score, Frames]:
    """One click now and one after `apart`, by the sound's own clock. Raises SoundError."""
    beep = Stage(StageKind.HOLD, _BEEP, _BEEP_BEAT)
    silence = Stage(StageKind.BASELINE, Frames(apart - _BEEP))
    return _score(settings, library, (beep, silence, beep), ()), Frames(apart + _BEEP)


def _score(
    settings: Settings,
    library: SoundLibrary,
    stages: tuple[Stage, ...],
    edits: tuple[Edit, ...],
) -> Score:
    click = library.click(settings.click)
    clips = {
        click_sound(settings.click, "plain"): click.plain,
        click_sound(settings.click, "accent"): click.accent,
        click_sound(settings.click, "left"): click.left,
        click_sound(settings.click, "right"): click.right,
    }
    for edit in edits:
        if isinstance(edit, CuePlaced):
            clips |= {sound: library.clip(sound) for sound in edit.sounds}
    plan = Plan("try", "Try", stages, None)
    timeline = lay_out(plan, edits)
    return compose(
        timeline, plan.click, click_style(settings), settings.volume_db, edits, Bank(clips)
    )
