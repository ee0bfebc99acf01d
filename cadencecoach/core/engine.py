"""The session's state machine: `step(state, input)` gives the next state and what was decided.

Time passes in looks, 200 ms apart, wherever the inputs fall, so the same inputs give the same
session however time was cut up. Nothing here knows a clock: an input carries its frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

from cadencecoach.core import cues, rsc
from cadencecoach.core.adherence import Adherence, band, judge
from cadencecoach.core.cadence import CadenceTracker, Convention, Freshness, Gait
from cadencecoach.core.coach import (
    EXTEND_MOST_S,
    EXTEND_S,
    HELD_SHARE,
    Coach,
    Gate,
    Say,
    Second,
)
from cadencecoach.core.cues import Agenda, Wanted
from cadencecoach.core.events import (
    Answer,
    AudioChanged,
    ClickGated,
    CoachDecided,
    ConventionDecided,
    CueAsked,
    CueCut,
    CueDropped,
    CueKind,
    CuePlaced,
    Edit,
    EndReason,
    FinishAsked,
    Finished,
    FreezeAsked,
    Input,
    LadderFrozen,
    LinkChanged,
    LinkState,
    Muted,
    MutePressed,
    Noted,
    Nudged,
    Output,
    PainNoted,
    Paused,
    PausePressed,
    PayloadReceived,
    PayloadRefused,
    QuestionAnswered,
    ReadingTaken,
    Resumed,
    SensorState,
    SkipPressed,
    StageBegan,
    StageExtended,
    StageSkipped,
    Stalled,
    TargetsShifted,
    Tick,
    VolumeChanged,
    VolumeSet,
)
from cadencecoach.core.mixer import PRE_ROLL, Bank, Score, compose
from cadencecoach.core.plan import Advance, ClickMode, Stage, StageKind
from cadencecoach.core.setup import Setup
from cadencecoach.core.timeline import Timeline, lay_out
from cadencecoach.core.units import SAMPLE_RATE, Frame, Frames, Spm, frames, step_interval
from cadencecoach.core.view import ChartPoint

LEAD: Final = frames(0.3)
"""No edit lies nearer to what may already have been heard (DESIGN law 4)."""

LOOK: Final = frames(0.2)
"""How often the engine looks round."""

HORIZON: Final = frames(2.0)
"""How far ahead of its onset a cue is placed: lead, a look and two steps of 100 spm fit in."""

CHARTED: Final = 20 * 60
"""Seconds of running time that the chart of the run screen holds."""

BREATH: Final = frames(0.4)
"""Between two cues."""

THE_PLAN: Final = "the plan"
"""The reason of a cue that opens a stage."""

MOVED: Final = "moved"
"""The reason of a cut that only makes room for the same cue on a new beat."""

_ONE_BEAT: Final = frames(1.25)
"""A beat is at most this far away where there are any: every second step at 100 spm."""


@dataclass(frozen=True, slots=True)
class Check:
    """A posture check that was spoken, and its answers so far."""

    number: int
    onset: Frame
    answers: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Sensor:
    """The footpod as told by its source and judged by its data."""

    link: LinkState = LinkState.OFF
    word: LinkState = LinkState.OFF
    """What is shown: the link's word, unless the data has fallen silent."""

    name: str = ""
    detail: str = ""
    battery_percent: int | None = None
    met: bool = False
    """It has been heard in this session, so its loss is news."""

    told_lost: bool = False


_START: Final = Frame(0)
_AT_START: Final = Frames(0)
_EMPTY: Final = Agenda()
_NO_SENSOR: Final = Sensor()
_NO_VERDICTS: Final = Adherence()


@dataclass(frozen=True, slots=True)
class State:
    """Everything a session is at one look; what may not be forgotten is in `edits`."""

    setup: Setup
    timeline: Timeline
    tracker: CadenceTracker
    coach: Coach
    adherence: Adherence = _NO_VERDICTS
    chart: tuple[ChartPoint, ...] = ()
    """The last 20 minutes of running time, a second each."""

    edits: tuple[Edit, ...] = ()
    look_at: Frame = _START
    """The next look."""

    agenda: Agenda = _EMPTY
    seen_slots: Frames = _AT_START
    """The grid is dealt with up to this running time."""

    seen_stage: int = -1
    """The last stage whose opening cue is dealt with."""

    heard_stage: int = -1
    """The last stage before which the coach has listened."""

    begun_stage: int = -1
    """The last stage that began to be heard."""

    voice_free: Frame = _START
    cues: int = 0
    check: Check | None = None
    sensor: Sensor = _NO_SENSOR
    offset_spm: int = 0
    paused: bool = False
    muted: bool = False
    volume_db: float = 0.0
    audio_note: str = ""
    notice: str = ""
    pain: int | None = None
    finished: Finished | None = None

    @property
    def over(self) -> bool:
        """Whether its end has been decided."""
        return self.finished is not None


def begin(setup: Setup) -> State:
    """The state before the first frame."""
    return State(
        setup,
        lay_out(setup.plan),
        CadenceTracker.start(Convention(setup.convention)),
        Coach(setup.coach, setup.plan.click, sounding=setup.plan.click is not ClickMode.NEVER),
        volume_db=setup.volume_db,
    )


def score(state: State, bank: Bank) -> Score:
    """What will be heard, as far as it is decided."""
    return compose(
        state.setup.plan, state.setup.look, state.setup.volume_db, state.edits, bank
    )  # fmt: skip


def step(state: State, happened: Input) -> tuple[State, tuple[Output, ...]]:
    """The state after one input, and what was decided on the way there and because of it."""
    if state.over or (isinstance(happened, Tick) and happened.at < state.look_at):
        return state, ()
    draft = _Draft(state)
    if isinstance(happened, Stalled):
        draft.look_until(Frame(happened.since - 1))
        draft.look_at = Frame(max(draft.look_at, happened.at))
    draft.look_until(happened.at)
    if draft.finished is None:
        draft.take(happened)
    return draft.frozen(), tuple(draft.outputs)


def replay(setup: Setup, inputs: Iterable[Input]) -> tuple[State, list[Output]]:
    """The session again from its log: the same state, decisions and samples."""
    state = begin(setup)
    outputs: list[Output] = []
    for happened in inputs:
        state, decided = step(state, happened)
        outputs += decided
    return state, outputs


class _Draft:
    """A state being changed, with the fields of State; `frozen` gives the value."""

    def __init__(self, state: State) -> None:
        self.setup = state.setup
        self.timeline = state.timeline
        self.tracker = state.tracker
        self.coach = state.coach
        self.adherence = state.adherence
        self.chart = state.chart
        self.edits: Sequence[Edit] = state.edits
        self.look_at = state.look_at
        self.agenda = state.agenda
        self.seen_slots = state.seen_slots
        self.seen_stage = state.seen_stage
        self.heard_stage = state.heard_stage
        self.begun_stage = state.begun_stage
        self.voice_free = state.voice_free
        self.cues = state.cues
        self.check = state.check
        self.sensor = state.sensor
        self.offset_spm = state.offset_spm
        self.paused = state.paused
        self.muted = state.muted
        self.volume_db = state.volume_db
        self.audio_note = state.audio_note
        self.notice = state.notice
        self.pain = state.pain
        self.finished = state.finished
        self.outputs: list[Output] = []

    def frozen(self) -> State:
        values = {field.name: getattr(self, field.name) for field in fields(State)}
        return State(**values | {"edits": tuple(self.edits)})

    # --- time passes ---------------------------------------------------------------------------

    def look_until(self, frame: Frame) -> None:
        """Make the looks that are due up to a frame."""
        while self.look_at <= frame and self.finished is None:
            self._look()

    def _look(self) -> None:
        """Everything that is decided because time has come to `look_at`."""
        now = self.look_at
        self.look_at = Frame(now + LOOK)
        self._begin_stages(now)
        self._watch_sensor(now)
        self._judge_second(now)
        if not self.paused:
            self._listen_before_a_step(now)
            self._want_stage_cues(now)
            self._want_grid_cues(now)
        self._place_cues(now)
        if now >= self.timeline.end and now >= self.voice_free and not self.agenda.waiting:
            self._edit(Finished(Frame(now + LEAD), EndReason.COMPLETE))

    def _begin_stages(self, now: Frame) -> None:
        span = self.timeline.span_at(now)
        if span.paused or span.stage <= self.begun_stage:
            return
        self.begun_stage = span.stage
        stage = self._stage(span.stage)
        if stage is None:
            return
        rungs = [s for s, one in enumerate(self.setup.plan.stages) if one.kind is StageKind.RUNG]
        rung = rungs.index(span.stage) + 1 if span.stage in rungs else None
        self.outputs.append(
            StageBegan(span.start, span.stage, stage.kind.value, stage.target_spm, rung)
        )

    def _judge_second(self, now: Frame) -> None:
        """Once a second of running time: a point of the chart, and a verdict where a beat is."""
        span = self.timeline.span_at(now)
        running = self.timeline.running_at(now)
        newest = self.chart[-1].running if self.chart else -SAMPLE_RATE
        if span.paused or running < newest + SAMPLE_RATE or now >= self.timeline.end:
            return
        live = self.tracker.at(now)
        target = span.target_spm
        around, verdict = None, None
        if target is not None:
            around, verdict = band(target), judge(target, live)
            self.adherence = self.adherence.second(target, verdict)
        self._hear_coach(Second(target, live, verdict), now)
        point = ChartPoint(
            Frames(running - running % SAMPLE_RATE),
            live.cadence_spm,
            target,
            around.low_spm if around else None,
            around.high_spm if around else None,
            any(
                isinstance(e, CuePlaced) and now - SAMPLE_RATE < e.at <= now
                for e in self.edits[-6:]
            ),
        )
        self.chart = (*self.chart[-CHARTED + 1 :], point)

    def _hear_coach(self, second: Second, now: Frame) -> None:
        self.coach, wants = self.coach.second(second)
        for want in wants:
            match want:
                case Gate(sounding, reason):
                    self._edit(ClickGated(Frame(now + LEAD), sounding, reason))
                case Say(name, sounds, reason):
                    self._say(name, sounds, CueKind.COACH, now, reason)

    def _listen_before_a_step(self, now: Frame) -> None:
        """A rung that was not held is given another minute before the next one is announced."""
        span = self.timeline.span_at(now)
        boundary = Frame(now + HORIZON + LOOK)
        ahead = self.timeline.span_at(boundary)
        if (
            self.setup.plan.advance is not Advance.ADHERENCE
            or span.target_spm is None
            or ahead.stage <= self.heard_stage
            or ahead.stage == span.stage
        ):
            return
        self.heard_stage = ahead.stage
        stage = self._stage(ahead.stage)
        if stage is None or stage.target_spm is None or stage.target_spm == span.target_spm:
            return
        held = self.coach.held
        if not self.coach.hears:
            self._decide(now, "step", "no footpod is heard, so time decides")
        elif held is not None and held >= HELD_SHARE:
            self._decide(now, "step", f"held: {held * 100:.0f} % of the last two minutes in band")
        else:
            self._extend_or_stay(now, span.target_spm, held)

    def _extend_or_stay(self, now: Frame, target: Spm, held: float | None) -> None:
        seen = "too little was heard" if held is None else f"{held * 100:.0f} % in band"
        at = Frame(now + LEAD)
        if self.coach.extended_s < EXTEND_MOST_S:
            first = self.coach.extended_s == 0
            self.coach = self.coach.extended()
            self.heard_stage -= 1
            self._rearrange(StageExtended(at, frames(EXTEND_S), f"not held: {seen}"), at)
            if first:
                self._say("extended", ("stage.extended",), CueKind.STAGE, now, f"not held: {seen}")
        else:
            reason = f"not held in {EXTEND_MOST_S // 60} minutes more: {seen}"
            self._rearrange(LadderFrozen(at, target, reason), at)

    def _decide(self, now: Frame, decision: str, reason: str) -> None:
        self.outputs.append(CoachDecided(now, decision, reason))

    def _want_stage_cues(self, now: Frame) -> None:
        ahead = self.timeline.span_at(Frame(now + HORIZON)).stage
        if ahead <= self.seen_stage:
            return
        self.seen_stage = ahead
        said = cues.stage_sounds(self._stage(ahead), self._stage(ahead - 1))
        start = self.timeline.stage_start(ahead)
        if said is None or start is None:
            return
        due = self.timeline.running_at(start)
        name, sounds = said
        self._overtake(now)
        self._want(cues.wanted(self.setup, CueKind.STAGE, name, sounds, due, THE_PLAN), now)

    def _overtake(self, now: Frame) -> None:
        """An opening that still waits is news of yesterday once the next stage comes."""
        for cue in self.agenda.waiting:
            if cue.reason == THE_PLAN:
                self.agenda = self.agenda.without(cue.name)
                self._drop(cue, now, "overtaken")

    def _want_grid_cues(self, now: Frame) -> None:
        until = self.timeline.running_at(Frame(now + HORIZON))
        for slot, name in cues.grid(self.setup.plan, self.seen_slots, until):
            if name == "posture":
                self._want_posture(slot, "the grid", now)
            elif self.setup.plan.theme and self.setup.themes:
                turn = cues.slot_number(self.setup.plan, slot) % len(self.setup.themes)
                sound = self.setup.themes[turn]
                self._want(
                    cues.wanted(self.setup, CueKind.THEME, sound, (sound,), slot, "the grid"), now
                )
        self.seen_slots = max(self.seen_slots, until)

    def _want_posture(self, due: Frames, reason: str, now: Frame) -> None:
        cue = cues.wanted(
            self.setup, CueKind.POSTURE, "posture", ("posture.check",), due, reason
        )  # fmt: skip
        self._want(cue, now)

    def _want(self, cue: Wanted | None, now: Frame) -> None:
        if cue is None:
            return
        added = self.agenda.add(cue)
        if added is None:
            self._drop(cue, now, "said already")
        else:
            self.agenda = added

    def _drop(self, cue: Wanted, now: Frame, reason: str) -> None:
        due = self.timeline.frame_of(cue.due) or now
        self.outputs.append(CueDropped(now, cue.kind, cue.name, cue.text, due, reason))

    # --- the voice -----------------------------------------------------------------------------

    def _place_cues(self, now: Frame) -> None:
        for cue in self.agenda.waiting:
            if self.paused and cue.kind is not CueKind.SAFETY:
                continue
            if cue.kind is CueKind.SAFETY and self.voice_free > now + HORIZON:
                self._clear_voice(Frame(now + LEAD), "safety first")
            onset = self._onset(cue, now)
            if self.timeline.running_at(onset) > cue.expires:
                self.agenda = self.agenda.without(cue.name)
                self._drop(cue, now, "too late to make sense")
                continue
            if onset > now + HORIZON:
                return  # the more important one waits, so the others do
            self.agenda = self.agenda.without(cue.name)
            if self.muted and cue.kind is not CueKind.SAFETY:
                self._drop(cue, now, "muted")
            else:
                self._speak(cue, onset)

    def _onset(self, cue: Wanted, now: Frame) -> Frame:
        """On the first beat that leaves room for the click before it to go down."""
        due = self.timeline.frame_of(cue.due)
        soonest = max(
            self.timeline.end if due is None else due,
            self.voice_free + BREATH if self.voice_free else 0,
            now + LEAD + PRE_ROLL,
        )
        beat = self.timeline.first_beat_from(soonest, _ONE_BEAT)
        if beat is None:
            return Frame(max(soonest, now + LEAD + _ONE_BEAT))
        settled = self.timeline.span_at(Frame(now + LEAD)).target_spm
        slowest = max(beat.interval, step_interval(settled) if settled else 0)
        before = now + LEAD + round(slowest * self.setup.look.every)
        if beat.at < before:
            beat = self.timeline.first_beat_from(before, _ONE_BEAT) or beat
        return beat.at

    def _speak(self, cue: Wanted, onset: Frame) -> None:
        self.cues += 1
        length = cue.length(self.setup.book)
        due = self.timeline.frame_of(cue.due)
        self._edit(
            CuePlaced(
                onset,
                self.cues,
                cue.kind,
                cue.name,
                cue.sounds,
                cue.text,
                onset if due is None else due,
                length,
                cue.reason,
            )
        )
        self.voice_free = Frame(onset + length)
        if cue.name == "posture":
            self.check = Check(self.cues, onset)

    def _clear_voice(self, at: Frame, hush: str = "", only: str = "") -> None:
        """Take back what would begin after `at`; fade out what is being said, if `hush` says why.

        With `only`, no more than cues of that reason are faded out.
        """
        free = Frame(0)
        cut = {edit.number for edit in self.edits if isinstance(edit, CueCut)}
        for cue in [edit for edit in self.edits if isinstance(edit, CuePlaced)]:
            end = Frame(cue.at + cue.length)
            if cue.number in cut or end <= at:
                free = max(free, min(end, at))
            elif cue.at - PRE_ROLL >= at:
                self._edit(CueCut(at, cue.number, MOVED))
                self._take_back(cue)
            elif hush and only in ("", cue.reason):
                self._edit(CueCut(at, cue.number, hush))
                free = max(free, at)
            else:
                free = end
        self.voice_free = free

    def _take_back(self, cue: CuePlaced) -> None:
        if self.check is not None and self.check.number == cue.number:
            self.check = None
        if cue.reason == THE_PLAN:
            self.seen_stage -= 1  # its number may be another one now
            return
        due = self.timeline.running_at(cue.due)
        added = self.agenda.add(
            Wanted(cue.kind, cue.name, cue.sounds, cue.text, due, cue.reason)
        )  # fmt: skip
        if added is not None:
            self.agenda = added

    # --- inputs --------------------------------------------------------------------------------

    def take(self, happened: Input) -> None:
        """Everything that is decided because of one input."""
        at = Frame(happened.at + LEAD)
        match happened:
            case PausePressed():
                self._pause_or_resume(at)
            case Nudged(_, by_spm):
                self._nudge(by_spm, at)
            case SkipPressed():
                self._skip(at)
            case MutePressed():
                self.muted = not self.muted
                if self.muted:
                    self._clear_voice(at, "muted")
                self._edit(Muted(at, self.muted))
            case VolumeSet(_, volume_db):
                self.volume_db = volume_db
                self._edit(VolumeChanged(at, volume_db))
            case CueAsked():
                if not self.paused:
                    self._want_posture(self.timeline.running_at(happened.at), "asked", happened.at)
            case Answer(_, yes):
                self._answer(happened.at, yes=yes)
            case PainNoted(_, level):
                self.pain = level
                self._say("pain", ("pain.noted",), CueKind.STAGE, happened.at, "pain noted")
                if not self.paused:
                    due = self.timeline.running_at(happened.at)
                    self._want_posture(due, "after pain", happened.at)
            case FreezeAsked():
                self._freeze(at)
            case FinishAsked(_, reason):
                self._clear_voice(at, "finished")
                self._edit(Finished(at, reason))
            case PayloadReceived(_, data):
                self._reading(happened.at, data)
            case LinkChanged():
                self._link(happened)
            case AudioChanged(_, playing, detail):
                self.audio_note = "" if playing else detail
            case Noted(_, text):
                self.notice = text
            case _:
                pass

    def _pause_or_resume(self, at: Frame) -> None:
        self.paused = not self.paused
        if self.paused:
            self._clear_voice(at, "paused")
            self._edit(Paused(at))
            self._say_now("paused", "stage.paused", at)
        else:
            self._clear_voice(at, "resumed")
            self._edit(Resumed(at))
            self.tracker = self.tracker.fresh_start(at)
            self.coach = self.coach.fresh_start()
            self._say_now("resumed", "stage.resumed", at)

    def _say_now(self, name: str, sound: str, at: Frame) -> None:
        due = self.timeline.running_at(at)
        cue = cues.wanted(self.setup, CueKind.STAGE, name, (sound,), due, "a key")
        if cue is not None and not self.muted:
            self._speak(cue, self._onset(cue, Frame(at - LEAD)))

    def _say(
        self, name: str, sounds: tuple[str, ...], kind: CueKind, now: Frame, reason: str
    ) -> None:
        """Say something as soon as may be; a newer one replaces one of its name that waits."""
        self.agenda = self.agenda.without(name)
        due = self.timeline.running_at(now)
        self._want(cues.wanted(self.setup, kind, name, sounds, due, reason), now)

    def _nudge(self, by_spm: int, at: Frame) -> None:
        before = self._target_at(at)
        self.offset_spm += by_spm
        self._rearrange(TargetsShifted(at, self.offset_spm, "the runner's key"), at)
        now = self._target_at(at)
        if now is not None and now != before:
            self._say("target", (f"number.{now}",), CueKind.STAGE, at, "a key")

    def _target_at(self, at: Frame) -> Spm | None:
        return self.timeline.span_at(at).target_spm

    def _skip(self, at: Frame) -> None:
        if not self.paused:
            self._clear_voice(at, "skipped", only=THE_PLAN)
            self._rearrange(StageSkipped(at), at)

    def _freeze(self, at: Frame) -> None:
        target = self._target_at(at)
        if target is not None:
            self._rearrange(LadderFrozen(at, target, "this one works best"), at)
            self._say("frozen", ("stage.frozen",), CueKind.STAGE, at, "a key")

    def _rearrange(self, edit: Edit, at: Frame) -> None:
        """Make an edit that moves beats; cues placed after it find their beat again."""
        self._clear_voice(at)
        for cue in self.agenda.waiting:
            if cue.reason == THE_PLAN:
                self.agenda = self.agenda.without(cue.name)
                self.seen_stage -= 1
        self._edit(edit)

    def _answer(self, at: Frame, *, yes: bool) -> None:
        check = self.check
        if check is None or at < check.onset or len(check.answers) >= len(cues.QUESTIONS):
            return
        question = cues.QUESTIONS[len(check.answers)]
        self.check = replace(check, answers=(*check.answers, yes))
        self.outputs.append(QuestionAnswered(at, check.number, question, yes))

    # --- the footpod ---------------------------------------------------------------------------

    def _reading(self, at: Frame, data: bytes) -> None:
        try:
            measurement = rsc.decode_measurement(data)
        except rsc.MalformedPayload as exc:
            self.outputs.append(PayloadRefused(at, data, str(exc)))
            return
        self.tracker = self.tracker.take(at, measurement)
        change = self.tracker.change
        if change is not None:
            self.outputs.append(ConventionDecided(at, change.now.value, change.why))
        live = self.tracker.at(at)
        moving = live.gait in (Gait.RUNNING, Gait.WALKING)
        self.outputs.append(ReadingTaken(at, live.instant_spm, live.speed_mps, moving))

    def _link(self, change: LinkChanged) -> None:
        self.sensor = replace(
            self.sensor,
            link=change.state,
            name=change.name or self.sensor.name,
            detail=change.detail,
            battery_percent=(
                self.sensor.battery_percent
                if change.battery_percent is None
                else change.battery_percent
            ),
        )
        self._watch_sensor(change.at)

    def _watch_sensor(self, now: Frame) -> None:
        """The word for the sensor: trust the data, not the link (BLUETOOTH 5)."""
        sensor = self.sensor
        if sensor.link is LinkState.OFF and not sensor.met:
            return
        freshness = self.tracker.at(now).state
        word = sensor.link
        if freshness is Freshness.FRESH:
            word = LinkState.CONNECTED
        elif freshness is Freshness.LOST:
            word = LinkState.LOST
        elif freshness is Freshness.SILENT and sensor.link is LinkState.CONNECTED:
            word = LinkState.SILENT
        met = sensor.met or freshness is Freshness.FRESH
        if word is not sensor.word:
            self.outputs.append(SensorState(now, word, sensor.detail))
        told = sensor.told_lost
        if met and word is LinkState.LOST and not told:
            self._say("sensor lost", ("sensor.lost",), CueKind.COACH, now, "no data for 10 s")
            told = True
        elif told and word is LinkState.CONNECTED:
            told = False
            if any(cue.name == "sensor lost" for cue in self.agenda.waiting):
                self.agenda = self.agenda.without("sensor lost")
            else:
                self._say("sensor back", ("sensor.back",), CueKind.COACH, now, "data again")
        self.sensor = replace(sensor, word=word, met=met, told_lost=told)

    # --- edits ---------------------------------------------------------------------------------

    def _edit(self, edit: Edit) -> None:
        self.edits = (*self.edits, edit)
        self.outputs.append(edit)
        if isinstance(edit, Finished):
            self.finished = edit
        if not isinstance(edit, CuePlaced | CueCut | Muted | VolumeChanged):
            self.timeline = lay_out(self.setup.plan, self.edits)

    def _stage(self, stage: int) -> Stage | None:
        stages = self.setup.plan.stages
        if not 0 <= stage < len(stages):
            return None
        for span in self.timeline.spans:
            if span.stage == stage and not span.paused:
                return replace(stages[stage], target_spm=span.target_spm)
        return stages[stage]
