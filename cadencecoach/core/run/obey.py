"""What each command of the runner does; the frame is the one heard, an edit holds from LEAD after it."""

from __future__ import annotations

from cadencecoach.core.events import (
    Answer,
    AnswerToAll,
    Command,
    CueAsked,
    FinishAsked,
    Finished,
    FreezeAsked,
    GoOnAsked,
    MuteAsked,
    Muted,
    MutePressed,
    Nudged,
    PainMarked,
    PainNoted,
    PauseAsked,
    PausePressed,
    SkipPressed,
    SoundAsked,
    TargetMoved,
    VolumeChanged,
    VolumeMoved,
    VolumeSet,
    WarningSignTold,
    WhereAsked,
)
from cadencecoach.core.run import pain_stop, progress, sensing, voice, where
from cadencecoach.core.run.state import Draft
from cadencecoach.core.score.earcons import Earcon
from cadencecoach.core.score.lead_times import LEAD
from cadencecoach.core.score.volume import within
from cadencecoach.core.values.units import Frame, Frames


def take_command(d: Draft, asked: Command) -> None:
    """Everything that is decided because of one command."""
    at = Frame(asked.at + LEAD)
    match asked:
        case PauseAsked():
            progress.pause(d, at)
        case GoOnAsked():
            if pain_stop.overrule(d, asked.at):
                voice.sound(d, Earcon.GO_ON, at)
            else:
                progress.go_on(d, at)
        case TargetMoved(_, by_spm):
            progress.nudge(d, by_spm, at)
        case SkipPressed():
            progress.skip(d, at)
        case FreezeAsked():
            progress.freeze(d, at)
        case MuteAsked() | SoundAsked():
            _mute(d, at, muted=isinstance(asked, MuteAsked))
        case VolumeMoved(_, by_db):
            _turn(d, at, within(d.volume_db + by_db))
        case FinishAsked(_, reason):
            voice.clear_voice(d, at, "finished")
            d.edit(Finished(at, reason))
        case _:
            _take_word(d, asked)


def _take_word(d: Draft, asked: Command) -> None:
    """What is asked about the run, or told about the back."""
    match asked:
        case CueAsked():
            if not d.paused:
                voice.want_posture(d, d.timeline.running_at(asked.at), "asked", asked.at)
        case WhereAsked():
            where.say_where(d, asked.at)
        case Answer(_, yes):
            sensing.answer(d, asked.at, yes=yes)
        case AnswerToAll(_, good):
            sensing.answer_all(d, asked.at, good=good)
        case PainNoted():
            voice.sound(d, Earcon.MARK, Frame(asked.at + LEAD))
            pain_stop.take_pain(d, asked)
        case PainMarked():
            voice.sound(d, Earcon.MARK, Frame(asked.at + LEAD))
        case WarningSignTold():
            pain_stop.take_sign(d, asked)
        case _:
            voice.sound(d, Earcon.NOT_UNDERSTOOD, Frame(asked.at + LEAD))


def take_old_key(d: Draft, pressed: PausePressed | Nudged | MutePressed | VolumeSet) -> None:
    """What a key of an old log decided then."""
    at = Frame(pressed.at + LEAD)
    match pressed:
        case PausePressed():
            if not pain_stop.overrule(d, pressed.at):
                progress.pause_or_resume(d, at)
        case Nudged(_, by_spm):
            progress.nudge(d, by_spm, at, rest=Frames(0))
        case MutePressed():
            _mute(d, at, muted=not d.muted)
        case VolumeSet(_, volume_db):
            d.volume_db = volume_db
            d.edit(VolumeChanged(at, volume_db))


def _mute(d: Draft, at: Frame, *, muted: bool) -> None:
    if muted is not d.muted:
        d.muted = muted
        if muted:
            voice.clear_voice(d, at, "muted")
        d.edit(Muted(at, muted))


def _turn(d: Draft, at: Frame, volume_db: float) -> None:
    if volume_db != d.volume_db:
        d.volume_db = volume_db
        d.edit(VolumeChanged(at, volume_db))
