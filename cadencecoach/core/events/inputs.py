"""What the world did: `replay` feeds these again and gets the same session."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from cadencecoach.core.events.event import Door, EndReason, Event, LinkState
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
    asleep: bool = False
    """It stood still for longer than sound was ready: what lay beyond that was not heard."""


@dataclass(frozen=True, slots=True)
class Command(Input):
    """What the runner asked for; `control` turns words and buttons into these."""

    door: Door = field(default=Door.UNTOLD, kw_only=True)

    def heard_at(self, at: Frame) -> Self:
        """The same command, given at another frame."""
        return replace(self, at=at)


@dataclass(frozen=True, slots=True)
class PauseAsked(Command):
    """Pause; nothing where the run is paused already."""


@dataclass(frozen=True, slots=True)
class GoOnAsked(Command):
    """Resume a pause, or overrule the stop that a pain brought; nothing in a run that goes on."""


@dataclass(frozen=True, slots=True)
class TargetMoved(Command):
    """The runner moved the target and the rest of the ladder by some spm; told once keys rest."""

    by_spm: int


@dataclass(frozen=True, slots=True)
class SkipPressed(Command):
    """Go on to the next stage now."""


@dataclass(frozen=True, slots=True)
class MuteAsked(Command):
    """Silence click and voice; safety is never muted."""


@dataclass(frozen=True, slots=True)
class SoundAsked(Command):
    """Bring click and voice back."""


@dataclass(frozen=True, slots=True)
class VolumeMoved(Command):
    """Louder (+) or quieter (-) than it is, within its limits."""

    by_db: float


@dataclass(frozen=True, slots=True)
class CueAsked(Command):
    """The runner wants the posture check now."""


@dataclass(frozen=True, slots=True)
class WhereAsked(Command):
    """The runner wants to hear the target, the own cadence and the time that is left."""


@dataclass(frozen=True, slots=True)
class Answer(Command):
    """Yes or no to the next open question of the last posture check."""

    yes: bool


@dataclass(frozen=True, slots=True)
class AnswerToAll(Command):
    """Good is yes, not good is no, to every open question of the last posture check."""

    good: bool


@dataclass(frozen=True, slots=True)
class PainNoted(Command):
    """The runner rated the back while running, 0-10."""

    level: int
    side: str = ""
    """left, right, centre or both; empty where not told."""

    sharp: bool = False
    limping: bool = False


@dataclass(frozen=True, slots=True)
class PainMarked(Command):
    """The back was felt now; how much is not known and is asked about afterwards."""


@dataclass(frozen=True, slots=True)
class WarningSignTold(Command):
    """The runner felt a warning sign: the run ends, and nothing overrules that."""


@dataclass(frozen=True, slots=True)
class FreezeAsked(Command):
    """This one works best: stay at this target."""


@dataclass(frozen=True, slots=True)
class FinishAsked(Command):
    """End the session here."""

    reason: EndReason = EndReason.STOPPED


@dataclass(frozen=True, slots=True)
class NotUnderstood(Command):
    """A line that is no command; it changes nothing."""

    text: str
    """The line, cut short and cleaned."""

    why: str
    """One line for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class PausePressed(Input):
    """Pause, or resume when paused: in logs from before there were two commands for it."""


@dataclass(frozen=True, slots=True)
class Nudged(Input):
    """As TargetMoved, in logs from before the new target was told only once the keys rest."""

    by_spm: int


@dataclass(frozen=True, slots=True)
class MutePressed(Input):
    """Mute, or sound back when muted: in logs from before there were two commands for it."""


@dataclass(frozen=True, slots=True)
class VolumeSet(Input):
    """The whole volume from now on: in logs from before the keys moved it within its limits."""

    volume_db: float


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
