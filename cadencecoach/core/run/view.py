"""One instant of a session as a screen may know it: frozen, complete, and already in words."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.events import CueKind, LinkState
from cadencecoach.core.sensor.adherence import BandState
from cadencecoach.core.values.units import Frame, Frames, MeasuredSpm, Spm


@dataclass(frozen=True, slots=True)
class BeatView:
    """The beat nearest behind the ear, for the pulse; None in RunView where no beat sounds."""

    number: int
    """Counts beats from 0; even is left."""

    at: Frame
    interval: Frames
    audible: bool


@dataclass(frozen=True, slots=True)
class RungView:
    """One step of the ladder."""

    target_spm: Spm
    share_done: float
    """0 to come, 1 done."""

    current: bool


@dataclass(frozen=True, slots=True)
class CueView:
    """A cue that was spoken, or not, and what came of it."""

    at: Frames
    """Running time."""

    name: str
    """One word: posture, theme, up, coach …"""

    text: str
    spoken: bool
    why: str
    """Why it was not spoken, or its reason."""

    answers: tuple[tuple[str, bool | None], ...]
    """One-word question and yes, no or not yet answered."""

    before_spm: float | None
    after_spm: float | None


@dataclass(frozen=True, slots=True)
class SensorView:
    """The footpod in a word; `state` OFF with an empty name is no footpod wanted."""

    state: LinkState
    name: str
    age_s: float | None
    """Since the last reading."""

    battery_percent: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One second of the chart; cadence None is a gap, target None is no beat."""

    running: Frames
    cadence_spm: float | None
    """Smoothed, as it is drawn."""

    accepted_spm: MeasuredSpm | None
    """The newest reading by itself: what means are made of."""

    target_spm: Spm | None
    low_spm: float | None
    high_spm: float | None
    cue: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """Everything the run screen paints, taken at one frame."""

    frame: Frame
    title: str
    state: str
    """warm-up, baseline, target 2 of 4, hold, cool-down, paused, finished."""

    running: Frames
    total: Frames
    stage_left: Frames
    """Running time to the end of the stage in force."""

    target_spm: Spm | None
    """In force now; None where there is no beat."""

    beat: BeatView | None
    live_spm: float | None
    off_target: int | None
    """Whole spm above (+) or below (-) the target."""

    band: BandState | None
    """In, over or under; None when nothing can be said."""

    trend: int
    """-1 falling, 0 steady, +1 rising."""

    in_band_percent: float | None
    covered: Frames
    """Running time with a trustworthy cadence and a beat."""

    sensor: SensorView
    rungs: tuple[RungView, ...]
    ramp_note: str
    """What the ramp does next: "170 in 2:19", "up when held 1:20 more"."""

    click_note: str
    """Why the click is silent; empty when it sounds."""

    next_cue: str
    """One or two words: "posture check"."""

    next_cue_in: Frames | None
    last_cue: CueView | None
    open_question: str | None
    """The question that y or n would answer now."""

    chart: tuple[ChartPoint, ...]
    """Oldest first, one a second of running time, at most 20 minutes."""

    paused: bool
    muted: bool
    volume_db: float
    audio_note: str
    """"" when sound plays; else one line."""

    pain: int | None
    """The last level noted in this run."""

    notice: str
    """One line that matters now; empty otherwise."""

    finished: bool


def one_word(kind: CueKind, name: str) -> str:
    """A cue in a word: its name where that is one (up, posture), else its kind (theme)."""
    return kind.value if "." in name else name


def reason_words(reason: str) -> str:
    """The reason of a decision as a runner reads it; in the log "band" is the word, and stays it."""
    return reason.replace("out of band", "off target").replace("in band", "on target")
