"""Decisions that change nothing to be heard; kept so that a log can be read without the program."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.events.event import CueKind, LinkState, Output
from cadencecoach.core.values.units import Frame, Spm


@dataclass(frozen=True, slots=True)
class CueDropped(Output):
    """A cue that was due and is not spoken."""

    kind: CueKind
    name: str
    text: str
    due: Frame
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionSpoken(Output):
    """A posture check has been spoken to its end; now an answer is waited for."""

    number: int


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Output):
    """One question of a posture check has its answer."""

    number: int
    question: str
    yes: bool


@dataclass(frozen=True, slots=True)
class StageBegan(Output):
    """A stage of the plan begins to be heard."""

    stage: int
    kind: str
    target_spm: Spm | None
    rung: int | None


@dataclass(frozen=True, slots=True)
class ReadingTaken(Output):
    """A payload was a measurement; the cadence it means, or why it means none."""

    cadence_spm: float | None
    speed_mps: float | None
    moving: bool


@dataclass(frozen=True, slots=True)
class PayloadRefused(Output):
    """A payload was no measurement; counted, never fatal."""

    data: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class SensorState(Output):
    """The word for the sensor changed."""

    state: LinkState
    detail: str


@dataclass(frozen=True, slots=True)
class ConventionDecided(Output):
    """Whether this footpod counts steps or strides, and why."""

    convention: str
    why: str


@dataclass(frozen=True, slots=True)
class CadenceMissing(Output):
    """The footpod is heard, and for half a minute of running no cadence came of it; told once."""

    reason: str
    mendable: bool
    """Whether it would be read if what the footpod counts were set right."""


@dataclass(frozen=True, slots=True)
class CoachDecided(Output):
    """Something the coach decided without a word or an edit, and why."""

    decision: str
    reason: str
