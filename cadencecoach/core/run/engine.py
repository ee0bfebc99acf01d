"""The session's state machine: `step(state, input)` gives the next state and what was decided.

Time passes in looks, 200 ms apart, wherever the inputs fall, so the same inputs give the same
session however time was cut up. Nothing here knows a clock: an input carries its frame, and an
edit holds from 300 ms after it. What is decided lives in `obey`, `voice`, `progress`, `sensing`
and `pain_stop`.

    a run is   and there comes            then it is   decided
    running    PauseAsked                 paused       Paused; speech is cut, "paused" is said
    paused     GoOnAsked                  running      Resumed; "resumed" is said
    not over   PainNoted, and it is bad   stopping     ClickGated; the words of safety
    not over   WarningSignTold            stopping     the same, and nothing overrules it
    stopping   GoOnAsked                  as it was    ClickGated; speech is cut
    stopping   a look 15 s later          over         Finished(PAIN), after the last word
    running    a look after the plan      over         Finished(COMPLETE), after the last word
    not over   FinishAsked                over         Finished(its reason); speech is cut
    over       anything                   over         nothing

No other input moves a run from one row to another:

    TargetMoved, FreezeAsked  TargetsShifted, LadderFrozen: the targets from here on, up to the cap
    SkipPressed               StageSkipped, but not in a pause
    MuteAsked, SoundAsked     Muted, where it is not so already
    VolumeMoved               VolumeChanged, within the limits
    CueAsked                  a posture check, but not in a pause
    WhereAsked                target, own cadence and time left are said
    Answer, AnswerToAll       QuestionAnswered, while a question is open
    PainMarked, NotUnderstood a short sound; kept for afterwards, and for whoever wrote the line
    PainNoted, not bad        "noted" is said, and a posture check but not in a pause
    PayloadReceived           ReadingTaken or PayloadRefused, sometimes ConventionDecided
    LinkChanged               SensorState, where the word for the sensor is another one
    AudioChanged, Noted       a line on the screen
    Stalled                   the looks that were missed are left out; asleep, Paused and Resumed
    Tick                      the looks that are due: stages, cues, a verdict each second; and
                              QuestionSpoken, where a check was spoken and an answer is waited for;
                              ten minutes into a pause it is said, once, where a run has no screen

A command that was taken is answered by a short sound LEAD after it (EarconPlaced).

In old logs PausePressed stands for PauseAsked or GoOnAsked, MutePressed for MuteAsked or
SoundAsked, Nudged for TargetMoved and VolumeSet for VolumeMoved; what they decided then, they
decide now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cadencecoach.core.events import (
    AudioChanged,
    Command,
    EndReason,
    Finished,
    Input,
    LinkChanged,
    MutePressed,
    Noted,
    Nudged,
    Output,
    PausePressed,
    PayloadReceived,
    Stalled,
    Tick,
    VolumeSet,
)
from cadencecoach.core.run import obey, pain_stop, progress, sensing, voice
from cadencecoach.core.run.coach import Coach
from cadencecoach.core.run.cues import Agenda
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.state import Draft, Sensor, State
from cadencecoach.core.score.lead_times import LEAD, LOOK
from cadencecoach.core.score.mixer import Bank, Score, compose
from cadencecoach.core.score.timeline import lay_out
from cadencecoach.core.sensor.adherence import Adherence
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import Frame, Frames, frames

_LAST_WORDS: Final = frames(120)
"""The last words may end after the plan's last second, but not by so much."""


def begin(setup: Setup) -> State:
    """The state before the first frame."""
    return State(
        setup=setup,
        timeline=lay_out(setup.plan),
        tracker=CadenceTracker.start(setup.convention),
        coach=Coach.start(setup.coach, setup.plan.click),
        adherence=Adherence(setup.plan.grace_s),
        chart=(),
        edits=(),
        look_at=Frame(0),
        agenda=Agenda(),
        seen_slots=Frames(0),
        seen_stage=-1,
        heard_stage=-1,
        begun_stage=-1,
        voice_free=Frame(0),
        spoken=(),
        check=None,
        sensor=Sensor(),
        offset_spm=0,
        paused=False,
        muted=False,
        volume_db=setup.volume_db,
        audio_note="",
        notice="",
        noticed_at=Frame(0),
        pain=None,
        stop_at=None,
        stop_reason="",
        stop_holds=False,
        finished=None,
    )


def score(state: State, bank: Bank) -> Score:
    """What will be heard, as far as it is decided."""
    setup = state.setup
    return compose(
        state.timeline, setup.plan.click, setup.click_style, setup.volume_db, state.edits, bank
    )


def step(state: State, happened: Input) -> tuple[State, tuple[Output, ...]]:
    """The state after one input, and what was decided on the way there and because of it."""
    if state.over or (isinstance(happened, Tick) and happened.at < state.look_at):
        return state, ()
    draft = Draft(state)
    if isinstance(happened, Stalled):
        _look_until(draft, Frame(happened.since - 1))
        if draft.finished is None:
            draft.look_at = Frame(max(draft.look_at, happened.at))
            if happened.asleep:
                progress.sleep_through(draft, happened.since, happened.at)
    _look_until(draft, happened.at)
    if draft.finished is None:
        _take(draft, happened)
    return draft.frozen(), tuple(draft.outputs)


def replay(setup: Setup, inputs: Iterable[Input]) -> tuple[State, list[Output]]:
    """The session again from its log: the same state, decisions and samples."""
    state = begin(setup)
    outputs: list[Output] = []
    for happened in inputs:
        state, decided = step(state, happened)
        outputs += decided
    return state, outputs


def undisturbed(setup: Setup) -> tuple[State, list[Output], Frames]:
    """The session in which nothing happens but time: its end, what was decided, and how long it is."""
    state, decided = replay(setup, [Tick(Frame(setup.plan.length + _LAST_WORDS))])
    assert state.finished is not None
    return state, decided, Frames(state.finished.at)


def _look_until(d: Draft, frame: Frame) -> None:
    """Make the looks that are due up to a frame."""
    while d.look_at <= frame and d.finished is None:
        _look(d)


def _look(d: Draft) -> None:
    """Everything that is decided because time has come to `look_at`."""
    now = d.look_at
    d.look_at = Frame(now + LOOK)
    progress.begin_stages(d, now)
    sensing.watch_sensor(d, now)
    sensing.judge_second(d, now)
    progress.tell_long_pause(d, now)
    if not d.paused:
        progress.listen_before_a_step(d, now)
        voice.want_stage_cues(d, now)
        voice.want_checks_and_themes(d, now)
    voice.place_cues(d, now)
    sensing.watch_window(d, now)
    pain_stop.end_if_due(d, now)
    if (
        d.finished is None
        and now >= d.timeline.end
        and now >= d.voice_free
        and not d.agenda.waiting
    ):
        d.edit(Finished(Frame(now + LEAD), EndReason.COMPLETE))


def _take(d: Draft, happened: Input) -> None:
    """Everything that is decided because of one input."""
    match happened:
        case Command():
            obey.take_command(d, happened)
        case PausePressed() | Nudged() | MutePressed() | VolumeSet():
            obey.take_old_key(d, happened)
        case PayloadReceived():
            sensing.take_reading(d, happened)
        case LinkChanged():
            sensing.take_link(d, happened)
        case AudioChanged(_, playing, detail):
            d.audio_note = "" if playing else detail
        case Noted(_, text):
            d.notice, d.noticed_at = text, happened.at
        case _:
            pass
