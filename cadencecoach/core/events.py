"""All that goes into the engine and all that comes out, each known by its name in the log.

Inputs are what the world did; `replay` feeds them again and gets the same session. Outputs are
what the engine decided; they are kept so that a log can be read without the program. Each carries
`at`, the session frame at which it holds (an edit's `at` lies in the future of the input that
caused it, law 4).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cadencecoach.core.values.records import BadRecord, from_record
from cadencecoach.core.values.units import Frame, Frames, Spm


class LinkState(enum.Enum):
    """The words for the sensor; silence is not loss, and neither is 0 spm."""

    SEARCHING = "searching"
    CONNECTED = "connected"
    SILENT = "silent"
    LOST = "lost"
    OFF = "off"


class CueKind(enum.Enum):
    """Why a cue is spoken; the order of the members is the order of priority."""

    SAFETY = "safety"
    STAGE = "stage"
    COACH = "coach"
    POSTURE = "posture"
    THEME = "theme"


class EndReason(enum.Enum):
    """How a session came to its end."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    PAIN = "pain"


@dataclass(frozen=True, slots=True)
class Event:
    """Anything with a frame."""

    at: Frame


# --- inputs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Input(Event):
    """What the world did, at the frame heard when it did it."""


@dataclass(frozen=True, slots=True)
class Tick(Input):
    """Time passed and nothing else; never logged, and any chunking of time gives the same."""


@dataclass(frozen=True, slots=True)
class Stalled(Input):
    """The machine stood still: the looks from `since` to `at` are left out.

    They would have made edits in the past; logged, so that a replay leaves them out too.
    """

    since: Frame


@dataclass(frozen=True, slots=True)
class PausePressed(Input):
    """Pause, or resume when paused."""


@dataclass(frozen=True, slots=True)
class Nudged(Input):
    """The runner moved the target and the rest of the ladder by some spm."""

    by_spm: int


@dataclass(frozen=True, slots=True)
class SkipPressed(Input):
    """Go on to the next stage now."""


@dataclass(frozen=True, slots=True)
class MutePressed(Input):
    """Silence click and voice, or bring them back; safety is never muted."""


@dataclass(frozen=True, slots=True)
class VolumeSet(Input):
    """The whole volume from now on."""

    volume_db: float


@dataclass(frozen=True, slots=True)
class CueAsked(Input):
    """The runner wants the posture check now."""


@dataclass(frozen=True, slots=True)
class Answer(Input):
    """Yes or no to the next open question of the last posture check."""

    yes: bool


@dataclass(frozen=True, slots=True)
class PainNoted(Input):
    """The runner rated the back while running, 0-10."""

    level: int
    side: str = ""
    """left, right, centre or both; empty where not told."""

    sharp: bool = False
    limping: bool = False


@dataclass(frozen=True, slots=True)
class FreezeAsked(Input):
    """This one works best: stay at this target."""


@dataclass(frozen=True, slots=True)
class FinishAsked(Input):
    """End the session here."""

    reason: EndReason = EndReason.STOPPED


@dataclass(frozen=True, slots=True)
class PayloadReceived(Input):
    """Bytes of one RSC measurement as received."""

    data: bytes


@dataclass(frozen=True, slots=True)
class LinkChanged(Input):
    """The footpod's link changed; `detail` is one line for a person."""

    state: LinkState
    detail: str = ""
    name: str = ""
    battery_percent: int | None = None


@dataclass(frozen=True, slots=True)
class AudioChanged(Input):
    """The sound output was lost, or is back."""

    playing: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Noted(Input):
    """Something worth keeping that changes nothing: a full disk, a slow machine."""

    text: str


# --- outputs ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Output(Event):
    """What the engine decided."""


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
class CueCut(Edit):
    """A cue is faded out before its end."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class CueDropped(Output):
    """A cue that was due and is not spoken."""

    kind: CueKind
    name: str
    text: str
    due: Frame
    reason: str


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
class CoachDecided(Output):
    """Something the coach decided without a word or an edit, and why."""

    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finished(Edit):
    """The session is over at `at`."""

    reason: EndReason


_BY_NAME: Final[dict[str, type[Event]]] = {
    cls.__name__: cls
    for cls in (
        Tick,
        Stalled,
        PausePressed,
        Nudged,
        SkipPressed,
        MutePressed,
        VolumeSet,
        CueAsked,
        Answer,
        PainNoted,
        FreezeAsked,
        FinishAsked,
        PayloadReceived,
        LinkChanged,
        AudioChanged,
        Noted,
        TargetsShifted,
        Paused,
        Resumed,
        StageSkipped,
        StageExtended,
        LadderFrozen,
        ClickGated,
        Muted,
        VolumeChanged,
        CuePlaced,
        CueCut,
        CueDropped,
        QuestionAnswered,
        StageBegan,
        ReadingTaken,
        PayloadRefused,
        SensorState,
        ConventionDecided,
        CoachDecided,
        Finished,
    )
}


class UnknownEvent(ValueError):
    """A record that is no event of this version."""


def event_from(name: str, record: Mapping[str, Any]) -> Event:
    """The event back from its name and record. Raises UnknownEvent."""
    kind = _BY_NAME.get(name)
    if kind is None:
        raise UnknownEvent(name)
    try:
        return from_record(kind, record)
    except BadRecord as exc:
        raise UnknownEvent(str(exc)) from exc
