"""What a session is at one look, as a value; and that value while one step changes it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import Final

from cadencecoach.core.events import (
    ClickGated,
    CueCut,
    CuePlaced,
    EarconPlaced,
    Edit,
    Finished,
    LinkState,
    Muted,
    Output,
    VolumeChanged,
)
from cadencecoach.core.plan.plan import Stage
from cadencecoach.core.run.coach import Coach
from cadencecoach.core.run.cues import QUESTIONS, Agenda, TimedCue
from cadencecoach.core.run.setup import Setup
from cadencecoach.core.run.view import ChartPoint
from cadencecoach.core.score.timeline import Timeline, lay_out
from cadencecoach.core.sensor.adherence import Adherence
from cadencecoach.core.sensor.tracker import CadenceTracker
from cadencecoach.core.values.units import Frame, Frames, frames


class Window(enum.Enum):
    """Whether a press of a button is an answer now; words and keys answer also later."""

    TO_COME = enum.auto()
    OPEN = enum.auto()
    SHUT = enum.auto()
    NEVER = enum.auto()
    """The question was cut off, or answered while it was spoken."""


WINDOW: Final = frames(8)
"""A question waits so long for the press that answers it (product choice: longer, and a press meant for
something else is taken for an answer)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A posture check that was spoken, and its answers so far."""

    number: int
    onset: Frame
    spoken_at: Frame
    """Where it has been spoken to its end."""

    answers: tuple[bool, ...] = ()
    window: Window = Window.TO_COME


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

    refused_at: Frame | None = None
    """When it last sent what is no measurement."""

    missing_s: int = 0
    """Seconds on end in which it was heard and no cadence came of it."""

    missing_told: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Everything a session is at one look; what may not be forgotten is in `edits`."""

    setup: Setup
    timeline: Timeline
    tracker: CadenceTracker
    coach: Coach
    adherence: Adherence
    chart: tuple[ChartPoint, ...]
    """The last 20 minutes of running time, a second each."""

    edits: tuple[Edit, ...]
    look_at: Frame
    """The next look."""

    agenda: Agenda
    seen_slots: Frames
    """The grid is dealt with up to this running time."""

    seen_stage: int
    """The last stage whose opening cue is dealt with."""

    heard_stage: int
    """The last stage before which the coach has listened."""

    begun_stage: int
    """The last stage that began to be heard."""

    voice_free: Frame
    """The end of the last thing said or to be said; 0 before the first."""

    spoken: tuple[TimedCue, ...]
    """Every cue that was given an onset, in the order of their numbers."""

    check: Check | None
    sensor: Sensor
    offset_spm: int
    paused: bool
    muted: bool
    volume_db: float
    audio_note: str
    notice: str
    noticed_at: Frame
    pain: int | None
    stop_at: Frame | None
    """The run ends here because of pain, unless the runner overrules."""

    stop_reason: str
    stop_holds: bool
    """Nothing overrules the stop."""

    finished: Finished | None

    @property
    def over(self) -> bool:
        """Whether its end has been decided."""
        return self.finished is not None

    def answer_expected(self, heard: Frame) -> bool:
        """Whether a press that is made at this frame of the ear answers a question."""
        check = self.check
        return (
            check is not None
            and check.window in {Window.OPEN, Window.SHUT}
            and not self.can_go_on
            and len(check.answers) < len(QUESTIONS)
            and check.spoken_at <= heard < check.spoken_at + WINDOW
        )

    @property
    def can_go_on(self) -> bool:
        """Whether "go on" would change something: in a pause, or before a stop it overrules."""
        return not self.over and (self.paused if self.stop_at is None else not self.stop_holds)


_MOVES_NO_BEAT: Final = (CuePlaced, CueCut, EarconPlaced, ClickGated, Muted, VolumeChanged)


class Draft:
    """A state while one step changes it. The type checker sees a field that is left out here."""

    def __init__(self, state: State) -> None:
        self.setup = state.setup
        self.timeline = state.timeline
        self.tracker = state.tracker
        self.coach = state.coach
        self.adherence = state.adherence
        self.chart = state.chart
        self.edits = state.edits
        self.look_at = state.look_at
        self.agenda = state.agenda
        self.seen_slots = state.seen_slots
        self.seen_stage = state.seen_stage
        self.heard_stage = state.heard_stage
        self.begun_stage = state.begun_stage
        self.voice_free = state.voice_free
        self.spoken = state.spoken
        self.check = state.check
        self.sensor = state.sensor
        self.offset_spm = state.offset_spm
        self.paused = state.paused
        self.muted = state.muted
        self.volume_db = state.volume_db
        self.audio_note = state.audio_note
        self.notice = state.notice
        self.noticed_at = state.noticed_at
        self.pain = state.pain
        self.stop_at = state.stop_at
        self.stop_reason = state.stop_reason
        self.stop_holds = state.stop_holds
        self.finished = state.finished
        self.outputs: list[Output] = []

    def frozen(self) -> State:
        """The state as it is now."""
        return State(
            setup=self.setup,
            timeline=self.timeline,
            tracker=self.tracker,
            coach=self.coach,
            adherence=self.adherence,
            chart=self.chart,
            edits=self.edits,
            look_at=self.look_at,
            agenda=self.agenda,
            seen_slots=self.seen_slots,
            seen_stage=self.seen_stage,
            heard_stage=self.heard_stage,
            begun_stage=self.begun_stage,
            voice_free=self.voice_free,
            spoken=self.spoken,
            check=self.check,
            sensor=self.sensor,
            offset_spm=self.offset_spm,
            paused=self.paused,
            muted=self.muted,
            volume_db=self.volume_db,
            audio_note=self.audio_note,
            notice=self.notice,
            noticed_at=self.noticed_at,
            pain=self.pain,
            stop_at=self.stop_at,
            stop_reason=self.stop_reason,
            stop_holds=self.stop_holds,
            finished=self.finished,
        )

    def edit(self, edit: Edit) -> None:
        """Make a decision that changes what will be heard."""
        self.edits = (*self.edits, edit)
        self.outputs.append(edit)
        if isinstance(edit, Finished):
            self.finished = edit
        if not isinstance(edit, _MOVES_NO_BEAT):
            self.timeline = lay_out(self.setup.plan, self.edits)

    def stage(self, stage: int) -> Stage | None:
        """A stage with the target it has after the edits; None outside the plan."""
        stages = self.setup.plan.stages
        if not 0 <= stage < len(stages):
            return None
        planned = stages[stage]
        for span in self.timeline.spans:
            if span.stage == stage and not span.paused:
                # Asked at every look, and most stages keep the target they were planned with.
                same = span.target_spm == planned.target_spm
                return planned if same else replace(planned, target_spm=span.target_spm)
        return planned
