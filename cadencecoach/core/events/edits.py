"""Decisions that change what will be heard; the score is made of the plan and these.

Each holds from a frame in the future of the input that caused it (law 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.events.event import CueKind, EndReason, Output
from cadencecoach.core.values.units import Frame, Frames, Spm


@dataclass(frozen=True, slots=True)
class Edit(Output):
    """A decision that changes what will be heard from `at` on; the score is made of these."""


@dataclass(frozen=True, slots=True)
class TargetsShifted(Edit):
    """All targets from here on are the plan's plus `offset_spm`, within the limits."""

    offset_spm: int
    reason: str


@dataclass(frozen=True, slots=True)
class Paused(Edit):
    """Running time stands still and nothing sounds."""


@dataclass(frozen=True, slots=True)
class Resumed(Edit):
    """Running time goes on; the beat starts anew here."""


@dataclass(frozen=True, slots=True)
class StageSkipped(Edit):
    """The stage in force ends here."""


@dataclass(frozen=True, slots=True)
class StageExtended(Edit):
    """The stage in force lasts longer, since its rung was not held; a hold after it gives room."""

    by: Frames
    reason: str


@dataclass(frozen=True, slots=True)
class LadderFrozen(Edit):
    """No target after this one: the rest of the ladder holds it."""

    target_spm: Spm
    reason: str


@dataclass(frozen=True, slots=True)
class ClickGated(Edit):
    """The click sounds from `at` on, or fades out from there and is silent in phase."""

    sounding: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Muted(Edit):
    """Click and voice are silenced, or back."""

    muted: bool


@dataclass(frozen=True, slots=True)
class VolumeChanged(Edit):
    """The volume of what starts from here on."""

    volume_db: float


@dataclass(frozen=True, slots=True)
class CuePlaced(Edit):
    """A cue whose speech begins at `at`, on a beat where there is one."""

    number: int
    """Counts the cues of the session, from 1."""

    kind: CueKind
    name: str
    """Which cue: "posture", "theme.F3", "up" …"""

    sounds: tuple[str, ...]
    """Ids in sounds/, spoken one after the other."""

    text: str
    due: Frame
    length: Frames
    reason: str


@dataclass(frozen=True, slots=True)
class EarconPlaced(Edit):
    """A short sound that answers the runner; it is on no beat and moves none."""

    sound: str
    """Its id in sounds/."""


@dataclass(frozen=True, slots=True)
class CueCut(Edit):
    """A cue is faded out before its end."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Finished(Edit):
    """The session is over at `at`."""

    reason: EndReason
