"""What the world did: `replay` feeds these again and gets the same session."""

from __future__ import annotations

from dataclasses import dataclass

from cadencecoach.core.events.event import EndReason, Event, LinkState
from cadencecoach.core.values.units import Frame


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
    pod: str = ""
    """The address of the footpod that is connected; empty for a source that has none."""

    counts: str = ""
    """Steps, strides or auto, as set for that footpod."""

    tells_gait: bool | None = None
    """Whether it says that it tells walking from running; None where it did not say."""


@dataclass(frozen=True, slots=True)
class AudioChanged(Input):
    """The sound output was lost, or is back."""

    playing: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Noted(Input):
    """Something worth keeping that changes nothing: a full disk, a slow machine."""

    text: str
